//! The five dialects of error bodies, and their bodies.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec;

use super::limit::{self, ShownIssues};
use super::{Context, pointer};
use crate::api_error::status::phrase;
use crate::json::{Json, Object, ObjectWriter, ToJson};
use crate::path;
use crate::report::Issue;
use crate::strings;

/// How an error body is written.
///
/// ```
/// use unanimous::render::Dialect;
///
/// assert_eq!(Dialect::from_name("problem"), Some(Dialect::Problem));
/// assert_eq!(Dialect::Problem.content_type(), "application/problem+json");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dialect {
    /// `{"error": {"message", "code"}}`, as in `FloweState`'s API.
    #[default]
    ErrorObject,
    /// RFC 9457 problem details with `errors: [{"detail", "pointer", "code", "params"}]`, as in `LeadRails`' API.
    Problem,
    /// `{"detail"}`, a list of issues or a text, as in `FastAPI` and so in `FoxReach`'s API.
    Detail,
    /// `{"error": "some_code", "message", "details", "request_id"}`, as in the inbox API.
    ErrorCodeMessage,
    /// `{"error": "Text.", "code", "docs_url", "request_id", "details"}`, as in Foglift's API.
    ErrorStringCode,
}

/// The error that a body is written for.
pub(super) struct Error<'a> {
    pub(super) status: u16,
    pub(super) code: &'a str,
    pub(super) message: &'a str,
    pub(super) issues: Option<&'a ShownIssues<'a>>,
}

impl Dialect {
    /// Every dialect, in the order of their declaration.
    pub const ALL: [Self; 5] =
        [Self::ErrorObject, Self::Problem, Self::Detail, Self::ErrorCodeMessage, Self::ErrorStringCode];

    /// The name in options. [`api_error::Dialect`](crate::api_error::Dialect) has the same names.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ErrorObject => "error-object",
            Self::Problem => "problem",
            Self::Detail => "detail",
            Self::ErrorCodeMessage => "error-code-message",
            Self::ErrorStringCode => "error-string-code",
        }
    }

    /// The dialect with exactly this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dialect| dialect.as_str() == name)
    }

    /// The media type of the bodies.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Problem => "application/problem+json",
            _ => "application/json",
        }
    }

    /// The status and the code of a validation error.
    pub(crate) const fn validation(self) -> (u16, &'static str) {
        match self {
            Self::ErrorObject => (400, "VALIDATION_ERROR"),
            Self::Problem => (422, "validation-error"),
            Self::Detail | Self::ErrorCodeMessage => (422, "validation_error"),
            Self::ErrorStringCode => (400, "validation_failed"),
        }
    }

    /// The body of an error, as JSON text.
    pub(super) fn body(self, error: &Error<'_>, context: &Context<'_>) -> String {
        let mut out = String::new();
        let mut body = ObjectWriter::new(&mut out);
        match self {
            Self::ErrorObject => {
                let mut inner = String::new();
                let mut object = ObjectWriter::new(&mut inner);
                object.member("message", &error.message).member("code", &error.code);
                optional(
                    &mut object,
                    "issues",
                    error.issues.filter(|_| context.issues).map(|issues| list(issues, coded)),
                );
                object.end();
                body.member("error", &JsonText(inner));
            }
            Self::Problem => problem(&mut body, error, context),
            Self::Detail => {
                match error.issues {
                    Some(issues) => body.member("detail", &list(issues, located)),
                    None => body.member("detail", &error.message),
                };
            }
            Self::ErrorCodeMessage => {
                body.member("error", &error.code).member("message", &error.message);
                body.member("details", &error.issues.map(|issues| list(issues, located)));
                body.member("request_id", &context.request_id);
            }
            Self::ErrorStringCode => error_string_code(&mut body, error, context),
        }
        body.end();
        out
    }

    /// The URL of the documentation of an error, in the dialect that has a member for it.
    pub(super) fn docs_url(self, code: &str, context: &Context<'_>) -> Option<String> {
        context.docs_base.filter(|_| self == Self::ErrorStringCode).map(|base| strings::join(&[base, code], ""))
    }
}

/// A value that is JSON text already.
struct JsonText(String);

impl ToJson for JsonText {
    fn push_json(&self, out: &mut String) {
        out.push_str(&self.0);
    }
}

/// Writes a member if it has a value.
fn optional<T: ToJson>(object: &mut ObjectWriter<'_>, name: &str, value: Option<T>) {
    if let Some(value) = value {
        object.member(name, &value);
    }
}

/// A list with one object for each issue.
fn list(issues: &ShownIssues<'_>, item: fn(&mut ObjectWriter<'_>, &Issue)) -> JsonText {
    let mut out = String::from("[");
    issues.each(&mut |issue| {
        if out.len() > 1 {
            out.push(',');
        }
        let mut object = ObjectWriter::new(&mut out);
        item(&mut object, issue);
        object.member("code", &issue.code());
        if limit::shows_params(issue) {
            object.member("params", issue.params());
        }
        object.end();
    });
    out.push(']');
    JsonText(out)
}

/// Problem details: the members in the order of RFC 9457 section 3.1, then the extensions. Unknown members are left
/// out.
fn problem(body: &mut ObjectWriter<'_>, error: &Error<'_>, context: &Context<'_>) {
    let slug = strings::replace(&error.code.to_ascii_lowercase(), "_", "-");
    let kind = context.docs_base.map_or_else(|| "about:blank".to_owned(), |base| strings::join(&[base, &slug], ""));
    // RFC 9457 section 4.2.1: the title of about:blank is the reason phrase of the status.
    let title = context.title.or_else(|| phrase(error.status)).unwrap_or("Error");
    body.member("type", &kind).member("title", &title).member("status", &error.status);
    body.member("detail", &error.message);
    optional(body, "instance", context.instance);
    optional(body, "request_id", context.request_id);
    if context.docs_base.is_none() {
        // The type about:blank does not name the error, so an extension member does.
        body.member("code", &slug);
    }
    optional(body, "errors", error.issues.map(|issues| list(issues, pointed)));
}

/// `{"detail", "pointer"}`, with `path` if the pointer is ambiguous.
fn pointed(item: &mut ObjectWriter<'_>, issue: &Issue) {
    item.member("detail", &issue.reason()).member("pointer", &pointer::fragment(issue.segments()));
    if pointer::is_ambiguous(issue.segments()) {
        item.member("path", &path_or_root(issue));
    }
}

/// `{"path"}`
fn coded(item: &mut ObjectWriter<'_>, issue: &Issue) {
    item.member("path", &path::printed(issue.segments()));
}

/// `FastAPI`'s `{"loc": ["body", …], "msg", "type"}`.
fn located(item: &mut ObjectWriter<'_>, issue: &Issue) {
    let mut loc = "[\"body\"".to_owned();
    for segment in issue.segments() {
        loc.push(',');
        segment.push_json(&mut loc);
    }
    loc.push(']');
    item.member("loc", &JsonText(loc)).member("msg", &issue.reason()).member("type", &issue.code());
}

/// `{"error", "code", "docs_url"?, "request_id"?, "details"?: {"fields", "issues"?}}`.
fn error_string_code(body: &mut ObjectWriter<'_>, error: &Error<'_>, context: &Context<'_>) {
    body.member("error", &error.message).member("code", &error.code);
    optional(body, "docs_url", Dialect::ErrorStringCode.docs_url(error.code, context));
    optional(body, "request_id", context.request_id);
    if let Some(issues) = error.issues {
        let mut details = String::new();
        let mut object = ObjectWriter::new(&mut details);
        object.member("fields", &Json::Object(by_path(issues)));
        optional(&mut object, "issues", Some(issues).filter(|_| context.issues).map(|issues| list(issues, coded)));
        object.end();
        body.member("details", &JsonText(details));
    }
}

/// The reasons by path: a text, or a list of texts if the report has several issues at one path.
fn by_path(issues: &ShownIssues<'_>) -> Object {
    let mut fields = Object::new();
    issues.each(&mut |issue| {
        let reason = Json::from(issue.reason());
        let path = path_or_root(issue);
        match fields.get_mut(&path) {
            None => {
                fields.insert(path, reason);
            }
            Some(Json::Array(reasons)) => reasons.push(reason),
            Some(first) => *first = Json::Array(vec![first.take(), reason]),
        }
    });
    fields
}

/// The path in this crate's notation, with `$` for the root as in a message. [`Issue::path`] may be in the notation of the
/// server that wrote it.
fn path_or_root(issue: &Issue) -> String {
    if issue.segments().is_empty() { "$".to_owned() } else { path::printed(issue.segments()) }
}
