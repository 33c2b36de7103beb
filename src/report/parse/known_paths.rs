//! The caller's known paths.

use alloc::vec::Vec;

use crate::path::{Segment, foreign};
use crate::strings;

/// The only paths that can begin an issue, as segments. The key `*` stands for any one segment. A text that is not a
/// path is one key.
pub(super) struct KnownPaths(Vec<Vec<Segment>>);

impl KnownPaths {
    pub(super) fn new(paths: &[&str]) -> Self {
        Self(paths.iter().map(|path| foreign::dotted(path)).collect())
    }

    /// The path that a text at the start of a chunk names, if it is known. The text may be a label, which is one key.
    pub(super) fn find(&self, written: &str) -> Option<Vec<Segment>> {
        let path = foreign::head(written).unwrap_or_else(|| foreign::dotted(strings::trim(written)));
        (path.is_empty() || self.0.iter().any(|known| fits(known, &path))).then_some(path)
    }
}

fn fits(known: &[Segment], path: &[Segment]) -> bool {
    let is_any = |segment: &Segment| matches!(segment, Segment::Key(key) if key == "*");
    known.len() == path.len() && known.iter().zip(path).all(|(known, segment)| is_any(known) || known == segment)
}
