//! Reads strings with their escapes.

use alloc::string::String;

use super::Reader;
use crate::strings;

impl Reader<'_> {
    /// Reads a string. Without `keep` it returns an empty one. A lone surrogate becomes U+FFFD, and the strict reader notes
    /// it in `is_ill_formed`.
    pub(super) fn string(&mut self, keep: bool) -> Option<String> {
        let mut out = String::new();
        self.is_ill_formed = false;
        if self.peek()? != b'"' {
            return None;
        }
        self.at += 1;
        loop {
            let start = self.at;
            self.at += strings::plain_len(self.text.as_bytes().get(start..)?);
            let plain = if keep { self.text.get(start..self.at)? } else { "" };
            let next = self.next()?;
            if next == b'"' && out.is_empty() {
                // Most strings have no escapes. A string of the right size takes less time than one that grows.
                return Some(String::from(plain));
            }
            out.push_str(plain);
            match next {
                b'"' => return Some(out),
                b'\\' => {
                    let c = self.escaped(keep)?;
                    if keep {
                        out.push(c);
                    }
                }
                _ => return None,
            }
        }
    }

    /// Reads the rest of an escape sequence and returns its character.
    fn escaped(&mut self, keep: bool) -> Option<char> {
        Some(match self.next()? {
            byte @ (b'"' | b'\\' | b'/') => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let unit = self.unit()?;
                let character = self.character(unit);
                #[cfg(any(feature = "axum", feature = "serde_json"))]
                if self.is_exact && character.is_none() {
                    self.at -= 6;
                    return None;
                }
                self.is_ill_formed |= character.is_none() && !self.limits.is_lenient && keep;
                character.unwrap_or('\u{fffd}')
            }
            _ => return None,
        })
    }

    /// The character that begins with this UTF-16 unit; `None` for a lone surrogate.
    fn character(&mut self, unit: u32) -> Option<char> {
        let rest = self.text.as_bytes().get(self.at..)?;
        if (0xd800..0xdc00).contains(&unit) && rest.starts_with(b"\\u") {
            let at = self.at;
            self.at += 2;
            if let Some(low @ 0xdc00..=0xdfff) = self.unit() {
                return char::from_u32(0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00));
            }
            self.at = at;
        }
        char::from_u32(unit)
    }

    /// Reads four hexadecimal digits.
    fn unit(&mut self) -> Option<u32> {
        let mut unit = 0;
        for _ in 0..4 {
            unit = unit * 16 + char::from(self.next()?).to_digit(16)?;
        }
        Some(unit)
    }
}
