//! JSON:API 1.1: `{"errors": [{"status", "code", "title", "detail", "source": {"pointer" | "parameter" | "header"}}]}`.

use alloc::borrow::ToOwned;
use alloc::vec;
use alloc::vec::Vec;

use crate::json::{Json, Object};

use super::{BodyContext, DialectReader, ErrorBuilder};
use crate::api_error::fields::{Fields, pointer};
use crate::api_error::member::{code_of, items, text_of};
use crate::api_error::{Dialect, Location};
use crate::path::Segment;

pub(super) struct JsonApi;

impl DialectReader for JsonApi {
    fn dialect(&self) -> Dialect {
        Dialect::JsonApi
    }

    fn detects(&self, body: &BodyContext<'_>) -> bool {
        let Some(first) = body.first_error() else { return false };
        let by_members = !body.is_text("title")
            && !body.is_text("message")
            && (first.contains_key("source")
                || first.get("status").is_some_and(Json::is_string)
                || first.contains_key("detail")
                || (first.contains_key("title") && first.contains_key("code")));
        body.media_type == "application/vnd.api+json" || by_members
    }

    fn read(&self, body: &BodyContext<'_>, builder: &mut ErrorBuilder) {
        for error in items(body.get("errors")).iter().filter_map(Json::as_object) {
            field(&mut builder.fields, error);
        }
        let Some(first) = body.first_error() else { return };
        builder.code = code_of(first);
        builder.title = text_of(first, "title").map(str::to_owned);
        builder.message = text_of(first, "detail").or_else(|| text_of(first, "title")).map(str::to_owned);
        if let Some(Json::Object(links)) = first.get("links") {
            for name in ["about", "type"] {
                let link = links.get(name);
                // A link is a text, or an object that holds one.
                builder.docs(link.and_then(|link| link.as_str().or_else(|| link.get("href")?.as_str())));
            }
        }
        builder.details = first.get("meta").filter(|meta| !meta.is_null()).cloned();
    }
}

/// Adds a field if the `source` of the error names one.
fn field(fields: &mut Fields, error: &Object) {
    let reason = text_of(error, "detail").or_else(|| text_of(error, "title")).unwrap_or_default();
    let (at, location) = match error.get("source").and_then(Json::as_object) {
        Some(source) => {
            if let Some(text) = source.get("pointer").and_then(Json::as_str) {
                (attribute(pointer(text)), Location::Body)
            } else if let Some(name) = text_of(source, "parameter") {
                // The name of one query parameter, with its brackets.
                (vec![Segment::from(name)], Location::Query)
            } else if let Some(name) = text_of(source, "header") {
                (vec![Segment::from(name)], Location::Header)
            } else {
                return;
            }
        }
        // Servers that follow JSON:API loosely put a pointer or a field into the error itself.
        None => return fields.list(&[Json::Object(error.clone())], false),
    };
    fields.push(at, Some(location), reason, code_of(error));
}

/// The path within the resource: `/data/attributes/email` is `email`, and `/data` is the whole resource.
fn attribute(mut at: Vec<Segment>) -> Vec<Segment> {
    let is = |segment: Option<&Segment>, name: &str| matches!(segment, Some(Segment::Key(key)) if key == name);
    if is(at.first(), "data") {
        at.remove(0);
        if is(at.first(), "attributes") || is(at.first(), "relationships") {
            at.remove(0);
        }
    }
    at
}
