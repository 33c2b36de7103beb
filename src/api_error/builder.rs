//! The parts of an error that a dialect finds in a body, before `read.rs` checks and cleans them.

use alloc::borrow::ToOwned;
use alloc::string::String;

use crate::json::{Json, Object};

use super::fields::{Fields, holds_fields, rendered_issues};
use super::member::{identifier, text_of};
use super::text;

/// Members that every dialect reads, so they are not in the details.
const KNOWN: &[&str] = &[
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

/// Collects the parts of one error.
#[derive(Default)]
pub(super) struct ErrorBuilder {
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
    /// The codes of the fields, as `render` writes them beside a message: see [`rendered_issues`].
    pub(super) issues: Json,
}

impl ErrorBuilder {
    /// Keeps a link to documentation. The first one that a page may link to wins.
    pub(super) fn docs(&mut self, url: Option<&str>) {
        if self.docs_url.is_none() {
            self.docs_url = url.and_then(text::http_url).map(str::to_owned);
        }
    }

    /// Reads the members that an object of any dialect may have: request id, links, claimed status.
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

    /// Keeps the codes that `render` has written into an object. Returns whether there are any.
    pub(super) fn rendered_issues(&mut self, object: &Object) -> bool {
        self.issues = rendered_issues(object).cloned().unwrap_or_default();
        !self.issues.is_null()
    }

    /// Keeps a request id. The first one wins.
    pub(super) fn request_id(&mut self, id: Option<&str>) {
        if self.request_id.is_none() {
            self.request_id = id.and_then(identifier);
        }
    }

    /// Keeps the other members of an object as details. `read` names the members that its dialect has read.
    ///
    /// The members of `details` become members of the result, so that `details.limit` is always found under `limit`.
    pub(super) fn rest(&mut self, object: &Object, read: &[&str]) {
        let mut rest = Object::new();
        for (name, value) in object {
            let known = KNOWN.contains(&name.as_str()) || read.contains(&name.as_str());
            let became_fields = !self.fields.is_empty() && holds_fields(name);
            if !known && !became_fields && name != "details" && !value.is_null() {
                rest.insert(name.clone(), value.clone());
            }
        }
        match object.get("details") {
            Some(Json::Object(details)) => {
                for (name, value) in details {
                    if self.fields.is_empty() || !holds_fields(name) {
                        rest.insert(name.clone(), value.clone());
                    }
                }
            }
            // This list has become fields.
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
