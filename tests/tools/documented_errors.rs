//! The documented errors of the five APIs that this crate started from. The reader of errors has general rules and does not
//! know them. The tests check that its rules give the category of each row.

use unanimous::api_error::{Category, Dialect};

/// One documented error of one API.
pub(crate) struct Seed {
    /// The name of the API.
    pub(crate) api: &'static str,
    /// How the API writes its bodies.
    pub(crate) dialect: Dialect,
    /// The HTTP status.
    pub(crate) status: u16,
    /// The code in the body; `None` if the API documents the status only.
    pub(crate) code: Option<&'static str>,
    /// The documented title or default message.
    #[allow(dead_code, reason = "not every test that includes this file reads it")]
    pub(crate) message: Option<&'static str>,
    /// The kind of the error.
    pub(crate) category: Category,
}

use Category as C;

const FOXREACH: &str = "FoxReach";
const LEADRAILS: &str = "LeadRails";
const FLOWESTATE: &str = "FloweState";
const INBOX: &str = "Inbox API";
const FOGLIFT: &str = "Foglift";

const fn status_only(api: &'static str, dialect: Dialect, status: u16, category: Category) -> Seed {
    Seed { api, dialect, status, code: None, message: None, category }
}

const fn problem(code: &'static str, status: u16, title: &'static str, category: Category) -> Seed {
    Seed { api: LEADRAILS, dialect: Dialect::Problem, status, code: Some(code), message: Some(title), category }
}

const fn object(status: u16, code: &'static str, category: Category) -> Seed {
    Seed { api: FLOWESTATE, dialect: Dialect::ErrorObject, status, code: Some(code), message: None, category }
}

const fn foglift(code: &'static str, status: u16, message: &'static str, category: Category) -> Seed {
    let dialect = Dialect::ErrorStringCode;
    Seed { api: FOGLIFT, dialect, status, code: Some(code), message: Some(message), category }
}

/// Every documented error of the five APIs, in the order of their documentation.
pub(crate) const SEEDS: &[Seed] = &[
    status_only(FOXREACH, Dialect::Detail, 400, C::BadRequest),
    // This API sends 403 for a wrong API key too. The status alone does not tell the two apart.
    status_only(FOXREACH, Dialect::Detail, 403, C::Permission),
    status_only(FOXREACH, Dialect::Detail, 404, C::NotFound),
    status_only(FOXREACH, Dialect::Detail, 409, C::Conflict),
    status_only(FOXREACH, Dialect::Detail, 422, C::Validation),
    status_only(FOXREACH, Dialect::Detail, 429, C::RateLimited),
    status_only(FOXREACH, Dialect::Detail, 500, C::ServerError),
    problem("invalid-api-key", 401, "Invalid API key", C::Authentication),
    problem("not-found", 404, "Resource not found", C::NotFound),
    problem("invalid-cursor", 400, "Invalid pagination cursor", C::BadRequest),
    // The next three name a field in `detail` only, which a program should not parse (RFC 9457 section 3.1.4). So they
    // are bad requests, and not validation errors, whose fields a form could mark.
    problem("invalid-parameter", 400, "Invalid query parameter", C::BadRequest),
    problem("invalid-reference", 400, "Invalid reference", C::BadRequest),
    problem("invalid-adapter-type", 400, "Invalid destination adapter type", C::BadRequest),
    problem("idempotency-key-required", 400, "Idempotency-Key header required", C::Idempotency),
    problem("idempotency-key-too-long", 400, "Idempotency-Key too long", C::Idempotency),
    problem("idempotency-conflict", 422, "Idempotency-Key conflict", C::Idempotency),
    problem("plan-required", 403, "Plan required", C::PlanLimit),
    problem("rate-limit-exceeded", 429, "Rate limit exceeded", C::RateLimited),
    problem("test-mode-not-available", 501, "Test-mode key not available", C::Unsupported),
    problem("unsafe-url", 422, "Unsafe outbound URL", C::Validation),
    problem("internal-error", 500, "Internal server error", C::ServerError),
    object(400, "BAD_REQUEST", C::BadRequest),
    object(400, "VALIDATION_ERROR", C::Validation),
    object(401, "UNAUTHORIZED", C::Authentication),
    // This API sends the same code for a plan limit. Only the message, which is localised, tells the two apart.
    object(403, "FORBIDDEN", C::Permission),
    object(404, "NOT_FOUND", C::NotFound),
    object(429, "BAD_REQUEST", C::RateLimited),
    object(500, "INTERNAL_ERROR", C::ServerError),
    status_only(INBOX, Dialect::ErrorCodeMessage, 400, C::BadRequest),
    status_only(INBOX, Dialect::ErrorCodeMessage, 401, C::Authentication),
    status_only(INBOX, Dialect::ErrorCodeMessage, 402, C::PlanLimit),
    status_only(INBOX, Dialect::ErrorCodeMessage, 403, C::Permission),
    status_only(INBOX, Dialect::ErrorCodeMessage, 404, C::NotFound),
    status_only(INBOX, Dialect::ErrorCodeMessage, 409, C::Conflict),
    status_only(INBOX, Dialect::ErrorCodeMessage, 413, C::PayloadTooLarge),
    status_only(INBOX, Dialect::ErrorCodeMessage, 422, C::Validation),
    status_only(INBOX, Dialect::ErrorCodeMessage, 429, C::RateLimited),
    status_only(INBOX, Dialect::ErrorCodeMessage, 500, C::ServerError),
    foglift("cannot_delete_last_brand", 400, "Cannot remove your only brand. Create a new one first.", C::BadRequest),
    foglift("feature_gated", 403, "This feature is not available on your current plan.", C::PlanLimit),
    foglift("forbidden", 403, "You do not have permission to access this resource.", C::Permission),
    foglift(
        "idempotency_key_conflict",
        409,
        "A request with this idempotency key has already been processed.",
        C::Idempotency,
    ),
    foglift("insufficient_tokens", 402, "Insufficient token balance for this operation.", C::PlanLimit),
    foglift("internal_error", 500, "An internal error occurred. Please try again or contact support.", C::ServerError),
    foglift("invalid_api_key", 401, "The provided API key is invalid or has been revoked.", C::Authentication),
    foglift("invalid_payload", 400, "The request body is invalid or malformed.", C::BadRequest),
    foglift("payment_required", 402, "Payment is required before this resource can be accessed.", C::PlanLimit),
    foglift("missing_workspace_id", 400, "brand_id is required for this endpoint.", C::BadRequest),
    foglift(
        "multi_brand_disambiguation_required",
        400,
        "Account has multiple brands. Pass brand_id to disambiguate.",
        C::BadRequest,
    ),
    foglift("not_found", 404, "The requested resource was not found.", C::NotFound),
    foglift("prompt_already_exists", 409, "This prompt already exists for the brand.", C::Conflict),
    foglift("rate_limited", 429, "Too many requests. Please retry after the rate limit window resets.", C::RateLimited),
    foglift("service_unavailable", 503, "Foglift is temporarily unavailable. Please retry shortly.", C::Unavailable),
    foglift(
        "unauthenticated",
        401,
        "Authentication required. Provide a valid session or API key (Authorization: Bearer sk_fog_...).",
        C::Authentication,
    ),
    foglift("validation_failed", 400, "One or more fields failed validation.", C::Validation),
    foglift("workspace_access_denied", 403, "Workspace not found or access denied.", C::Permission),
];
