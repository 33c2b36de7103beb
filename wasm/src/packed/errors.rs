//! Error bodies across the boundary.

use alloc::string::String;
use alloc::vec::Vec;

use unanimous::Json;
use unanimous::api_error::{ApiError, FieldError, ReadOptions, Response, vocabulary_of};
use unanimous::headers::{Headers, Hints};
use unanimous::json::ToJson;
use unanimous::path::Segment;
use unanimous::report::ParseOptions;
use wasm_bindgen::prelude::wasm_bindgen;

use super::buffer;
use super::constants::{ANSWERED, INCOMPLETE, KEEP_ECHOES, KNOWN_PATHS};
use super::value::Cursor;

/// The length of most answers in bytes.
const USUAL_LENGTH: usize = 512;

/// Reads a response, and leaves its error in the output as a list: the members of `ApiError` but its status, in the order
/// of its JSON, without their names. A field is a list too: see [`push_field`].
///
/// The input has `length` bytes: the counts of four lists of texts, the length of each text, the texts, and the body. The lists
/// are names and values of headers in turn, the known paths, the prefixes, and the roles and names of the vocabulary in
/// turn. If the vocabulary is wrong, the output is a JSON string that says why. A negative `now` is unknown.
#[wasm_bindgen(js_name = readError)]
pub fn read_error(status: u16, now: f64, flags: u32, length: usize) -> u32 {
    buffer::with_bytes(length, |input| {
        let (lists, body) = lists(input);
        let [headers, known_paths, prefixes, vocabulary] = lists;
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
        let mut out = String::with_capacity(USUAL_LENGTH);
        match vocabulary_of(pairs(&vocabulary)) {
            Ok(vocabulary) => {
                let known_paths = (flags & KNOWN_PATHS != 0).then_some(known_paths);
                let message = ParseOptions { known_paths, prefixes, form: None };
                let options = ReadOptions { message, keep_echoes: flags & KEEP_ECHOES != 0, vocabulary };
                push_error(&mut out, &ApiError::read_with(&response, &options));
            }
            Err(text) => text.push_json(&mut out),
        }
        buffer::put_text(out);
        ANSWERED
    })
}

/// Reads the lists of texts at the beginning of the input. The body follows them.
fn lists(input: &[u8]) -> ([Vec<&str>; 4], &[u8]) {
    let counts = Cursor::new(&[], input);
    let counts = [counts.word(), counts.word(), counts.word(), counts.word()];
    let words = counts.len() + counts.iter().sum::<u32>() as usize;
    let (words, texts) = input.split_at_checked(words * 4).unwrap_or_default();
    let cursor = Cursor::new(texts, words.get(counts.len() * 4..).unwrap_or_default());
    let lists = counts.map(|count| (0..count).map(|_| cursor.text(cursor.word())).collect());
    (lists, cursor.rest())
}

/// The texts of a list, two by two.
fn pairs<'t>(texts: &[&'t str]) -> impl Iterator<Item = (&'t str, &'t str)> {
    texts.as_chunks().0.iter().map(|&[name, value]| (name, value))
}

fn push_error(out: &mut String, error: &ApiError) {
    out.push('[');
    push_members(out, &[&error.dialect, &error.code, &error.category, &error.title, &error.message]);
    out.push_str(",[");
    for (at, field) in error.fields.iter().enumerate() {
        out.push_str(if at > 0 { "," } else { "" });
        push_field(out, field);
    }
    out.push_str("],");
    let retry_after = error.retry_after.map(|delay| u64::try_from(delay.as_millis()).unwrap_or(u64::MAX));
    push_members(
        out,
        &[&error.request_id, &error.docs_url, &error.instance, &error.details, &retry_after, &error.warnings],
    );
    if error.hints != Hints::default() {
        out.push(',');
        error.hints.push_json(out);
    }
    out.push(']');
}

/// Writes `[path, segments, location, reason, code, params?]`. 0 stands for the segments of a path of one name.
fn push_field(out: &mut String, field: &FieldError) {
    let is_one_name = matches!(field.segments.as_slice(), [Segment::Key(name)] if *name == field.path);
    let segments: &dyn ToJson = if is_one_name { &0_u32 } else { &field.segments };
    out.push('[');
    push_members(out, &[&field.path, segments, &field.location, &field.reason, &field.code]);
    if !field.params.is_empty() {
        out.push(',');
        field.params.push_json(out);
    }
    out.push(']');
}

fn push_members(out: &mut String, members: &[&dyn ToJson]) {
    for (at, member) in members.iter().enumerate() {
        out.push_str(if at > 0 { "," } else { "" });
        member.push_json(out);
    }
}

/// Reads milliseconds since 1970; `None` for anything but a number from 0 on.
pub(super) fn time(value: &Json) -> Option<u64> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as saturates; the sign is checked")]
    value.as_f64().filter(|ms| *ms >= 0.0).map(|ms| ms as u64)
}
