//! HTTP-date (RFC 9110 section 5.6.7) in its three forms. All three are in UTC and case-sensitive.

use alloc::vec::Vec;

use super::list::{DAYS, LONG_DAYS, is_day};
use crate::strings;

const MONTHS: &str = "Jan, Feb, Mar, Apr, May, Jun, Jul, Aug, Sep, Oct, Nov, Dec";

/// Reads a date as milliseconds since 1970, negative before; `None` if the text is not an HTTP-date.
///
/// The RFC 850 form has a two-digit year. It means the latest year that puts the date at most 50 years after `now`
/// (milliseconds since 1970); without `now` this form is not read. The name of the day need not agree with the date,
/// because a server that gets the name wrong still means the date.
pub fn parse(text: &str, now: Option<i64>) -> Option<i64> {
    let words: Vec<&str> = strings::split(text, " ");
    match *words.as_slice() {
        // IMF-fixdate: Sun, 06 Nov 1994 08:49:37 GMT
        [day, date, month, year, time, "GMT"] if is_day(DAYS, day.strip_suffix(',')?) => {
            at(digits(year, 4)?, month_of(month)?, digits(date, 2)?, clock(time)?)
        }
        // RFC 850: Sunday, 06-Nov-94 08:49:37 GMT
        [day, date, time, "GMT"] if is_day(LONG_DAYS, day.strip_suffix(',')?) => {
            let mut parts = strings::split(date, "-").into_iter();
            let (date, month, year) = (parts.next()?, parts.next()?, parts.next()?);
            if parts.next().is_some() {
                return None;
            }
            rfc850(digits(year, 2)?, month_of(month)?, digits(date, 2)?, clock(time)?, now?)
        }
        // asctime: Sun Nov  6 08:49:37 1994
        [day, month, "", date, time, year] if is_day(DAYS, day) => {
            at(digits(year, 4)?, month_of(month)?, digits(date, 1)?, clock(time)?)
        }
        [day, month, date, time, year] if is_day(DAYS, day) => {
            at(digits(year, 4)?, month_of(month)?, digits(date, 2)?, clock(time)?)
        }
        _ => None,
    }
}

/// Reads a date and time of RFC 3339 (`2026-11-27T08:00:23Z`) as milliseconds since 1970. A fraction of a second is rounded
/// up.
pub(crate) fn iso(text: &str) -> Option<i64> {
    let (date, time) = strings::split_at(text, 10);
    let part = |text: &str, at: core::ops::Range<usize>| digits(text.get(at.clone())?, at.len());
    let is_date = date.get(4..5) == Some("-") && date.get(7..8) == Some("-");
    let (year, month, day) = (part(date, 0..4)?, part(date, 5..7)?, part(date, 8..10)?);
    let time = time.get(1..).filter(|_| is_date && matches!(time.as_bytes().first(), Some(b'T' | b't' | b' ')))?;
    let seconds = clock(time.get(..8)?)?;
    let rest = time.get(8..)?;
    let length = rest.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    let (fraction, zone) = strings::split_at(rest, length);
    let offset = match zone {
        "Z" | "z" | "" | "UTC" | " UTC" => 0,
        _ => {
            let sign = if zone.starts_with('-') { -1 } else { 1 };
            let zone = zone.strip_prefix('+').or_else(|| zone.strip_prefix('-'))?;
            sign * (part(zone, 0..2)? * 60 + part(zone, zone.len().checked_sub(2)?..zone.len())?) * 60
        }
    };
    let is_more = fraction.bytes().any(|byte| byte.is_ascii_digit() && byte != b'0');
    Some(at(year, month, day, seconds - offset)? + if is_more { 1000 } else { 0 })
}

/// The date in the century that RFC 9110 section 5.6.7 asks for.
fn rfc850(year: i64, month: i64, date: i64, seconds: i64, now: i64) -> Option<i64> {
    let (this_year, ..) = civil(now.div_euclid(86_400_000));
    let century = this_year.div_euclid(100) * 100;
    // The latest allowed time: the same moment of the year, fifty years on.
    let limit = |year: i64| {
        let (_, month, date) = civil(now.div_euclid(86_400_000));
        days(year, month, date) * 86_400_000 + now.rem_euclid(86_400_000)
    };
    let in_century = |century: i64| at(century + year, month, date, seconds);
    let latest = limit(this_year + 50);
    // The latest century that keeps the limit. February 29 does not exist in every one.
    [century + 100, century, century - 100]
        .into_iter()
        .find_map(|century| in_century(century).filter(|at| *at <= latest))
}

/// Reads a number of exactly `count` digits.
fn digits(text: &str, count: usize) -> Option<i64> {
    strings::integer(text).filter(|_| text.len() == count && !text.starts_with('-'))
}

fn month_of(text: &str) -> Option<i64> {
    Some(i64::try_from(strings::index_in_list(MONTHS, text)?).ok()? + 1)
}

/// Reads `hh:mm:ss` as seconds since midnight; second 60 is a leap second.
fn clock(text: &str) -> Option<i64> {
    let mut parts = strings::split(text, ":").into_iter().map(|part| digits(part, 2));
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
    (parts.next().is_none() && hour < 24 && minute < 60 && second <= 60).then_some(hour * 3600 + minute * 60 + second)
}

/// Milliseconds since 1970; `None` if the month does not have that date.
fn at(year: i64, month: i64, date: i64, seconds: i64) -> Option<i64> {
    let days = days(year, month, date);
    // A date that the month does not have turns into one of the next month.
    (civil(days) == (year, month, date)).then_some((days * 86_400 + seconds) * 1000)
}

/// Days since 1970-01-01 of a date of the Gregorian calendar (Howard Hinnant, `days_from_civil`).
const fn days(year: i64, month: i64, date: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + date - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Year, month and date of a day since 1970-01-01 (Howard Hinnant, `civil_from_days`).
const fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400;
    (if month <= 2 { year + 1 } else { year }, month, of_year - (153 * shifted + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-21T08:00:00Z
    const NOW: i64 = 1_795_248_000_000;

    #[test]
    fn three_forms() {
        for text in ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"] {
            assert_eq!(parse(text, Some(NOW)), Some(784_111_777_000), "{text}");
        }
        assert_eq!(parse("Sat Nov 21 08:00:00 2026", None), Some(NOW));
        assert_eq!(parse("Thu, 29 Feb 2024 23:59:60 GMT", None), Some(1_709_251_200_000));
    }

    #[test]
    fn iso_dates() {
        for (text, expected) in [
            ("2026-11-21T08:00:00Z", Some(NOW)),
            ("2026-11-21T08:00:00.25Z", Some(NOW + 1000)),
            ("2026-11-21T09:30:00+01:30", Some(NOW)),
            ("2026-11-21 08:00:00", Some(NOW)),
            ("2026-11-31T08:00:00Z", None),
            ("2026-11-21", None),
            ("2026-11-21T08:00:00+é", None),
            ("20261121T080000Z", None),
            ("", None),
        ] {
            assert_eq!(iso(text), expected, "{text}");
        }
    }

    #[test]
    fn two_digit_years_lie_at_most_fifty_years_ahead() {
        let year = |text: &str, now: i64| parse(text, Some(now)).map(|at| civil(at.div_euclid(86_400_000)).0);
        assert_eq!(year("Saturday, 21-Nov-76 08:00:00 GMT", NOW), Some(2076), "fifty years to the second");
        assert_eq!(year("Saturday, 21-Nov-76 08:00:01 GMT", NOW), Some(1976));
        assert_eq!(year("Saturday, 21-Nov-26 08:00:30 GMT", NOW), Some(2026));
        assert_eq!(year("Sunday, 06-Nov-94 08:49:37 GMT", NOW), Some(1994));
        assert_eq!(year("Sunday, 01-Jan-01 00:00:00 GMT", 4_070_908_800_000), Some(2101), "seen from 2099");
        assert_eq!(parse("Sunday, 06-Nov-94 08:49:37 GMT", None), None);
    }

    #[test]
    fn anything_else_is_no_date() {
        for text in [
            "",
            "2026-11-21T08:01:00Z",
            "sun, 06 nov 1994 08:49:37 gmt",
            "Sun, 06 Nov 1994 08:49:37 UTC",
            "Sun, 6 Nov 1994 08:49:37 GMT",
            "Sun, 31 Feb 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:00:00 GMT",
            "Sun, 06 Nov 1994 08:49 GMT",
            "Sun, 06 Nov 1994 08:49:37",
            "Sun, 06 Nov +994 08:49:37 GMT",
            "Sunday, 06-Nov-1994 08:49:37 GMT",
            "Sun Nov 6 08:49:37 1994",
            "Foo, 06 Nov 1994 08:49:37 GMT",
        ] {
            assert_eq!(parse(text, Some(NOW)), None, "{text}");
        }
    }
}

/// The reader held against the crate `httpdate`.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod oracle {
    use std::time::{Duration, SystemTime, UNIX_EPOCH};

    use proptest::prelude::*;

    use super::*;

    /// 1970-01-01 to 9999-12-31, in seconds: what `httpdate` can write.
    const ALL: core::ops::Range<u64> = 0..253_402_300_800;

    fn seconds(time: SystemTime) -> i64 {
        i64::try_from(time.duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap()
    }

    proptest! {
        #[test]
        fn dates_that_httpdate_writes_are_read_back(at in ALL) {
            let text = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(at));
            prop_assert_eq!(parse(&text, None), Some(i64::try_from(at * 1000).unwrap()), "{}", text);
        }

        #[test]
        fn dates_that_httpdate_reads_are_read_the_same(
            text in prop_oneof![
                "(Mon|Sun), [0-3][0-9] (Jan|Feb|Mar|Apr|Dec) (19[7-9][0-9]|20[0-9][0-9]) [0-2][0-9]:[0-6][0-9]:[0-6][0-9] GMT",
                "(Mon|Sun) (Jan|Feb|Nov) [ 0-3][0-9] [0-2][0-9]:[0-5][0-9]:[0-5][0-9] (19[7-9][0-9]|20[0-9][0-9])",
            ],
        ) {
            // `httpdate` refuses a wrong name of the day in places, and second 60. What both read is the same.
            if let (Some(ours), Ok(theirs)) = (parse(&text, None), httpdate::parse_http_date(&text)) {
                prop_assert_eq!(ours, seconds(theirs) * 1000, "{}", text);
            }
        }

        /// `httpdate` puts the two-digit years 00 to 69 into 2000 to 2069 and 70 to 99 into 1970 to 1999, at any time.
        /// RFC 9110 section 5.6.7 asks for at most 50 years after now. So the dates agree but for whole centuries.
        #[test]
        fn two_digit_years_differ_by_whole_centuries(at in ALL, now in ALL) {
            let long = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(at));
            let [_, date, month, year, time, _] = long.split(' ').collect::<Vec<_>>().try_into().unwrap();
            let text = format!("Monday, {date}-{month}-{} {time} GMT", &year[2..]);
            let now = i64::try_from(now * 1000).unwrap();
            // A leap day does not exist in every century, so another century may have to do, or none.
            let is_leap_day = (date, month) == ("29", "Feb");
            let Some(ours) = parse(&text, Some(now)) else {
                prop_assert!(is_leap_day, "{}", text);
                return Ok(());
            };
            let limit = 51 * 366 * 86_400_000;
            prop_assert!(is_leap_day || (ours - now).abs() <= limit, "{} seen from {}", text, now);
            if let Ok(theirs) = httpdate::parse_http_date(&text) {
                let (our_year, our_month, our_date) = civil(ours.div_euclid(86_400_000));
                let (their_year, their_month, their_date) = civil(seconds(theirs).div_euclid(86_400));
                prop_assert_eq!((our_year - their_year) % 100, 0, "{}", text);
                prop_assert_eq!((our_month, our_date), (their_month, their_date), "{}", text);
            }
        }
    }
}
