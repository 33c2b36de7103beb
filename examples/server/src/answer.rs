//! The two kinds of response: JSON, and an error in the dialect that the client asks for.

use std::borrow::Cow;

use axum::extract::Request;
use axum::http::header::{ACCEPT, CONNECTION, CONTENT_LENGTH, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use unanimous::idempotency::Answer;
use unanimous::render::{self, Context, Dialect, ErrorResponse};
use unanimous::{Code, Reason, Report};

use super::body;
use super::request_id::RequestId;

/// A 200 with a JSON body.
pub(super) fn json(body: &Value) -> Response {
    respond(json_answer(200, body))
}

/// A response with a JSON body, in the form that a store can keep.
pub(super) fn json_answer(status: u16, body: &Value) -> Answer {
    let headers = vec![("content-type".into(), "application/json".into())];
    Answer { status, headers, body: body.to_string().into_bytes() }
}

/// Turns a stored response into an axum response.
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

/// A refused request: status, code and message.
///
/// `into_response` sets only the status. The middleware [`written`] adds the body, because it knows the request.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    code: &'static str,
    message: Cow<'static, str>,
    /// The issues of the lead.
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
    /// The client closed the connection in the middle of its body, so nobody reads this.
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
        Self { status, code, message: Cow::Borrowed(message), report: None }
    }

    pub(super) fn method_not_allowed(method: &Method) -> Self {
        let message = Cow::Owned(format!("Method {method} is not allowed here"));
        Self { status: StatusCode::METHOD_NOT_ALLOWED, code: "METHOD_NOT_ALLOWED", message, report: None }
    }

    /// A lead with issues. The dialect sets status, code and message.
    pub(super) fn invalid(report: Report) -> Self {
        Self { report: Some(report), ..Self::BAD_REQUEST }
    }

    /// An `Idempotency-Key` header that is missing or not valid.
    pub(super) fn key(reason: &Reason) -> Self {
        let code = match reason.code() {
            Code::IdempotencyKeyRequired => "IDEMPOTENCY_KEY_REQUIRED",
            Code::TooLong => "IDEMPOTENCY_KEY_TOO_LONG",
            _ => "IDEMPOTENCY_KEY_INVALID",
        };
        let message = match reason.detail() {
            Some("repeated") => "Idempotency-Key header was sent more than once, or holds a list".into(),
            Some("quoted") => "Idempotency key must be sent without quotation marks".into(),
            _ => reason.to_string().into(),
        };
        Self { status: StatusCode::BAD_REQUEST, code, message, report: None }
    }

    /// Renders the refusal for a client. The result is sent and can be stored.
    pub(super) fn answer(&self, to: &Client) -> Answer {
        let context = Context {
            request_id: Some(&to.request_id),
            instance: Some(&to.path),
            accept: Some(&to.accept),
            ..Context::default()
        };
        let dialect = Dialect::default();
        let ErrorResponse { status, mut headers, body } = self.report.as_ref().map_or_else(
            || render::error(self.status.as_u16(), self.code, &self.message, dialect, &context),
            |report| render::response(report, dialect, &context),
        );
        // Each request gets an id of its own, even if its response comes from the store.
        headers.retain(|(name, _)| name != "x-request-id");
        Answer { status, headers, body: body.into_bytes() }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        if self.status == StatusCode::PAYLOAD_TOO_LARGE {
            // The rest of the body is not read to its end, so the next bytes are not a request.
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// What a refusal needs to know about its request.
#[derive(Clone, Debug)]
pub(super) struct Client {
    accept: String,
    path: String,
    request_id: String,
}

/// Middleware that writes the body of a refusal: problem details (RFC 9457) for a client that asks for them, otherwise
/// `{"error":{"message","code"}}`.
pub(super) async fn written(mut request: Request, next: Next) -> Response {
    let client = Client {
        accept: body::header(request.headers(), &ACCEPT).unwrap_or_default(),
        path: request.uri().path().to_owned(),
        request_id: request.extensions().get::<RequestId>().map(|id| id.as_str().to_owned()).unwrap_or_default(),
    };
    request.extensions_mut().insert(client.clone());
    let mut response = next.run(request).await;
    let Some(refusal) = response.extensions_mut().remove::<Refusal>() else { return response };
    let mut written = respond(refusal.answer(&client));
    // Keeps headers that a handler has set beside the refusal: `Allow`, `Retry-After`.
    let (mut head, _) = response.into_parts();
    head.headers.remove(CONTENT_LENGTH);
    head.headers.extend(std::mem::take(written.headers_mut()));
    *written.headers_mut() = head.headers;
    written
}
