//! The decision table: the first row that applies gives the answer. Each row names its source.

use alloc::borrow::Cow;
use alloc::string::String;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::json::{ObjectWriter, ToJson};

use super::Facts;
use crate::api_error::{Category, Dialect, category};

/// Declares each reason once: its name, whether it is a reason to retry, its code and its sentence.
macro_rules! retry_reasons {
    ($( $(#[$doc:meta])* $variant:ident, $retries:literal, $code:literal, $text:literal; )*) => {
        /// The reason for a [`RetryAdvice`](super::RetryAdvice): a stable code and a sentence.
        ///
        /// As JSON: `{"code", "text"}`; the code alone is read.
        ///
        /// ```
        /// use unanimous::retry::RetryReason;
        ///
        /// assert_eq!(RetryReason::from_code("too_large"), Some(RetryReason::TooLarge));
        /// assert_eq!(RetryReason::TooLarge.text(), "The body is too large.");
        /// assert!(!RetryReason::TooLarge.retries());
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum RetryReason {
            $( $(#[$doc])* $variant, )*
        }

        impl RetryReason {
            /// Every reason.
            pub const ALL: &'static [Self] = &[$( Self::$variant, )*];

            /// The stable code: `too_large`.
            pub const fn code(self) -> &'static str {
                match self { $( Self::$variant => $code, )* }
            }

            /// The reason with exactly this code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|reason| reason.code() == code)
            }

            /// The sentence, for a log or a user.
            pub const fn text(self) -> &'static str {
                match self { $( Self::$variant => $text, )* }
            }

            /// Whether this is a reason to try again.
            pub const fn retries(self) -> bool {
                match self { $( Self::$variant => $retries, )* }
            }
        }
    };
}

retry_reasons! {
    /// `x-should-retry: true`.
    ServerSaysYes, true, "server_says_yes", "The server asks for a retry.";
    /// `x-should-retry: false`.
    ServerSaysNo, false, "server_says_no", "The server asks not to retry.";
    /// `idempotent-replayed: true`.
    Replayed, false, "replayed", "The answer is a stored one: the same key gives the same answer again.";
    /// 409: the first request with this key still runs.
    InProgress, true, "in_progress", "The first request with this key still runs: ask again with the same key, unchanged.";
    /// The code names something that sending the same request again cannot change.
    NeedsChange, false, "needs_change", "The same request would be refused again: something must be changed first.";
    /// Google: `UNAVAILABLE`, or `RESOURCE_EXHAUSTED` with a delay.
    GoogleTransient, true, "google_transient", "Google's API is unavailable for now.";
    /// Google: any other google.rpc.Code, or a request that must not be repeated.
    GooglePermanent, false, "google_permanent", "Google's guidelines do not retry this code for this request.";
    /// An AWS throttling code.
    Throttled, true, "throttled", "The service throttles: it refused the request before any work.";
    /// 429, or 403 with a limit used up: the request was refused before any work.
    RateLimited, true, "rate_limited", "Too many requests: this one was refused before any work.";
    /// 421 or 425: the request was not processed.
    NotProcessed, true, "not_processed", "The request was not processed: send it again on a new connection.";
    /// 413 with a delay.
    TooLargeForNow, true, "too_large_for_now", "The server takes a body of this size later.";
    /// 413 without a delay.
    TooLarge, false, "too_large", "The body is too large.";
    /// A failure that may pass, of a request that may be repeated.
    Transient, true, "transient", "The failure may pass, and repeating this request does no harm.";
    /// A failure that may pass, of a request that may have had its effect.
    Unsafe, false, "unsafe", "The failure may pass, but the request may have had its effect: repeating it without a key could do it twice.";
    /// Any other status: the same request would fail again.
    Permanent, false, "permanent", "The same request would fail again.";
    /// No response, and the request may be repeated.
    NoResponse, true, "no_response", "There was no response, and repeating this request does no harm.";
    /// No response, and the request may have had its effect.
    NoResponseUnsafe, false, "no_response_unsafe", "There was no response: the request may have had its effect, and has no key.";
    /// The server asks for a longer wait than [`Attempt::max_wait`](super::Attempt::max_wait).
    Later, false, "later", "The server asks for a longer wait than allowed: try again at the time it names.";
    /// There were [`Attempt::max_tries`](super::Attempt::max_tries) attempts.
    TriesExhausted, false, "tries_exhausted", "There were as many attempts as allowed.";
}

impl ToJson for RetryReason {
    fn push_json(&self, out: &mut String) {
        ObjectWriter::new(out).member("code", &self.code()).member("text", &self.text()).end();
    }
}

impl Serialize for RetryReason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("RetryReason", 2)?;
        out.serialize_field("code", self.code())?;
        out.serialize_field("text", self.text())?;
        out.end()
    }
}

impl<'de> Deserialize<'de> for RetryReason {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        struct Members<'a> {
            #[serde(borrow)]
            code: Cow<'a, str>,
        }
        let Members { code } = Members::deserialize(deserializer)?;
        Self::from_code(&code).ok_or_else(|| D::Error::custom(format_args!("unknown retry reason {code:?}")))
    }
}

/// One row of the decision table: when it applies, and its source.
///
/// ```
/// for row in unanimous::retry::ROWS {
///     println!("{} ({})", row.when, row.source);
/// }
/// ```
pub struct Row {
    /// When the row applies, in words.
    pub when: &'static str,
    /// Where the rule comes from.
    pub source: &'static str,
    answer: fn(&Facts<'_>) -> Option<RetryReason>,
}

/// Every row. The first that applies gives the answer.
pub const ROWS: &[Row] = &[
    Row {
        when: "x-should-retry or stripe-should-retry says true or false",
        source: "openai-node and stripe-node obey it before anything else",
        answer: |facts| {
            facts
                .error
                .hints
                .should_retry
                .map(|yes| if yes { RetryReason::ServerSaysYes } else { RetryReason::ServerSaysNo })
        },
    },
    Row {
        when: "idempotent-replayed: true",
        source: "https://docs.stripe.com/api/idempotent_requests: even a 500 is replayed",
        answer: |facts| facts.error.hints.replayed.then_some(RetryReason::Replayed),
    },
    Row {
        when: "409, and the code says that the first request with this key still runs",
        source: "draft-ietf-httpapi-idempotency-key-header-07 section 2.7: \"with the exception of 409\"",
        answer: |facts| (facts.error.status == 409 && is_in_progress(&facts.code)).then_some(RetryReason::InProgress),
    },
    Row {
        when: "the code names a plan, a quota, a key, an idempotency key, an unsafe URL or a validation",
        source: "LeadRails' and Foglift's error references; openai/codex#6340, langchainjs#1929 (insufficient_quota)",
        answer: |facts| {
            let is_limited = facts.error.category == Category::RateLimited;
            (!is_limited && needs_change(&facts.code)).then_some(RetryReason::NeedsChange)
        },
    },
    Row {
        when: "Google: UNAVAILABLE if safe, RESOURCE_EXHAUSTED with a delay",
        source: "https://google.aip.dev/194; google/rpc/error_details.proto (RetryInfo)",
        answer: |facts| (facts.error.dialect == Dialect::Google).then(|| google(facts)),
    },
    Row {
        when: "the category is validation, authentication, permission or plan_limit",
        source: "RFC 9110 section 15.5: a repetition without change gives the same",
        answer: |facts| category::needs_change(facts.error.category).then_some(RetryReason::Permanent),
    },
    Row {
        when: "a code of a rate limit with another status than 429 and 403: AWS sends 400, GraphQL 200",
        source: "smithy-typescript service-error-classification constants.ts; shopify.dev/docs/api/usage/rate-limits",
        answer: |facts| {
            let by_code = || {
                let code = facts.error.code.as_deref().unwrap_or_default();
                category::of_code(code, facts.error.status) == Some(Category::RateLimited)
            };
            let is_limited = facts.error.category == Category::RateLimited;
            (is_limited && !matches!(facts.error.status, 403 | 429) && by_code()).then_some(RetryReason::Throttled)
        },
    },
    Row {
        when: "429, or the category is rate_limited: any method, for the request was refused before any work",
        source: "FoxReach's, LeadRails' and FloweState's references; docs.github.com rate limits; any method is a policy",
        answer: |facts| {
            let limited = facts.error.hints.limit_reached || facts.has_delay();
            let is_limited = facts.error.category == Category::RateLimited
                || facts.error.status == 429
                || (facts.error.status == 403 && limited);
            is_limited.then_some(RetryReason::RateLimited)
        },
    },
    Row {
        when: "421, 425: any method, on a new connection",
        source: "RFC 9110 section 15.5.20; RFC 8470 section 5.2",
        answer: |facts| matches!(facts.error.status, 421 | 425).then_some(RetryReason::NotProcessed),
    },
    Row {
        when: "413: only with a delay",
        source: "RFC 9110 section 15.5.14",
        answer: |facts| {
            (facts.error.status == 413).then_some(if facts.has_delay() {
                RetryReason::TooLargeForNow
            } else {
                RetryReason::TooLarge
            })
        },
    },
    Row {
        when: "408, 500, 502, 503, 504, 520 to 524, 529, or the code says the same: only if safe",
        source: "RFC 9110 section 9.2.2; FloweState's reference; got's list (52x); a POST without key at 503 is a policy",
        answer: |facts| {
            let by_code = matches!(facts.error.category, Category::Unavailable | Category::Timeout);
            let transient = matches!(facts.error.status, 408 | 500 | 502..=504 | 520..=524 | 529)
                || (by_code && facts.error.status < 500);
            transient.then_some(if facts.safe { RetryReason::Transient } else { RetryReason::Unsafe })
        },
    },
    Row {
        when: "any other status",
        source: "RFC 9110 section 15: a repetition without change gives the same",
        answer: |_| Some(RetryReason::Permanent),
    },
];

/// The rows' functions without their texts. The decision reads this array, so that a build that never names [`ROWS`]
/// does not contain the texts.
const ANSWERS: [fn(&Facts<'_>) -> Option<RetryReason>; ROWS.len()] = {
    let mut answers = [ROWS[0].answer; ROWS.len()];
    let mut at = 1;
    while at < ROWS.len() {
        answers[at] = ROWS[at].answer;
        at += 1;
    }
    answers
};

/// The answer of the first row that applies.
pub(super) fn judge(facts: &Facts<'_>) -> RetryReason {
    ANSWERS.iter().find_map(|answer| answer(facts)).unwrap_or(RetryReason::Permanent)
}

/// Whether a code (as [`category::normal`] writes it) says that the first request with the key still runs.
fn is_in_progress(code: &str) -> bool {
    // `idempotency` is the last part of the problem type in the draft's example.
    matches!(code, "idempotency" | "key_in_use")
        || (code.starts_with("idempotency_") && (code.ends_with("_in_progress") || code.ends_with("_in_use")))
}

/// Whether a code (as [`category::normal`] writes it) says that the request must be changed first.
fn needs_change(code: &str) -> bool {
    const CODES: [&str; 8] = [
        "plan_required",
        "feature_gated",
        "payment_required",
        "insufficient_tokens",
        "insufficient_quota",
        "unsafe_url",
        "test_mode_not_available",
        "invalid_api_key",
    ];
    CODES.contains(&code)
        || category::is_validation(code)
        || (code.starts_with("idempotency_") && !is_in_progress(code))
}

/// The reason for a code of google.rpc.Code (AIP-194).
fn google(facts: &Facts<'_>) -> RetryReason {
    let transient = match facts.code.as_str() {
        "unavailable" => facts.safe,
        "resource_exhausted" => facts.has_delay(),
        // Any other code is a reason of google.rpc.ErrorInfo, so the category decides.
        _ => match facts.error.category {
            Category::RateLimited => facts.has_delay(),
            Category::Unavailable => facts.safe,
            _ => false,
        },
    };
    if transient { RetryReason::GoogleTransient } else { RetryReason::GooglePermanent }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_distinct_and_every_row_has_a_source() {
        let mut codes: Vec<_> = RetryReason::ALL.iter().map(|why| why.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), RetryReason::ALL.len());
        assert!(ROWS.iter().all(|row| !row.when.is_empty() && !row.source.is_empty()));
        assert!(RetryReason::ALL.iter().all(|why| why.text().ends_with('.')));
    }
}
