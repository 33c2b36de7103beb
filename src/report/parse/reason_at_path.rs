//! `reason at "path"; reason at index 0`: the format of zod-validation-error.

use alloc::vec;
use alloc::vec::Vec;

use crate::path::{Path, Segment, foreign, index};
use crate::reason::Reason;
use crate::report::Issue;
use crate::strings;

const AT_PATH: &str = " at \"";
const AT_INDEX: &str = " at index ";

pub(super) fn read(chunks: &[(usize, &str)], most: usize) -> Vec<Issue> {
    let mut issues = Vec::new();
    for (_, chunk) in chunks {
        for one in alternatives(chunk) {
            if issues.len() >= most {
                return issues;
            }
            let (reason, path) = tail(one).unwrap_or((one, Vec::new()));
            issues.push(Issue::new(Path(path), Reason::from_text(reason.trim())));
        }
    }
    issues
}

/// Whether a chunk, or one of its alternatives, names a path.
pub(super) fn names_path(chunk: &str) -> bool {
    alternatives(chunk).into_iter().any(|one| tail(one).is_some())
}

/// Splits `reason at "path"` or `reason at index 0` into the reason and the path.
fn tail(chunk: &str) -> Option<(&str, Vec<Segment>)> {
    if let Some((reason, path)) = chunk.strip_suffix('"').and_then(|rest| strings::rsplit_once(rest, AT_PATH)) {
        return Some((reason, path_of(path)));
    }
    let (reason, digits) = strings::rsplit_once(chunk, AT_INDEX)?;
    Some((reason, vec![Segment::Index(index(digits)?)]))
}

/// The library writes a path of one key as that key, and a lone index as `index 0`. So `at "0"` names a key.
fn path_of(text: &str) -> Vec<Segment> {
    match text {
        "\"\"" => vec![Segment::from("")],
        "" => Vec::new(),
        text if index(text).is_some() => vec![Segment::from(text)],
        text => foreign::dotted(text),
    }
}

/// The errors of a union: `Required at "a" or Required at "b"` (versions 4 and 5), `…, or …` (version 3).
///
/// Only an `or` that stands behind a path or an index separates. Any other belongs to a reason.
fn alternatives(chunk: &str) -> Vec<&str> {
    let mut out = Vec::new();
    // Where this alternative begins, and where the last path in it begins.
    let (mut start, mut path) = (0, None);
    let mut at = 0;
    while let Some(found) = chunk.get(at..).and_then(|rest| strings::find(rest, " ")) {
        let space = at + found;
        at = space + 1;
        let rest = chunk.get(space..).unwrap_or_default();
        if rest.starts_with(AT_PATH) {
            path = Some((space + AT_PATH.len(), true));
        } else if rest.starts_with(AT_INDEX) {
            path = Some((space + AT_INDEX.len(), false));
        } else if let (Some((begin, is_quoted)), true) = (path, rest.starts_with(" or ")) {
            let before = chunk.get(begin..space).unwrap_or_default();
            let before = before.strip_suffix(',').unwrap_or(before);
            let ends = if is_quoted { before.ends_with('"') } else { index(before).is_some() };
            if ends {
                out.push(chunk.get(start..begin + before.len()).unwrap_or_default());
                start = space + " or ".len();
                path = None;
            }
        }
    }
    out.push(chunk.get(start..).unwrap_or_default());
    out
}
