//! Field errors inside a message: `path: reason; …`, or the JSON text of zod's issues.

use alloc::borrow::ToOwned;

use crate::json::Json;
use crate::reason::Code;

use super::Fields;
use crate::api_error::stack_trace::without_stack;
use crate::api_error::{FieldError, MAX_FIELDS};
use crate::report::{self, ParseOptions};

/// Adds the issues of a message with a known prefix, and returns whether it has any. A stack trace after it is left out. A
/// reason that is a text of this crate has its code.
#[inline(never)]
pub(in crate::api_error) fn from_message(fields: &mut Fields, message: &str, options: &ParseOptions<'_>) -> bool {
    let parsed = report::parse_first(message, options, MAX_FIELDS, without_stack);
    let issues = parsed.map(|parsed| parsed.report).unwrap_or_default();
    let has_issues = !issues.is_empty();
    for issue in issues {
        let (path, segments, code, reason, params) = issue.into_parts();
        let code = Some(code).filter(|code| *code != Code::Custom).map(|code| code.as_str().to_owned());
        fields.add(FieldError { path, segments, location: None, reason, code, params });
    }
    has_issues
}

/// Whether a value is `{path: [], message}`, as zod, valibot and every Standard Schema library write an issue.
pub(in crate::api_error) fn is_zod_issue(value: &Json) -> bool {
    value.get("path").is_some_and(Json::is_array) && value.get("message").is_some_and(Json::is_string)
}
