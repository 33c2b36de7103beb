//! Messages across the boundary.

use wasm_bindgen::prelude::wasm_bindgen;

use super::{ANSWERED, NONE, buffer, issues, value};
use alloc::string::{String, ToString as _};

use unanimous::json::ObjectWriter;

use unanimous::report::{self, MessageFormat, ParseOptions};

/// Prints packed rows of issues as a message, which is the answer as it is.
#[wasm_bindgen(js_name = formatMessage)]
pub fn format_message(length: usize) -> u32 {
    buffer::put(issues::report(&buffer::with(length, value::value)).to_string());
    ANSWERED
}

/// Reads the message in the packed `{"text", "knownPaths"?, "prefixes"?, "form"?}`: `{"form", "issues"}`, or nothing
/// where it is no validation message.
#[wasm_bindgen(js_name = parseMessage)]
pub fn parse_message(length: usize) -> u32 {
    let given = buffer::with(length, value::value);
    let texts = |name: &str| given[name].as_array().map(|list| list.iter().filter_map(|text| text.as_str()).collect());
    let options = ParseOptions {
        known_paths: texts("knownPaths"),
        prefixes: texts("prefixes").unwrap_or_default(),
        form: given["form"].as_str().and_then(MessageFormat::from_name),
    };
    match report::parse(given["text"].as_str().unwrap_or_default(), &options) {
        Ok(parsed) => {
            let mut text = String::new();
            let form = parsed.form.map(MessageFormat::as_str);
            ObjectWriter::new(&mut text).member("form", &form).member("issues", &parsed.report).end();
            buffer::put(text);
            ANSWERED
        }
        Err(_) => NONE,
    }
}
