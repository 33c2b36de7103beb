//! How long a server asks to wait, in milliseconds, from the first header that says so in a valid form.
//!
//! A number is digits, with a fraction or without. `-5`, `+120`, `0x10`, `1e3` and ISO dates are refused, because RFC 9110
//! section 10.2.3 does not allow them and languages read them differently.

use super::structured::{self, integer};
use super::{Headers, date, list};
use crate::strings;

/// The longest delay, 2^31 - 1 ms. The timers of browsers and Node fire at once if the delay is longer.
pub(crate) const MAX_DELAY_MS: u32 = 2_147_483_647;

/// The rate limit headers that come in pairs: how many requests remain, and when the count is reset.
const PAIRS: [(&str, &str); 3] = [
    ("ratelimit-remaining", "ratelimit-reset"),
    ("x-ratelimit-remaining", "x-ratelimit-reset"),
    ("x-rate-limit-remaining", "x-rate-limit-reset"),
];

/// Returns the delay that a response asks for; none if it asks for none, or names a date while the time is unknown.
///
/// Many servers send rate limit headers with every response. So they are read only if this response is `rate_limited`.
/// `retry_info` is the delay in the body; it counts if no header names one.
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

/// The time that dates are measured from, in milliseconds since 1970. The server's own `Date` comes before the caller's
/// clock, so the two clocks need not agree.
struct Clock(Option<i64>);

impl Clock {
    fn of(headers: &Headers<'_>, now: Option<u64>) -> Self {
        let now = now.and_then(|now| i64::try_from(now).ok());
        Self(headers.get("date").and_then(|text| date::parse(text, now)).or(now))
    }

    /// Milliseconds from now until `then`; 0 if `then` is past.
    fn until(&self, then: i64) -> Option<u64> {
        Some(u64::try_from(then.saturating_sub(self.0?)).unwrap_or(0))
    }
}

/// Reads `Retry-After` (RFC 9110 section 10.2.3): seconds or a date. Of several values the largest counts.
fn retry_after(headers: &Headers<'_>, clock: &Clock) -> Option<u64> {
    let one = |value: &str| decimal(value, 3).or_else(|| clock.until(date::parse(value, clock.0)?));
    headers.all("retry-after").filter_map(|line| list::split_dates(line).into_iter().filter_map(one).max()).max()
}

/// Reads the delay in rate limit headers: the `RateLimit` field, else the first pair of fields, else Discord's
/// `X-RateLimit-Reset-After`.
fn rate_limit(headers: &Headers<'_>, clock: &Clock) -> Option<u64> {
    rate_limit_field(headers)
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

/// Whether the count is 0 or absent. Many clients cannot see the header, so absence does not mean that requests remain.
fn may_be_used_up(headers: &Headers<'_>, remaining: &str) -> bool {
    headers.get(remaining).is_none_or(|value| decimal(value, 0) == Some(0))
}

/// The `RateLimit` field of draft-ietf-httpapi-ratelimit-headers: a list `"default";r=0;t=50`; until draft-07 a
/// dictionary `limit=10, remaining=0, reset=50`. Of several policies that are used up, the longest wait counts.
fn rate_limit_field(headers: &Headers<'_>) -> Option<u64> {
    let text = headers.joined("ratelimit")?;
    let dictionary = structured::dictionary(&text).filter(|members| integer(members, "limit").is_some());
    let seconds = if let Some(members) = dictionary {
        (integer(&members, "remaining") == Some(0)).then(|| integer(&members, "reset"))?
    } else {
        let policies = structured::list(&text)?;
        let used_up = policies.iter().filter(|(_, policy)| integer(policy, "r") == Some(0));
        used_up.filter_map(|(_, policy)| integer(policy, "t")).max()
    };
    seconds.and_then(|seconds| u64::try_from(seconds).ok()).map(|seconds| seconds.saturating_mul(1000))
}

/// Whether some header says that 0 requests remain.
pub(super) fn limit_reached(headers: &Headers<'_>) -> bool {
    PAIRS.iter().any(|(remaining, _)| headers.get(remaining).is_some_and(|value| decimal(value, 0) == Some(0)))
}

/// Reads a `*-Reset` as milliseconds from now. Its size tells its unit: milliseconds since 1970, seconds since 1970, or
/// seconds from now.
fn moment(value: &str, clock: &Clock) -> Option<u64> {
    let ms = decimal(value, 3)?;
    let then = match ms / 1000 {
        1_000_000_000_000.. => ms / 1000,
        1_000_000_000.. => ms,
        _ => return Some(ms),
    };
    clock.until(i64::try_from(then).unwrap_or(i64::MAX))
}

/// Reads digits, with a fraction or without, times 10^`shift`. Rounds up, and stops at the largest u64.
pub(crate) fn decimal(text: &str, shift: usize) -> Option<u64> {
    let (whole, fraction) = strings::split_once(text, ".").unwrap_or((text, "0"));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !is_digits(whole) || !is_digits(fraction) {
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
}
