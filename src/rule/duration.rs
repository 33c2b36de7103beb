//! Durations in the form of RFC 3339 appendix A: `P3DT4H`, `P2W`.
//!
//! - The units stand in the order years, months, days, then after `T` hours, minutes, seconds, and none between two of
//!   them is left out: `P1Y2D` and `PT1H2S` are wrong, `P1Y0M2D` is right. Weeks stand alone.
//! - A number is one or more ASCII digits, without a sign and without a fraction.
//! - The letters are capitals, as ISO 8601 has them: programs that read durations need not know small ones.
//!
//! ```
//! use unanimous::rule::duration;
//!
//! assert!(duration::check("P1DT12H").is_ok());
//! assert_eq!(duration::check("PT0.5S").unwrap_err().code().as_str(), "invalid_duration");
//! ```

use super::cursor::Cursor;
use crate::reason::{Code, Reason};
use crate::rule::Fault;

/// Checks for a `duration` of RFC 3339 appendix A.
///
/// # Errors
/// `invalid_duration`, without a detail.
pub fn check(text: &str) -> Result<(), Reason> {
    judge(text.as_bytes()).map_err(Fault::reason)
}

pub(crate) fn judge(text: &[u8]) -> Result<(), Fault> {
    if is_duration(text) { Ok(()) } else { Err(Fault::new(Code::InvalidDuration)) }
}

/// `duration = "P" (dur-date / dur-time / dur-week)`
fn is_duration(text: &[u8]) -> bool {
    let mut cursor = Cursor(text);
    if !cursor.eat(b"P") {
        return false;
    }
    if let [weeks @ .., b'W'] = cursor.0 {
        return !weeks.is_empty() && weeks.iter().all(u8::is_ascii_digit);
    }
    let has_date = units(&mut cursor, *b"YMD");
    let has_time = cursor.eat(b"T");
    (if has_time { units(&mut cursor, *b"HMS") } else { has_date }) && cursor.is_at_end()
}

/// Steps over numbers with units that follow each other in `order`; returns whether there was one. The cursor stays
/// before a number without such a unit.
fn units(cursor: &mut Cursor<'_>, order: [u8; 3]) -> bool {
    let mut has_one = false;
    for unit in order {
        let start = cursor.0;
        if cursor.digits() && cursor.eat(&[unit]) {
            has_one = true;
        } else {
            cursor.0 = start;
            if has_one {
                break;
            }
        }
    }
    has_one
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_follow_each_other() {
        let cases = [
            ("P1Y2M3DT4H5M6S", true),
            ("P1Y", true),
            ("P1Y2M", true),
            ("P1M2D", true),
            ("P1D", true),
            ("PT1H", true),
            ("PT1H2M", true),
            ("PT1M2S", true),
            ("PT0S", true),
            ("P1YT1S", true),
            ("P01D", true),
            ("P99999999999999999999999D", true),
            ("P2W", true),
            ("P1Y2D", false),
            ("PT1H2S", false),
            ("P2D1Y", false),
            ("P1D1D", false),
            ("P1YT", false),
            ("PT", false),
            ("P", false),
            ("", false),
            ("1D", false),
            ("PT1D", false),
            ("P1S", false),
            ("P1", false),
            ("PD", false),
            ("PW", false),
            ("P1W2D", false),
            ("P1Y2W", false),
            ("P1WT1H", false),
            ("P2W2W", false),
            ("PT2W", false),
            ("PT0.5S", false),
            ("P-1D", false),
            ("-P1D", false),
            ("p1d", false),
            ("P1D ", false),
            ("P1D\n", false),
            ("P\u{9e8}Y", false),
        ];
        for (text, valid) in cases {
            assert_eq!(check(text), if valid { Ok(()) } else { Err(Reason::new(Code::InvalidDuration)) }, "{text}");
        }
    }
}
