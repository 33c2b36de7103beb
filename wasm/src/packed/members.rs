//! How the module for errors leaves the members of its results: as numbers and texts in order, which JavaScript reads faster
//! than JSON. `pkg/src/packed/members.ts` reads them.

use alloc::vec::Vec;
use core::time::Duration;

use unanimous::json::ToJson;
use unanimous::path::Segment;

/// The number in place of a missing value.
pub(super) const MISSING: usize = 0;

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
        None => push_number(out, MISSING),
    }
}

/// Writes a path, the number of its segments and one more, and the segments. A key is a text; an index is [`MISSING`] and a
/// number. If the path is the name of its only key, [`MISSING`] stands for the segments.
pub(super) fn push_path(out: &mut Vec<u8>, path: &str, segments: &[Segment]) {
    push_text(out, path);
    if matches!(segments, [Segment::Key(name)] if name == path) {
        push_number(out, MISSING);
    } else {
        push_number(out, segments.len() + 1);
        for segment in segments {
            match segment {
                Segment::Index(index) => {
                    push_number(out, MISSING);
                    push_number(out, *index as usize);
                }
                Segment::Key(key) => push_text(out, key),
            }
        }
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
