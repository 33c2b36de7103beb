//! What a dialect finds in a body, before it is judged and cleaned.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::string::ToString as _;

use crate::json::{Json, Object};

use super::fields::{Fields, is_place};
use super::text;

/// The most characters of a code or of a request id: longer ones are no identifiers.
const MAX_ID: usize = 256;

/// Members that have a place of their own in every dialect, so they are no details.
const OWN: &[&str] = &[
    "request_id",
    "requestId",
    "traceId",
    "docs_url",
    "doc_url",
    "documentation_url",
    "code",
    "status",
    "statusCode",
    "success",
];

/// Names under which servers echo what the user sent, or tell their own insides.
const ECHOES: &[&str] = &[
    "input",
    "rejectedValue",
    "rejected_value",
    "stack",
    "stackTrace",
    "stack_trace",
    "stacktrace",
    "trace",
    "backtrace",
    "exception",
    "debug_info",
    "debugInfo",
];

/// One error in the making.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) code: Option<String>,
    pub(super) title: Option<String>,
    pub(super) message: Option<String>,
    pub(super) fields: Fields,
    pub(super) request_id: Option<String>,
    pub(super) docs_url: Option<String>,
    pub(super) instance: Option<String>,
    pub(super) details: Option<Json>,
    /// google.rpc.RetryInfo, in milliseconds.
    pub(super) retry_info: Option<u64>,
    /// The status that the body claims.
    pub(super) status: Option<u64>,
}

impl Draft {
    /// Notes a link to documentation; the first one that a page may show wins.
    pub(super) fn docs(&mut self, url: Option<&str>) {
        if self.docs_url.is_none() {
            self.docs_url = url.and_then(text::http_url).map(str::to_owned);
        }
    }

    /// Takes what any object of any dialect may carry: request id, links, claimed status.
    pub(super) fn common(&mut self, object: &Object) {
        for name in ["request_id", "requestId", "traceId"] {
            self.request_id(text_of(object, name));
        }
        for name in ["docs_url", "doc_url", "documentation_url"] {
            self.docs(text_of(object, name));
        }
        for name in ["status", "statusCode"] {
            self.status = self.status.or_else(|| object.get(name)?.as_u64());
        }
    }

    /// Notes a request id; the first one wins.
    pub(super) fn request_id(&mut self, id: Option<&str>) {
        if self.request_id.is_none() {
            self.request_id = id.and_then(identifier);
        }
    }

    /// Keeps what is left of an object as details: without `read`, the members that its dialect has read.
    ///
    /// `details` itself is unwrapped, so that `details.limit` is found in one place whatever stands beside it.
    pub(super) fn rest(&mut self, object: &Object, read: &[&str]) {
        let mut rest = Object::new();
        for (name, value) in object {
            let known = OWN.contains(&name.as_str()) || read.contains(&name.as_str());
            let became_fields = !self.fields.is_empty() && is_place(name);
            if !known && !became_fields && name != "details" && !value.is_null() {
                rest.insert(name.clone(), value.clone());
            }
        }
        match object.get("details") {
            Some(Json::Object(details)) => {
                for (name, value) in details {
                    if self.fields.is_empty() || !is_place(name) {
                        rest.insert(name.clone(), value.clone());
                    }
                }
            }
            // A list of issues has become fields.
            Some(Json::Array(_)) if !self.fields.is_empty() => {}
            Some(Json::Null) | None => {}
            Some(other) if rest.is_empty() => {
                self.details = Some(other.clone());
                return;
            }
            Some(other) => {
                rest.insert("details".to_owned(), other.clone());
            }
        }
        if !rest.is_empty() {
            self.details = Some(Json::Object(rest));
        }
    }
}

/// A member that is a text and not blank.
pub(super) fn text_of<'v>(object: &'v Object, name: &str) -> Option<&'v str> {
    object.get(name)?.as_str().filter(|text| !text.trim().is_empty())
}

/// The code of an object: `code`, or what some call it; a number becomes its text.
pub(super) fn code_of(object: &Object) -> Option<String> {
    ["code", "error_code", "errorCode"].iter().find_map(|&name| match object.get(name)? {
        Json::String(code) => identifier(code),
        Json::Number(code) => Some(code.to_string()),
        _ => None,
    })
}

/// A text as an identifier, verbatim but for what could not be shown; none where it is blank or far too long.
pub(super) fn identifier(text: &str) -> Option<String> {
    let id = text::one_line(text, MAX_ID + 1)?;
    (id.chars().count() <= MAX_ID).then_some(id)
}

/// Takes echoes of the user's input, stacks and traces out of a value.
pub(super) fn without_echoes(value: &mut Json) {
    match value {
        Json::Object(object) => {
            // class-validator and express-validator put the value beside these.
            let judged = ["constraints", "msg", "property"].iter().any(|&name| object.contains_key(name));
            object.retain(|name, _| {
                !(ECHOES.contains(&name.as_str()) || (judged && matches!(&**name, "value" | "target")))
            });
            object.values_mut().for_each(without_echoes);
        }
        Json::Array(items) => items.iter_mut().for_each(without_echoes),
        _ => {}
    }
}
