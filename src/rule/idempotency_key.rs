//! `Idempotency-Key` values: bare, as Stripe and most APIs take them, or as a Structured Field String.
//!
//! Details of the code `invalid_idempotency_key`:
//! - `space`, `control`, `non_ascii`: the key holds a character that is not visible ASCII.
//! - `quoted` (bare form only): the value is a Structured Field String.
//! - `not_quoted`, `unterminated`, `escape` (sf-string form only): a quotation mark is missing at the start or at the
//!   end, or a character is escaped wrongly.
//!
//! ```
//! use unanimous::rule::idempotency_key::{self, Form, MAX_CHARACTERS};
//!
//! let key = idempotency_key::check("8e03978e-40d5-43e8-bc93-6894a57f9324", Form::Bare, MAX_CHARACTERS).unwrap();
//! assert_eq!(key, "8e03978e-40d5-43e8-bc93-6894a57f9324");
//! assert_eq!(idempotency_key::check("\"8e03978e\"", Form::SfString, MAX_CHARACTERS).unwrap(), "8e03978e");
//! let reason = idempotency_key::check("two words", Form::Bare, MAX_CHARACTERS).unwrap_err();
//! assert_eq!(reason.detail(), Some("space"));
//! ```

use alloc::borrow::Cow;
use alloc::string::String;

use crate::headers::structured::string_item;
use crate::headers::trim_ows;
use crate::quoted_string;
use crate::reason::{Code, Reason};
use crate::rule::{Fault, length};

/// The usual limit of a key, in characters, as Stripe and LeadRails document it.
pub const MAX_CHARACTERS: u32 = 255;

/// How a key is written in its header. Each form refuses the other, because one key written in both would be two keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// The key itself: `8e03978e-40d5-43e8-bc93-6894a57f9324`.
    #[default]
    Bare,
    /// A Structured Field String with its quotation marks (RFC 9651 section 3.3.3), as
    /// draft-ietf-httpapi-idempotency-key-header-07 section 2.1 asks.
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
/// - `too_short`: the key is empty.
/// - `too_long`: it has more than `max` characters.
/// - `invalid_idempotency_key`: with one of the [details](self).
pub fn check(value: &str, form: Form, max: u32) -> Result<Cow<'_, str>, Reason> {
    parse(value, form, max).map_err(|fault| reason(fault, max))
}

/// The reason for a fault, with the limit in it.
pub(crate) fn reason(fault: Fault, max: u32) -> Reason {
    match fault.code {
        Code::TooShort => fault.reason().with_number("min", 1),
        Code::TooLong => fault.reason().with_number("max", max.into()),
        _ => fault.reason(),
    }
}

/// The same check of a text in UTF-8, which does not return the key.
pub(crate) fn judge(value: &[u8], form: Form, max: u32) -> Result<(), Fault> {
    // Fast path for common keys. A value that does not begin with a quotation mark is no Structured Field String.
    let plain = form == Form::Bare && value.first().is_some_and(|&first| first != b'"');
    if plain && value.len() <= max as usize && is_visible(value) {
        return Ok(());
    }
    parse(core::str::from_utf8(value).unwrap_or_default(), form, max).map(drop)
}

fn parse(value: &str, form: Form, max: u32) -> Result<Cow<'_, str>, Fault> {
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
    if let Some(detail) = key.bytes().find_map(detail_of) {
        return Err(invalid(detail));
    }
    if form == Form::Bare && is_sf_string(value) {
        return Err(invalid("quoted"));
    }
    Ok(key)
}

/// Whether all bytes are visible ASCII, 0x21 to 0x7E. Tests eight bytes at a time in a u64.
fn is_visible(bytes: &[u8]) -> bool {
    const EACH: u64 = u64::MAX / 0xff;
    let (words, rest) = bytes.as_chunks();
    let mut wrong = 0;
    for word in words {
        let word = u64::from_ne_bytes(*word);
        // Sets the top bit of each byte that is not visible ASCII: it is above 0x7F, or below 0x21 (the subtraction
        // sets the bit), or 0x7F (adding 1 sets it). Carries into other bytes come from such bytes only.
        wrong |= word | (word.wrapping_sub(EACH * 0x21) & !word) | word.wrapping_add(EACH);
    }
    wrong & (EACH * 0x80) == 0 && rest.iter().all(|byte| matches!(byte, 0x21..=0x7e))
}

const fn invalid(detail: &'static str) -> Fault {
    Fault { code: Code::InvalidIdempotencyKey, detail }
}

/// The detail for a byte that is not visible ASCII.
const fn detail_of(byte: u8) -> Option<&'static str> {
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
    let item = trim_ows(value).as_bytes();
    if item.first() != Some(&b'"') {
        return "not_quoted";
    }
    if quoted_string::len(item).is_none() {
        return "unterminated";
    }
    value.bytes().find_map(|byte| detail_of(byte).filter(|_| byte != b' ')).unwrap_or("escape")
}

/// Makes a key from 16 random bytes: a version 4 UUID of 36 characters (RFC 9562 section 5.4).
///
/// The bytes must come from a cryptographic random number generator: two requests with the same key are one request.
/// Six of the 128 bits are replaced by the version and the variant.
///
/// ```
/// use unanimous::rule::idempotency_key::key_from;
///
/// // 16 bytes from your platform's generator.
/// let random = [0x91, 0x91, 0x08, 0xf7, 0x52, 0xd1, 0x33, 0x20, 0x5b, 0xac, 0xf8, 0x47, 0xdb, 0x41, 0x48, 0xa8];
/// assert_eq!(key_from(random), "919108f7-52d1-4320-9bac-f847db4148a8");
/// ```
pub fn key_from(mut random: [u8; 16]) -> String {
    random[6] = 0x40 | (random[6] & 0x0f);
    random[8] = 0x80 | (random[8] & 0x3f);
    let mut key = String::with_capacity(36);
    for (at, byte) in random.into_iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            key.push('-');
        }
        key.extend([byte >> 4, byte & 0xf].into_iter().filter_map(|digit| char::from_digit(digit.into(), 16)));
    }
    key
}

/// Makes a key from the system's random numbers: [`key_from`] with 16 bytes of the crate `getrandom`. Needs the feature
/// `getrandom`.
///
/// Call it once for each operation, not for each attempt: all attempts of one operation carry the same key. On
/// `wasm32-unknown-unknown` the application chooses the source of random numbers by a feature of `getrandom`, such as
/// `wasm_js`.
///
/// # Panics
/// If the system gives no random numbers.
///
/// ```
/// use unanimous::rule::idempotency_key::new_idempotency_key;
///
/// assert_ne!(new_idempotency_key(), new_idempotency_key());
/// ```
#[cfg(feature = "getrandom")]
pub fn new_idempotency_key() -> String {
    let mut random = [0; 16];
    getrandom::fill(&mut random).expect("the system gives random numbers");
    key_from(random)
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
            assert_eq!(key_or_detail(&check(value, Form::Bare, 255)), expected, "{value:?}");
        }
    }

    #[test]
    fn sf_strings() {
        let cases: [(&str, Result<&str, &str>); 19] = [
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
            ("\u{a0}\"k\"", Err("not_quoted")),
            ("\"k\"\u{a0}", Err("non_ascii")),
            ("\"a\"b\"", Err("escape")),
        ];
        for (value, expected) in cases {
            assert_eq!(key_or_detail(&check(value, Form::SfString, 255)), expected, "{value:?}");
        }
    }

    fn key_or_detail<'r>(result: &'r Result<Cow<'_, str>, Reason>) -> Result<&'r str, &'r str> {
        result.as_deref().map_err(|reason| reason.detail().unwrap_or(reason.code().as_str()))
    }

    #[test]
    fn keys_from_bytes_have_the_version_and_the_variant_of_rfc_9562() {
        assert_eq!(key_from([0; 16]), "00000000-0000-4000-8000-000000000000");
        assert_eq!(key_from([0xff; 16]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        let counted = std::array::from_fn(|at| u8::try_from(at).unwrap() * 0x11);
        assert_eq!(key_from(counted), "00112233-4455-4677-8899-aabbccddeeff");
        assert_eq!(crate::rule::uuid::check(&key_from(counted)), Ok(()));
    }

    #[cfg(feature = "getrandom")]
    #[test]
    fn new_keys_are_uuids_and_differ() {
        let (one, two) = (new_idempotency_key(), new_idempotency_key());
        assert_ne!(one, two);
        assert_eq!(crate::rule::uuid::check(&one), Ok(()));
        assert!(check(&one, Form::Bare, 255).is_ok());
    }
}
