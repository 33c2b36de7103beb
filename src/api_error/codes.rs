//! Codes that say more than their status: the table behind [`Category`](super::Category).

use alloc::string::String;

use super::Category;

/// Code (as [`normal`] writes it), category. A code that only repeats a status is not here: `FloweState` sends
/// `BAD_REQUEST` with 429, so the status must win over such a code.
const CODES: &[(&str, Category)] = &[
    ("invalid_api_key", Category::Authentication),
    ("plan_required", Category::PlanLimit),
    ("feature_gated", Category::PlanLimit),
    ("payment_required", Category::PlanLimit),
    ("insufficient_tokens", Category::PlanLimit),
    ("insufficient_quota", Category::PlanLimit),
    ("test_mode_not_available", Category::Unsupported),
    ("unsafe_url", Category::Validation),
    ("rate_limited", Category::RateLimited),
    ("rate_limit_exceeded", Category::RateLimited),
];

/// Codes that mean a status: they count where the response's own status is no error, as with GraphQL.
const STATUS_CODES: &[(&str, Category)] = &[
    ("unauthenticated", Category::Authentication),
    ("unauthorized", Category::Authentication),
    ("forbidden", Category::Permission),
    ("permission_denied", Category::Permission),
    ("not_found", Category::NotFound),
    ("conflict", Category::Conflict),
    ("already_exists", Category::Conflict),
    ("bad_request", Category::BadRequest),
    ("invalid_argument", Category::BadRequest),
    ("bad_user_input", Category::Validation),
    ("graphql_parse_failed", Category::BadRequest),
    ("graphql_validation_failed", Category::BadRequest),
    ("too_many_requests", Category::RateLimited),
    ("resource_exhausted", Category::RateLimited),
    ("throttled", Category::RateLimited),
    ("internal_server_error", Category::ServerError),
    ("internal_error", Category::ServerError),
    ("internal", Category::ServerError),
    ("unavailable", Category::Unavailable),
    ("service_unavailable", Category::Unavailable),
    ("timeout", Category::Timeout),
    ("deadline_exceeded", Category::Timeout),
];

/// The throttling codes of AWS, which also come with 400 (smithy's `THROTTLING_ERROR_CODES`).
const AWS_THROTTLING: &[&str] = &[
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionInProgressException",
];

/// A code as the tables write it: lower case, `_` between words. `plan-required` and `PLAN_REQUIRED` are one code.
pub(crate) fn normal(code: &str) -> String {
    code.chars().map(|c| if matches!(c, '-' | '.' | ' ') { '_' } else { c.to_ascii_lowercase() }).collect()
}

/// Whether AWS asks with this code to slow down.
pub(crate) fn is_aws_throttling(code: &str) -> bool {
    AWS_THROTTLING.contains(&code)
}

/// The category of a code, where it says more than the status.
pub(super) fn category(code: &str, status: u16) -> Option<Category> {
    if is_aws_throttling(code) {
        return Some(Category::RateLimited);
    }
    let code = normal(code);
    let listed = |table: &[(&str, Category)]| table.iter().find(|(known, _)| *known == code).map(|(_, found)| *found);
    // The status wins over a code where both speak: a 5xx is never the caller's validation error.
    if code.starts_with("idempotency_") && (400..500).contains(&status) {
        return Some(Category::Idempotency);
    }
    if is_validation(&code) && matches!(status, 200..=299 | 400 | 409 | 422) {
        return Some(Category::Validation);
    }
    listed(CODES).or_else(|| if status < 400 { listed(STATUS_CODES) } else { None })
}

/// Whether a code (as [`normal`] writes it) is one of the many spellings of "validation failed".
pub(crate) fn is_validation(code: &str) -> bool {
    code == "validation" || code.starts_with("validation_")
}

/// The category of a code on its own, whatever the status.
pub(super) fn meaning(code: &str) -> Option<Category> {
    category(code, 200)
}
