//! Messages across the boundary.

use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{ANSWERED, NONE, answer, buffer, issues, read};
use crate::report::{self, Form, ParseOptions, Report};

/// Prints packed rows of issues as a message, which is the answer as it is.
#[wasm_bindgen(js_name = formatMessage)]
pub fn format_message(length: usize) -> u32 {
    buffer::put(issues::report(&buffer::with(length, read::value)).to_string());
    ANSWERED
}

/// Reads the message in the packed `{"text", "knownPaths"?, "prefixes"?, "form"?}`: `{"form", "issues"}`, or nothing
/// where it is no validation message.
#[wasm_bindgen(js_name = parseMessage)]
pub fn parse_message(length: usize) -> u32 {
    #[derive(Serialize)]
    struct Read<'p> {
        form: Option<&'static str>,
        issues: &'p Report,
    }
    let given = buffer::with(length, read::value);
    let texts = |name: &str| given[name].as_array().map(|list| list.iter().filter_map(|text| text.as_str()).collect());
    let options = ParseOptions {
        known_paths: texts("knownPaths"),
        prefixes: texts("prefixes").unwrap_or_default(),
        form: given["form"].as_str().and_then(Form::from_name),
    };
    match report::parse(given["text"].as_str().unwrap_or_default(), &options) {
        Ok(parsed) => answer(&Read { form: parsed.form.map(Form::as_str), issues: &parsed.report }),
        Err(_) => NONE,
    }
}
