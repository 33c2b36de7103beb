//! Messages across the boundary.

use wasm_bindgen::prelude::wasm_bindgen;

use super::constants::{ANSWERED, NONE};
use super::value::json_of_block;
use super::{buffer, items};
use alloc::string::String;

use unanimous::Json;
use unanimous::json::ObjectWriter;
use unanimous::report::{self, MessageFormat, ParseOptions};

/// Parses the message in the packed `{"text", "knownPaths"?, "prefixes"?, "form"?}`, and leaves `{"form", "issues"}` in
/// the output. Returns 0 if it is not a validation message.
#[wasm_bindgen(js_name = parseMessage)]
pub fn parse_message(length: usize) -> u32 {
    let given = buffer::with_bytes(length, json_of_block);
    match report::parse(given["text"].as_str().unwrap_or_default(), &parse_options(&given)) {
        Ok(parsed) => {
            let mut text = String::new();
            let form = parsed.form.map(MessageFormat::as_str);
            ObjectWriter::new(&mut text).member("form", &form).member("issues", &parsed.report).end();
            buffer::put_text(text);
            ANSWERED
        }
        Err(_) => NONE,
    }
}

/// Reads `{"knownPaths"?, "prefixes"?, "form"?}`.
pub(super) fn parse_options(given: &Json) -> ParseOptions<'_> {
    let texts = |name: &str| items(&given[name]).iter().filter_map(Json::as_str).collect();
    ParseOptions {
        known_paths: given["knownPaths"].is_array().then(|| texts("knownPaths")),
        prefixes: texts("prefixes"),
        form: given["form"].as_str().and_then(MessageFormat::from_name),
    }
}
