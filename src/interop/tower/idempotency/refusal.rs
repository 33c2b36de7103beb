//! Errors for requests that the inner service does not get: status, code and message.

use alloc::borrow::Cow;
use core::fmt;

use http::StatusCode;

use crate::reason::Reason;
use crate::render::idempotency_key_code;
use crate::report::Report;

/// Why a request is refused: an error with a status and a code, or the issues of its body.
///
/// The layer writes it in the dialect that the client asks for, with the id of the request.
///
/// ```
/// use http::StatusCode;
/// use unanimous::interop::tower::Refusal;
///
/// let refusal = Refusal::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", "Request body is not valid JSON");
/// # let _ = refusal;
/// ```
#[derive(Clone, Debug)]
pub struct Refusal(pub(super) Cause);

#[derive(Clone, Debug)]
pub(super) enum Cause {
    Error { status: StatusCode, code: Cow<'static, str>, message: Cow<'static, str> },
    Invalid(Report),
}

impl Refusal {
    /// An error with a status from 400 to 599, a code such as `BAD_REQUEST`, and a message.
    pub fn new(status: StatusCode, code: impl Into<Cow<'static, str>>, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Cause::Error { status, code: code.into(), message: message.into() })
    }

    pub(super) const fn fixed(status: StatusCode, code: &'static str, message: &'static str) -> Self {
        Self(Cause::Error { status, code: Cow::Borrowed(code), message: Cow::Borrowed(message) })
    }

    pub(super) const IN_PROGRESS: Self = Self::fixed(
        StatusCode::CONFLICT,
        "IDEMPOTENCY_IN_PROGRESS",
        "The first request with this Idempotency-Key is still running",
    );
    pub(super) const CONFLICT: Self = Self::fixed(
        StatusCode::UNPROCESSABLE_ENTITY,
        "IDEMPOTENCY_CONFLICT",
        "This Idempotency-Key was already used with another body or query",
    );
    pub(super) const UNAVAILABLE: Self = Self::fixed(
        StatusCode::SERVICE_UNAVAILABLE,
        "SERVICE_UNAVAILABLE",
        "Idempotency keys cannot be stored at the moment",
    );
    const INTERNAL_ERROR: Self = Self::fixed(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL_ERROR", "Internal error");

    /// A mistake of the server's own code, which an event names. The client learns only that there is one.
    pub(super) fn internal_error(cause: &'static str) -> Self {
        report_internal_error(cause);
        Self::INTERNAL_ERROR
    }

    /// The code, before the dialect spells it.
    pub(super) fn code(&self) -> &str {
        match &self.0 {
            Cause::Error { code, .. } => code,
            Cause::Invalid(_) => "VALIDATION_ERROR",
        }
    }

    /// Emits an event, which holds no value of the request.
    #[cfg(feature = "tracing")]
    pub(super) fn trace(&self, method: &str, status: u16) {
        let issues = match &self.0 {
            Cause::Error { .. } => alloc::string::String::new(),
            Cause::Invalid(report) => crate::interop::tracing::issue_codes(report),
        };
        crate::interop::tracing::request_refused(method, None, status, self.code(), &issues);
    }

    /// An `Idempotency-Key` header that is missing or not valid.
    pub(super) fn key(reason: &Reason) -> Self {
        let code = idempotency_key_code(reason.code());
        let message = match reason.detail() {
            Some("repeated") => "Idempotency-Key header was sent more than once, or holds a list".into(),
            Some("quoted") => "Idempotency key must be sent without quotation marks".into(),
            _ => Cow::Owned(reason.to_text()),
        };
        Self(Cause::Error { status: StatusCode::BAD_REQUEST, code: Cow::Borrowed(code), message })
    }
}

/// Emits an event of a mistake of the server's own code.
#[cfg(feature = "tracing")]
pub(super) fn report_internal_error(cause: &'static str) {
    crate::interop::tracing::internal_error(cause);
}

#[cfg(not(feature = "tracing"))]
pub(super) const fn report_internal_error(_: &'static str) {}

/// Its message.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Cause::Error { message, .. } => f.write_str(message),
            Cause::Invalid(report) => report.fmt(f),
        }
    }
}

impl core::error::Error for Refusal {}

/// A body that its schema rejects. The dialect sets status, code and message.
impl From<Report> for Refusal {
    fn from(report: Report) -> Self {
        Self(Cause::Invalid(report))
    }
}
