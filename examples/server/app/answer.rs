//! The two kinds of answer: JSON, and a refusal in the dialect that the client asks for.

use std::borrow::Cow;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HeaderName};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use unanimous::render::{self, Context, Dialect, ErrorResponse};
use unanimous::{Code, Reason, Report};

use super::body;
use super::request_id::RequestId;

/// A 200 with a JSON body.
pub(super) fn json(body: &Value) -> Response {
    ([(CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

/// An answer that says no.
///
/// As a response it has a status and no body yet: [`written`] writes it, for it knows the request.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    code: &'static str,
    message: Cow<'static, str>,
    /// What is wrong with the lead.
    report: Option<Report>,
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

    const fn fixed(status: StatusCode, code: &'static str, message: &'static str) -> Self {
        Self { status, code, message: Cow::Borrowed(message), report: None }
    }

    pub(super) fn method_not_allowed(method: &Method) -> Self {
        let message = Cow::Owned(format!("Method {method} is not allowed here"));
        Self { status: StatusCode::METHOD_NOT_ALLOWED, code: "METHOD_NOT_ALLOWED", message, report: None }
    }

    /// Status, code and message are the dialect's.
    pub(super) fn invalid(report: Report) -> Self {
        Self { report: Some(report), ..Self::BAD_REQUEST }
    }

    /// What is wrong with the `Idempotency-Key` header.
    pub(super) fn key(reason: &Reason) -> Self {
        let code = match reason.code() {
            Code::IdempotencyKeyRequired => "IDEMPOTENCY_KEY_REQUIRED",
            Code::TooLong => "IDEMPOTENCY_KEY_TOO_LONG",
            _ => "IDEMPOTENCY_KEY_INVALID",
        };
        Self { status: StatusCode::BAD_REQUEST, code, message: Cow::Owned(reason.to_string()), report: None }
    }

    fn render(&self, context: &Context<'_>) -> ErrorResponse {
        let dialect = Dialect::default();
        self.report.as_ref().map_or_else(
            || render::error(self.status.as_u16(), self.code, &self.message, dialect, context),
            |report| render::response(report, dialect, context),
        )
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Writes a refusal: as problem details (RFC 9457) for a client that asks for them, else as
/// `{"error":{"message","code"}}`.
pub(super) async fn written(request: Request, next: Next) -> Response {
    let accept = body::header(request.headers(), &ACCEPT).unwrap_or_default();
    let path = request.uri().path().to_owned();
    let id = request.extensions().get::<RequestId>().cloned();
    let mut response = next.run(request).await;
    let Some(refusal) = response.extensions_mut().remove::<Refusal>() else { return response };
    let context = Context {
        request_id: id.as_ref().map(RequestId::as_str),
        instance: Some(&path),
        accept: Some(&accept),
        ..Context::default()
    };
    let ErrorResponse { status, headers, body } = refusal.render(&context);
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(refusal.status);
    for (name, value) in headers {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), value.parse()) {
            response.headers_mut().insert(name, value);
        }
    }
    // That of the empty body before.
    response.headers_mut().remove(CONTENT_LENGTH);
    *response.body_mut() = Body::from(body);
    response
}
