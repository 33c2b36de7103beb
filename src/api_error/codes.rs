//! The codes that decide the [`Category`] of an error.

use alloc::string::String;

use super::Category;

/// Codes (as [`normal`] writes them) that say more than a status, and their categories.
///
/// A code that only repeats a status is not here. `FloweState` sends `BAD_REQUEST` with 429, so the status must win
/// over such a code.
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

/// Codes that repeat a status, and their categories. They count only if the response's own status is no error, as with
/// GraphQL.
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

/// The throttling codes of AWS, which come with 400 too. Source: `THROTTLING_ERROR_CODES` of smithy-typescript's
/// `service-error-classification`.
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

/// A code in the spelling of the tables: lower case with `_` between words. `plan-required` and `PLAN_REQUIRED` are one
/// code.
pub(crate) fn normal(code: &str) -> String {
    code.chars().map(|c| if matches!(c, '-' | '.' | ' ') { '_' } else { c.to_ascii_lowercase() }).collect()
}

/// Whether this is one of AWS's throttling codes.
pub(crate) fn is_aws_throttling(code: &str) -> bool {
    AWS_THROTTLING.contains(&code)
}

/// The category of a code. `None` if the code does not say more than the status.
pub(super) fn category(code: &str, status: u16) -> Option<Category> {
    if is_aws_throttling(code) {
        return Some(Category::RateLimited);
    }
    let code = normal(code);
    let listed = |table: &[(&str, Category)]| table.iter().find(|(known, _)| *known == code).map(|(_, found)| *found);
    // The code counts only with a status that fits it: a 5xx is never a validation error of the caller.
    if code.starts_with("idempotency_") && (400..500).contains(&status) {
        return Some(Category::Idempotency);
    }
    if is_validation(&code) && matches!(status, 200..=299 | 400 | 409 | 422) {
        return Some(Category::Validation);
    }
    listed(CODES).or_else(|| if status < 400 { listed(STATUS_CODES) } else { None })
}

/// Whether a code (as [`normal`] writes it) means "validation failed".
pub(crate) fn is_validation(code: &str) -> bool {
    code == "validation" || code.starts_with("validation_")
}

/// The category of a code by itself, without a status.
pub(super) fn meaning(code: &str) -> Option<Category> {
    category(code, 200)
}
