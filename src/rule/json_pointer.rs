//! JSON pointers of RFC 6901, and relative JSON pointers of draft-bhutton-relative-json-pointer-00, which JSON Schema
//! 2020-12 names.
//!
//! - A JSON pointer is empty, or begins with `/`. In it, `~` is followed by `0` or `1`. Every other character is allowed, as
//!   in the string form of RFC 6901 section 5; the URI fragment form of section 6, `#/a`, is refused.
//! - A relative one begins with a number without leading zeros; then `+` or `-` and such a number if an index is moved (`0-1`
//!   is the item before); then a JSON pointer or `#`.
//!
//! ```
//! use unanimous::rule::json_pointer;
//!
//! assert!(json_pointer::check("/items/0/a~1b").is_ok());
//! assert_eq!(json_pointer::check("items").unwrap_err().code().as_str(), "invalid_json_pointer");
//! assert!(json_pointer::check_relative("2/items").is_ok());
//! ```

use super::cursor::Cursor;
use crate::reason::{Code, Reason};
use crate::rule::Fault;

/// Checks for a JSON pointer in its string form (RFC 6901 section 5).
///
/// # Errors
/// `invalid_json_pointer`, without a detail.
pub fn check(text: &str) -> Result<(), Reason> {
    judge(text.as_bytes()).map_err(Fault::reason)
}

/// Checks for a relative JSON pointer (draft-bhutton-relative-json-pointer-00 section 3).
///
/// The draft's grammar lacks `#` after a moved index (`0-1#`), which its later revision adds; it is accepted.
///
/// # Errors
/// `invalid_json_pointer`, without a detail.
///
/// ```
/// use unanimous::rule::json_pointer::check_relative;
///
/// assert!(check_relative("1/0/name").is_ok() && check_relative("0#").is_ok() && check_relative("0-1").is_ok());
/// assert!(check_relative("/name").is_err() && check_relative("01/name").is_err());
/// ```
pub fn check_relative(text: &str) -> Result<(), Reason> {
    judge_relative(text.as_bytes()).map_err(Fault::reason)
}

pub(crate) fn judge(text: &[u8]) -> Result<(), Fault> {
    verdict(is_pointer(text))
}

pub(crate) fn judge_relative(text: &[u8]) -> Result<(), Fault> {
    let mut cursor = Cursor(text);
    let has_numbers = number(&mut cursor) && (!cursor.eat(b"+-") || number(&mut cursor));
    verdict(has_numbers && (cursor.0 == b"#" || is_pointer(cursor.0)))
}

const fn verdict(is_valid: bool) -> Result<(), Fault> {
    if is_valid { Ok(()) } else { Err(Fault::new(Code::InvalidJsonPointer)) }
}

/// Steps over `0`, or over digits that do not begin with it.
fn number(cursor: &mut Cursor<'_>) -> bool {
    cursor.eat(b"0") || cursor.digits()
}

/// `json-pointer = *( "/" reference-token )`
fn is_pointer(text: &[u8]) -> bool {
    let mut previous = b'/';
    let is_escaped = text.iter().all(|&byte| {
        let fits = previous != b'~' || matches!(byte, b'0' | b'1');
        previous = byte;
        fits
    });
    is_escaped && previous != b'~' && (text.is_empty() || text.starts_with(b"/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers() {
        let cases = [
            ("", true),
            ("/", true),
            ("/a/0", true),
            ("/a//b/", true),
            ("/~0~1", true),
            ("/a b%\"\\\\^|\n", true),
            ("/\u{0}\u{1f60e}", true),
            ("a", false),
            ("a/b", false),
            ("#/a", false),
            ("~0", false),
            ("/~", false),
            ("/~2", false),
            ("/~~0", false),
            ("/~/0", false),
            ("/~0~", false),
        ];
        for (text, valid) in cases {
            assert_eq!(check(text), if valid { Ok(()) } else { Err(Reason::new(Code::InvalidJsonPointer)) }, "{text}");
        }
    }

    #[test]
    fn relative_pointers() {
        let cases = [
            ("0", true),
            ("0#", true),
            ("10", true),
            ("0/", true),
            ("1/a~0b", true),
            ("99999999999999999999/a", true),
            ("0+1", true),
            ("0-1/a", true),
            ("0-1#", true),
            ("", false),
            ("#", false),
            ("/a", false),
            ("-1/a", false),
            ("+1/a", false),
            ("00", false),
            ("01#", false),
            ("0##", false),
            ("0#/a", false),
            ("0a", false),
            ("0 ", false),
            ("0+", false),
            ("0+01", false),
            ("0+1+1", false),
            ("0/~2", false),
            ("\u{661}/a", false),
        ];
        for (text, valid) in cases {
            let expected = if valid { Ok(()) } else { Err(Reason::new(Code::InvalidJsonPointer)) };
            assert_eq!(check_relative(text), expected, "{text}");
        }
    }
}
