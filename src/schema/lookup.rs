//! Finds a value among many allowed ones without a comparison with each.

use alloc::vec::Vec;
use core::cmp::Ordering;

use super::input::digest;
use super::kind::Kind;
use super::source::Source;
use crate::json::Json;
use crate::sort;

/// Up to this many allowed values, comparing each is faster than a search.
const FEW: usize = 16;

/// The indices of the values of an `enum`, sorted for a search; empty for a short list.
///
/// Lists and objects come last, sorted by their digest, because they have no order of their own.
#[derive(Clone, Debug, Default)]
pub(super) struct Lookup {
    sorted: Vec<u32>,
    /// The digests of the lists and objects, in the order of the last indices in `sorted`.
    digests: Vec<u64>,
}

impl Lookup {
    pub(super) fn new(allowed: &[Json]) -> Self {
        if allowed.len() <= FEW {
            return Self::default();
        }
        let digests: Vec<u64> = allowed.iter().map(|one| if is_scalar(one) { 0 } else { digest(one) }).collect();
        let is_less = &mut |one: usize, other: usize| match (allowed.get(one), allowed.get(other)) {
            (Some(first), Some(second)) => order(first, second).then(digests.get(one).cmp(&digests.get(other))).is_lt(),
            _ => false,
        };
        let sorted = sort::sorted_indices(allowed.len(), is_less);
        let last = sorted.iter().filter(|&&at| allowed.get(at).is_some_and(|one| !is_scalar(one)));
        let digests = last.filter_map(|&at| digests.get(at).copied()).collect();
        Self { sorted: sorted.into_iter().filter_map(|at| at.try_into().ok()).collect(), digests }
    }

    /// Whether the value, which is of this kind, equals one of the values from which the lookup was made.
    pub(super) fn holds<'v, V: Source<'v>>(&self, allowed: &[Json], value: V, kind: Kind<'v>) -> bool {
        if allowed.len() <= FEW {
            return allowed.iter().any(|one| value.equals(kind, one));
        }
        let one = |at: &u32| allowed.get(*at as usize).unwrap_or(&Json::Null);
        let scalars = self.sorted.split_at_checked(self.sorted.len() - self.digests.len()).unwrap_or_default();
        let (scalars, others) = scalars;
        match kind {
            Kind::List(_) | Kind::Object => {
                let wanted = value.digest();
                let start = self.digests.partition_point(|digest| *digest < wanted);
                let same = self.digests.iter().skip(start).take_while(|digest| **digest == wanted).count();
                others.iter().skip(start).take(same).any(|at| value.equals(kind, one(at)))
            }
            _ => {
                let start = scalars.partition_point(|at| order_of(value, kind, one(at)).is_gt());
                scalars.get(start).is_some_and(|at| value.equals(kind, one(at)))
            }
        }
    }
}

fn is_scalar(value: &Json) -> bool {
    !value.is_array() && !value.is_object()
}

/// Where a value stands among values of other types.
const fn rank(value: &Json) -> u8 {
    match value {
        Json::Null => 0,
        Json::Bool(false) => 1,
        Json::Bool(true) => 2,
        Json::Number(_) => 3,
        Json::String(_) | Json::IllFormed(_) => 4,
        Json::Array(_) | Json::Object(_) => 5,
    }
}

/// The order of two allowed values.
fn order(one: &Json, other: &Json) -> Ordering {
    match (one, other) {
        (Json::Number(one), Json::Number(other)) => by_value(one.as_f64(), other.as_f64()),
        (Json::String(one), Json::String(other)) => one.cmp(other),
        _ => rank(one).cmp(&rank(other)),
    }
}

/// The same order of a value and an allowed scalar.
fn order_of<'v, V: Source<'v>>(value: V, kind: Kind<'v>, allowed: &Json) -> Ordering {
    let own = match (kind, allowed) {
        (Kind::Number, Json::Number(allowed)) => return by_value(value.number(), allowed.as_f64()),
        (Kind::String(text), Json::String(allowed)) => return text.cmp(allowed.as_bytes()),
        (Kind::Boolean(false), _) => 1,
        (Kind::Boolean(true), _) => 2,
        (Kind::Number, _) => 3,
        (Kind::String(_), _) => 4,
        // Null; anything else equals no allowed scalar.
        _ => 0,
    };
    own.cmp(&rank(allowed))
}

/// The order of two numbers; 0 and -0 are equal. No number is NaN.
fn by_value(one: f64, other: f64) -> Ordering {
    one.partial_cmp(&other).unwrap_or(Ordering::Equal)
}
