//! The decision table: the first row that applies answers. Each row names its source.

use alloc::string::String;

use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::json::{ObjectWriter, ToJson};

use super::Facts;
use crate::api_error::{Dialect, codes};

/// Pairs each answer with its code and its sentence, once; `+` retries, `-` does not.
macro_rules! whys {
    ($( $(#[$doc:meta])* $variant:ident, $retries:literal, $code:literal, $text:literal; )*) => {
        /// Why an advice is as it is: a stable code and a sentence.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Why {
            $( $(#[$doc])* $variant, )*
        }

        impl Why {
            /// Every one.
            pub const ALL: &'static [Self] = &[$( Self::$variant, )*];

            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self { $( Self::$variant => $code, )* }
            }

            /// The sentence.
            pub const fn text(self) -> &'static str {
                match self { $( Self::$variant => $text, )* }
            }

            /// Whether it is a reason to try again.
            pub const fn retries(self) -> bool {
                match self { $( Self::$variant => $retries, )* }
            }
        }
    };
}

whys! {
    /// `x-should-retry: true`.
    ServerSaysYes, true, "server_says_yes", "The server asks for a retry.";
    /// `x-should-retry: false`.
    ServerSaysNo, false, "server_says_no", "The server asks not to retry.";
    /// `idempotent-replayed: true`.
    Replayed, false, "replayed", "The answer is a stored one: the same key gives the same answer again.";
    /// The first request with this key still runs.
    InProgress, true, "in_progress", "The first request with this key still runs: ask again with the same key, unchanged.";
    /// The code names something that a repetition cannot change.
    NeedsChange, false, "needs_change", "The same request would be refused again: something must be changed first.";
    /// `UNAVAILABLE`, `RESOURCE_EXHAUSTED` with a delay.
    GoogleTransient, true, "google_transient", "Google's API is unavailable for now.";
    /// Any other google.rpc.Code, or a request that must not be repeated.
    GooglePermanent, false, "google_permanent", "Google's guidelines do not retry this code for this request.";
    /// AWS throttles.
    Throttled, true, "throttled", "The service throttles: it refused the request before any work.";
    /// 429, or 403 with a limit used up.
    RateLimited, true, "rate_limited", "Too many requests: this one was refused before any work.";
    /// 421 and 425.
    NotProcessed, true, "not_processed", "The request was not processed: send it again on a new connection.";
    /// 413 with a delay.
    TooLargeForNow, true, "too_large_for_now", "The server takes a body of this size later.";
    /// 413 for good.
    TooLarge, false, "too_large", "The body is too large.";
    /// A passing failure, and the request may be repeated.
    Transient, true, "transient", "The failure may pass, and repeating this request does no harm.";
    /// A passing failure, but the request may have had its effect.
    Unsafe, false, "unsafe", "The failure may pass, but the request may have had its effect: repeating it without a key could do it twice.";
    /// Any other status.
    Permanent, false, "permanent", "The same request would fail again.";
    /// No response, and the request may be repeated.
    NoResponse, true, "no_response", "There was no response, and repeating this request does no harm.";
    /// No response, and the request may have had its effect.
    NoResponseUnsafe, false, "no_response_unsafe", "There was no response: the request may have had its effect, and has no key.";
    /// The server asks for a longer wait than the caller's longest.
    Later, false, "later", "The server asks for a longer wait than allowed: try again at the time it names.";
    /// There were as many attempts as the caller allows.
    TriesExhausted, false, "tries_exhausted", "There were as many attempts as allowed.";
}

impl ToJson for Why {
    fn push_json(&self, out: &mut String) {
        ObjectWriter::new(out).member("code", &self.code()).member("text", &self.text()).end();
    }
}

impl Serialize for Why {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Why", 2)?;
        out.serialize_field("code", self.code())?;
        out.serialize_field("text", self.text())?;
        out.end()
    }
}

/// One row: when it applies and what it answers, in words, and where that comes from.
pub struct Row {
    /// When the row applies.
    pub when: &'static str,
    /// Where the rule comes from.
    pub source: &'static str,
    answer: fn(&Facts<'_>) -> Option<Why>,
}

/// Every row, in order.
pub const ROWS: &[Row] = &[
    Row {
        when: "x-should-retry or stripe-should-retry says true or false",
        source: "openai-node and stripe-node obey it before anything else",
        answer: |facts| {
            facts.error.hints.should_retry.map(|yes| if yes { Why::ServerSaysYes } else { Why::ServerSaysNo })
        },
    },
    Row {
        when: "idempotent-replayed: true",
        source: "https://docs.stripe.com/api/idempotent_requests: even a 500 is replayed",
        answer: |facts| facts.error.hints.replayed.then_some(Why::Replayed),
    },
    Row {
        when: "409, and the code says that the first request with this key still runs",
        source: "draft-ietf-httpapi-idempotency-key-header-07 section 2.7: \"with the exception of 409\"",
        answer: |facts| (facts.error.status == 409 && is_in_progress(&facts.code)).then_some(Why::InProgress),
    },
    Row {
        when: "the code names a plan, a quota, a key, an idempotency key, an unsafe URL or a validation",
        source: "LeadRails' and Foglift's error references; openai/codex#6340, langchainjs#1929 (insufficient_quota)",
        answer: |facts| needs_change(&facts.code).then_some(Why::NeedsChange),
    },
    Row {
        when: "Google: UNAVAILABLE if safe, RESOURCE_EXHAUSTED with a delay",
        source: "https://google.aip.dev/194; google/rpc/error_details.proto (RetryInfo)",
        answer: |facts| (facts.error.dialect == Dialect::Google).then(|| google(facts)),
    },
    Row {
        when: "an AWS throttling code, also with 400",
        source: "smithy-typescript service-error-classification constants.ts",
        answer: |facts| facts.error.code.as_deref().is_some_and(codes::is_aws_throttling).then_some(Why::Throttled),
    },
    Row {
        when: "429; 403 with no requests remaining or a delay: any method, for the request was refused before any work",
        source: "FoxReach's, LeadRails' and FloweState's references; docs.github.com rate limits; any method is a policy",
        answer: |facts| {
            let limited = facts.error.hints.limit_reached || facts.has_delay();
            (facts.error.status == 429 || (facts.error.status == 403 && limited)).then_some(Why::RateLimited)
        },
    },
    Row {
        when: "421, 425: any method, on a new connection",
        source: "RFC 9110 section 15.5.20; RFC 8470 section 5.2",
        answer: |facts| matches!(facts.error.status, 421 | 425).then_some(Why::NotProcessed),
    },
    Row {
        when: "413: only with a delay",
        source: "RFC 9110 section 15.5.14",
        answer: |facts| {
            (facts.error.status == 413).then_some(if facts.has_delay() { Why::TooLargeForNow } else { Why::TooLarge })
        },
    },
    Row {
        when: "408, 500, 502, 503, 504, 520 to 524, 529: only if safe",
        source: "RFC 9110 section 9.2.2; FloweState's reference; got's list (52x); a POST without key at 503 is a policy",
        answer: |facts| {
            let transient = matches!(facts.error.status, 408 | 500 | 502..=504 | 520..=524 | 529);
            transient.then_some(if facts.safe { Why::Transient } else { Why::Unsafe })
        },
    },
    Row {
        when: "any other status",
        source: "RFC 9110 section 15: a repetition without change gives the same",
        answer: |_| Some(Why::Permanent),
    },
];

/// The answers alone: what each row says of itself need not be in the wasm.
const ANSWERS: [fn(&Facts<'_>) -> Option<Why>; ROWS.len()] = {
    let mut answers = [ROWS[0].answer; ROWS.len()];
    let mut at = 1;
    while at < ROWS.len() {
        answers[at] = ROWS[at].answer;
        at += 1;
    }
    answers
};

/// The answer of the first row that applies.
pub(super) fn judge(facts: &Facts<'_>) -> Why {
    ANSWERS.iter().find_map(|answer| answer(facts)).unwrap_or(Why::Permanent)
}

fn is_in_progress(code: &str) -> bool {
    // `idempotency` is the last part of the draft's example problem type.
    matches!(code, "idempotency" | "key_in_use")
        || (code.starts_with("idempotency_") && (code.ends_with("_in_progress") || code.ends_with("_in_use")))
}

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
    CODES.contains(&code) || codes::is_validation(code) || (code.starts_with("idempotency_") && !is_in_progress(code))
}

fn google(facts: &Facts<'_>) -> Why {
    let transient = match facts.code.as_str() {
        "unavailable" => facts.safe,
        "resource_exhausted" => facts.has_delay(),
        _ => false,
    };
    if transient { Why::GoogleTransient } else { Why::GooglePermanent }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_distinct_and_every_row_has_a_source() {
        let mut codes: Vec<_> = Why::ALL.iter().map(|why| why.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Why::ALL.len());
        assert!(ROWS.iter().all(|row| !row.when.is_empty() && !row.source.is_empty()));
        assert!(Why::ALL.iter().all(|why| why.text().ends_with('.')));
    }
}
