//! `Idempotency-Key` values: bare, as Stripe and the five seed APIs send them, or as a Structured Field String.
//!
//! Details of `invalid_idempotency_key`: `space`, `control`, `non_ascii`. In the bare form also `quoted`: the value is a
//! Structured Field String. In the sf-string form also `not_quoted`; `unterminated`: no quote closes the string; `escape`:
//! a `\` escapes something else than `"` and `\`, or a quote is not escaped, so that no parameters follow the string.

use std::borrow::Cow;

use crate::headers::structured::string_item;
use crate::quoted_string;
use crate::reason::{Code, Reason};
use crate::rule::{Fault, length};

/// The most characters of a key, unless the caller sets another limit (LeadRails, Stripe).
pub const MAX_CHARACTERS: u32 = 255;

/// How a key is written in its header. No value is valid in both forms, so that one key never becomes two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// The key itself: `8e03978e-40d5-43e8-bc93-6894a57f9324`.
    #[default]
    Bare,
    /// A String of RFC 9651 section 3.3.3, with its quotes, as draft-ietf-httpapi-idempotency-key-header asks. Parameters
    /// may follow it.
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

/// Checks a header value and returns the key in it: 1 to `max` visible ASCII characters (0x21 to 0x7E).
///
/// # Errors
/// `too_short`, `too_long`, or `invalid_idempotency_key` with a detail code.
pub fn check(value: &str, form: Form, max: u32) -> Result<Cow<'_, str>, Reason> {
    read(value, form, max).map_err(|fault| reason(fault, max))
}

/// Turns a fault into a reason with its parameters.
pub(crate) fn reason(fault: Fault, max: u32) -> Reason {
    match fault.code {
        Code::TooShort => fault.reason().with_param("min", 1_u32),
        Code::TooLong => fault.reason().with_param("max", max),
        _ => fault.reason(),
    }
}

/// Checks a header value, given in UTF-8, without returning the key.
pub(crate) fn judge(value: &[u8], form: Form, max: u32) -> Result<(), Fault> {
    // Fast path: a value that does not start with a quote is no Structured Field String.
    let plain = form == Form::Bare && value.first().is_some_and(|&first| first != b'"');
    if plain && value.len() <= max as usize && is_visible(value) {
        return Ok(());
    }
    read(std::str::from_utf8(value).unwrap_or_default(), form, max).map(drop)
}

fn read(value: &str, form: Form, max: u32) -> Result<Cow<'_, str>, Fault> {
    let key = match form {
        Form::Bare => Cow::Borrowed(value),
        Form::SfString => Cow::Owned(string_item(value).ok_or_else(|| invalid(malformed(value)))?),
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

/// Whether all bytes are visible ASCII, 0x21 to 0x7E. Checks eight bytes at a time.
fn is_visible(bytes: &[u8]) -> bool {
    const EACH: u64 = u64::MAX / 0xff;
    let (words, rest) = bytes.as_chunks();
    let mut wrong = 0;
    for word in words {
        let word = u64::from_ne_bytes(*word);
        // Sets the top bit of each byte that is 0x80 or more; below 0x21, by a borrow; or 0x7F, by adding 1.
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
    string_item(value).is_some()
}

/// Why a value is no Structured Field String.
fn malformed(value: &str) -> &'static str {
    let item = value.trim().as_bytes();
    if item.first() != Some(&b'"') {
        return "not_quoted";
    }
    if quoted_string::len(item).is_none() {
        return "unterminated";
    }
    value.bytes().find_map(|byte| fault(byte).filter(|_| byte != b' ')).unwrap_or("escape")
}

/// A new key: a random (version 4) UUID, 36 characters, from the system's random numbers.
#[cfg(not(target_arch = "wasm32"))]
pub fn new_idempotency_key() -> String {
    uuid::Uuid::new_v4().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_keys() {
        let long = "k".repeat(255);
        let too_long = "k".repeat(256);
        let cases: [(&str, Result<&str, &str>); 12] = [
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
            ("\"quoted\";v=1", Err("quoted")),
            ("\"", Ok("\"")),
        ];
        for (value, expected) in cases {
            assert_eq!(told(&check(value, Form::Bare, 255)), expected, "{value:?}");
        }
    }

    #[test]
    fn sf_strings() {
        let cases: [(&str, Result<&str, &str>); 17] = [
            ("\"8e03978e\"", Ok("8e03978e")),
            (r#""a\"b\\c""#, Ok(r#"a"b\c"#)),
            ("8e03978e", Err("not_quoted")),
            ("\"open", Err("unterminated")),
            ("\"", Err("unterminated")),
            (r#""open\""#, Err("unterminated")),
            (r#""a\nb""#, Err("escape")),
            ("\"\"", Err("too_short")),
            ("\"a b\"", Err("space")),
            ("  \"k\" ", Ok("k")),
            ("\"k\";v=1", Ok("k")),
            ("\"k\"; v=\"x;y\";at=@1659578233;flag ", Ok("k")),
            ("\"k\" ;v=1", Err("escape")),
            ("\"k\";v=", Err("escape")),
            ("\"k\", \"l\"", Err("escape")),
            ("\"k\"\t", Err("control")),
            ("\"a\"b\"", Err("escape")),
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
