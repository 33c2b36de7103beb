//! Phone numbers: of limited length and any form, or in the form of E.164.
//!
//! Details of the code `invalid_phone`:
//! - `plus`: the number does not begin with `+`.
//! - `digits`: a character after the `+` is not a digit.
//! - `country_code`: the first digit is 0.
//! - `too_short`, `too_long`: there are fewer than 2 digits, or more than 15.
//!
//! ```
//! use unanimous::rule::phone;
//!
//! assert!(phone::check("(415) 555-2671 ext. 5").is_ok());
//! assert!(phone::check_e164("+14155552671").is_ok());
//! assert_eq!(phone::check_e164("4155552671").unwrap_err().detail(), Some("plus"));
//! ```

use crate::reason::{Code, Reason};
use crate::rule::{Fault, length};

/// The usual limit of a phone number, in code points.
pub const MAX_CHARACTERS: u32 = 50;

/// Checks that a phone number has at most [`MAX_CHARACTERS`] code points. It may have any form, because people write
/// phone numbers in many ways.
///
/// # Errors
/// `too_long`, with the parameter `max`.
pub fn check(number: &str) -> Result<(), Reason> {
    check_at_most(number, MAX_CHARACTERS)
}

/// Checks that a phone number has at most `max` code points.
///
/// # Errors
/// `too_long`.
pub fn check_at_most(number: &str, max: u32) -> Result<(), Reason> {
    length::at_most(number, max)
}

/// Checks for an international number (ITU-T E.164, 11/2010): `+` and 2 to 15 digits, of which the first is not 0.
///
/// # Errors
/// `invalid_phone`, with one of the [details](self).
pub fn check_e164(number: &str) -> Result<(), Reason> {
    judge_e164(number.as_bytes()).map_err(Fault::reason)
}

pub(crate) fn judge_e164(number: &[u8]) -> Result<(), Fault> {
    let verdict = match number {
        [b'+', digits @ ..] => match digits {
            _ if !digits.iter().all(u8::is_ascii_digit) => Err("digits"),
            [] | [_] => Err("too_short"),
            [b'0', ..] => Err("country_code"),
            _ if digits.len() > 15 => Err("too_long"),
            _ => Ok(()),
        },
        _ => Err("plus"),
    };
    verdict.map_err(|detail| Fault { code: Code::InvalidPhone, detail })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_number_of_at_most_50_code_points_is_valid() {
        assert_eq!(check(""), Ok(()));
        assert_eq!(check(&"☎".repeat(50)), Ok(()));
        assert_eq!(check(&"☎".repeat(51)), Err(Reason::new(Code::TooLong).with_param("max", 50)));
    }

    #[test]
    fn numbers_of_e164() {
        let cases = [
            ("+14155552671", None),
            ("+12", None),
            ("+123456789012345", None),
            ("+1234567890123456", Some("too_long")),
            ("+1", Some("too_short")),
            ("+", Some("too_short")),
            ("+0123", Some("country_code")),
            ("14155552671", Some("plus")),
            ("", Some("plus")),
            ("+1 415 555 2671", Some("digits")),
            ("+1415555267١", Some("digits")),
        ];
        for (number, detail) in cases {
            assert_eq!(check_e164(number).err().as_ref().and_then(Reason::detail), detail, "{number}");
        }
    }
}
