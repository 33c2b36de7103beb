//! How the module for errors gets its input, as lists of texts, and leaves its answers, as numbers and texts in order.
//!
//! JavaScript reads these faster than JSON. `pkg/src/packed/response.ts` writes the input, and `answer.ts` beside it reads the
//! answers.

use alloc::vec::Vec;
use core::time::Duration;

use unanimous::json::ToJson;
use unanimous::path::Segment;

use super::cursor::Cursor;

/// Reads four lists of texts, and the bytes behind them. The input begins with the counts of the lists and the length of each
/// text; the texts follow.
#[inline(never)]
pub(super) fn lists(input: &[u8]) -> ([Vec<&str>; 4], &[u8]) {
    let counts = Cursor::new(&[], input);
    let counts = [counts.word(), counts.word(), counts.word(), counts.word()];
    let words = counts.len() + counts.iter().sum::<u32>() as usize;
    let (words, texts) = input.split_at_checked(words * 4).unwrap_or_default();
    let cursor = Cursor::new(texts, words.get(counts.len() * 4..).unwrap_or_default());
    let lists = counts.map(|count| (0..count).map(|_| cursor.text(cursor.word())).collect());
    (lists, cursor.rest())
}

/// The texts of a list, two by two.
pub(super) fn pairs<'t>(texts: &[&'t str]) -> impl Iterator<Item = (&'t str, &'t str)> {
    texts.as_chunks().0.iter().map(|&[name, value]| (name, value))
}

/// Writes a path, the number of its segments and one more, and the segments. A key is a text; an index is [`NONE`] and a
/// number. If the path is the name of its only key, [`NONE`] stands for the segments.
pub(super) fn push_path(out: &mut Vec<u8>, path: &str, segments: &[Segment]) {
    push_text(out, path);
    if matches!(segments, [Segment::Key(name)] if name == path) {
        push_number(out, NONE);
    } else {
        push_number(out, segments.len() + 1);
        for segment in segments {
            match segment {
                Segment::Index(index) => {
                    push_number(out, NONE);
                    push_number(out, *index as usize);
                }
                Segment::Key(key) => push_text(out, key),
            }
        }
    }
}

/// The number in place of a missing value.
pub(super) const NONE: usize = 0;

/// Writes a number as ASCII characters: six bits each, the highest first. All but the last have the next bit set.
#[allow(clippy::cast_possible_truncation, reason = "six bits fit")]
pub(super) fn push_number(out: &mut Vec<u8>, number: usize) {
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
pub(super) fn push_text(out: &mut Vec<u8>, text: &str) {
    let units = if text.is_ascii() { text.len() } else { text.chars().map(char::len_utf16).sum() };
    push_number(out, units + 1);
    out.extend_from_slice(text.as_bytes());
}

pub(super) fn push_optional(out: &mut Vec<u8>, text: Option<&str>) {
    match text {
        Some(text) => push_text(out, text),
        None => push_number(out, NONE),
    }
}

/// Writes a value as a text of JSON.
pub(super) fn push_json(out: &mut Vec<u8>, value: Option<&dyn ToJson>) {
    push_optional(out, value.map(ToJson::to_json_string).as_deref());
}

/// The whole milliseconds of a duration. `Duration::as_millis` returns a `u128`, which takes more code.
pub(super) fn milliseconds(duration: Duration) -> u64 {
    duration.as_secs() * 1000 + u64::from(duration.subsec_millis())
}
