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
        for (reason, path) in alternatives(chunk) {
            if issues.len() >= most {
                return issues;
            }
            push(&mut issues, path.unwrap_or_default(), reason);
        }
    }
    issues
}

/// Whether a chunk, or one of its alternatives, names a path.
pub(super) fn names_path(chunk: &str) -> bool {
    alternatives(chunk).iter().any(|(_, path)| path.is_some())
}

/// The reason and the path of a chunk. If it is of a union, those of each alternative: `Required at "a" or Required at "b"`
/// (versions 4 and 5), `…, or …` (version 3).
///
/// Only an `or` that stands behind a path or an index separates. Any other belongs to a reason.
fn alternatives(chunk: &str) -> Vec<(&str, Option<Vec<Segment>>)> {
    let text = |from: usize, to: usize| chunk.get(from..to).unwrap_or_default();
    let mut out = Vec::new();
    // Where this alternative begins, where its reason ends, and how long the words before its path are.
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
            let path = reason.and_then(|(end, words)| path(text(end + words, space), words, !rest.is_empty()));
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

/// The path behind ` at "` or ` at index `, if it ends there. A comma may stand between it and an `or`.
fn path(written: &str, words: usize, is_before_or: bool) -> Option<Vec<Segment>> {
    let written = written.strip_suffix(',').filter(|_| is_before_or).unwrap_or(written);
    if words == AT_INDEX.len() {
        return Some(vec![Segment::Index(index(written)?)]);
    }
    // The library writes a path of one key as that key, and a lone index as `index 0`. So `at "0"` names a key.
    Some(match written.strip_suffix('"')? {
        "\"\"" => vec![Segment::from("")],
        text if index(text).is_some() => vec![Segment::from(text)],
        text => foreign::dotted(text),
    })
}
