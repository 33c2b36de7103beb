//! `reason at "path"; reason at index 0`: the format of zod-validation-error.

use alloc::vec;
use alloc::vec::Vec;

use super::push;
use crate::path::{Segment, foreign, index};
use crate::report::Issue;
use crate::strings;

const AT_PATH: &str = " at \"";
const AT_INDEX: &str = " at index ";

pub(super) fn read(chunks: &[&str], most: usize) -> Vec<Issue> {
    let mut issues = Vec::new();
    for chunk in chunks {
        for part in parts(chunk) {
            for (reason, path) in alternatives(part) {
                if issues.len() >= most {
                    return issues;
                }
                push(&mut issues, path.unwrap_or_default(), reason);
            }
        }
    }
    issues
}

/// Whether a chunk, or one of its alternatives, names a path.
pub(super) fn names_path(chunk: &str) -> bool {
    alternatives(chunk).iter().any(|(_, path)| path.is_some())
}

/// Splits a chunk after each `";`, if each part then ends with a path: `Required at "a";Required at "b"`.
fn parts(chunk: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = chunk;
    while let Some((part, after)) = strings::find(rest, "\";").map(|at| strings::split_at(rest, at + 1)) {
        parts.push(part);
        rest = after.strip_prefix(';').unwrap_or(after);
    }
    parts.push(rest);
    let ends_with_path = |part: &&str| alternatives(part).last().is_some_and(|(_, path)| path.is_some());
    if parts.iter().all(ends_with_path) { parts } else { vec![chunk] }
}

/// Splits a chunk into its alternatives, each a reason and a path. A chunk has several if the schema is a union:
/// `Required at "a" or Required at "b"` (versions 4 and 5), `…, or …` (version 3).
///
/// An `or` separates alternatives only after a path or an index. Any other `or` belongs to a reason.
#[inline(never)]
fn alternatives(chunk: &str) -> Vec<(&str, Option<Vec<Segment>>)> {
    let chunk = strings::trim(chunk);
    let chunk = chunk.strip_suffix(';').unwrap_or(chunk);
    let text = |from: usize, to: usize| chunk.get(from..to).unwrap_or_default();
    let mut out = Vec::new();
    // The start of this alternative. If it has a path: the end of its reason, and the length of the marker before the path.
    let (mut start, mut reason) = (0, None);
    let mut at = 0;
    loop {
        let space = strings::find(text(at, chunk.len()), " ").map_or(chunk.len(), |found| at + found);
        let rest = text(space, chunk.len());
        if rest.starts_with(AT_PATH) {
            reason = Some((space, AT_PATH.len()));
        } else if rest.starts_with(AT_INDEX) {
            reason = Some((space, AT_INDEX.len()));
        } else if rest.is_empty() || rest.starts_with(" or ") {
            let written = reason.map_or("", |(end, marker)| text(end + marker, space));
            let path = reason.and_then(|(_, marker)| path(written, marker, !rest.is_empty()));
            if path.is_none() && matches!(written.as_bytes(), [.., b'"'] | [.., b'"', b',']) {
                // A list of names is no path, and stays none with more text behind it, so it is not read again.
                reason = None;
            }
            if rest.is_empty() || path.is_some() {
                let end = reason.filter(|_| path.is_some()).map_or(space, |(end, _)| end);
                out.push((text(start, end), path));
                (start, reason) = (space + " or ".len(), None);
            }
        }
        if rest.is_empty() {
            return out;
        }
        at = space + 1;
    }
}

/// Reads the text after the marker ` at "` or ` at index ` as a path; `None` if it goes on after the path. Before an `or`
/// it may end with a comma. `marker` is the marker's length.
fn path(written: &str, marker: usize, is_before_or: bool) -> Option<Vec<Segment>> {
    let written = written.strip_suffix(',').filter(|_| is_before_or).unwrap_or(written);
    if marker == AT_INDEX.len() {
        return Some(vec![Segment::Index(index(written)?)]);
    }
    // The library writes a path of one key as that key, and a lone index as `index 0`. So `at "0"` names a key.
    Some(match written.strip_suffix('"')? {
        "\"\"" => vec![Segment::from("")],
        // A list of names, as `"a" and "b"`.
        text if ["\" and \"", "\", \""].iter().any(|separator| strings::find(text, separator).is_some()) => {
            return None;
        }
        text if index(text).is_some() => vec![Segment::from(text)],
        text => foreign::dotted(text),
    })
}
