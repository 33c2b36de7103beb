//! Error responses and messages across the boundary.

use core::time::Duration;

use unanimous::Json;
use wasm_bindgen::prelude::wasm_bindgen;

use super::constants::{ANSWERED, NONE};
use super::value::json_of_block;
use super::{buffer, issues, put_json};
use unanimous::render::{self, Context, Dialect, Texts};

/// Renders the packed `[dialect, context, issues]`, or `[dialect, context, status, code, message]` for an error without
/// fields. Leaves `{"status", "headers": [[name, value], …], "body"}` in the output. Returns 0 if there is no dialect
/// of this name.
#[wasm_bindgen(js_name = renderError)]
pub fn render(length: usize) -> u32 {
    let given = buffer::with_bytes(length, json_of_block);
    let text = |at: usize| given[at].as_str().unwrap_or_default();
    let Some(dialect) = Dialect::from_name(text(0)) else { return NONE };
    let context = context(&given[1]);
    let response = match status(&given[2]) {
        None => {
            let more = |hidden: usize, _| given[1]["more"][hidden - 1].as_str().unwrap_or_default().into();
            let texts = given[1]["prefix"].as_str().map(|prefix| Texts { prefix, more: &more });
            render::localized_response(&issues::report(&given[2]), dialect, &context, texts.as_ref())
        }
        Some(status) => render::error(status, text(3), text(4), dialect, &context),
    };
    put_json(&response)
}

fn context(given: &Json) -> Context<'_> {
    let text = |name: &str| given[name].as_str();
    Context {
        request_id: text("requestId"),
        instance: text("instance"),
        docs_base: text("docsBase"),
        status: status(&given["status"]),
        code: text("code"),
        title: text("title"),
        accept: text("accept"),
        issues: given["issues"] == true,
        retry_after: given["retryAfterMs"].as_u64().map(Duration::from_millis),
        // JavaScript has the locales: the rows of the issues hold their texts, and `prefix` and `more` the others.
        locale: None,
    }
}

fn status(value: &Json) -> Option<u16> {
    value.as_u64().and_then(|status| status.try_into().ok())
}

/// Prints packed rows of issues as a message, and leaves the message in the output.
#[wasm_bindgen(js_name = formatMessage)]
pub fn format_message(length: usize) -> u32 {
    buffer::put_text(issues::report(&buffer::with_bytes(length, json_of_block)).message());
    ANSWERED
}
