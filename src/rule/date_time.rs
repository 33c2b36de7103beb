//! Dates, times, and both together, in the form of RFC 3339 section 5.6.
//!
//! - A date has a year of four digits, and the days that its month has in that year (appendix C). Years go from 0000 to
//!   9999, in the Gregorian calendar also where that was not in use.
//! - A time has an offset: `Z`, or `+` or `-` with hours up to 23 and minutes. `T` and `Z` may be small letters.
//! - A leap second, `:60`, is allowed where UTC has one: at 23:59:60 after the offset is taken off. Which days had one is
//!   not looked up, because the list grows.
//!
//! ISO 8601 has more forms (weeks, days of the year, a comma in the fraction, a date without hyphens, a time without an
//! offset). RFC 3339 has none of these, nor a space in the place of `T`.
//!
//! Details of the codes `invalid_date_time`, `invalid_date` and `invalid_time`: `month`, `day`, `hour`, `minute`, `second`
//! or `offset`, the first number that is out of its range; none if the text has another form before such a number.
//!
//! ```
//! use unanimous::rule::date_time;
//!
//! assert!(date_time::check("2024-02-29T23:59:59.5+01:00").is_ok());
//! assert!(date_time::check_date("2024-02-29").is_ok());
//! assert!(date_time::check_time("23:59:59Z").is_ok());
//! let reason = date_time::check_date("2023-02-29").unwrap_err();
//! assert_eq!((reason.code().as_str(), reason.detail()), ("invalid_date", Some("day")));
//! ```

use super::cursor::Cursor;
use crate::reason::{Code, Reason};
use crate::rule::Fault;

/// Checks for a `date-time` of RFC 3339 section 5.6: a date, `T`, and a time with an offset.
///
/// # Errors
/// `invalid_date_time`, with one of the [details](self) or none.
///
/// ```
/// use unanimous::rule::date_time;
///
/// assert!(date_time::check("1998-12-31T15:59:60-08:00").is_ok());
/// assert_eq!(date_time::check("1998-12-31T15:60:00Z").unwrap_err().detail(), Some("minute"));
/// assert!(date_time::check("1998-12-31 15:59:00Z").is_err());
/// ```
pub fn check(text: &str) -> Result<(), Reason> {
    judge(text.as_bytes()).map_err(Fault::reason)
}

/// Checks for a `full-date` of RFC 3339 section 5.6: `2024-02-29`.
///
/// # Errors
/// `invalid_date`, with one of the [details](self) or none.
pub fn check_date(text: &str) -> Result<(), Reason> {
    judge_date(text.as_bytes()).map_err(Fault::reason)
}

/// Checks for a `full-time` of RFC 3339 section 5.6: `23:59:59.5+01:00`.
///
/// # Errors
/// `invalid_time`, with one of the [details](self) or none.
///
/// ```
/// use unanimous::rule::date_time;
///
/// assert!(date_time::check_time("08:30:06z").is_ok());
/// assert!(date_time::check_time("08:30:06").is_err());
/// ```
pub fn check_time(text: &str) -> Result<(), Reason> {
    judge_time(text.as_bytes()).map_err(Fault::reason)
}

pub(crate) fn judge(text: &[u8]) -> Result<(), Fault> {
    whole(text, Code::InvalidDateTime, |cursor| {
        date(cursor)?;
        form(cursor.eat(b"Tt"))?;
        time(cursor)
    })
}

pub(crate) fn judge_date(text: &[u8]) -> Result<(), Fault> {
    whole(text, Code::InvalidDate, date)
}

pub(crate) fn judge_time(text: &[u8]) -> Result<(), Fault> {
    whole(text, Code::InvalidTime, time)
}

/// The result of a check. The error is the detail, or an empty text if the form is wrong.
type Checked<T = ()> = Result<T, &'static str>;

fn form(is_right: bool) -> Checked {
    if is_right { Ok(()) } else { Err("") }
}

/// Checks that the whole text is one `part`.
fn whole(text: &[u8], code: Code, part: fn(&mut Cursor<'_>) -> Checked) -> Result<(), Fault> {
    let mut cursor = Cursor(text);
    let step = part(&mut cursor).and_then(|()| form(cursor.is_at_end()));
    step.map_err(|detail| Fault { code, detail })
}

/// A number of two digits from `min` to `max`.
#[inline(never)]
fn two_digits(cursor: &mut Cursor<'_>, min: u32, max: u32, detail: &'static str) -> Checked<u32> {
    let number = cursor.number(2).ok_or("")?;
    if (min..=max).contains(&number) { Ok(number) } else { Err(detail) }
}

/// `full-date = date-fullyear "-" date-month "-" date-mday`
fn date(cursor: &mut Cursor<'_>) -> Checked {
    let year = cursor.number(4).ok_or("")?;
    form(cursor.eat(b"-"))?;
    let month = two_digits(cursor, 1, 12, "month")?;
    form(cursor.eat(b"-"))?;
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 => 28 + u32::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    two_digits(cursor, 1, last, "day").map(drop)
}

/// `full-time = time-hour ":" time-minute ":" time-second [time-secfrac] time-offset`
fn time(cursor: &mut Cursor<'_>) -> Checked {
    let hour = two_digits(cursor, 0, 23, "hour")?;
    form(cursor.eat(b":"))?;
    let minute = two_digits(cursor, 0, 59, "minute")?;
    form(cursor.eat(b":"))?;
    let second = two_digits(cursor, 0, 60, "second")?;
    form(!cursor.eat(b".") || cursor.digits())?;
    // Minutes since midnight, in UTC. A day is added where the offset is taken off.
    let mut utc = hour * 60 + minute;
    if !cursor.eat(b"Zz") {
        let is_ahead = cursor.eat(b"+");
        form(is_ahead || cursor.eat(b"-"))?;
        let hours = two_digits(cursor, 0, 23, "offset")?;
        form(cursor.eat(b":"))?;
        let offset = hours * 60 + two_digits(cursor, 0, 59, "offset")?;
        utc = if is_ahead { utc + DAY - offset } else { utc + offset };
    }
    if second == 60 && utc % DAY != DAY - 1 { Err("second") } else { Ok(()) }
}

/// The minutes of a day.
const DAY: u32 = 24 * 60;

#[cfg(test)]
mod tests {
    use super::*;

    /// The detail; `Some("")` is an error without one.
    fn detail(verdict: Result<(), Fault>) -> Option<&'static str> {
        verdict.err().map(|fault| fault.detail)
    }

    #[test]
    fn dates_have_the_days_of_their_month() {
        let cases = [
            ("0000-01-01", None),
            ("9999-12-31", None),
            ("2024-02-29", None),
            ("2023-02-29", Some("day")),
            ("2000-02-29", None),
            ("1900-02-29", Some("day")),
            ("0400-02-29", None),
            ("2024-02-30", Some("day")),
            ("2023-02-28", None),
            ("2023-04-30", None),
            ("2023-04-31", Some("day")),
            ("2023-06-31", Some("day")),
            ("2023-07-31", None),
            ("2023-08-31", None),
            ("2023-09-31", Some("day")),
            ("2023-11-31", Some("day")),
            ("2023-12-32", Some("day")),
            ("2023-01-00", Some("day")),
            ("2023-00-01", Some("month")),
            ("2023-13-01", Some("month")),
            ("2023-1-01", Some("")),
            ("2023-01-1", Some("")),
            ("2023-01-011", Some("")),
            ("02023-01-01", Some("")),
            ("+2023-01-01", Some("")),
            ("20230101", Some("")),
            ("2023/01/01", Some("")),
            ("2023-W01-1", Some("")),
            ("2023-001", Some("month")),
            (" 2023-01-01", Some("")),
            ("2023-01-01\n", Some("")),
            ("2023-01-01T00:00:00Z", Some("")),
            ("2023-01-0\u{9ea}", Some("")),
            ("", Some("")),
        ];
        for (text, expected) in cases {
            assert_eq!(detail(judge_date(text.as_bytes())), expected, "{text}");
        }
        assert_eq!(check_date("2023-13-01"), Err(Reason::new(Code::InvalidDate).with_detail("month")));
    }

    #[test]
    fn times_have_an_offset() {
        let cases = [
            ("00:00:00Z", None),
            ("23:59:59z", None),
            ("12:00:00.5Z", None),
            ("12:00:00.123456789012345678901234567890+00:00", None),
            ("12:00:00-00:00", None),
            ("12:00:00+23:59", None),
            ("12:00:00-23:59", None),
            ("24:00:00Z", Some("hour")),
            ("23:60:00Z", Some("minute")),
            ("23:59:61Z", Some("second")),
            ("12:00:00+24:00", Some("offset")),
            ("12:00:00+23:60", Some("offset")),
            ("12:00:00", Some("")),
            ("12:00:00.Z", Some("")),
            ("12:00:00,5Z", Some("")),
            ("12:00Z", Some("")),
            ("12:00:00+01", Some("")),
            ("12:00:00+0100", Some("")),
            ("12:00:00Z+01:00", Some("")),
            ("12:00:00 Z", Some("")),
            ("12:00:00\u{2212}01:00", Some("")),
            ("1:00:00Z", Some("")),
            ("T12:00:00Z", Some("")),
            ("12:00:00Z\n", Some("")),
            ("", Some("")),
        ];
        for (text, expected) in cases {
            assert_eq!(detail(judge_time(text.as_bytes())), expected, "{text}");
        }
        assert_eq!(check_time("12:00:00"), Err(Reason::new(Code::InvalidTime)));
    }

    #[test]
    fn a_leap_second_is_the_last_of_a_day_in_utc() {
        let cases = [
            ("23:59:60Z", true),
            ("23:59:60.9Z", true),
            ("23:59:60-00:00", true),
            ("00:59:60+01:00", true),
            ("15:59:60-08:00", true),
            ("23:58:60+23:59", true),
            ("00:00:60-23:59", true),
            ("00:00:60+00:01", true),
            ("23:58:60Z", false),
            ("22:59:60Z", false),
            ("00:00:60Z", false),
            ("23:59:60+01:00", false),
            ("00:59:60-01:00", false),
        ];
        for (text, valid) in cases {
            assert_eq!(detail(judge_time(text.as_bytes())), (!valid).then_some("second"), "{text}");
        }
    }

    #[test]
    fn a_date_and_time_has_a_t_between_them() {
        let cases = [
            ("1985-04-12T23:20:50.52Z", None),
            ("1996-12-19t16:39:57-08:00", None),
            ("1990-12-31T23:59:60Z", None),
            ("1937-01-01T12:00:27.87+00:20", None),
            ("1990-02-31T15:59:59Z", Some("day")),
            ("1990-13-01T15:59:59Z", Some("month")),
            ("1990-12-31T24:00:00Z", Some("hour")),
            ("1990-12-31T23:58:60Z", Some("second")),
            ("1990-12-31T23:58:00+99:00", Some("offset")),
            ("1985-04-12 23:20:50Z", Some("")),
            ("1985-04-12_23:20:50Z", Some("")),
            ("1985-04-12T23:20:50", Some("")),
            ("1985-04-12T23:20Z", Some("")),
            ("1985-04-12", Some("")),
            ("23:20:50Z", Some("")),
            ("1985-04-12T", Some("")),
            ("1985-04-12T23:20:50Z ", Some("")),
            ("", Some("")),
        ];
        for (text, expected) in cases {
            assert_eq!(detail(judge(text.as_bytes())), expected, "{text}");
        }
    }
}
