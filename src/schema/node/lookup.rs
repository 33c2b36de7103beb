//! An index of the values that a node allows.

use alloc::vec::Vec;

use super::super::kind::Kind;

/// An index of an `enum`'s values by their digests.
#[derive(Debug)]
pub(in crate::schema) struct Lookup {
    /// The digest of the whole list, made once: an issue of each of many items needs it.
    pub(in crate::schema) digest: u64,
    /// The digest and the index of each value, sorted by digest; empty for a short list.
    pub(in crate::schema) sorted: Vec<(u64, usize)>,
    /// Whether an allowed value is a list or an object.
    pub(in crate::schema) has_nested: bool,
}

impl Lookup {
    /// Whether a value of this kind is found by the digest of all that it holds.
    pub(in crate::schema) fn reads_digest(&self, kind: Kind<'_>) -> bool {
        !self.sorted.is_empty() && (self.has_nested || !matches!(kind, Kind::List(_) | Kind::Object))
    }
}
