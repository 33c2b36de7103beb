//! [`Rejection`]: why a request is refused.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use core::fmt;

use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};

use super::client::Client;
use crate::interop::request_body;
use crate::json::ParseError;
use crate::report::Report;

/// Why a request is refused. The extractors of this module reject with it, and a handler can return it.
///
/// As a response it is an error body in the dialect that the client asks for, with the id of the request. A rejection that a
/// handler makes itself does not know its client: the layer [`Answers`](super::Answers) writes it, and without the layer it
/// has the default dialect.
///
/// ```
/// use axum::http::StatusCode;
/// use unanimous::interop::axum::Rejection;
///
/// async fn show_lead() -> Result<String, Rejection> {
///     Err(Rejection::new(StatusCode::NOT_FOUND, "NOT_FOUND", "No such lead"))
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Rejection(Box<Inner>);

#[derive(Clone, Debug)]
struct Inner {
    problem: Problem,
    report: Option<Report>,
    /// The client of the request, if an extractor knows it.
    client: Option<Client>,
}

/// The parts of a rejection beside its report: status, code and message.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    pub(super) status: u16,
    pub(super) code: Cow<'static, str>,
    pub(super) message: Cow<'static, str>,
    /// Where a body is not JSON.
    pub(super) json: Option<ParseError>,
}

impl Problem {
    const fn fixed(status: u16, code: &'static str, message: &'static str) -> Self {
        Self { status, code: Cow::Borrowed(code), message: Cow::Borrowed(message), json: None }
    }

    const NOT_JSON: Self = Self::fixed(400, "BAD_REQUEST", "Request body is not valid JSON");
    /// The client closed the connection in the middle of its body, so nobody reads this.
    pub(super) const INCOMPLETE: Self = Self::fixed(400, "BAD_REQUEST", "Request body is incomplete");
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) const TOO_SLOW: Self = Self::fixed(408, "REQUEST_TIMEOUT", "Request body took too long to arrive");
    pub(super) const INTERNAL: Self = Self::fixed(500, "INTERNAL_ERROR", "Internal error");

    pub(super) fn not_json(error: ParseError) -> Self {
        Self { json: Some(error), ..Self::NOT_JSON }
    }

    pub(super) const fn media_type(message: &'static str) -> Self {
        Self::fixed(415, "UNSUPPORTED_MEDIA_TYPE", message)
    }

    pub(super) const HEAD_TOO_LARGE: Self =
        Self::fixed(431, "REQUEST_HEADER_FIELDS_TOO_LARGE", "Request header fields are too large");

    /// A body that is longer than the limit, if that is known.
    pub(super) fn too_large(limit: Option<usize>) -> Self {
        let message = match limit {
            None => "Request body is too large".into(),
            Some(limit) => request_body::too_large(limit).into(),
        };
        Self { message, ..Self::fixed(413, "PAYLOAD_TOO_LARGE", "") }
    }

    /// The error for a response without a body.
    pub(super) fn of_status(status: StatusCode, method: &Method) -> Self {
        let phrase = status.canonical_reason().unwrap_or("Error");
        let (code, message) = match status {
            StatusCode::NOT_FOUND => ("NOT_FOUND".into(), "Not found".into()),
            StatusCode::METHOD_NOT_ALLOWED => {
                ("METHOD_NOT_ALLOWED".into(), alloc::format!("Method {method} is not allowed here").into())
            }
            StatusCode::INTERNAL_SERVER_ERROR => return Self::INTERNAL,
            _ => (phrase.replace([' ', '-'], "_").replace('\'', "").to_ascii_uppercase().into(), phrase.into()),
        };
        Self { status: status.as_u16(), code, message, json: None }
    }
}

impl Rejection {
    /// An error with this status, code and message. The code is written as the dialect writes codes. A status that is not
    /// 4xx or 5xx becomes 500.
    pub fn new(status: StatusCode, code: impl Into<Cow<'static, str>>, message: impl Into<Cow<'static, str>>) -> Self {
        Problem { status: status.as_u16(), code: code.into(), message: message.into(), json: None }.into()
    }

    /// The issues, if the request is invalid.
    pub fn report(&self) -> Option<&Report> {
        self.0.report.as_ref()
    }

    /// The position at which the body is not JSON, if this is the reason of the rejection.
    pub fn json_error(&self) -> Option<ParseError> {
        self.0.problem.json
    }

    /// The status of its response. That of a validation error depends on the dialect that the client asks for, which a
    /// rejection knows only if an extractor made it.
    pub fn status(&self) -> StatusCode {
        let status =
            self.0.client.as_ref().map_or_else(|| Client::default().status(self), |client| client.status(self));
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// The code: `VALIDATION_ERROR`, `UNSUPPORTED_MEDIA_TYPE`, `PAYLOAD_TOO_LARGE`, `BAD_REQUEST`, `REQUEST_TIMEOUT`,
    /// `INTERNAL_ERROR`, or that of [`Rejection::new`].
    pub fn code(&self) -> &str {
        &self.0.problem.code
    }

    pub(super) fn problem(&self) -> &Problem {
        &self.0.problem
    }

    /// The status, the code and the message.
    #[cfg(all(feature = "tower", not(target_arch = "wasm32")))]
    pub(in crate::interop) fn into_problem(self) -> (u16, Cow<'static, str>, Cow<'static, str>) {
        let Problem { status, code, message, .. } = self.0.problem;
        (status, code, message)
    }

    /// The same rejection, written for this client.
    pub(super) fn for_client(mut self, client: &Client) -> Self {
        self.0.client = Some(client.clone());
        self
    }
}

impl From<Problem> for Rejection {
    fn from(problem: Problem) -> Self {
        Self(Box::new(Inner { problem, report: None, client: None }))
    }
}

impl From<Report> for Rejection {
    fn from(report: Report) -> Self {
        let problem = Problem::fixed(400, "VALIDATION_ERROR", "");
        Self(Box::new(Inner { problem, report: Some(report), client: None }))
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.report() {
            Some(report) => report.fmt(f),
            None => f.write_str(&self.0.problem.message),
        }
    }
}

impl core::error::Error for Rejection {}

/// A rejection that the layer writes for its client, and the status that it has by itself.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    pub(super) rejection: Rejection,
    pub(super) status: StatusCode,
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        if let Some(client) = &self.0.client {
            return client.write(&self, None);
        }
        let mut response = Client::default().write(&self, None);
        let pending = Pending { status: response.status(), rejection: self };
        response.extensions_mut().insert(pending);
        response
    }
}

/// The response to an invalid request. The layer [`Answers`](super::Answers) writes it for its client; without the layer it
/// has the default dialect.
impl IntoResponse for Report {
    fn into_response(self) -> Response {
        Rejection::from(self).into_response()
    }
}
