//! Error bodies across the boundary.

use alloc::vec::Vec;

use unanimous::api_error::{ApiError, FieldError, Location, ReadOptions, Response, vocabulary_of};
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

/// Reads a response, and leaves its error in the output: the members of `ApiError` but its status, in the order of its JSON.
/// [`push_error`] says how; JavaScript takes longer to read JSON.
///
/// The input has `length` bytes: the counts of four lists of texts, the length of each text, the texts, and the body. The lists
/// are names and values of headers in turn, the known paths, the prefixes, and the roles and names of the vocabulary in
/// turn. If the vocabulary is wrong, the output is [`NONE`] and a text that says why. A negative `now` is unknown.
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
        let mut out = Vec::with_capacity(USUAL_LENGTH);
        match vocabulary_of(pairs(&vocabulary)) {
            Ok(vocabulary) => {
                let known_paths = (flags & KNOWN_PATHS != 0).then_some(known_paths);
                let message = ParseOptions { known_paths, prefixes, form: None };
                let options = ReadOptions { message, keep_echoes: flags & KEEP_ECHOES != 0, vocabulary };
                push_error(&mut out, &ApiError::read_with(&response, &options));
            }
            Err(text) => {
                push_number(&mut out, NONE);
                push_text(&mut out, &text);
            }
        }
        buffer::put_bytes(out);
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

/// Writes an error: numbers and texts, as [`push_number`] and [`push_text`] write them. What may be missing is [`NONE`] then.
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
    push_number(out, error.retry_after.map_or(NONE, |delay| usize::try_from(delay.as_millis()).unwrap_or(NONE) + 1));
    push_number(out, error.warnings.len());
    for warning in &error.warnings {
        push_text(out, warning.as_str());
    }
    push_json(out, (error.hints != Hints::default()).then_some(&error.hints as &dyn ToJson));
}

/// Writes the path, the segments, the location, the reason, the code and the parameters. A path of one name has [`NONE`] as
/// its segments. A segment is an index after [`NONE`], or a key.
fn push_field(out: &mut Vec<u8>, field: &FieldError) {
    push_text(out, &field.path);
    if matches!(field.segments.as_slice(), [Segment::Key(name)] if *name == field.path) {
        push_number(out, NONE);
    } else {
        push_number(out, field.segments.len() + 1);
        for segment in &field.segments {
            match segment {
                Segment::Index(index) => {
                    push_number(out, NONE);
                    push_number(out, *index as usize);
                }
                Segment::Key(key) => push_text(out, key),
            }
        }
    }
    push_optional(out, field.location.map(Location::as_str));
    push_text(out, &field.reason);
    push_optional(out, field.code.as_deref());
    push_json(out, (!field.params.is_empty()).then_some(&field.params as &dyn ToJson));
}

/// The number that stands for what is missing.
const NONE: usize = 0;

/// Writes a number as ASCII characters: six bits each, the highest first. All but the last have the next bit set.
#[allow(clippy::cast_possible_truncation, reason = "six bits fit")]
fn push_number(out: &mut Vec<u8>, number: usize) {
    let mut shift = 30;
    while shift > 0 {
        if number >> shift > 0 {
            out.push(64 | (number >> shift & 63) as u8);
        }
        shift -= 6;
    }
    out.push((number & 63) as u8);
}

/// Writes a text: the number of its UTF-16 units and one more, then itself.
fn push_text(out: &mut Vec<u8>, text: &str) {
    let units = if text.is_ascii() { text.len() } else { text.chars().map(char::len_utf16).sum() };
    push_number(out, units + 1);
    out.extend_from_slice(text.as_bytes());
}

fn push_optional(out: &mut Vec<u8>, text: Option<&str>) {
    match text {
        Some(text) => push_text(out, text),
        None => push_number(out, NONE),
    }
}

/// Writes a value as a text of JSON.
fn push_json(out: &mut Vec<u8>, value: Option<&dyn ToJson>) {
    push_optional(out, value.map(ToJson::to_json_string).as_deref());
}
