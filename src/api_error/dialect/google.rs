//! Google's APIs (AIP-193): `{"error": {"code", "status", "message", "details": [{"@type"}]}}`.

use crate::json::{Object, Value};

use super::{Draft, Rules, Seen};
use crate::api_error::draft::{code_of, text_of};
use crate::api_error::fields::{Notation, segments};
use crate::api_error::{Dialect, duration};

pub(super) struct Google;

impl Rules for Google {
    fn dialect(&self) -> Dialect {
        Dialect::Google
    }

    fn detects(&self, seen: &Seen<'_>) -> bool {
        seen.error().is_some_and(is_google)
    }

    fn read(&self, seen: &Seen<'_>, draft: &mut Draft) {
        if let Some(error) = seen.error() {
            read(error, draft);
        }
    }
}

fn is_google(error: &Object) -> bool {
    let upper_snake = |text: &str| text.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
    let by_status = error.get("code").is_some_and(Value::is_i64) && text_of(error, "status").is_some_and(upper_snake);
    by_status || details(error).any(|detail| detail.contains_key("@type"))
}

fn details(error: &Object) -> impl Iterator<Item = &Object> {
    error.get("details").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
}

/// Reads one google.rpc.Status.
pub(super) fn read(error: &Object, draft: &mut Draft) {
    draft.common(error);
    draft.code = text_of(error, "status").map(str::to_owned).or_else(|| code_of(error));
    draft.message = text_of(error, "message").map(str::to_owned);
    draft.status = draft.status.or_else(|| error.get("code")?.as_u64());
    let mut rest = Vec::new();
    for detail in details(error) {
        let kind = text_of(detail, "@type").unwrap_or_default();
        match kind
            .get(kind.bytes().rposition(|b| matches!(b, b'/' | b'.')).map_or(0, |at| at + 1)..)
            .unwrap_or_default()
        {
            "BadRequest" => violations(detail, draft),
            "RetryInfo" => {
                draft.retry_info = member(detail, "retryDelay", "retry_delay").and_then(duration::milliseconds);
            }
            "RequestInfo" => draft.request_id(member(detail, "requestId", "request_id").and_then(Value::as_str)),
            "Help" => {
                for link in detail.get("links").and_then(Value::as_array).into_iter().flatten() {
                    draft.docs(link.get("url").and_then(Value::as_str));
                }
            }
            // Stack entries are the server's own business.
            "DebugInfo" => {}
            _ => rest.push(Value::Object(detail.clone())),
        }
    }
    if !rest.is_empty() {
        draft.details = Some(Value::Array(rest));
    }
}

fn violations(detail: &Object, draft: &mut Draft) {
    let list = member(detail, "fieldViolations", "field_violations").and_then(Value::as_array);
    for violation in list.into_iter().flatten().filter_map(Value::as_object) {
        let at = segments(text_of(violation, "field").unwrap_or_default(), Notation::Foreign);
        let reason = text_of(violation, "description").unwrap_or_default();
        draft.fields.push(at, None, reason, text_of(violation, "reason").map(str::to_owned));
    }
}

/// Protobuf's JSON form writes camelCase, and readers take `snake_case` too.
fn member<'v>(detail: &'v Object, camel: &str, snake: &str) -> Option<&'v Value> {
    detail.get(camel).or_else(|| detail.get(snake))
}
