//! The digests of the issues that were found: an issue that several schemas give is reported once.
//!
//! Two issues may have one digest, and then the second one is not reported. The verdict stays the same: the value has the first.

use super::super::int_map::IntMap;

/// The digests of issues. A branch mostly has one, which needs no table.
#[derive(Default)]
pub(super) struct Digests {
    first: Option<u64>,
    others: IntMap,
}

impl Digests {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        usize::from(self.first.is_some()) + self.others.len()
    }

    /// Whether it is there.
    pub(super) fn has(&self, digest: u64) -> bool {
        self.first == Some(digest) || self.others.get(digest).is_some()
    }

    /// Adds a digest, and returns whether it is new.
    pub(super) fn insert(&mut self, digest: u64) -> bool {
        if let Some(first) = self.first {
            return first != digest && self.others.insert(digest, 0);
        }
        self.first = Some(digest);
        true
    }
}
