//! The five dialects in which errors are written.

use crate::json::{Map, Value};
use serde_json::json;

use super::{Context, pointer};
use crate::api_error::status::phrase;
use crate::path::{Path, Segment};
use crate::report::{Issue, Report};

/// How an error is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dialect {
    /// `{"error": {"message", "code"}}`, as `FloweState` does.
    #[default]
    ErrorObject,
    /// RFC 9457 problem details, as `LeadRails` does, with `errors: [{"detail", "pointer"}]`.
    Problem,
    /// `{"detail"}`, as `FastAPI` and so `FoxReach` do: a list of issues, or a text.
    Detail,
    /// `{"error": "some_code", "message", "details", "request_id"}`, as the inbox API does.
    ErrorCodeMessage,
    /// `{"error": "Text.", "code", "docs_url", "request_id", "details"}`, as Foglift does.
    ErrorStringCode,
}

/// One error to be written.
pub(super) struct Error<'a> {
    pub(super) status: u16,
    pub(super) code: &'a str,
    pub(super) message: &'a str,
    pub(super) report: Option<&'a Report>,
}

impl Dialect {
    /// Every dialect.
    pub const ALL: [Self; 5] =
        [Self::ErrorObject, Self::Problem, Self::Detail, Self::ErrorCodeMessage, Self::ErrorStringCode];

    /// The name used in options: the same as [`api_error::Dialect`](crate::api_error::Dialect)'s.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ErrorObject => "error-object",
            Self::Problem => "problem",
            Self::Detail => "detail",
            Self::ErrorCodeMessage => "error-code-message",
            Self::ErrorStringCode => "error-string-code",
        }
    }

    /// The dialect with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dialect| dialect.as_str() == name)
    }

    /// The media type of its bodies.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Problem => "application/problem+json",
            _ => "application/json",
        }
    }

    /// The status and the code of its validation errors.
    pub(super) const fn validation(self) -> (u16, &'static str) {
        match self {
            Self::ErrorObject => (400, "VALIDATION_ERROR"),
            Self::Problem => (422, "validation-error"),
            Self::Detail | Self::ErrorCodeMessage => (422, "validation_error"),
            Self::ErrorStringCode => (400, "validation_failed"),
        }
    }

    pub(super) fn body(self, error: &Error<'_>, context: &Context<'_>) -> Value {
        match self {
            Self::ErrorObject => json!({"error": {"message": error.message, "code": error.code}}),
            Self::Problem => problem(error, context),
            Self::Detail => json!({"detail": error.report.map_or_else(|| error.message.into(), locs)}),
            Self::ErrorCodeMessage => json!({
                "error": error.code,
                "message": error.message,
                "details": error.report.map_or(Value::Null, locs),
                "request_id": context.request_id,
            }),
            Self::ErrorStringCode => error_string_code(error, context),
        }
    }
}

/// Members in the order of RFC 9457 section 3.1, then extensions; what is not known is left out.
fn problem(error: &Error<'_>, context: &Context<'_>) -> Value {
    let mut body = Map::new();
    let slug = error.code.to_ascii_lowercase().replace('_', "-");
    let kind = context.docs_base.map_or_else(|| "about:blank".to_owned(), |base| format!("{base}{slug}"));
    body.insert("type".to_owned(), kind.into());
    // Section 4.2.1: the title of about:blank is the phrase of the status.
    let title = context.title.or_else(|| phrase(error.status)).unwrap_or("Error");
    body.insert("title".to_owned(), title.into());
    body.insert("status".to_owned(), error.status.into());
    body.insert("detail".to_owned(), error.message.into());
    if let Some(instance) = context.instance {
        body.insert("instance".to_owned(), instance.into());
    }
    if let Some(id) = context.request_id {
        body.insert("request_id".to_owned(), id.into());
    }
    if context.docs_base.is_none() {
        // No type says it, so an extension member does.
        body.insert("code".to_owned(), slug.into());
    }
    if let Some(report) = error.report {
        body.insert("errors".to_owned(), report.issues().iter().map(pointed).collect());
    }
    Value::Object(body)
}

fn pointed(issue: &Issue) -> Value {
    let mut item = json!({"detail": issue.reason(), "pointer": pointer::fragment(issue.segments())});
    if pointer::is_ambiguous(issue.segments()) {
        item["path"] = path(issue).into();
    }
    item
}

/// `FastAPI`'s list: `{"loc": ["body", …], "msg", "type"}`.
fn locs(report: &Report) -> Value {
    let loc = |issue: &Issue| -> Value {
        let steps = issue.segments().iter().map(|segment| match segment {
            Segment::Index(index) => Value::from(*index),
            Segment::Key(key) => Value::from(key.as_str()),
        });
        std::iter::once(Value::from("body")).chain(steps).collect()
    };
    let item = |issue: &Issue| json!({"loc": loc(issue), "msg": issue.reason(), "type": issue.code().as_str()});
    report.issues().iter().map(item).collect()
}

fn error_string_code(error: &Error<'_>, context: &Context<'_>) -> Value {
    let mut body = Map::new();
    body.insert("error".to_owned(), error.message.into());
    body.insert("code".to_owned(), error.code.into());
    if let Some(base) = context.docs_base {
        body.insert("docs_url".to_owned(), format!("{base}{}", error.code).into());
    }
    if let Some(id) = context.request_id {
        body.insert("request_id".to_owned(), id.into());
    }
    if let Some(report) = error.report {
        body.insert("details".to_owned(), json!({"fields": by_path(report)}));
    }
    Value::Object(body)
}

/// One text for each path; a list where a report made by hand has several for one.
fn by_path(report: &Report) -> Map<String, Value> {
    let mut fields = Map::new();
    for issue in report {
        let reason = Value::from(issue.reason());
        match fields.entry(path(issue)) {
            crate::json::map::Entry::Vacant(entry) => {
                entry.insert(reason);
            }
            crate::json::map::Entry::Occupied(mut entry) => match entry.get_mut() {
                Value::Array(reasons) => reasons.push(reason),
                first => *first = json!([first.take(), reason]),
            },
        }
    }
    fields
}

/// The path in this crate's notation (an issue may keep the one in which it was written), the root as in a message.
fn path(issue: &Issue) -> String {
    if issue.segments().is_empty() { "$".to_owned() } else { Path(issue.segments().to_vec()).to_string() }
}
