//! How long a server asks to wait, in milliseconds, from the first header that says so in a valid form.
//!
//! A number is digits, with a fraction or without. `-5`, `+120`, `0x10`, `1e3` and ISO dates are refused, because RFC 9110
//! section 10.2.3 does not allow them and languages read them differently.

use super::structured::{self, integer};
use super::{Headers, date, list};
use crate::strings;

/// The longest delay, 2^31 - 1 ms. The timers of browsers and Node fire at once if the delay is longer.
pub(crate) const MAX_DELAY_MS: u32 = 2_147_483_647;

/// A delay, or the time until which to wait, in milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wait {
    For(u64),
    Until(i64),
}

/// Returns the delay that a response asks for; `None` if it does not ask for one, or names a date while the current
/// time is unknown.
///
/// Many servers send rate limit headers with every response. So they are read only if this response is `rate_limited`.
/// `in_body` is the delay in the body; it counts if no header names one.
pub(crate) fn asked(headers: &Headers<'_>, now: Option<u64>, rate_limited: bool, in_body: Option<Wait>) -> Option<u32> {
    let clock = Clock::of(headers, now);
    let delay = ["retry-after-ms", "x-ms-retry-after-ms"]
        .iter()
        .find_map(|name| headers.first(name).and_then(|value| decimal(value, 0)))
        .or_else(|| retry_after(headers, &clock))
        .or_else(|| if rate_limited { rate_limit(headers, &clock) } else { None })
        .or_else(|| clock.wait(in_body?))?;
    Some(u32::try_from(delay).unwrap_or(MAX_DELAY_MS).min(MAX_DELAY_MS))
}

/// The time that dates are measured from, in milliseconds since 1970. The server's own `Date` comes before the caller's
/// clock, so the two clocks need not agree.
struct Clock(Option<i64>);

impl Clock {
    fn of(headers: &Headers<'_>, now: Option<u64>) -> Self {
        let now = now.and_then(|now| i64::try_from(now).ok());
        Self(headers.first("date").and_then(|text| date::parse(text, now)).or(now))
    }

    /// The milliseconds of a wait.
    fn wait(&self, wait: Wait) -> Option<u64> {
        match wait {
            Wait::For(ms) => Some(ms),
            Wait::Until(then) => self.until(then),
        }
    }

    /// Milliseconds from now until `then`; 0 if `then` is past.
    fn until(&self, then: i64) -> Option<u64> {
        Some(u64::try_from(then.saturating_sub(self.0?)).unwrap_or(0))
    }
}

/// Reads `Retry-After` (RFC 9110 section 10.2.3): seconds or a date. If there are several values, the largest counts.
fn retry_after(headers: &Headers<'_>, clock: &Clock) -> Option<u64> {
    let one = |value: &str| decimal(value, 3).or_else(|| clock.until(date::parse(value, clock.0)?));
    headers.all("retry-after").filter_map(|line| list::members(line).into_iter().filter_map(one).max()).max()
}

/// Reads the delay in rate limit headers: `x-ratelimit-retry` (Wildberries), else the `RateLimit` field, else that of the counts
/// that are used up. If there are several counts, the longest delay is taken, because the request needs all of them.
fn rate_limit(headers: &Headers<'_>, clock: &Clock) -> Option<u64> {
    let retry = headers.first("x-ratelimit-retry").and_then(|value| decimal(value, 3));
    retry.or_else(|| rate_limit_field(headers)).or_else(|| {
        let mut longest = None;
        for (name, value) in headers.iter() {
            let Some((before, after)) = reset(name) else { continue };
            // Many clients cannot see the count, so absence does not mean that requests remain.
            let remaining = strings::join(&[before, "remaining", after.strip_suffix("-after").unwrap_or(after)], "");
            if headers.first(&remaining).is_none_or(is_zero) {
                for value in list::members(value) {
                    longest = longest.max(moment(value).and_then(|wait| clock.wait(wait)));
                }
            }
        }
        longest
    })
}

/// The parts of a header's name before and after `reset`, if it says when a limit is reset: `x-ratelimit-reset`,
/// `X-RateLimit-Reset-After` (Discord), `x-ratelimit-reset-tokens` (`OpenAI`), `anthropic-ratelimit-tokens-reset`.
fn reset(name: &str) -> Option<(&str, &str)> {
    let at = word(name, "reset").filter(|_| is_rate_limit(name))?;
    let (before, rest) = strings::split_at(name, at);
    Some((before, strings::split_at(rest, "reset".len()).1))
}

/// Where a word of small letters stands in a name in any case.
#[inline(never)]
fn word(name: &str, word: &str) -> Option<usize> {
    name.as_bytes().windows(word.len()).position(|part| part.eq_ignore_ascii_case(word.as_bytes()))
}

/// Whether a header is about a rate limit, by its name.
fn is_rate_limit(name: &str) -> bool {
    word(name, "ratelimit").is_some() || word(name, "rate-limit").is_some() || word(name, "complexity").is_some()
}

/// Whether a count is 0.
fn is_zero(value: &str) -> bool {
    decimal(value, 0) == Some(0)
}

/// The `RateLimit` field of draft-ietf-httpapi-ratelimit-headers: a list `"default";r=0;t=50`; until draft-07 a
/// dictionary `limit=10, remaining=0, reset=50`. If several policies are used up, the longest wait counts.
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
    headers.iter().any(|(name, value)| {
        word(name, "remaining").is_some() && is_rate_limit(name) && list::members(value).into_iter().any(is_zero)
    })
}

/// Reads a wait: a number, a duration (`1m12s`, `250ms`), or a date.
///
/// The size of a number tells its unit: milliseconds since 1970, seconds since 1970, or seconds from now.
pub(crate) fn moment(text: &str) -> Option<Wait> {
    if let Some(ms) = decimal(text, 3) {
        let then = match ms / 1000 {
            1_000_000_000_000.. => ms / 1000,
            1_000_000_000.. => ms,
            _ => return Some(Wait::For(ms)),
        };
        return Some(Wait::Until(i64::try_from(then).unwrap_or(i64::MAX)));
    }
    duration(text)
        .map(Wait::For)
        .or_else(|| date::iso(text).map(Wait::Until))
        .or_else(|| date::parse(text, None).map(Wait::Until))
}

/// Reads a duration as Go and protobuf write it: `8.2s`, `1m12s`, `6m0s`, `250ms`. Rounds up.
fn duration(text: &str) -> Option<u64> {
    let (mut rest, mut sum) = (text, None);
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
        let (number, after) = strings::split_at(rest, digits);
        let letters = after.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (unit, after) = strings::split_at(after, letters);
        let ms = match unit {
            "ms" => decimal(number, 0)?,
            "s" => decimal(number, 3)?,
            "m" => decimal(number, 3)?.saturating_mul(60),
            "h" => decimal(number, 3)?.saturating_mul(3600),
            "d" => decimal(number, 3)?.saturating_mul(86_400),
            _ => return None,
        };
        sum = Some(ms.saturating_add(sum.unwrap_or(0)));
        rest = after;
    }
    sum
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
    fn waits_have_many_forms() {
        let cases = [
            ("20", Some(Wait::For(20_000))),
            ("8.2s", Some(Wait::For(8200))),
            ("1m12s", Some(Wait::For(72_000))),
            ("250ms", Some(Wait::For(250))),
            ("0.0000001s", Some(Wait::For(1))),
            ("1795766460", Some(Wait::Until(1_795_766_460_000))),
            ("1795766460000", Some(Wait::Until(1_795_766_460_000))),
            ("2026-11-27T08:00:23Z", Some(Wait::Until(1_795_766_423_000))),
            ("Fri, 27 Nov 2026 08:00:23 GMT", Some(Wait::Until(1_795_766_423_000))),
            ("soon", None),
            ("5x", None),
            ("s", None),
            ("-5", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(moment(text), expected, "{text}");
        }
    }

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
