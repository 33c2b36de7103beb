//! The two kinds of answer: JSON, and the envelope `{"error":{"message","code"}}`.

use std::borrow::Cow;

use axum::http::header::{HeaderName, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use unanimous::idempotency::Answer;
use unanimous::{Code, Reason, Report};

/// A 200 with a JSON body.
pub(super) fn json(body: &Value) -> Response {
    respond(json_answer(200, body))
}

/// An answer with a JSON body, as it can be stored.
pub(super) fn json_answer(status: u16, body: &Value) -> Answer {
    let headers = vec![("content-type".into(), "application/json".into())];
    Answer { status, headers, body: body.to_string().into_bytes() }
}

/// An answer on its way out.
pub(super) fn respond(answer: Answer) -> Response {
    let mut response = Response::new(answer.body.into());
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in answer.headers {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(&value)) {
            response.headers_mut().append(name, value);
        }
    }
    response
}

/// An answer that says no.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    code: &'static str,
    message: Cow<'static, str>,
}

impl Refusal {
    pub(super) const NOT_FOUND: Self = Self::fixed(StatusCode::NOT_FOUND, "NOT_FOUND", "Not found");
    pub(super) const UNSUPPORTED_MEDIA_TYPE: Self = Self::fixed(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "UNSUPPORTED_MEDIA_TYPE",
        "Content-Type must be application/json",
    );
    pub(super) const PAYLOAD_TOO_LARGE: Self =
        Self::fixed(StatusCode::PAYLOAD_TOO_LARGE, "PAYLOAD_TOO_LARGE", "Request body must be at most 64 KiB");
    pub(super) const REQUEST_TIMEOUT: Self =
        Self::fixed(StatusCode::REQUEST_TIMEOUT, "REQUEST_TIMEOUT", "Request body took too long to arrive");
    pub(super) const BAD_REQUEST: Self =
        Self::fixed(StatusCode::BAD_REQUEST, "BAD_REQUEST", "Request body is not valid JSON");
    /// The client went away in the middle of its body, so nobody reads this.
    pub(super) const INCOMPLETE: Self =
        Self::fixed(StatusCode::BAD_REQUEST, "BAD_REQUEST", "Request body is incomplete");

    pub(super) const IDEMPOTENCY_IN_PROGRESS: Self = Self::fixed(
        StatusCode::CONFLICT,
        "IDEMPOTENCY_IN_PROGRESS",
        "The first request with this Idempotency-Key is still running",
    );
    pub(super) const IDEMPOTENCY_CONFLICT: Self = Self::fixed(
        StatusCode::UNPROCESSABLE_ENTITY,
        "IDEMPOTENCY_CONFLICT",
        "This Idempotency-Key was already used with another body",
    );
    pub(super) const INTERNAL_ERROR: Self =
        Self::fixed(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL_ERROR", "Internal error");
    pub(super) const STORE_UNAVAILABLE: Self = Self::fixed(
        StatusCode::SERVICE_UNAVAILABLE,
        "SERVICE_UNAVAILABLE",
        "Idempotency keys cannot be stored at the moment",
    );

    const fn fixed(status: StatusCode, code: &'static str, message: &'static str) -> Self {
        Self { status, code, message: Cow::Borrowed(message) }
    }

    pub(super) fn method_not_allowed(method: &Method) -> Self {
        let message = Cow::Owned(format!("Method {method} is not allowed here"));
        Self { status: StatusCode::METHOD_NOT_ALLOWED, code: "METHOD_NOT_ALLOWED", message }
    }

    pub(super) fn invalid(report: &Report) -> Self {
        let message = Cow::Owned(report.to_string());
        Self { status: StatusCode::BAD_REQUEST, code: "VALIDATION_ERROR", message }
    }

    /// What is wrong with the `Idempotency-Key` header.
    pub(super) fn key(reason: &Reason) -> Self {
        let code = match reason.code() {
            Code::IdempotencyKeyRequired => "IDEMPOTENCY_KEY_REQUIRED",
            Code::TooLong => "IDEMPOTENCY_KEY_TOO_LONG",
            _ => "IDEMPOTENCY_KEY_INVALID",
        };
        Self { status: StatusCode::BAD_REQUEST, code, message: Cow::Owned(reason.to_string()) }
    }
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        let body = json!({ "error": { "message": refusal.message, "code": refusal.code } });
        json_answer(refusal.status.as_u16(), &body)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        respond(self.into())
    }
}
