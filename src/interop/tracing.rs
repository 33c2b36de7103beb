//! Spans and events for the crate [`tracing`], with the names of OpenTelemetry's semantic conventions:
//! `http.request.method`, `http.request.resend_count`, `http.response.status_code`, `http.route`, `error.type`. Needs
//! the feature `tracing`.
//!
//! No span and no event holds a value of a user: no body, header, key, query or path, and of the URL that a client calls
//! only the host and the port. A method that HTTP does not know is `_OTHER`. The target is `unanimous`.
//!
//! | span | around | fields |
//! |---|---|---|
//! | `idempotent request` | a request of `IdempotencyLayer` | `store`, `decision`, `replayed`, `http.response.status_code`, `error.type` |
//! | `HTTP request` | each attempt of `RetryLayer` and `RetryMiddleware` | `http.request.resend_count`, `server.address`, `server.port`, `http.response.status_code`, `error.type` |
//! | `DNS lookup` | each look-up of `interop::reqwest` | `dns.question.name`, `decision`, `error.type`, `detail` |
//!
//! `interop::axum` emits [`request_refused`] by itself, `interop::tower` that, [`replayed`] and [`store_failed`], and
//! `interop::reqwest` [`url_refused`]. Their retries have an event as that of [`advised`], which a loop of your own can emit:
//!
//! ```
//! use unanimous::api_error::{ApiError, Response};
//! use unanimous::interop::tracing::advised;
//! use unanimous::retry::{Attempt, RetryAdvice};
//!
//! let error = ApiError::read(&Response { status: 503, ..Response::default() });
//! let attempt = Attempt::default();
//! let advice = RetryAdvice::decide(&error, &attempt);
//! advised(&advice, &attempt, &error);
//! ```

use ::tracing::{debug, error, info, warn};

use crate::api_error::ApiError;
use crate::reason::Reason;
use crate::retry::{Attempt, RetryAdvice};

/// The methods that the semantic conventions name.
const METHODS: [&str; 9] = ["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"];

/// The method, or `_OTHER`: a client may send any text as its method.
pub(super) fn known_method(method: &str) -> &'static str {
    METHODS.into_iter().find(|known| *known == method).unwrap_or("_OTHER")
}

/// A server refused a request. `error_type` is the code of the answer, and `issues` the codes of what is wrong, such as
/// `invalid_email required`. `route` is the route's pattern, such as `/leads/{id}`.
pub fn request_refused(method: &str, route: Option<&str>, status: u16, error_type: &str, issues: &str) {
    debug!(
        target: "unanimous",
        {
            "http.request.method" = known_method(method),
            "http.route" = route,
            "http.response.status_code" = status,
            "error.type" = error_type,
            issues
        },
        "request refused"
    );
}

/// The codes of a report's issues for [`request_refused`]: each once, sorted, with spaces between them.
#[cfg(any(feature = "axum", all(feature = "tower", not(target_arch = "wasm32"))))]
pub(super) fn issue_codes(report: &crate::report::Report) -> alloc::string::String {
    let mut codes: alloc::vec::Vec<&str> = report.issues().iter().map(|issue| issue.code().as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes.join(" ")
}

/// A client decided about a failed request: whether it is sent again, why, and after how long.
///
/// `error.type` is the status of the response.
pub fn advised(advice: &RetryAdvice, attempt: &Attempt<'_>, error: &ApiError) {
    debug!(
        target: "unanimous",
        {
            "http.request.method" = known_method(attempt.method),
            "http.request.resend_count" = attempt.attempt + u32::from(advice.retry),
            "error.type" = error.status,
            retry = advice.retry,
            reason = advice.why.code(),
            wait_ms = advice.after.map(crate::millis::of)
        },
        "retry decided"
    );
}

/// A client decided about a failed request, within its limits of time and number.
///
/// `error.type` is the status of the response, or `no_response`.
#[cfg(all(any(feature = "reqwest-middleware", feature = "tower"), not(target_arch = "wasm32")))]
pub(crate) fn resend_decided(method: &str, event: &super::resend::Event) {
    use super::resend::{Next, Stop};

    let status = event.status.map_or_else(|| "no_response".into(), |status| alloc::format!("{status}"));
    let advised = event.advice.map(|advice| advice.why.code());
    let (retry, stopped_by, wait_ms) = match event.next {
        Next::Again(after) => (true, None, Some(crate::millis::of(after))),
        Next::Stop(Stop::Advice) => (false, None, None),
        Next::Stop(Stop::Permanent) => (false, Some("permanent_failure"), None),
        Next::Stop(Stop::TotalTime) => (false, Some("total_time"), None),
        Next::Stop(Stop::Budget) => (false, Some("budget"), None),
        Next::Stop(Stop::Body) => (false, Some("body"), None),
    };
    debug!(
        target: "unanimous",
        {
            "http.request.method" = known_method(method),
            "http.request.resend_count" = event.attempt + u32::from(retry),
            "error.type" = status,
            retry,
            reason = advised,
            stopped_by,
            wait_ms
        },
        "retry decided"
    );
}

/// The guard of URLs refused one. The event has the reason's code and detail, and not the URL.
pub fn url_refused(reason: &Reason) {
    warn!(target: "unanimous", { "error.type" = reason.code().as_str(), detail = detail_code(reason) }, "URL refused");
}

/// The detail of a reason if it is a code, such as `loopback`.
pub(super) fn detail_code(reason: &Reason) -> Option<&str> {
    reason.detail().filter(|detail| detail.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'))
}

/// A server sent a stored response again.
pub fn replayed(status: u16) {
    info!(target: "unanimous", { "http.response.status_code" = status }, "response replayed");
}

/// A store of idempotency keys could not answer, or could not keep an answer. The text of its error may hold a key, so the
/// event has its code: [`StoreError::code`](crate::idempotency::StoreError::code).
pub fn store_failed(store: &'static str, code: &'static str) {
    error!(target: "unanimous", { store, "error.type" = code }, "idempotency store failed");
}

/// A part of the server's own code did what it must not, such as a function of `IdempotencyLayer`. `cause` names it.
#[cfg(all(feature = "tower", not(target_arch = "wasm32")))]
pub(crate) fn internal_error(cause: &'static str) {
    error!(target: "unanimous", cause, "internal error");
}

/// A schema accepts what its type does not: a mistake of the program. The event names the type, if it is known, and what it
/// expects.
#[cfg(feature = "axum")]
pub(crate) fn type_mismatch(type_name: Option<&str>, mismatch: &dyn core::fmt::Display) {
    error!(target: "unanimous", { type_name, %mismatch }, "the schema accepts what the type does not");
}
