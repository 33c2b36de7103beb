//! The decision table: the first row that applies gives the reason. Each row names its source.

use alloc::string::String;

use super::RetryReason;
use crate::api_error::{ApiError, Category, Dialect, category};

/// The facts on which the rows of the table depend.
pub(super) struct Facts<'a> {
    error: &'a ApiError,
    /// The code in the spelling of [`category::normal`]; empty if there is none.
    code: String,
    /// Whether the request may be sent twice.
    safe: bool,
}

impl<'a> Facts<'a> {
    pub(super) fn of(error: &'a ApiError, safe: bool) -> Self {
        Self { error, code: category::normal(error.code.as_deref().unwrap_or_default()), safe }
    }

    /// Whether the server named a delay.
    const fn has_delay(&self) -> bool {
        self.error.retry_after.is_some()
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
    verdict: fn(&Facts<'_>) -> Option<RetryReason>,
}

/// Every row. The first that applies gives the reason.
pub const ROWS: &[Row] = &[
    Row {
        when: "x-should-retry or stripe-should-retry says true or false",
        source: "openai-node and stripe-node obey it before anything else",
        verdict: |facts| {
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
        verdict: |facts| facts.error.hints.replayed.then_some(RetryReason::Replayed),
    },
    Row {
        when: "409, and the code says that the first request with this key still runs",
        source: "draft-ietf-httpapi-idempotency-key-header-07 section 2.7: \"with the exception of 409\"",
        verdict: |facts| (facts.error.status == 409 && is_in_progress(&facts.code)).then_some(RetryReason::InProgress),
    },
    Row {
        when: "the code names a plan, a quota, a key, an idempotency key, an unsafe URL or a validation",
        source: "LeadRails' and Foglift's error references; openai/codex#6340, langchainjs#1929 (insufficient_quota)",
        verdict: |facts| code_needs_change(&facts.code).then_some(RetryReason::NeedsChange),
    },
    Row {
        when: "Google: UNAVAILABLE if safe, RESOURCE_EXHAUSTED with a delay",
        source: "https://google.aip.dev/194; google/rpc/error_details.proto (RetryInfo)",
        verdict: |facts| (facts.error.dialect == Dialect::Google).then(|| google(facts)),
    },
    Row {
        when: "the category is validation, authentication, permission or plan_limit",
        source: "RFC 9110 section 15.5: a repetition without change gives the same",
        verdict: |facts| category::needs_change(facts.error.category).then_some(RetryReason::Permanent),
    },
    Row {
        when: "a code of a rate limit with another status than 429 and 403: AWS sends 400, GraphQL 200",
        source: "smithy-typescript service-error-classification constants.ts; shopify.dev/docs/api/usage/rate-limits",
        verdict: |facts| {
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
        verdict: |facts| {
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
        verdict: |facts| matches!(facts.error.status, 421 | 425).then_some(RetryReason::NotProcessed),
    },
    Row {
        when: "413: only with a delay",
        source: "RFC 9110 section 15.5.14",
        verdict: |facts| {
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
        verdict: |facts| {
            let by_code = matches!(facts.error.category, Category::Unavailable | Category::Timeout);
            let transient = matches!(facts.error.status, 408 | 500 | 502..=504 | 520..=524 | 529)
                || (by_code && facts.error.status < 500);
            transient.then_some(if facts.safe { RetryReason::Transient } else { RetryReason::Unsafe })
        },
    },
    Row {
        when: "any other status",
        source: "RFC 9110 section 15: a repetition without change gives the same",
        verdict: |_| Some(RetryReason::Permanent),
    },
];

/// The rows' functions without their texts. The decision reads this array, so that a build that never names [`ROWS`]
/// does not contain the texts.
const VERDICTS: [fn(&Facts<'_>) -> Option<RetryReason>; ROWS.len()] = {
    let mut verdicts = [ROWS[0].verdict; ROWS.len()];
    let mut at = 1;
    while at < ROWS.len() {
        verdicts[at] = ROWS[at].verdict;
        at += 1;
    }
    verdicts
};

/// The reason of the first row that applies.
pub(super) fn judge(facts: &Facts<'_>) -> RetryReason {
    VERDICTS.iter().find_map(|verdict| verdict(facts)).unwrap_or(RetryReason::Permanent)
}

/// Whether a code (as [`category::normal`] writes it) says that the first request with the key still runs.
fn is_in_progress(code: &str) -> bool {
    // `idempotency` is the last part of the problem type in the draft's example.
    matches!(code, "idempotency" | "key_in_use")
        || (code.starts_with("idempotency_") && (code.ends_with("_in_progress") || code.ends_with("_in_use")))
}

/// Whether a code (as [`category::normal`] writes it) says that the request must be changed first.
fn code_needs_change(code: &str) -> bool {
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
