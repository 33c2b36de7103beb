//! Writes error responses: a [`Report`] or any other error, in one of five dialects.
//!
//! [`ApiError::read`](crate::ApiError::read) reads such a response back to the same paths and reasons.
//!
//! ```
//! use unanimous::render::{self, Context, Dialect};
//!
//! let context = Context { request_id: Some("req_1"), ..Context::default() };
//! let answer = render::error(404, "not_found", "No such lead.", Dialect::ErrorObject, &context);
//! assert_eq!(answer.status, 404);
//! assert_eq!(answer.body, r#"{"error":{"message":"No such lead.","code":"not_found"}}"#);
//! assert_eq!(answer.headers[1], ("x-request-id".to_owned(), "req_1".to_owned()));
//! ```

mod accept;
mod dialect;
mod pointer;

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::string::ToString as _;
use alloc::vec;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

use crate::json::{ObjectWriter, ToJson};
use crate::report::Report;
use crate::strings;

pub use accept::negotiate;
pub use dialect::Dialect;

/// What a response says beside the error itself. Every part is optional.
///
/// Build it with `..Context::default()`: later versions may add fields.
///
/// ```
/// use unanimous::render::Context;
///
/// let context = Context {
///     request_id: Some("req_1"),
///     docs_base: Some("https://docs.example/errors/"),
///     ..Context::default()
/// };
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context<'a> {
    /// The id of the request in the server's logs. It is sent in the header `x-request-id`, and in the body if the
    /// dialect has a member for it.
    pub request_id: Option<&'a str>,
    /// RFC 9457's `instance`: a URI of this occurrence of the error, such as the request's path.
    pub instance: Option<&'a str>,
    /// The start of documentation links, which the code completes. `https://docs.leadrails.dev/errors/` gives the
    /// problem type `https://docs.leadrails.dev/errors/not-found`; `https://foglift.io/docs/api-errors#` gives the
    /// `docs_url` `https://foglift.io/docs/api-errors#not_found`.
    pub docs_base: Option<&'a str>,
    /// A status in place of the dialect's.
    pub status: Option<u16>,
    /// A code in place of the dialect's.
    pub code: Option<&'a str>,
    /// The title of a problem, in place of the reason phrase of the status.
    pub title: Option<&'a str>,
    /// The request's `Accept` header, or an empty text for a request without one. If it is given, a client that wants
    /// problem details gets them ([`negotiate`]), and the response has the header `vary: accept`.
    pub accept: Option<&'a str>,
}

/// A response that is ready to send. As JSON: `{"status", "headers", "body"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorResponse {
    /// The HTTP status.
    pub status: u16,
    /// The header fields: names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The body: JSON text.
    pub body: String,
}

impl ToJson for ErrorResponse {
    fn push_json(&self, out: &mut String) {
        ObjectWriter::new(out)
            .member("status", &self.status)
            .member("headers", &self.headers)
            .member("body", &self.body)
            .end();
    }
}

/// Writes the issues of a report as a response, with the status and code that the dialect has for validation errors.
///
/// ```
/// use unanimous::render::{Context, Dialect, response};
///
/// let report: unanimous::Report = "Validation error: email: Invalid email".parse()?;
/// let answer = response(&report, Dialect::ErrorObject, &Context::default());
/// assert_eq!(answer.status, 400);
/// assert_eq!(
///     answer.body,
///     r#"{"error":{"message":"Validation error: email: Invalid email","code":"VALIDATION_ERROR"}}"#
/// );
/// # Ok::<(), unanimous::report::ParseError>(())
/// ```
pub fn response(report: &Report, dialect: Dialect, context: &Context<'_>) -> ErrorResponse {
    let dialect = context.accept.map_or(dialect, |accept| negotiate(accept, dialect));
    let (status, code) = dialect.validation();
    let error = dialect::Error {
        status: context.status.unwrap_or(status),
        code: context.code.unwrap_or(code),
        message: &report.to_string(),
        report: Some(report),
    };
    finish(&error, dialect, context)
}

/// Writes any other error as a response: 404, 413, JSON that does not parse, a used idempotency key.
///
/// The code is written as the dialect writes codes: `not_found` becomes `not-found` in a problem type.
///
/// ```
/// use unanimous::render::{Context, Dialect, error};
///
/// let context = Context { docs_base: Some("https://docs.example/errors/"), ..Context::default() };
/// let answer = error(404, "not_found", "No such lead.", Dialect::Problem, &context);
/// assert!(answer.body.starts_with(r#"{"type":"https://docs.example/errors/not-found","title":"Not Found""#));
/// ```
pub fn error(status: u16, code: &str, message: &str, dialect: Dialect, context: &Context<'_>) -> ErrorResponse {
    let dialect = context.accept.map_or(dialect, |accept| negotiate(accept, dialect));
    let (status, code) = (context.status.unwrap_or(status), context.code.unwrap_or(code));
    finish(&dialect::Error { status, code, message, report: None }, dialect, context)
}

fn finish(error: &dialect::Error<'_>, dialect: Dialect, context: &Context<'_>) -> ErrorResponse {
    let body = dialect.body(error, context);
    let mut headers = vec![("content-type".to_owned(), dialect.content_type().to_owned())];
    if let Some(id) = context.request_id.filter(|id| is_field_value(id)) {
        headers.push(("x-request-id".to_owned(), id.to_owned()));
    }
    let docs = body.get("docs_url").and_then(crate::json::Json::as_str);
    if let Some(url) = docs.filter(|url| is_field_value(url) && strings::find_any(url, b"<> ").is_none()) {
        headers.push(("link".to_owned(), format!("<{url}>; rel=\"help\"")));
    }
    if context.accept.is_some() {
        headers.push(("vary".to_owned(), "accept".to_owned()));
    }
    ErrorResponse { status: error.status, headers, body: body.to_string() }
}

/// Whether a text can be a header's value: visible ASCII with spaces inside. Other texts are not sent, because a line
/// break in one would begin another header.
fn is_field_value(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| (0x20..=0x7e).contains(&b)) && text.trim() == text
}
