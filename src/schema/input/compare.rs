//! Compares whole values: equality, digest, order, size and depth.

use alloc::vec::Vec;
use core::cmp::Ordering;

use super::super::MAX_DEPTH;
use super::super::digest::{digest_of_scalar, digest_of_text, mix};
use super::{Input, Kind, kind_of};
use crate::json::Json;
use crate::sort;

/// JSON equality: numbers by value, as JavaScript has them; objects in any order.
pub(crate) fn equals<'v, V: Input<'v>>(value: V, kind: Kind<'v>, allowed: &Json) -> bool {
    match (kind, allowed) {
        (Kind::List(count), Json::Array(allowed)) => {
            count == allowed.len() && allowed.iter().enumerate().all(|(at, one)| equals_any(value.item(at), one))
        }
        (Kind::Object, Json::Object(allowed)) => {
            // All keys that are allowed are Unicode text, so there is no other key.
            value.key_count() == allowed.len()
                && allowed.iter().all(|(name, one)| value.property(name).is_some_and(|found| equals_any(found, one)))
        }
        _ => equals_scalar(kind, if matches!(kind, Kind::Number) { value.number() } else { 0.0 }, allowed),
    }
}

/// JSON equality with an allowed value that is no list and no object; `number` is the value of a number.
#[doc(hidden)]
#[allow(clippy::float_cmp, reason = "JSON Schema compares numbers exactly")]
pub fn equals_scalar(kind: Kind<'_>, number: f64, allowed: &Json) -> bool {
    match (kind, allowed) {
        (Kind::Number, Json::Number(allowed)) => allowed.as_f64() == number,
        (Kind::String(text), Json::String(allowed)) => text == allowed.as_bytes(),
        (Kind::Boolean(value), Json::Bool(allowed)) => value == *allowed,
        (Kind::Null, Json::Null) => true,
        _ => false,
    }
}

/// A digest of a value: equal values have equal digests, and different values rarely do. It reads no more than 64 levels,
/// because no allowed value has more.
#[doc(hidden)]
pub fn digest<'v, V: Input<'v>>(value: V) -> u64 {
    digest_of(value, MAX_DEPTH)
}

fn digest_of<'v, V: Input<'v>>(value: V, levels: usize) -> u64 {
    match kind_of(value) {
        Kind::List(_) | Kind::Object if levels == 0 => 0,
        Kind::List(count) => (0..count).fold(1, |sum, at| mix(sum, digest_of(value.item(at), levels - 1))),
        // A sum, because the order of members does not count.
        Kind::Object => {
            let mut sum = 2_u64;
            value.every_member(&mut |name, is_text, member| {
                if is_text {
                    let member = member.map_or(0, |member| digest_of(member, levels - 1));
                    sum = sum.wrapping_add(mix(digest_of_text(name.as_bytes()), member));
                }
                true
            });
            sum
        }
        kind @ Kind::Number => digest_of_scalar(kind, value.number()),
        kind => digest_of_scalar(kind, 0.0),
    }
}

/// An order of values in which those are equal that JSON Schema takes for equal. It looks at most `levels` levels deep.
pub(in crate::schema) fn compare<'v, V: Input<'v>>(one: V, other: V, levels: usize) -> Ordering {
    let kinds = (kind_of(one), kind_of(other));
    match kinds {
        (Kind::Number, Kind::Number) => one.number().partial_cmp(&other.number()).unwrap_or(Ordering::Equal),
        (Kind::String(one), Kind::String(other)) => one.cmp(other),
        (Kind::Boolean(one), Kind::Boolean(other)) => one.cmp(&other),
        (Kind::List(_), Kind::List(_)) | (Kind::Object, Kind::Object) if levels == 0 => Ordering::Equal,
        (Kind::List(count), Kind::List(others)) => {
            let mut order = count.cmp(&others);
            let mut at = 0;
            while order.is_eq() && at < count {
                order = compare(one.item(at), other.item(at), levels - 1);
                at += 1;
            }
            order
        }
        (Kind::Object, Kind::Object) => {
            let (keys, others) = (sorted_keys(one), sorted_keys(other));
            let mut order = keys.cmp(&others);
            for key in keys {
                if let (true, Some(one), Some(other)) = (order.is_eq(), one.property(key), other.property(key)) {
                    order = compare(one, other, levels - 1);
                }
            }
            order
        }
        (one, other) => rank(one).cmp(&rank(other)),
    }
}

fn sorted_keys<'v, V: Input<'v>>(value: V) -> Vec<&'v str> {
    let mut keys = Vec::new();
    value.every_member(&mut |name, _, _| {
        keys.push(name);
        true
    });
    sort::texts(&mut keys);
    keys
}

/// The rank of a kind in an order of all kinds.
const fn rank(kind: Kind<'_>) -> u8 {
    match kind {
        Kind::Null => 0,
        Kind::Boolean(_) => 1,
        Kind::Number => 2,
        Kind::String(_) => 3,
        Kind::List(_) => 4,
        Kind::Object => 5,
        _ => 6,
    }
}

fn equals_any<'v, V: Input<'v>>(value: V, allowed: &Json) -> bool {
    equals(value, kind_of(value), allowed)
}

/// How much a value holds: 8 for each part of it, and the bytes of its texts and keys. It reads no more than 64 levels.
pub(in crate::schema) fn size<'v, V: Input<'v>>(value: V) -> usize {
    size_of(value, MAX_DEPTH)
}

fn size_of<'v, V: Input<'v>>(value: V, levels: usize) -> usize {
    let mut sum = 8;
    match kind_of(value) {
        Kind::String(text) => sum += text.len(),
        Kind::List(count) if levels > 0 => {
            for at in 0..count {
                sum += size_of(value.item(at), levels - 1);
            }
        }
        Kind::Object if levels > 0 => {
            value.every_member(&mut |name, _, member| {
                sum += name.len() + member.map_or(0, |member| size_of(member, levels - 1));
                true
            });
        }
        _ => {}
    }
    sum
}

/// Whether a value has more than `levels` lists and objects inside one another; stops at the first that has.
pub(crate) fn is_deeper<'v, V: Input<'v>>(value: V, levels: usize) -> bool {
    match kind_of(value) {
        Kind::List(_) | Kind::Object if levels == 0 => true,
        Kind::List(count) => (0..count).any(|at| is_deeper(value.item(at), levels - 1)),
        Kind::Object => {
            !value.every_member(&mut |_, _, member| !member.is_some_and(|inner| is_deeper(inner, levels - 1)))
        }
        _ => false,
    }
}
