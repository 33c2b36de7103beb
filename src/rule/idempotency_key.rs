//! `Idempotency-Key` values: bare, as Stripe and the five seed APIs send them, or as a Structured Field String.
//!
//! Details of `invalid_idempotency_key`: `space`, `control`, `non_ascii`; in the bare form `quoted` (the value is a
//! Structured Field String); in the sf-string form `not_quoted`, `unterminated` and `escape`.

use alloc::borrow::Cow;
use alloc::string::String;

use crate::reason::{Code, Reason};
use crate::rule::{Fault, length};

/// The most characters of a key, where the caller sets no other limit (LeadRails, Stripe).
pub const MAX_CHARACTERS: u32 = 255;

/// How a key is written in its header. One key in two forms would be two keys, so a form never takes the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// The key itself: `8e03978e-40d5-43e8-bc93-6894a57f9324`.
    #[default]
    Bare,
    /// A String of RFC 9651 section 3.3.3, quotes and all, as draft-ietf-httpapi-idempotency-key-header asks.
    SfString,
}

impl Form {
    /// The form named `bare` or `sf-string`.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "bare" => Some(Self::Bare),
            "sf-string" => Some(Self::SfString),
            _ => None,
        }
    }
}

/// Checks a header value and gives the key in it: 1 to `max` visible ASCII characters (0x21 to 0x7E).
///
/// # Errors
/// `too_short`, `too_long`, or `invalid_idempotency_key` with a detail code.
pub fn check(value: &str, form: Form, max: u32) -> Result<Cow<'_, str>, Reason> {
    read(value, form, max).map_err(|fault| reason(fault, max))
}

/// A fault in words.
pub(crate) fn reason(fault: Fault, max: u32) -> Reason {
    match fault.code {
        Code::TooShort => fault.reason().with_param("min", 1_u32),
        Code::TooLong => fault.reason().with_param("max", max),
        _ => fault.reason(),
    }
}

/// The check without the key, of a text in UTF-8.
pub(crate) fn judge(value: &[u8], form: Form, max: u32) -> Result<(), Fault> {
    // No quote in front: no Structured Field String.
    let plain = form == Form::Bare && value.first().is_some_and(|&first| first != b'"');
    if plain && value.len() <= max as usize && is_visible(value) {
        return Ok(());
    }
    read(core::str::from_utf8(value).unwrap_or_default(), form, max).map(drop)
}

fn read(value: &str, form: Form, max: u32) -> Result<Cow<'_, str>, Fault> {
    let key = match form {
        Form::Bare => Cow::Borrowed(value),
        Form::SfString => unquote(value).map_err(invalid)?,
    };
    if key.is_empty() {
        return Err(Fault::new(Code::TooShort));
    }
    if length::exceeds(key.as_bytes(), max) {
        return Err(Fault::new(Code::TooLong));
    }
    if let Some(detail) = key.bytes().find_map(fault) {
        return Err(invalid(detail));
    }
    if form == Form::Bare && is_sf_string(value) {
        return Err(invalid("quoted"));
    }
    Ok(key)
}

/// Whether all bytes are visible ASCII, 0x21 to 0x7E; eight at a time.
fn is_visible(bytes: &[u8]) -> bool {
    const EACH: u64 = u64::MAX / 0xff;
    let (words, rest) = bytes.as_chunks();
    let mut wrong = 0;
    for word in words {
        let word = u64::from_ne_bytes(*word);
        // The top bit of a byte: set already; set by a borrow, for it is below 0x21; set by adding 1 to 0x7F.
        wrong |= word | (word.wrapping_sub(EACH * 0x21) & !word) | word.wrapping_add(EACH);
    }
    wrong & (EACH * 0x80) == 0 && rest.iter().all(|byte| matches!(byte, 0x21..=0x7e))
}

const fn invalid(detail: &'static str) -> Fault {
    Fault { code: Code::InvalidIdempotencyKey, detail }
}

const fn fault(byte: u8) -> Option<&'static str> {
    match byte {
        0x21..=0x7e => None,
        b' ' => Some("space"),
        0x80.. => Some("non_ascii"),
        _ => Some("control"),
    }
}

fn is_sf_string(value: &str) -> bool {
    value.starts_with('"') && unquote(value).is_ok()
}

/// The content of a Structured Field String. What is escaped is `"` or `\`; the characters are judged by the caller.
fn unquote(value: &str) -> Result<Cow<'_, str>, &'static str> {
    let inside = value.strip_prefix('"').ok_or("not_quoted")?;
    let inside = inside.strip_suffix('"').ok_or("unterminated")?;
    if !inside.bytes().any(|byte| matches!(byte, b'\\' | b'"')) {
        return Ok(Cow::Borrowed(inside));
    }
    let mut key = String::with_capacity(inside.len());
    let mut chars = inside.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some(escaped @ ('"' | '\\')) => key.push(escaped),
                // The last quote was escaped, so nothing closes the string.
                None => return Err("unterminated"),
                Some(_) => return Err("escape"),
            },
            '"' => return Err("escape"),
            other => key.push(other),
        }
    }
    Ok(Cow::Owned(key))
}

/// A new key: a random (version 4) UUID, 36 characters, from the system's random numbers.
#[cfg(not(target_arch = "wasm32"))]
pub fn new_idempotency_key() -> String {
    alloc::string::ToString::to_string(&uuid::Uuid::new_v4())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_keys() {
        let long = "k".repeat(255);
        let too_long = "k".repeat(256);
        let cases: [(&str, Result<&str, &str>); 11] = [
            ("8e03978e-40d5-43e8-bc93-6894a57f9324", Ok("8e03978e-40d5-43e8-bc93-6894a57f9324")),
            ("!~", Ok("!~")),
            (&long, Ok(&long)),
            (&too_long, Err("too_long")),
            ("", Err("too_short")),
            ("a b", Err("space")),
            ("a\tb", Err("control")),
            ("a\u{7f}", Err("control")),
            ("clé", Err("non_ascii")),
            ("\"quoted\"", Err("quoted")),
            ("\"", Ok("\"")),
        ];
        for (value, expected) in cases {
            assert_eq!(told(&check(value, Form::Bare, 255)), expected, "{value:?}");
        }
    }

    #[test]
    fn sf_strings() {
        let cases: [(&str, Result<&str, &str>); 9] = [
            ("\"8e03978e\"", Ok("8e03978e")),
            (r#""a\"b\\c""#, Ok(r#"a"b\c"#)),
            ("8e03978e", Err("not_quoted")),
            ("\"open", Err("unterminated")),
            ("\"", Err("unterminated")),
            (r#""open\""#, Err("unterminated")),
            (r#""a\nb""#, Err("escape")),
            ("\"\"", Err("too_short")),
            ("\"a b\"", Err("space")),
        ];
        for (value, expected) in cases {
            assert_eq!(told(&check(value, Form::SfString, 255)), expected, "{value:?}");
        }
    }

    fn told<'r>(result: &'r Result<Cow<'_, str>, Reason>) -> Result<&'r str, &'r str> {
        result.as_deref().map_err(|reason| reason.detail().unwrap_or(reason.code().as_str()))
    }

    #[cfg(not(target_arch = "wasm32"))]
    #[test]
    fn new_keys_are_uuids_and_differ() {
        let (one, two) = (new_idempotency_key(), new_idempotency_key());
        assert_ne!(one, two);
        assert_eq!(crate::rule::uuid::check(&one), Ok(()));
        assert!(check(&one, Form::Bare, 255).is_ok());
    }
}
