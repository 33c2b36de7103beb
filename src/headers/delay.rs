//! How long a server asks to wait: from the first header that says so validly, in milliseconds.
//!
//! Numbers are read digit by digit: `-5`, `+120`, `0x10`, `1e3` and ISO dates are not what RFC 9110 section 10.2.3
//! means, and languages disagree about them.

use alloc::vec::Vec;

use super::{Headers, date, structured as sf};
use crate::strings;

/// The longest delay, 2^31 - 1 ms: the timers of browsers and Node fire at once when asked for more.
pub(crate) const MAX_DELAY_MS: u32 = 2_147_483_647;

/// The rate limit headers that come in pairs: how many requests remain, and when the count starts anew.
const PAIRS: [(&str, &str); 3] = [
    ("ratelimit-remaining", "ratelimit-reset"),
    ("x-ratelimit-remaining", "x-ratelimit-reset"),
    ("x-rate-limit-remaining", "x-rate-limit-reset"),
];

/// The delay that a response asks for; none where it asks for none, or the clock needed to tell is missing.
///
/// Rate limit headers ride on every response, so they are a delay only where the response is the limit's.
pub(crate) fn asked(
    headers: &Headers<'_>,
    now: Option<u64>,
    rate_limited: bool,
    retry_info: Option<u64>,
) -> Option<u32> {
    let clock = Clock::of(headers, now);
    let delay = ["retry-after-ms", "x-ms-retry-after-ms"]
        .iter()
        .find_map(|name| headers.get(name).and_then(|value| decimal(value, 0)))
        .or_else(|| retry_after(headers, &clock))
        .or_else(|| if rate_limited { rate_limit(headers, &clock) } else { None })
        .or(retry_info)?;
    Some(u32::try_from(delay).unwrap_or(MAX_DELAY_MS).min(MAX_DELAY_MS))
}

/// The time that dates are measured from: the server's own `Date` if it is there, so that clocks need not agree.
struct Clock(Option<i64>);

impl Clock {
    fn of(headers: &Headers<'_>, now: Option<u64>) -> Self {
        let now = now.and_then(|now| i64::try_from(now).ok());
        Self(headers.get("date").and_then(|text| date::parse(text, now)).or(now))
    }

    /// Milliseconds from now until then; what is past is now.
    fn until(&self, then: i64) -> Option<u64> {
        Some(u64::try_from(then.saturating_sub(self.0?)).unwrap_or(0))
    }
}

/// `Retry-After` (RFC 9110 section 10.2.3): seconds or a date; of several values the largest.
fn retry_after(headers: &Headers<'_>, clock: &Clock) -> Option<u64> {
    let one = |value: &str| decimal(value, 3).or_else(|| clock.until(date::parse(value, clock.0)?));
    headers.all("retry-after").filter_map(|line| values(line).into_iter().filter_map(one).max()).max()
}

/// The values of one line: separated by commas, but for the comma behind a day's name.
fn values(line: &str) -> Vec<&str> {
    let mut values = Vec::new();
    let (mut start, mut end) = (0, 0);
    for part in strings::split(line, ",") {
        end += part.len();
        let value = line.get(start..end).unwrap_or_default().trim();
        let is_day = end < line.len() && value.bytes().all(|b| b.is_ascii_alphabetic());
        end += 1;
        if !is_day {
            values.push(value);
            start = end;
        }
    }
    values
}

/// The delay in rate limit headers, all generations: the latest draft's list, draft-07's dictionary, pairs of fields,
/// and Discord's `Reset-After`.
fn rate_limit(headers: &Headers<'_>, clock: &Clock) -> Option<u64> {
    structured(headers)
        .or_else(|| {
            PAIRS.iter().find_map(|(remaining, reset)| {
                may_be_used_up(headers, remaining).then(|| headers.get(reset).and_then(|value| moment(value, clock)))?
            })
        })
        .or_else(|| {
            may_be_used_up(headers, "x-ratelimit-remaining")
                .then(|| headers.get("x-ratelimit-reset-after").and_then(|value| decimal(value, 3)))?
        })
}

/// A count that is absent is not a count above 0: many clients cannot see it.
fn may_be_used_up(headers: &Headers<'_>, remaining: &str) -> bool {
    headers.get(remaining).is_none_or(|value| decimal(value, 0) == Some(0))
}

/// draft-ietf-httpapi-ratelimit-headers: `"default";r=0;t=50`, or up to -07 `limit=10, remaining=0, reset=50`.
fn structured(headers: &Headers<'_>) -> Option<u64> {
    let text = headers.joined("ratelimit")?;
    let seconds = if let Some(members) = sf::dictionary(&text).filter(|members| sf::integer(members, "limit").is_some())
    {
        (sf::integer(&members, "remaining") == Some(0)).then(|| sf::integer(&members, "reset"))?
    } else {
        let items = sf::list(&text)?;
        items.iter().filter(|item| sf::integer(item, "r") == Some(0)).filter_map(|item| sf::integer(item, "t")).max()
    };
    seconds.and_then(|seconds| u64::try_from(seconds).ok()).map(|seconds| seconds.saturating_mul(1000))
}

/// Whether some header says that no requests remain.
pub(super) fn limit_reached(headers: &Headers<'_>) -> bool {
    PAIRS.iter().any(|(remaining, _)| headers.get(remaining).is_some_and(|value| decimal(value, 0) == Some(0)))
}

/// A `*-Reset`: milliseconds or seconds since 1970, by its size, else seconds from now.
fn moment(value: &str, clock: &Clock) -> Option<u64> {
    let ms = decimal(value, 3)?;
    let then = match ms / 1000 {
        1_000_000_000_000.. => ms / 1000,
        1_000_000_000.. => ms,
        _ => return Some(ms),
    };
    clock.until(i64::try_from(then).unwrap_or(i64::MAX))
}

/// Digits, with a fraction or without, times 10^`shift`, rounded up; saturates.
pub(crate) fn decimal(text: &str, shift: usize) -> Option<u64> {
    let (whole, fraction) = strings::split_once(text, ".").unwrap_or((text, "0"));
    let fits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !fits(whole) || !fits(fraction) {
        return None;
    }
    let digit = |sum: u64, b: u8| sum.saturating_mul(10).saturating_add(u64::from(b - b'0'));
    let padded = fraction.bytes().chain(core::iter::repeat(b'0')).take(shift);
    let shifted = whole.bytes().chain(padded).fold(0, digit);
    let more = fraction.bytes().skip(shift).any(|b| b != b'0');
    Some(shifted.saturating_add(u64::from(more)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_read_digit_by_digit() {
        let cases = [
            ("0", Some(0)),
            ("1.1", Some(1100)),
            ("0.35", Some(350)),
            ("0.0001", Some(1)),
            ("007", Some(7000)),
            ("99999999999999999999999", Some(u64::MAX)),
            ("", None),
            ("-5", None),
            ("+120", None),
            ("0x10", None),
            ("1e3", None),
            (".5", None),
            ("5.", None),
            ("1 2", None),
            ("١", None),
        ];
        for (text, expected) in cases {
            assert_eq!(decimal(text, 3), expected, "{text}");
        }
    }

    #[test]
    fn lines_split_into_values() {
        assert_eq!(values("60, 120"), ["60", "120"]);
        let date = "Sat, 21 Nov 2026 08:00:30 GMT";
        assert_eq!(values(&format!("{date}, 5,{date}")), [date, "5", date]);
    }
}
