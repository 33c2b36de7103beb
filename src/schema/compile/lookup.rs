//! Makes the index of the values that a node allows.

use alloc::vec::Vec;

use super::super::digest::mix;
use super::super::input::digest;
use super::super::node::Lookup;
use crate::json::Json;
use crate::sort;

/// Up to this many allowed values are compared one by one, which is faster than a search.
const FEW: usize = 16;

/// The index of the values of an `enum` or a `const`.
pub(super) fn lookup_of(allowed: &[Json]) -> Lookup {
    let mut digests = Vec::new();
    let (mut of_list, mut has_nested) = (0, false);
    for (at, value) in allowed.iter().enumerate() {
        let digest = digest(value);
        digests.push((digest, at));
        of_list = mix(of_list, digest);
        has_nested |= matches!(value, Json::Array(_) | Json::Object(_));
    }
    if allowed.len() <= FEW {
        return Lookup { digest: of_list, sorted: Vec::new(), has_nested };
    }
    let mut sorted = Vec::new();
    for at in sort::sorted_indices(digests.len(), &mut |one, other| digests.get(one) < digests.get(other)) {
        sorted.extend_from_slice(digests.get(at..=at).unwrap_or_default());
    }
    Lookup { digest: of_list, sorted, has_nested }
}
