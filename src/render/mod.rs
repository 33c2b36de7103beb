//! Writes error responses: a [`Report`] or any other error, in one of five dialects. Needs the feature `api-error`,
//! which is on by default.
//!
//! [`ApiError::read`](crate::ApiError::read) reads such a response back to the same paths, reasons, codes and parameters.
//!
//! ```
//! use unanimous::render::{self, Context, Dialect};
//!
//! let context = Context { request_id: Some("req_1"), ..Context::default() };
//! let response = render::error(404, "not_found", "No such lead.", Dialect::ErrorObject, &context);
//! assert_eq!(response.status, 404);
//! assert_eq!(response.body, r#"{"error":{"message":"No such lead.","code":"not_found"}}"#);
//! assert_eq!(response.headers[1], ("x-request-id".to_owned(), "req_1".to_owned()));
//! ```

mod accept;
mod dialect;
mod limit;
mod pointer;

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use core::time::Duration;
use serde::{Deserialize, Serialize};

use crate::json::{ObjectWriter, ToJson};
use crate::locale::Locale;
use crate::path::Segment;
use crate::reason::{Code, Reason, cut};
use crate::report::{Issue, Report};
use crate::strings;

pub use accept::negotiate;
pub use dialect::Dialect;
pub use limit::MAX_BODY;
#[cfg(feature = "axum")]
pub(crate) use limit::more_issues;

/// Options of an error response, beside the error itself.
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
    /// `docs_url` `https://foglift.io/docs/api-errors#not_found`. A text that does not begin with `https://` or `http://`
    /// is left out.
    pub docs_base: Option<&'a str>,
    /// A status in place of the dialect's, from 400 to 599. Any other number is ignored.
    pub status: Option<u16>,
    /// A code in place of the dialect's.
    pub code: Option<&'a str>,
    /// The title of a problem, in place of the reason phrase of the status.
    pub title: Option<&'a str>,
    /// The request's `Accept` header, or an empty text for a request without one. If it is given, a client that wants
    /// problem details gets them ([`negotiate`]), and the response has the header `vary: accept`.
    pub accept: Option<&'a str>,
    /// Whether a body whose dialect has no list of issues gets one: `issues: [{"path", "code", "params"}]` in
    /// [`Dialect::ErrorObject`] after `code`, and in the `details` of [`Dialect::ErrorStringCode`]. The other dialects have
    /// a list already, with code and parameters in it.
    pub issues: bool,
    /// When to send the request again, from now: the header `retry-after`, in seconds, rounded up. Leave it out of a 403:
    /// clients read a 403 with that header as a rate limit.
    pub retry_after: Option<Duration>,
    /// The language of the reasons and of the message's prefix; English by default. Codes, parameters, paths and texts of
    /// your own stay, so the response is read back to the same codes where the body has codes.
    pub locale: Option<&'a Locale>,
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
/// The body has at most [`MAX_BODY`] bytes, whatever the schema and the value are. It shows the first issues that fit, at
/// most [`MAX_ISSUES`](crate::report::MAX_ISSUES). If there are more, the last one has the code `more_issues` and counts
/// the others. A path of more than 4,096 bytes, as text or as a JSON pointer, does not fit: its issue is counted, and the
/// others are shown.
///
/// If the only issue is that the header `Idempotency-Key` is missing or wrong, the response is that of
/// [`idempotency_key`]. Such an issue has the code `idempotency_key_required` or `invalid_idempotency_key` and the path of
/// the root, or the path `Idempotency-Key` and any code that [`check_header`](crate::idempotency::check_header) gives.
///
/// ```
/// use unanimous::render::{self, Context, Dialect};
///
/// let report: unanimous::Report = "Validation error: email: Invalid email".parse()?;
/// let response = render::response(&report, Dialect::ErrorObject, &Context::default());
/// assert_eq!(response.status, 400);
/// assert_eq!(
///     response.body,
///     r#"{"error":{"message":"Validation error: email: Invalid email","code":"VALIDATION_ERROR"}}"#
/// );
/// # Ok::<(), unanimous::report::ParseError>(())
/// ```
pub fn response(report: &Report, dialect: Dialect, context: &Context<'_>) -> ErrorResponse {
    let Some(locale) = context.locale else { return localized_response(report, dialect, context, None) };
    let more = |_, count| locale.text(&limit::more_issues(count));
    let texts = Texts { prefix: locale.prefix(), more: &more };
    localized_response(&report.localized(locale), dialect, context, Some(&texts))
}

/// The texts of a response in another language that are not texts of the report's issues.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct Texts<'t> {
    /// The beginning of the message: `Validierungsfehler: `.
    pub prefix: &'t str,
    /// How many issues of the report are not shown, and the count with those that the report itself left out, to the text
    /// that says so.
    pub more: &'t dyn Fn(usize, u64) -> String,
}

/// Writes a report whose reasons are in the language of `texts`. [`response`] is for callers; the npm package has its
/// locales in JavaScript.
#[doc(hidden)]
pub fn localized_response(
    report: &Report,
    dialect: Dialect,
    context: &Context<'_>,
    texts: Option<&Texts<'_>>,
) -> ErrorResponse {
    if let Some(issue) = key_issue(report) {
        return key_error(issue.code(), issue.reason(), dialect, context);
    }
    let writer = Writer::new(dialect, context);
    let (status, code) = writer.dialect.validation();
    let mut issues = limit::ShownIssues::longest(report, texts);
    loop {
        let response = writer.write(status, code, &issues.message(), Some(&issues));
        if !issues.shorten(&response.body) {
            return response;
        }
    }
}

/// Writes the response to a request whose `Idempotency-Key` header is missing or wrong, for a reason of
/// [`check_header`](crate::idempotency::check_header): 400 in each dialect, as draft-ietf-httpapi-idempotency-key-header-07
/// section 2.7 asks.
///
/// The code is `IDEMPOTENCY_KEY_REQUIRED`, `IDEMPOTENCY_KEY_TOO_LONG` or `IDEMPOTENCY_KEY_INVALID`, and the message is the
/// reason's text.
///
/// ```
/// use unanimous::idempotency::check_header;
/// use unanimous::render::{Context, Dialect, idempotency_key};
/// use unanimous::rule::idempotency_key::{Form, MAX_CHARACTERS};
///
/// let reason = check_header("POST", &[], Form::Bare, MAX_CHARACTERS).unwrap_err();
/// let response = idempotency_key(&reason, Dialect::ErrorObject, &Context::default());
/// assert_eq!(response.status, 400);
/// assert_eq!(
///     response.body,
///     r#"{"error":{"message":"Idempotency-Key header is required","code":"IDEMPOTENCY_KEY_REQUIRED"}}"#
/// );
/// ```
pub fn idempotency_key(reason: &Reason, dialect: Dialect, context: &Context<'_>) -> ErrorResponse {
    key_error(reason.code(), &reason.to_text(), dialect, context)
}

fn key_error(code: Code, message: &str, dialect: Dialect, context: &Context<'_>) -> ErrorResponse {
    error(400, idempotency_key_code(code), message, dialect, context)
}

/// The code of the response to a request whose `Idempotency-Key` header has a reason with this code.
pub(crate) const fn idempotency_key_code(code: Code) -> &'static str {
    match code {
        Code::IdempotencyKeyRequired => "IDEMPOTENCY_KEY_REQUIRED",
        Code::TooLong => "IDEMPOTENCY_KEY_TOO_LONG",
        _ => "IDEMPOTENCY_KEY_INVALID",
    }
}

/// The report's only issue, if it is about the header `Idempotency-Key` and not about a value in the body.
fn key_issue(report: &Report) -> Option<&Issue> {
    let [issue] = report.issues() else { return None };
    let is_own_code = matches!(issue.code(), Code::IdempotencyKeyRequired | Code::InvalidIdempotencyKey);
    let is_about_header = match issue.segments() {
        [] => is_own_code,
        [Segment::Key(name)] if name.eq_ignore_ascii_case("idempotency-key") => {
            is_own_code || matches!(issue.code(), Code::TooShort | Code::TooLong)
        }
        _ => false,
    };
    is_about_header.then_some(issue)
}

/// Writes any other error as a response: 404, 413, JSON that does not parse, a used idempotency key.
///
/// The code is written as the dialect writes codes: `not_found` becomes `not-found` in a problem type. A status outside
/// 400 to 599 becomes 500. A message of more than 4,000 characters is cut.
///
/// ```
/// use unanimous::render::{Context, Dialect, error};
///
/// let context = Context { docs_base: Some("https://docs.example/errors/"), ..Context::default() };
/// let response = error(404, "not_found", "No such lead.", Dialect::Problem, &context);
/// assert!(response.body.starts_with(r#"{"type":"https://docs.example/errors/not-found","title":"Not Found""#));
/// ```
pub fn error(status: u16, code: &str, message: &str, dialect: Dialect, context: &Context<'_>) -> ErrorResponse {
    let status = if is_error(status) { status } else { 500 };
    Writer::new(dialect, context).write(status, code, &cut(message.to_owned(), MAX_MESSAGE), None)
}

/// Whether a status is that of an error: 4xx or 5xx.
fn is_error(status: u16) -> bool {
    (400..=599).contains(&status)
}

/// The most characters of the message of an error without a report.
const MAX_MESSAGE: usize = 4_000;

/// Writes responses in a dialect, with a context.
struct Writer<'a> {
    dialect: Dialect,
    context: Context<'a>,
}

impl<'a> Writer<'a> {
    fn new(dialect: Dialect, context: &Context<'a>) -> Self {
        let dialect = context.accept.map_or(dialect, |accept| negotiate(accept, dialect));
        Self { dialect, context: limit::within_limits(context) }
    }

    /// Writes a response. The context may replace the status and the code.
    fn write(&self, status: u16, code: &str, message: &str, issues: Option<&limit::ShownIssues<'_>>) -> ErrorResponse {
        let Self { dialect, context } = self;
        let status = context.status.filter(|status| is_error(*status)).unwrap_or(status);
        let code = context.code.unwrap_or(code);
        let body = dialect.body(&dialect::Error { status, code, message, issues }, context);
        let mut headers = vec![("content-type".to_owned(), dialect.content_type().to_owned())];
        if let Some(id) = context.request_id.filter(|id| is_field_value(id)) {
            headers.push(("x-request-id".to_owned(), id.to_owned()));
        }
        let docs = dialect.docs_url(code, context);
        if let Some(url) = docs.filter(|url| is_field_value(url) && strings::find_any(url, b"<> ").is_none()) {
            headers.push(("link".to_owned(), strings::join(&["<", &url, ">; rel=\"help\""], "")));
        }
        if context.accept.is_some() {
            headers.push(("vary".to_owned(), "accept".to_owned()));
        }
        if let Some(wait) = context.retry_after {
            let seconds = wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0));
            headers.push(("retry-after".to_owned(), seconds.to_string()));
        }
        ErrorResponse { status, headers, body }
    }
}

/// Whether a text can be a header's value: visible ASCII with spaces inside. Other texts are not sent, because a line
/// break in one would begin another header.
fn is_field_value(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| (0x20..=0x7e).contains(&b)) && text.trim() == text
}
