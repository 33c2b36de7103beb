//! Error responses across the boundary.

use crate::json::Value;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{issue, json, read};
use crate::render::{self, Context, Dialect, ErrorResponse};
use crate::report::Report;

/// Renders packed issues, `[path, reason, code]` each: `{"status", "headers": [[name, value], …], "body"}` as JSON;
/// nothing where there is no dialect of this name.
#[wasm_bindgen(js_name = renderIssues)]
pub fn render_issues(issues: &[u8], dialect: &str, context: &[u8]) -> Option<String> {
    let issues = read::value(issues);
    let report: Report = issues.as_array().into_iter().flatten().map(issue).collect();
    with_context(dialect, context, |dialect, context| render::response(&report, dialect, context))
}

/// Renders an error that names no fields.
#[wasm_bindgen(js_name = renderError)]
pub fn render_error(status: u16, code: &str, message: &str, dialect: &str, context: &[u8]) -> Option<String> {
    with_context(dialect, context, |dialect, context| render::error(status, code, message, dialect, context))
}

fn with_context(
    dialect: &str,
    context: &[u8],
    body: impl FnOnce(Dialect, &Context<'_>) -> ErrorResponse,
) -> Option<String> {
    let dialect = Dialect::from_name(dialect)?;
    let context = read::value(context);
    let text = |name: &str| context[name].as_str();
    let context = Context {
        request_id: text("requestId"),
        instance: text("instance"),
        docs_base: text("docsBase"),
        status: status(&context["status"]),
        code: text("code"),
        title: text("title"),
        accept: text("accept"),
    };
    Some(json(&body(dialect, &context)))
}

fn status(value: &Value) -> Option<u16> {
    value.as_u64().and_then(|status| status.try_into().ok())
}
