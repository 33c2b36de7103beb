//! When to try again: one answer from status, code, headers, method and key.

pub(crate) mod delay;
mod http_date;
mod sf;
mod table;

use serde::ser::SerializeStruct as _;
use serde::{Deserialize, Serialize, Serializer};

use crate::api_error::{ApiError, codes};
use crate::camel::{Camel, Case, SerializeIn};
use crate::headers::Headers;
#[cfg(any(target_arch = "wasm32", test))]
use crate::json::Value;

pub use delay::MAX_DELAY_MS;
pub use http_date::parse as parse_http_date;
pub use table::{ROWS, Row, Why};

/// What headers say about trying again, beside a delay. A missing header says nothing.
///
/// As JSON: `{"retry"?, "replayed"?, "limited"?}`, the same in Rust and in JavaScript.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Hints {
    /// `x-should-retry` or `stripe-should-retry`.
    #[serde(rename = "retry", skip_serializing_if = "Option::is_none")]
    pub should_retry: Option<bool>,
    /// `idempotent-replayed: true`: the answer is a stored one.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub replayed: bool,
    /// A rate limit's remaining count is 0.
    #[serde(rename = "limited", skip_serializing_if = "std::ops::Not::not")]
    pub limit_reached: bool,
}

impl Hints {
    pub(crate) fn read(headers: &Headers<'_>) -> Self {
        Self {
            should_retry: headers.flag("x-should-retry").or_else(|| headers.flag("stripe-should-retry")),
            replayed: headers.flag("idempotent-replayed") == Some(true),
            limit_reached: delay::limit_reached(headers),
        }
    }

    /// The hints in their JSON form; none where a member is of another type.
    #[cfg(any(target_arch = "wasm32", test))]
    pub(crate) fn from_value(value: &Value) -> Option<Self> {
        let flag = |name: &str| value.get(name).map_or(Some(false), Value::as_bool);
        let should_retry = match value.get("retry") {
            None | Some(Value::Null) => None,
            Some(value) => Some(value.as_bool()?),
        };
        Some(Self { should_retry, replayed: flag("replayed")?, limit_reached: flag("limited")? })
    }
}

/// One attempt that has failed, and how long the caller is ready to go on.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt<'a> {
    /// The request's method: `POST`.
    pub method: &'a str,
    /// Whether the request carried an `Idempotency-Key` that the server is known to honour.
    pub idempotency_key: bool,
    /// How many attempts failed before this one: 0 for the first.
    pub attempt: u32,
    /// The time now, in milliseconds since 1970; only to say until when to wait.
    pub now: Option<u64>,
    /// A random number from 0 to 1: how much of the backoff is waited. The default is 1, the longest wait.
    pub random: f64,
    /// The longest delay of the server's that is waited for, in milliseconds. If it asks for more, the advice is to
    /// stop: a shorter wait would only fail again.
    pub max_wait_ms: u32,
    /// The backoff before the first retry, at most, in milliseconds.
    pub base_ms: u32,
    /// The backoff before any retry, at most, in milliseconds.
    pub cap_ms: u32,
    /// How many attempts there may be in all.
    pub max_tries: u32,
}

/// A first `GET` without a key; three tries, 500 ms doubling up to 30 s, waits of at most 120 s.
impl Default for Attempt<'_> {
    fn default() -> Self {
        Self {
            method: "GET",
            idempotency_key: false,
            attempt: 0,
            now: None,
            random: 1.0,
            max_wait_ms: 120_000,
            base_ms: 500,
            cap_ms: 30_000,
            max_tries: 3,
        }
    }
}

impl Attempt<'_> {
    /// Whether the same request may be sent twice: by its method (RFC 9110 section 9.2.2) or by its key.
    pub fn is_safe(&self) -> bool {
        const IDEMPOTENT: [&str; 6] = ["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"];
        self.idempotency_key || IDEMPOTENT.iter().any(|method| self.method.eq_ignore_ascii_case(method))
    }

    /// Full jitter: uniform from 0 to min(cap, base * 2^attempt).
    fn backoff(&self) -> u32 {
        let factor = 1_u64.checked_shl(self.attempt).filter(|_| self.attempt < 32).unwrap_or(u64::MAX);
        let most = u64::from(self.base_ms).saturating_mul(factor).min(u64::from(self.cap_ms));
        let share = if self.random.is_nan() { 1.0 } else { self.random.clamp(0.0, 1.0) };
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "at most cap_ms, which is a u32"
        )]
        let wait = (most as f64 * share).round() as u32;
        wait
    }
}

/// Whether to try again, after how long, and why.
///
/// As JSON: `{"retry", "after_ms", "at_ms", "why": {"code", "text"}}`; [`RetryAdvice::to_js`] writes camelCase.
///
/// ```
/// use unanimous::api_error::{ApiError, Response};
/// use unanimous::retry::{Attempt, RetryAdvice, Why};
///
/// let response = Response { status: 429, headers: [("retry-after", "2")].into(), ..Response::default() };
/// let advice = RetryAdvice::decide(&ApiError::read(&response), &Attempt { random: 0.0, ..Attempt::default() });
/// assert_eq!(advice, RetryAdvice { retry: true, after_ms: Some(2_000), at_ms: None, why: Why::RateLimited });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryAdvice {
    /// Whether to send the same request again, unchanged, with the same key.
    pub retry: bool,
    /// How long to wait first, in milliseconds. With `retry: false`, it is the delay that the server asked for and
    /// that was too long to wait ([`Why::Later`]).
    pub after_ms: Option<u32>,
    /// The time until which to wait, in milliseconds since 1970; where the time now was given.
    pub at_ms: Option<u64>,
    /// Why: a stable code and a sentence.
    pub why: Why,
}

impl RetryAdvice {
    /// Judges an error response.
    pub fn decide(error: &ApiError, attempt: &Attempt<'_>) -> Self {
        let facts = Facts::of(error, attempt.is_safe());
        Self::plan(table::judge(&facts), error.retry_after_ms, attempt)
    }

    /// Judges a request that got no response: the network failed, or it took too long.
    pub fn no_response(attempt: &Attempt<'_>) -> Self {
        let why = if attempt.is_safe() { Why::NoResponse } else { Why::NoResponseUnsafe };
        Self::plan(why, None, attempt)
    }

    /// From the verdict on one error to a plan: tries, the server's delay, backoff.
    fn plan(why: Why, asked: Option<u32>, attempt: &Attempt<'_>) -> Self {
        let at = |after: u32| attempt.now.map(|now| now.saturating_add(u64::from(after)));
        if !why.retries() {
            return Self { retry: false, after_ms: None, at_ms: None, why };
        }
        if let Some(asked) = asked.filter(|asked| *asked > attempt.max_wait_ms) {
            return Self { retry: false, after_ms: Some(asked), at_ms: at(asked), why: Why::Later };
        }
        if attempt.attempt.saturating_add(1) >= attempt.max_tries {
            return Self { retry: false, after_ms: None, at_ms: None, why: Why::TriesExhausted };
        }
        let after = asked.unwrap_or(0).saturating_add(attempt.backoff()).min(MAX_DELAY_MS);
        Self { retry: true, after_ms: Some(after), at_ms: at(after), why }
    }

    /// The advice as JSON for JavaScript: `afterMs`, `atMs`.
    pub const fn to_js(&self) -> Camel<'_, Self> {
        Camel(self)
    }
}

impl SerializeIn for RetryAdvice {
    fn serialize_in<S: Serializer>(&self, case: Case, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("RetryAdvice", 4)?;
        out.serialize_field("retry", &self.retry)?;
        out.serialize_field(case.name("after_ms", "afterMs"), &self.after_ms)?;
        out.serialize_field(case.name("at_ms", "atMs"), &self.at_ms)?;
        out.serialize_field("why", &self.why)?;
        out.end()
    }
}

impl Serialize for RetryAdvice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.serialize_in(Case::Snake, serializer)
    }
}

/// What the table asks about one error.
pub(crate) struct Facts<'a> {
    pub(crate) error: &'a ApiError,
    /// The code as the tables write it; empty where there is none.
    pub(crate) code: String,
    /// The request may be sent twice.
    pub(crate) safe: bool,
}

impl<'a> Facts<'a> {
    fn of(error: &'a ApiError, safe: bool) -> Self {
        Self { error, code: codes::normal(error.code.as_deref().unwrap_or_default()), safe }
    }

    /// Whether the server named a delay.
    const fn has_delay(&self) -> bool {
        self.error.retry_after_ms.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn hints_are_read_back() {
        for should_retry in [None, Some(true), Some(false)] {
            for (replayed, limit_reached) in [(false, false), (true, false), (false, true)] {
                let hints = Hints { should_retry, replayed, limit_reached };
                assert_eq!(Hints::from_value(&serde_json::to_value(hints).unwrap()), Some(hints));
            }
        }
        assert_eq!(Hints::from_value(&json!({"retry": null})), Some(Hints::default()));
        assert_eq!(Hints::from_value(&json!({"retry": true, "limited": 1})), None);
    }
}
