//! The five dialects of error bodies, and their bodies.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::string::ToString as _;
use alloc::vec;
use alloc::vec::Vec;

use crate::json::{Json, Object};
use crate::strings;

use super::{Context, pointer};
use crate::api_error::status::phrase;
use crate::path::{Path, Segment};
use crate::report::{Issue, Report};

use super::limit::shown_params;

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
    pub(super) report: Option<&'a Report>,
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
    pub(super) const fn validation(self) -> (u16, &'static str) {
        match self {
            Self::ErrorObject => (400, "VALIDATION_ERROR"),
            Self::Problem => (422, "validation-error"),
            Self::Detail | Self::ErrorCodeMessage => (422, "validation_error"),
            Self::ErrorStringCode => (400, "validation_failed"),
        }
    }

    /// The body of an error, as JSON.
    pub(super) fn body(self, error: &Error<'_>, context: &Context<'_>) -> Json {
        match self {
            Self::ErrorObject => {
                let mut inner = vec![("message", error.message.into()), ("code", error.code.into())];
                inner.extend(coded(error, context));
                object(vec![("error", object(inner))])
            }
            Self::Problem => problem(error, context),
            Self::Detail => object(vec![("detail", error.report.map_or_else(|| error.message.into(), locs))]),
            Self::ErrorCodeMessage => object(vec![
                ("error", error.code.into()),
                ("message", error.message.into()),
                ("details", error.report.map_or(Json::Null, locs)),
                ("request_id", context.request_id.map_or(Json::Null, Json::from)),
            ]),
            Self::ErrorStringCode => error_string_code(error, context),
        }
    }
}

fn object(members: Vec<(&str, Json)>) -> Json {
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Problem details: the members in the order of RFC 9457 section 3.1, then the extensions. Unknown members are left
/// out.
fn problem(error: &Error<'_>, context: &Context<'_>) -> Json {
    let slug = strings::replace(&error.code.to_ascii_lowercase(), "_", "-");
    let kind = context.docs_base.map_or_else(|| "about:blank".to_owned(), |base| format!("{base}{slug}"));
    // RFC 9457 section 4.2.1: the title of about:blank is the reason phrase of the status.
    let title = context.title.or_else(|| phrase(error.status)).unwrap_or("Error");
    let mut body = vec![
        ("type", kind.into()),
        ("title", title.into()),
        ("status", error.status.into()),
        ("detail", error.message.into()),
    ];
    body.extend(context.instance.map(|instance| ("instance", instance.into())));
    body.extend(context.request_id.map(|id| ("request_id", id.into())));
    if context.docs_base.is_none() {
        // The type about:blank does not name the error, so an extension member does.
        body.push(("code", slug.into()));
    }
    body.extend(error.report.map(|report| ("errors", report.issues().iter().map(pointed).collect())));
    object(body)
}

/// `{"detail", "pointer", "code", "params"?}`, with `path` if the pointer is ambiguous.
fn pointed(issue: &Issue) -> Json {
    let mut item = vec![("detail", issue.reason().into()), ("pointer", pointer::fragment(issue.segments()).into())];
    if pointer::is_ambiguous(issue.segments()) {
        item.push(("path", path(issue).into()));
    }
    with_code(item, issue)
}

/// An item with the members `code` and `params`. An issue without parameters has no `params`.
fn with_code(mut item: Vec<(&str, Json)>, issue: &Issue) -> Json {
    item.push(("code", issue.code().as_str().into()));
    item.extend(shown_params(issue).map(|params| ("params", params)));
    object(item)
}

/// `issues: [{"path", "code", "params"?}]`, if the context asks for it.
fn coded(error: &Error<'_>, context: &Context<'_>) -> Option<(&'static str, Json)> {
    let item = |issue: &Issue| with_code(vec![("path", Path(issue.segments().to_vec()).to_string().into())], issue);
    let report = error.report.filter(|_| context.issues)?;
    Some(("issues", report.issues().iter().map(item).collect()))
}

/// `FastAPI`'s list: `{"loc": ["body", …], "msg", "type", "code", "params"?}`.
fn locs(report: &Report) -> Json {
    let loc = |issue: &Issue| -> Json {
        let steps = issue.segments().iter().map(|segment| match segment {
            Segment::Index(index) => Json::from(*index),
            Segment::Key(key) => Json::from(key.as_str()),
        });
        core::iter::once(Json::from("body")).chain(steps).collect()
    };
    let item = |issue: &Issue| {
        let item = vec![("loc", loc(issue)), ("msg", issue.reason().into()), ("type", issue.code().as_str().into())];
        with_code(item, issue)
    };
    report.issues().iter().map(item).collect()
}

/// `{"error", "code", "docs_url"?, "request_id"?, "details"?: {"fields", "issues"?}}`.
fn error_string_code(error: &Error<'_>, context: &Context<'_>) -> Json {
    let mut body = vec![("error", error.message.into()), ("code", error.code.into())];
    body.extend(context.docs_base.map(|base| ("docs_url", format!("{base}{}", error.code).into())));
    body.extend(context.request_id.map(|id| ("request_id", id.into())));
    if let Some(report) = error.report {
        let mut details = vec![("fields", Json::Object(by_path(report)))];
        details.extend(coded(error, context));
        body.push(("details", object(details)));
    }
    object(body)
}

/// The reasons by path: a text, or a list of texts if the report has several issues at one path.
fn by_path(report: &Report) -> Object {
    let mut fields = Object::new();
    for issue in report {
        let reason = Json::from(issue.reason());
        let path = path(issue);
        match fields.get_mut(&path) {
            None => {
                fields.insert(path, reason);
            }
            Some(Json::Array(reasons)) => reasons.push(reason),
            Some(first) => *first = Json::Array(vec![first.take(), reason]),
        }
    }
    fields
}

/// The path in this crate's notation, with `$` for the root as in a message. [`Issue::path`] may be in the notation of
/// the server that wrote it.
fn path(issue: &Issue) -> String {
    if issue.segments().is_empty() { "$".to_owned() } else { Path(issue.segments().to_vec()).to_string() }
}
