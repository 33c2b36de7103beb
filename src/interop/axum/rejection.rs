//! [`Rejection`]: why a request is refused.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use core::fmt;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::cause::{Cause, Pending, Problem};
use super::client::Client;
#[cfg(feature = "serde_json")]
use crate::interop::{BodyError, tracing};
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
///
/// Headers beside it are kept, such as the seconds after which the client may try again:
///
/// ```
/// use axum::http::{HeaderName, StatusCode, header::RETRY_AFTER};
/// use unanimous::interop::axum::Rejection;
///
/// async fn create_lead() -> Result<String, ([(HeaderName, &'static str); 1], Rejection)> {
///     let limited = Rejection::new(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED", "Too many requests");
///     Err(([(RETRY_AFTER, "30")], limited))
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Rejection(Box<Inner>);

#[derive(Clone, Debug)]
struct Inner {
    cause: Cause,
    /// The client of the request, if an extractor knows it.
    client: Option<Client>,
}

impl Rejection {
    /// An error with this status, code and message. The code is written as the dialect writes codes. A status that is not
    /// 4xx or 5xx becomes 500.
    pub fn new(status: StatusCode, code: impl Into<Cow<'static, str>>, message: impl Into<Cow<'static, str>>) -> Self {
        Problem { status: status.as_u16(), code: code.into(), message: message.into(), json: None }.into()
    }

    /// The issues, if the request is invalid.
    pub fn report(&self) -> Option<&Report> {
        self.0.cause.report.as_ref()
    }

    /// The position at which the body is not JSON, if this is the reason of the rejection.
    pub fn json_error(&self) -> Option<ParseError> {
        self.0.cause.problem.json
    }

    /// The status of its response. That of a validation error depends on the dialect that the client asks for, which a
    /// rejection knows only if an extractor made it.
    pub fn status(&self) -> StatusCode {
        let Inner { cause, client } = &*self.0;
        let status = client.as_ref().map_or_else(|| Client::default().status(cause), |client| client.status(cause));
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// The code: `VALIDATION_ERROR`, `UNSUPPORTED_MEDIA_TYPE`, `PAYLOAD_TOO_LARGE`, `BAD_REQUEST`, `REQUEST_TIMEOUT`,
    /// `INTERNAL_ERROR`, or that of [`Rejection::new`].
    pub fn code(&self) -> &str {
        &self.0.cause.problem.code
    }

    pub(super) fn cause(&self) -> &Cause {
        &self.0.cause
    }

    /// The status, the code and the message.
    #[cfg(all(feature = "tower", not(target_arch = "wasm32")))]
    pub(in crate::interop) fn into_problem(self) -> (u16, Cow<'static, str>, Cow<'static, str>) {
        let Problem { status, code, message, .. } = self.0.cause.problem;
        (status, code, message)
    }

    /// The same rejection, written for this client.
    pub(super) fn for_client(mut self, client: &Client) -> Self {
        self.0.client = Some(client.clone());
        self
    }
}

impl From<Cause> for Rejection {
    fn from(cause: Cause) -> Self {
        Self(Box::new(Inner { cause, client: None }))
    }
}

impl From<Problem> for Rejection {
    fn from(problem: Problem) -> Self {
        Cause::from(problem).into()
    }
}

impl From<Report> for Rejection {
    fn from(report: Report) -> Self {
        Cause::from(report).into()
    }
}

/// The rejections of [`ValidJson`](super::ValidJson): 400 for bytes that are not JSON, the report for an invalid value, and 500
/// for a value that is no `T`, with an error in the log. So a handler can call [`Schema::parse`](crate::Schema::parse) with
/// `?`. Needs the feature `serde_json`.
///
/// ```
/// use axum::body::Bytes;
/// use unanimous::interop::axum::Rejection;
/// use unanimous::schema::HasSchema;
///
/// #[derive(serde::Deserialize)]
/// struct Lead {
///     email: String,
/// }
/// unanimous::has_schema!(Lead, r#"{
///     "type": "object", "required": ["email"], "properties": { "email": { "type": "string", "format": "email" } }
/// }"#);
///
/// async fn create(bytes: Bytes) -> Result<String, Rejection> {
///     let lead: Lead = Lead::schema().parse(&bytes)?;
///     Ok(lead.email)
/// }
/// ```
#[cfg(feature = "serde_json")]
impl From<BodyError> for Rejection {
    fn from(error: BodyError) -> Self {
        match error {
            BodyError::Json(error) => Problem::not_json(error).into(),
            BodyError::Invalid(report) => report.into(),
            BodyError::Type(mismatch) => {
                tracing::type_mismatch(None, &mismatch);
                Problem::INTERNAL.into()
            }
        }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.report() {
            Some(report) => report.fmt(f),
            None => f.write_str(&self.0.cause.problem.message),
        }
    }
}

impl core::error::Error for Rejection {}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        let Inner { cause, client } = *self.0;
        if let Some(client) = &client {
            return client.write(&cause, None);
        }
        let mut response = Client::default().write(&cause, None);
        let pending = Pending { status: response.status(), cause };
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
