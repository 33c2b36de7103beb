//! Error responses: a [`Report`], or any other error, in the dialects of the five APIs.
//!
//! What is rendered here, [`ApiError::read`](crate::ApiError::read) reads back to the same paths and reasons.

mod accept;
mod dialect;
mod pointer;

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::string::ToString as _;
use alloc::vec;
use alloc::vec::Vec;
use serde::Serialize;

use crate::cut;
use crate::json::{ObjectWriter, ToJson};
use crate::report::Report;

pub use accept::negotiate;
pub use dialect::Dialect;

/// What stands around an error: every part may be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context<'a> {
    /// The id under which the server logs the request. It goes into the body where the dialect has a place for it, and
    /// always into `x-request-id`.
    pub request_id: Option<&'a str>,
    /// What the error happened to, such as the request's path: RFC 9457's `instance`.
    pub instance: Option<&'a str>,
    /// What documentation links begin with; the code follows. `https://docs.leadrails.dev/errors/` gives the problem
    /// type `…/errors/not-found`, `https://foglift.io/docs/api-errors#` the `docs_url` `…#not_found`.
    pub docs_base: Option<&'a str>,
    /// Another status than the dialect's.
    pub status: Option<u16>,
    /// Another code than the dialect's.
    pub code: Option<&'a str>,
    /// A problem's title, where it is not the status's reason phrase.
    pub title: Option<&'a str>,
    /// The request's `Accept` header: a client that wants problem details gets them, whatever the dialect given
    /// ([`negotiate`]). The response then says `vary: accept`. An empty text is a request without the header.
    pub accept: Option<&'a str>,
}

/// A response, ready to send. As JSON: `{"status", "headers", "body"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ErrorResponse {
    /// The HTTP status.
    pub status: u16,
    /// Header names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The body's text, JSON.
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

/// Renders the issues of a report.
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

/// Renders an error that is no validation: 413, 415, JSON that does not parse, an idempotency key.
///
/// `code` is written as the dialect writes codes: `not_found` is `not-found` in a problem type.
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
    if let Some(url) = docs.filter(|url| is_field_value(url) && cut::find_any(url, b"<> ").is_none()) {
        headers.push(("link".to_owned(), format!("<{url}>; rel=\"help\"")));
    }
    if context.accept.is_some() {
        headers.push(("vary".to_owned(), "accept".to_owned()));
    }
    ErrorResponse { status: error.status, headers, body: body.to_string() }
}

/// Whether a text can stand in a header as it is: visible ASCII and spaces. Anything else is left out, for a line
/// break there would begin another header.
fn is_field_value(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| (0x20..=0x7e).contains(&b)) && text.trim() == text
}
