//! Phone numbers: a length and no shape, or the E.164 form.
//!
//! Details of `invalid_phone`: `plus` (it does not begin with `+`), `digits` (something other than a digit follows),
//! `country_code` (the first digit is 0), `too_short`, `too_long`.

use crate::reason::{Code, Reason};
use crate::rule::{Fault, length};

/// The most code points of a phone number, where the caller sets no other limit.
pub const MAX_CHARACTERS: u32 = 50;

/// Checks that a phone number has at most 50 code points. People write numbers in a hundred ways, so no shape is
/// imposed.
///
/// # Errors
/// `too_long`.
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

/// Checks for an international number as ITU-T E.164 (11/2010) has it: `+` and up to 15 digits, the first of them not 0.
///
/// # Errors
/// `invalid_phone`, with a detail code.
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
    fn length_is_all_that_counts() {
        assert_eq!(check(""), Ok(()));
        assert_eq!(check(&"☎".repeat(50)), Ok(()));
        assert_eq!(check(&"☎".repeat(51)), Err(Reason::new(Code::TooLong).with_param("max", 50)));
    }

    #[test]
    fn e164() {
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
