//! Values and parameters (RFC 9651 sections 4.2.1.2, 4.2.3.1 and 4.2.3.2).

use alloc::string::String;
use alloc::vec::Vec;

use super::reader::{Letters, Reader};

/// The text of a well-formed bare item or inner list. Its first character tells its type.
///
/// It is decoded when a caller asks, because most values of a field are only checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Value<'t>(pub(super) &'t str);

impl Value<'_> {
    /// The value of a key that has no value of its own.
    pub(super) const TRUE: Self = Self("?1");

    /// The value of an integer; `None` if this is of another type.
    #[cfg(feature = "api-error")]
    pub(crate) fn integer(self) -> Option<i64> {
        // Of all well-formed values, only integers parse.
        crate::strings::integer(self.0)
    }
}

impl<'t> Reader<'t> {
    /// Reads a bare item or an inner list.
    #[cfg(feature = "api-error")]
    pub(super) fn value(&mut self) -> Option<Value<'t>> {
        let start = self.at;
        if !self.eat(b'(') {
            return self.bare_item();
        }
        let mut is_separate = true;
        loop {
            is_separate |= self.skip_while(Letters::None, " ") > 0;
            if self.eat(b')') {
                return Some(Value(self.since(start)));
            }
            if !is_separate {
                return None;
            }
            self.bare_item()?;
            self.parameters(None)?;
            is_separate = false;
        }
    }

    /// Reads a bare item.
    pub(super) fn bare_item(&mut self) -> Option<Value<'t>> {
        let start = self.at;
        let is_valid = match self.next()? {
            first @ (b'-' | b'@' | b'0'..=b'9') => self.number(first),
            b'"' => self.string(b'\\').is_some(),
            b'%' => self.eat(b'"') && self.string(b'%').is_some(),
            b':' => self.byte_sequence(),
            b'?' => self.eat(b'0') || self.eat(b'1'),
            first => {
                // `tchar` of RFC 9110 section 5.6.2, `:` and `/`.
                self.skip_while(Letters::All, "!#$%&'*+-.^_`|~:/");
                first.is_ascii_alphabetic() || first == b'*'
            }
        };
        is_valid.then(|| Value(self.since(start)))
    }

    /// Reads `;key=value;flag`, or nothing, and adds what it reads to `parameters`.
    pub(super) fn parameters(&mut self, mut parameters: Option<&mut Vec<(&'t str, Value<'t>)>>) -> Option<()> {
        while self.eat(b';') {
            self.skip_while(Letters::None, " ");
            let key = self.key()?;
            let value = if self.eat(b'=') { self.bare_item()? } else { Value::TRUE };
            if let Some(parameters) = &mut parameters {
                parameters.push((key, value));
            }
        }
        Some(())
    }

    /// Reads the rest of an integer (1 to 15 digits), a decimal (1 to 12 digits, a point, 1 to 3 digits) or a date (`@`
    /// and an integer).
    fn number(&mut self, first: u8) -> bool {
        let is_date = first == b'@';
        if is_date {
            self.eat(b'-');
        }
        let whole = self.skip_while(Letters::Digits, "") + usize::from(first.is_ascii_digit());
        if is_date || !self.eat(b'.') {
            return (1..=15).contains(&whole);
        }
        (1..=12).contains(&whole) && (1..=3).contains(&self.skip_while(Letters::Digits, ""))
    }

    /// Reads the rest of a string (`escape` is `\`) or of a display string (`escape` is `%`). Decodes a string.
    ///
    /// This is no call of `quoted_string::len`: `\` is no escape in a display string, and the content is checked on the way.
    ///
    /// Both are printable ASCII up to the closing quote. `\` escapes `"` and `\`. `%` and two lower-case hexadecimal digits
    /// are one byte of UTF-8.
    pub(super) fn string(&mut self, escape: u8) -> Option<String> {
        let mut decoded = String::new();
        loop {
            let byte = self.next()?;
            decoded.push(char::from(match byte {
                b'"' => return Some(decoded),
                b'%' if escape == b'%' => {
                    self.escaped_character()?;
                    byte
                }
                b'\\' if escape == b'\\' => self.next().filter(|b| matches!(b, b'"' | b'\\'))?,
                0x20..=0x7e => byte,
                _ => return None,
            }));
        }
    }

    /// Reads the rest of a character of UTF-8 as `%` and two digits a byte. The first `%` is read.
    fn escaped_character(&mut self) -> Option<()> {
        let mut bytes = [0; 4];
        for len in 1..=bytes.len() {
            bytes[len - 1] = self.hex()? << 4 | self.hex()?;
            if core::str::from_utf8(&bytes[..len]).is_ok() {
                return Some(());
            }
            if !self.eat(b'%') {
                break;
            }
        }
        None
    }

    /// Reads a lower-case hexadecimal digit.
    fn hex(&mut self) -> Option<u8> {
        match self.next()? {
            digit @ b'0'..=b'9' => Some(digit - b'0'),
            digit @ b'a'..=b'f' => Some(digit - b'a' + 10),
            _ => None,
        }
    }

    /// Reads the rest of a byte sequence: base64 and a colon. Padding may be missing, and unused bits of the last character
    /// may be set: section 4.2.7 lets a parser accept both.
    fn byte_sequence(&mut self) -> bool {
        let last = self.skip_while(Letters::All, "+/") % 4;
        let padding = self.skip_while(Letters::None, "=");
        // One character in the last group of four holds less than a byte. Two or three may be padded.
        let fits = if last < 2 { last + padding == 0 } else { last + padding <= 4 };
        fits && self.eat(b':')
    }
}
