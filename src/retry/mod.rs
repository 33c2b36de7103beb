//! Whether to send a failed request again, after how long, and why. Needs the feature `api-error`, which is on by
//! default.
//!
//! The decision needs no network and no clock: the caller passes the error, the attempt, the time and a random number.
//! [`ROWS`] lists the rules in the order in which they apply, each with its source.
//!
//! ```
//! use std::time::Duration;
//! use unanimous::api_error::{ApiError, Response};
//! use unanimous::retry::{Attempt, RetryAdvice, RetryReason};
//!
//! let response = Response { status: 503, headers: [("retry-after", "2")].into(), ..Response::default() };
//! let error = ApiError::read(&response);
//!
//! // The default attempt is a GET, which may be sent twice. `random: 0.0` adds no backoff to the server's delay.
//! let advice = RetryAdvice::decide(&error, &Attempt { random: 0.0, ..Attempt::default() });
//! assert_eq!(advice.after, Some(Duration::from_secs(2)));
//!
//! // A POST without an idempotency key could take effect twice.
//! let advice = RetryAdvice::decide(&error, &Attempt { method: "POST", ..Attempt::default() });
//! assert_eq!((advice.retry, advice.why), (false, RetryReason::Unsafe));
//! ```

mod reason;
mod table;

use alloc::string::String;
use core::time::Duration;

use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};

use crate::api_error::ApiError;
use crate::camel::{Camel, Case, SerializeIn, ToJsonIn};
use crate::headers::delay::MAX_DELAY_MS;
use crate::json::{ObjectWriter, ToJson};
use crate::millis;

pub use crate::headers::Hints;
pub use crate::headers::date::parse as parse_http_date;
pub use reason::RetryReason;
pub use table::{ROWS, Row};

/// The longest delay that an advice gives: 2^31 - 1 milliseconds, 24.8 days.
///
/// Timers of browsers and of Node fire at once when they are asked for more.
pub const MAX_DELAY: Duration = Duration::from_millis(MAX_DELAY_MS as u64);

/// A failed attempt, and how long its caller is ready to go on.
///
/// Build it with `..Attempt::default()`: later versions may add fields. The default is the first attempt of a `GET`
/// without a key, of at most three, with a backoff of 500 ms that doubles up to 30 s, and a wait of at most 120 s.
///
/// ```
/// use std::time::Duration;
/// use unanimous::retry::Attempt;
///
/// let base = Duration::from_millis(100);
/// let attempt = Attempt { method: "POST", idempotency_key: true, base, ..Attempt::default() };
/// assert!(attempt.is_safe());
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt<'a> {
    /// The request's method: `POST`.
    pub method: &'a str,
    /// Whether the request carried an `Idempotency-Key` and the server is known to honour it.
    pub idempotency_key: bool,
    /// How many attempts failed before this one: 0 for the first.
    pub attempt: u32,
    /// The time now, in milliseconds since 1970. It is needed only for [`RetryAdvice::at`].
    pub now: Option<u64>,
    /// A random number from 0 to 1: the share of the backoff that is waited. The default, 1, is the longest wait.
    pub random: f64,
    /// The longest delay of the server's that the caller waits for. If the server asks for more, the advice is to stop:
    /// a shorter wait would only fail again.
    pub max_wait: Duration,
    /// The longest backoff before the first retry. It doubles with each attempt. Whole milliseconds count.
    pub base: Duration,
    /// The longest backoff before any retry. Whole milliseconds count.
    pub cap: Duration,
    /// How many attempts there may be in all.
    pub max_tries: u32,
}

impl Default for Attempt<'_> {
    fn default() -> Self {
        Self {
            method: "GET",
            idempotency_key: false,
            attempt: 0,
            now: None,
            random: 1.0,
            max_wait: Duration::from_secs(120),
            base: Duration::from_millis(500),
            cap: Duration::from_secs(30),
            max_tries: 3,
        }
    }
}

impl Attempt<'_> {
    /// Whether the same request may be sent twice: because its method is idempotent (RFC 9110 section 9.2.2), or
    /// because of its key.
    pub fn is_safe(&self) -> bool {
        const IDEMPOTENT: [&str; 6] = ["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"];
        self.idempotency_key || IDEMPOTENT.iter().any(|method| self.method.eq_ignore_ascii_case(method))
    }

    /// The backoff in milliseconds, with full jitter: `random` times min(`cap`, `base` * 2^`attempt`).
    fn backoff(&self) -> u64 {
        let factor = 1_u64.checked_shl(self.attempt).filter(|_| self.attempt < 32).unwrap_or(u64::MAX);
        let longest = millis::of(self.base).saturating_mul(factor).min(millis::of(self.cap));
        let share = if self.random.is_nan() { 1.0 } else { self.random.clamp(0.0, 1.0) };
        #[allow(clippy::cast_precision_loss, reason = "a wait of more than 2^53 ms need not be exact")]
        let wait = longest as f64 * share;
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it is not negative; `as` saturates"
        )]
        let whole = wait as u64;
        #[allow(clippy::cast_precision_loss, reason = "as above")]
        let rounds_up = wait - whole as f64 >= 0.5;
        whole.saturating_add(rounds_up.into())
    }
}

/// Whether to try again, after how long, and why.
///
/// [`RetryAdvice::decide`] and [`RetryAdvice::no_response`] give it. As JSON it is
/// `{"retry", "after_ms", "at_ms", "why": {"code", "text"}}`; [`RetryAdvice::to_js`] writes `afterMs` and `atMs`.
///
/// ```
/// use std::time::Duration;
/// use unanimous::api_error::{ApiError, Response};
/// use unanimous::retry::{Attempt, RetryAdvice, RetryReason};
///
/// let response = Response { status: 429, headers: [("retry-after", "2")].into(), ..Response::default() };
/// let advice = RetryAdvice::decide(&ApiError::read(&response), &Attempt { random: 0.0, ..Attempt::default() });
/// assert!(advice.retry);
/// assert_eq!(advice.after, Some(Duration::from_secs(2)));
/// assert_eq!(advice.why, RetryReason::RateLimited);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryAdvice {
    /// Whether to send the same request again, unchanged, with the same key.
    pub retry: bool,
    /// How long to wait first, in whole milliseconds, at most [`MAX_DELAY`]. With `retry: false` it is the delay that
    /// the server asked for and the caller would not wait ([`RetryReason::Later`]).
    pub after: Option<Duration>,
    /// When that wait ends, in milliseconds since 1970; `None` if [`Attempt::now`] was not given.
    pub at: Option<u64>,
    /// The reason for the advice: a stable code and a sentence.
    pub why: RetryReason,
}

impl RetryAdvice {
    /// Judges an error response.
    pub fn decide(error: &ApiError, attempt: &Attempt<'_>) -> Self {
        let facts = table::Facts::of(error, attempt.is_safe());
        Self::plan(table::judge(&facts), error.retry_after, attempt)
    }

    /// Judges a request that got no response: the network failed, or the wait was too long.
    pub fn no_response(attempt: &Attempt<'_>) -> Self {
        let why = if attempt.is_safe() { RetryReason::NoResponse } else { RetryReason::NoResponseUnsafe };
        Self::plan(why, None, attempt)
    }

    /// Turns the verdict on one error into a plan: counts the attempts, adds the backoff to the delay asked for.
    fn plan(why: RetryReason, asked: Option<Duration>, attempt: &Attempt<'_>) -> Self {
        let stop = |why| Self { retry: false, after: None, at: None, why };
        let wait = |retry, ms: u64, why| Self {
            retry,
            after: Some(Duration::from_millis(ms)),
            at: attempt.now.map(|now| now.saturating_add(ms)),
            why,
        };
        if !why.retries() {
            return stop(why);
        }
        if let Some(asked) = asked.filter(|asked| *asked > attempt.max_wait) {
            return wait(false, millis::of(asked), RetryReason::Later);
        }
        if attempt.attempt.saturating_add(1) >= attempt.max_tries {
            return stop(RetryReason::TriesExhausted);
        }
        let ms = asked.map_or(0, millis::of).saturating_add(attempt.backoff());
        wait(true, ms.min(MAX_DELAY_MS.into()), why)
    }

    /// The advice as JSON for JavaScript: `afterMs`, `atMs`. `to_string` gives the text of `JSON.stringify`.
    pub const fn to_js(&self) -> Camel<'_, Self> {
        Camel(self)
    }
}

impl SerializeIn for RetryAdvice {
    fn serialize_in<S: Serializer>(&self, case: Case, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("RetryAdvice", 4)?;
        out.serialize_field("retry", &self.retry)?;
        out.serialize_field(case.name("after_ms", "afterMs"), &self.after.map(millis::of))?;
        out.serialize_field(case.name("at_ms", "atMs"), &self.at)?;
        out.serialize_field("why", &self.why)?;
        out.end()
    }
}

impl ToJsonIn for RetryAdvice {
    fn push_json_in(&self, case: Case, out: &mut String) {
        let mut object = ObjectWriter::new(out);
        object.member("retry", &self.retry);
        object.member(case.name("after_ms", "afterMs"), &self.after.map(millis::of));
        object.member(case.name("at_ms", "atMs"), &self.at).member("why", &self.why).end();
    }
}

impl ToJson for RetryAdvice {
    fn push_json(&self, out: &mut String) {
        self.push_json_in(Case::Snake, out);
    }
}

impl Serialize for RetryAdvice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.serialize_in(Case::Snake, serializer)
    }
}

/// Reads both forms: `after_ms` and `afterMs`. Of `why`, the code counts and the text is ignored.
impl<'de> serde::Deserialize<'de> for RetryAdvice {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        struct Members {
            retry: bool,
            #[serde(rename = "after_ms", alias = "afterMs", default, deserialize_with = "millis::deserialize")]
            after: Option<Duration>,
            #[serde(rename = "at_ms", alias = "atMs")]
            at: Option<u64>,
            why: RetryReason,
        }
        let Members { retry, after, at, why } = Members::deserialize(deserializer)?;
        Ok(Self { retry, after, at, why })
    }
}

// Compiles the blocks of the page, and runs what needs no server. The page is not in the published package, whose tests do
// without this feature.
#[cfg(all(doctest, feature = "reqwest-middleware"))]
#[doc = include_str!("../../docs/retries.md")]
struct Page;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_backoff_doubles_up_to_the_cap_and_is_rounded() {
        let backoff = |attempt, random| Attempt { attempt, random, ..Attempt::default() }.backoff();
        let cases = [
            (0, 1.0, 500),
            (1, 1.0, 1_000),
            (5, 1.0, 16_000),
            (6, 1.0, 30_000),
            (u32::MAX, 1.0, 30_000),
            (0, 0.0, 0),
            (0, -1.0, 0),
            (0, 2.0, 500),
            (0, f64::NAN, 500),
            (0, 0.0009, 0),
            (0, 0.001, 1),
            (0, 0.002_999, 1),
            (0, 0.003, 2),
        ];
        for (attempt, random, expected) in cases {
            assert_eq!(backoff(attempt, random), expected, "{attempt} {random}");
        }
        let endless = Attempt { base: Duration::MAX, cap: Duration::MAX, ..Attempt::default() };
        assert_eq!(RetryAdvice::no_response(&endless).after, Some(MAX_DELAY));
    }
}
