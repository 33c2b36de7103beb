//! Messages across the boundary.

use alloc::vec::Vec;

use unanimous::json::ToJson;
use unanimous::report::{self, Issue, MessageFormat, ParseOptions};
use wasm_bindgen::prelude::wasm_bindgen;

use super::buffer;
use super::constants::{ANSWERED, KNOWN_PATHS, NONE};
use super::lists::lists;
use super::members::{push_json, push_number, push_path, push_text};

/// Parses a message, and leaves its issues in the output: their count, and the members of each. Returns [`NONE`] if it is not
/// a validation message.
///
/// The input has `length` bytes: lists of the message alone, the known paths, the prefixes, and the name of its form if that is
/// known.
#[wasm_bindgen(js_name = parseMessage)]
pub fn parse_message(flags: u32, length: usize) -> u32 {
    buffer::with_bytes(length, |input| {
        let ([text, known_paths, prefixes, form], _) = lists(input);
        let known_paths = (flags & KNOWN_PATHS != 0).then_some(known_paths);
        let form = form.first().and_then(|name| MessageFormat::from_name(name));
        let options = ParseOptions { known_paths, prefixes, form };
        let Ok(parsed) = report::parse(text.first().unwrap_or(&""), &options) else { return NONE };
        let mut out = Vec::new();
        push_number(&mut out, parsed.report.issues().len());
        for issue in parsed.report.issues() {
            push_issue(&mut out, issue);
        }
        buffer::put_bytes(out);
        ANSWERED
    })
}

/// Writes the path, the segments, the code, the reason and the parameters. An issue that is read from a text has no detail.
fn push_issue(out: &mut Vec<u8>, issue: &Issue) {
    push_path(out, issue.path(), issue.segments());
    push_text(out, issue.code().as_str());
    push_text(out, issue.reason());
    push_json(out, Some(issue.params() as &dyn ToJson));
}
