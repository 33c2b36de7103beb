//! Field errors inside a message: `path: reason; …`, or the JSON text of zod's issues.

use alloc::borrow::ToOwned;

use crate::json::Json;
use crate::json::read::{self, Body};
use crate::reason::Code;

use super::Fields;
use crate::api_error::MAX_FIELDS;
use crate::report::{self, ParseOptions};

/// Adds the issues of a message with a known prefix, and returns whether it has any. A reason that is a text of this crate
/// has its code.
pub(in crate::api_error) fn from_message(fields: &mut Fields, message: &str, options: &ParseOptions<'_>) -> bool {
    let issues = report::parse_first(message, options, MAX_FIELDS).map(|parsed| parsed.report).unwrap_or_default();
    for issue in issues.issues() {
        let code = Some(issue.code()).filter(|code| *code != Code::Custom).map(|code| code.as_str().to_owned());
        fields.push_with(issue.segments().to_vec(), None, issue.reason(), code, issue.params().clone());
    }
    !issues.is_empty()
}

/// Adds the fields of a message that is the JSON text of a list of issues (`ZodError.message`); `false` for any other.
pub(in crate::api_error) fn from_json_text(fields: &mut Fields, message: &str) -> bool {
    if !message.trim_start().starts_with('[') {
        return false;
    }
    let Ok(Body { value: Json::Array(items), .. }) = read::body(message) else { return false };
    let issues = !items.is_empty() && items.iter().all(is_zod_issue);
    if issues && fields.is_empty() {
        fields.list(&items, false);
    }
    issues
}

/// Whether a value is `{path: [], message}`, as zod, valibot and every Standard Schema library write an issue.
pub(in crate::api_error) fn is_zod_issue(value: &Json) -> bool {
    value.get("path").is_some_and(Json::is_array) && value.get("message").is_some_and(Json::is_string)
}
