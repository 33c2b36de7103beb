//! `path: reason; path: reason`: our own format, and that of other servers.

use alloc::vec::Vec;

use super::known_paths::KnownPaths;
use super::push;
use crate::path::{Segment, foreign};
use crate::report::Issue;
use crate::report::print::read_reason;
use crate::strings;

/// A path, and the text after its `": "`.
type Head<'t> = (Vec<Segment>, &'t str);

/// Reads the chunks of `body`. `first` is the head of the first one, if the caller knows it.
pub(super) fn read(
    body: &str,
    chunks: &[&str],
    mut first: Option<Head<'_>>,
    known: Option<&KnownPaths>,
    most: usize,
) -> Vec<Issue> {
    let offset = |part: &str| part.as_ptr().addr() - body.as_ptr().addr();
    // A chunk without a head belongs to the reason before it, so each reason is one range of the text.
    let mut open: Vec<(Vec<Segment>, usize, usize)> = Vec::new();
    for chunk in chunks {
        let end = offset(chunk) + chunk.len();
        let is_full = open.len() >= most;
        match (first.take().or_else(|| head(chunk, known)), open.last_mut()) {
            (Some(_), _) if is_full => break,
            (Some((path, reason)), _) => open.push((path, offset(reason), end)),
            (None, Some((.., last))) => *last = end,
            (None, None) => open.push((Vec::new(), offset(chunk), end)),
        }
    }
    let mut issues = Vec::new();
    for (path, start, end) in open {
        push(&mut issues, path, &read_reason(strings::trim(body.get(start..end).unwrap_or_default())));
    }
    issues
}

/// Splits `PATH: reason` at the first `": "`: the path and the reason. zod prints the root as the empty text.
pub(super) fn head<'t>(chunk: &'t str, known: Option<&KnownPaths>) -> Option<Head<'t>> {
    let (written, reason) = strings::split_once(chunk, ": ")?;
    let path = match known {
        None => foreign::head(written),
        Some(known) => known.find(written),
    };
    Some((path?, reason))
}
