//! The problems that a request can have, and the response for each.

use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use unanimous::Report;
use unanimous::render::{self, Context, Dialect};

/// What is wrong with a request.
#[derive(Debug)]
pub(crate) enum Problem {
    /// The body is JSON, but the value is not valid.
    Invalid(Report),
    /// Anything else: status, code and message.
    Plain(u16, &'static str, &'static str),
}

impl Problem {
    pub(super) const NOT_SAID_TO_BE_JSON: Self =
        Self::Plain(415, "UNSUPPORTED_MEDIA_TYPE", "Content-Type must be application/json");
    pub(super) const TOO_LARGE: Self = Self::Plain(413, "PAYLOAD_TOO_LARGE", "Request body is too large");
    pub(super) const INCOMPLETE: Self = Self::Plain(400, "BAD_REQUEST", "Request body is incomplete");
    pub(super) const NOT_JSON: Self = Self::Plain(400, "BAD_REQUEST", "Request body is not valid JSON");
    pub(super) const WRONG_SHAPE: Self =
        Self::Plain(400, "BAD_REQUEST", "Request body does not have the shape asked for");
    pub(super) const INTERNAL: Self = Self::Plain(500, "INTERNAL_ERROR", "Internal error");
}

/// The response for a problem: `{"error": {"message", "code"}}`, or problem details for a client that asks for them.
#[derive(Debug)]
pub struct Refusal {
    pub(super) problem: Problem,
    /// The request's `Accept` header.
    pub(super) accept: String,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let context = Context { accept: Some(&self.accept), ..Context::default() };
        let answer = match self.problem {
            Problem::Invalid(report) => render::response(&report, Dialect::default(), &context),
            Problem::Plain(status, code, message) => render::error(status, code, message, Dialect::default(), &context),
        };
        let mut response = (StatusCode::from_u16(answer.status).expect("a status"), answer.body).into_response();
        response.headers_mut().extend(answer.headers.into_iter().map(|(name, value)| {
            let name = HeaderName::try_from(name).expect("a header's name");
            (name, HeaderValue::try_from(value).expect("a header's value"))
        }));
        response
    }
}
