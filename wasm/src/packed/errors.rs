//! Error bodies across the boundary.

use alloc::vec::Vec;

use unanimous::api_error::{ApiError, FieldError, Location, ReadOptions, Response, vocabulary_of};
use unanimous::headers::{Headers, Hints};
use unanimous::json::ToJson;
use unanimous::report::ParseOptions;
use wasm_bindgen::prelude::wasm_bindgen;

use super::buffer;
use super::constants::{ANSWERED, INCOMPLETE, KEEP_ECHOES, KNOWN_PATHS};
use super::lists::{lists, pairs};
use super::members::{MISSING, milliseconds, push_json, push_number, push_optional, push_path, push_text};

/// Room for most results, in bytes.
const USUAL_LENGTH: usize = 512;

/// Reads a response, and leaves its error in the output: the members of `ApiError` but its status, in the order of its JSON.
/// [`push_error`] says how.
///
/// The input has `length` bytes: four lists of texts, and the body. The lists are names and values of headers in turn, the
/// known paths, the prefixes, and the roles and names of the vocabulary in turn. If the vocabulary is wrong, the output is
/// [`MISSING`] and a text that says why. A negative `now` is unknown.
#[wasm_bindgen(js_name = readError)]
pub fn read_error(status: u16, now: f64, flags: u32, length: usize) -> u32 {
    buffer::with_bytes(length, |input| {
        let ([headers, known_paths, prefixes, vocabulary], body) = lists(input);
        let response = Response {
            status,
            headers: pairs(&headers).collect::<Headers<'_>>(),
            body,
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "as saturates; the sign is checked"
            )]
            now: (now >= 0.0).then_some(now as u64),
            incomplete: flags & INCOMPLETE != 0,
        };
        let mut out = Vec::with_capacity(USUAL_LENGTH);
        match vocabulary_of(pairs(&vocabulary)) {
            Ok(vocabulary) => {
                let known_paths = (flags & KNOWN_PATHS != 0).then_some(known_paths);
                let message = ParseOptions { known_paths, prefixes, form: None };
                let options = ReadOptions { message, keep_echoes: flags & KEEP_ECHOES != 0, vocabulary };
                push_error(&mut out, &ApiError::read_with(&response, &options));
            }
            Err(text) => {
                push_number(&mut out, MISSING);
                push_text(&mut out, &text);
            }
        }
        buffer::put_bytes(out);
        ANSWERED
    })
}

/// Writes an error: numbers and texts, as [`push_number`] and [`push_text`] write them. [`MISSING`] stands for a missing one.
fn push_error(out: &mut Vec<u8>, error: &ApiError) {
    push_text(out, error.dialect.as_str());
    push_optional(out, error.code.as_deref());
    push_text(out, error.category.as_str());
    push_optional(out, error.title.as_deref());
    push_text(out, &error.message);
    push_number(out, error.fields.len());
    for field in &error.fields {
        push_field(out, field);
    }
    push_optional(out, error.request_id.as_deref());
    push_optional(out, error.docs_url.as_deref());
    push_optional(out, error.instance.as_deref());
    push_json(out, error.details.as_ref().map(|details| details as &dyn ToJson));
    // The longest delay has 31 bits.
    push_number(
        out,
        error.retry_after.map_or(MISSING, |delay| usize::try_from(milliseconds(delay)).unwrap_or(MISSING) + 1),
    );
    push_number(out, error.warnings.len());
    for warning in &error.warnings {
        push_text(out, warning.as_str());
    }
    push_json(out, (error.hints != Hints::default()).then_some(&error.hints as &dyn ToJson));
}

/// Writes the path, the segments, the location, the reason, the code and the parameters.
fn push_field(out: &mut Vec<u8>, field: &FieldError) {
    push_path(out, &field.path, &field.segments);
    push_optional(out, field.location.map(Location::as_str));
    push_text(out, &field.reason);
    push_optional(out, field.code.as_deref());
    push_json(out, (!field.params.is_empty()).then_some(&field.params as &dyn ToJson));
}
