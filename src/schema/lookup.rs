//! Finds a value among many allowed ones without a comparison with each.

use alloc::vec::Vec;

use super::digest::{digest_of_scalar, mix};
use super::input::digest;
use super::kind::Kind;
use super::source::Source;
use crate::json::Json;
use crate::sort;

/// Up to this many allowed values are compared one by one, which is faster than a search.
const FEW: usize = 16;

/// An index of an `enum`'s values by their digests.
#[derive(Debug)]
pub(super) struct Lookup {
    /// The digest of the whole list, made once: an issue of each of many items needs it.
    pub(super) digest: u64,
    /// The digest and the index of each value, sorted by digest; empty for a short list.
    sorted: Vec<(u64, usize)>,
    /// Whether an allowed value is a list or an object.
    has_nested: bool,
}

impl Lookup {
    pub(super) fn new(allowed: &[Json]) -> Self {
        let mut digests = Vec::new();
        let (mut of_list, mut has_nested) = (0, false);
        for (at, value) in allowed.iter().enumerate() {
            let digest = digest(value);
            digests.push((digest, at));
            of_list = mix(of_list, digest);
            has_nested |= matches!(value, Json::Array(_) | Json::Object(_));
        }
        if allowed.len() <= FEW {
            return Self { digest: of_list, sorted: Vec::new(), has_nested };
        }
        let mut sorted = Vec::new();
        for at in sort::sorted_indices(digests.len(), &mut |one, other| digests.get(one) < digests.get(other)) {
            sorted.extend_from_slice(digests.get(at..=at).unwrap_or_default());
        }
        Self { digest: of_list, sorted, has_nested }
    }

    /// Whether a value of this kind is found by the digest of all that it holds.
    pub(super) fn reads_digest(&self, kind: Kind<'_>) -> bool {
        !self.sorted.is_empty() && (self.has_nested || !matches!(kind, Kind::List(_) | Kind::Object))
    }

    /// Whether the value equals one of the allowed values from which the lookup was made. `kind` is the value's kind.
    pub(super) fn holds<'v, V: Source<'v>>(&self, allowed: &[Json], value: V, kind: Kind<'v>) -> bool {
        self.position(allowed, value, kind).is_some()
    }

    /// The index of the allowed value that the value equals.
    pub(super) fn position<'v, V: Source<'v>>(&self, allowed: &[Json], value: V, kind: Kind<'v>) -> Option<usize> {
        if self.sorted.is_empty() {
            return allowed.iter().position(|one| value.equals(kind, one));
        }
        if !self.reads_digest(kind) {
            return None;
        }
        let wanted = match kind {
            Kind::List(_) | Kind::Object => value.digest(),
            Kind::Number => digest_of_scalar(kind, value.number()),
            _ => digest_of_scalar(kind, 0.0),
        };
        let start = self.sorted.partition_point(|(digest, _)| *digest < wanted);
        let same = self.sorted.iter().skip(start).take_while(|(digest, _)| *digest == wanted);
        let is_equal = |at: &usize| allowed.get(*at).is_some_and(|one| value.equals(kind, one));
        same.map(|(_, at)| *at).find(is_equal)
    }
}
