//! Google's APIs (AIP-193): `{"error": {"code", "status", "message", "details": [{"@type"}]}}`.

use alloc::borrow::ToOwned;
use alloc::vec::Vec;

use crate::json::{Json, Object};

use super::{BodyContext, DialectReader, ErrorBuilder};
use crate::api_error::Dialect;
use crate::api_error::duration;
use crate::api_error::fields::{Notation, segments};
use crate::api_error::member::{code_of, items, text_of};

pub(super) struct Google;

impl DialectReader for Google {
    fn dialect(&self) -> Dialect {
        Dialect::Google
    }

    fn detects(&self, body: &BodyContext<'_>) -> bool {
        body.error().is_some_and(is_google)
    }

    fn read(&self, body: &BodyContext<'_>, builder: &mut ErrorBuilder) {
        if let Some(error) = body.error() {
            read(error, builder);
        }
    }
}

fn is_google(error: &Object) -> bool {
    let upper_snake = |text: &str| text.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
    let by_status = error.get("code").is_some_and(Json::is_i64) && text_of(error, "status").is_some_and(upper_snake);
    by_status || details(error).any(|detail| detail.contains_key("@type"))
}

fn details(error: &Object) -> impl Iterator<Item = &Object> {
    items(error.get("details")).iter().filter_map(Json::as_object)
}

/// Reads one google.rpc.Status.
pub(super) fn read(error: &Object, builder: &mut ErrorBuilder) {
    builder.common(error);
    builder.code = text_of(error, "status").map(str::to_owned).or_else(|| code_of(error));
    builder.message = text_of(error, "message").map(str::to_owned);
    builder.status = builder.status.or_else(|| error.get("code")?.as_u64());
    let mut rest = Vec::new();
    for detail in details(error) {
        let kind = text_of(detail, "@type").unwrap_or_default();
        match kind
            .get(kind.bytes().rposition(|b| matches!(b, b'/' | b'.')).map_or(0, |at| at + 1)..)
            .unwrap_or_default()
        {
            "BadRequest" => violations(detail, builder),
            "RetryInfo" => {
                builder.retry_info = member(detail, "retryDelay", "retry_delay").and_then(duration::milliseconds);
            }
            "RequestInfo" => builder.request_id(member(detail, "requestId", "request_id").and_then(Json::as_str)),
            "Help" => {
                for link in items(detail.get("links")) {
                    builder.docs(link.get("url").and_then(Json::as_str));
                }
            }
            // Stack entries are internals of the server.
            "DebugInfo" => {}
            _ => rest.push(Json::Object(detail.clone())),
        }
    }
    if !rest.is_empty() {
        builder.details = Some(Json::Array(rest));
    }
}

fn violations(detail: &Object, builder: &mut ErrorBuilder) {
    let list = items(member(detail, "fieldViolations", "field_violations"));
    for violation in list.iter().filter_map(Json::as_object) {
        let at = segments(text_of(violation, "field").unwrap_or_default(), Notation::Foreign);
        let reason = text_of(violation, "description").unwrap_or_default();
        builder.fields.push(at, None, reason, text_of(violation, "reason").map(str::to_owned));
    }
}

/// Protobuf's JSON form is written in camelCase, and must be read in `snake_case` too.
fn member<'v>(detail: &'v Object, camel: &str, snake: &str) -> Option<&'v Json> {
    detail.get(camel).or_else(|| detail.get(snake))
}
