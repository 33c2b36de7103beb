//! Values as the checker reads them, in any representation.

mod json;

use alloc::vec::Vec;
use core::cmp::Ordering;

use super::MAX_DEPTH;
use super::check::{Sink, check};
use super::kind::Kind;
use super::node::{Node, Property};
use super::source::{Source, UndeclaredKey};
use crate::json::{Json, Number, ToJson as _};
use crate::sort;

/// A value that a schema can judge in place, without a copy.
///
/// It is implemented for [`&Json`](crate::Json) and, with the feature `serde_json`, for `&serde_json::Value`. Implement
/// it for a cheap handle of your own values (a reference, or a row and a column) to get the same verdicts, the same
/// issues and the same order of issues.
///
/// ```
/// use unanimous::Schema;
/// use unanimous::schema::{Input, Kind};
///
/// /// A request's query: names and values, all of them strings.
/// type Query<'v> = &'v [(&'v str, &'v str)];
///
/// #[derive(Clone, Copy)]
/// enum Part<'v> {
///     Query(Query<'v>),
///     Value(&'v str),
/// }
///
/// impl<'v> Input<'v> for Part<'v> {
///     fn kind(self) -> Kind<'v> {
///         match self {
///             Part::Query(_) => Kind::Object,
///             Part::Value(text) => Kind::String(text.as_bytes()),
///         }
///     }
///     fn number(self) -> f64 {
///         unreachable!("no value is a number")
///     }
///     fn item(self, _: usize) -> Self {
///         unreachable!("no value is a list")
///     }
///     fn property(self, name: &str) -> Option<Self> {
///         let Part::Query(pairs) = self else { return None };
///         pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| Part::Value(value))
///     }
///     fn keys(self) -> impl Iterator<Item = &'v str> {
///         let pairs = if let Part::Query(pairs) = self { pairs } else { &[] };
///         pairs.iter().map(|(name, _)| *name)
///     }
/// }
///
/// let schema: Schema = r#"{"required": ["email"], "properties": {"email": {"format": "email"}}}"#.parse()?;
/// let report = schema.check(Part::Query(&[("email", "ann")])).unwrap_err();
/// assert_eq!(report.to_string(), "Validation error: email: Invalid email");
/// # Ok::<(), unanimous::SchemaError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "a schema cannot check a `{Self}`",
    label = "this is not an `Input`",
    note = "pass a reference: `&unanimous::Json`, or with the feature `serde_json` `&serde_json::Value`",
    note = "JSON text is parsed first: `text.parse::<unanimous::Json>()?`",
    note = "a type of yours becomes one by `serde_json::to_value(&it)?`, or implements `Input`"
)]
pub trait Input<'v>: Copy {
    /// What the value is. Numbers that are NaN or infinite are [`Kind::Other`] with the name `NaN` or `Infinity`.
    fn kind(self) -> Kind<'v>;

    /// The value of a number. It is called only where the kind is [`Kind::Number`].
    fn number(self) -> f64;

    /// An item of a list. It is called only where the kind is [`Kind::List`], with an index below the list's length.
    #[must_use]
    fn item(self, index: usize) -> Self;

    /// The value of an object's key. It is called only where the kind is [`Kind::Object`].
    fn property(self, name: &str) -> Option<Self>;

    /// The keys of an object, in any order, each of them once. It is called only where the kind is [`Kind::Object`].
    fn keys(self) -> impl Iterator<Item = &'v str>;

    /// The keys of an object that are not Unicode text, because they hold lone surrogates (U+D800 to U+DFFF), with U+FFFD
    /// for each lone surrogate. [`keys`](Self::keys) does not give them.
    fn ill_formed_keys(self) -> impl Iterator<Item = &'v str> {
        core::iter::empty()
    }

    /// The indices of a list's items that are nested too deeply, if the type knows them and the checker need not look at
    /// each item: a list in JavaScript may have 4,294,967,295 holes.
    #[doc(hidden)]
    fn known_deep_items(self) -> Option<Vec<u32>> {
        None
    }

    /// Checks the value. The types of this crate skip the adapter that others go through, and compile their checker here.
    #[doc(hidden)]
    fn check_against(self, nodes: &[Node], sink: &mut dyn Sink) {
        check(nodes, Foreign(self), sink);
    }

    /// Whether the kind is [`Kind::Missing`].
    #[doc(hidden)]
    fn is_missing(self) -> bool {
        matches!(self.kind(), Kind::Missing)
    }

    /// The value of an object's key. `next` is the position of the member that comes next if the members come in the
    /// schema's order, so that a type which knows positions need not search.
    #[doc(hidden)]
    fn property_after(self, next: &mut usize, property: &Property) -> Option<Self> {
        _ = next;
        self.property(&property.name)
    }

    /// Whether all keys of an object are Unicode text, and no member has more than `levels` lists and objects inside one
    /// another. It is called only where the kind is [`Kind::Object`].
    #[doc(hidden)]
    fn has_shallow_members(self, levels: usize) -> bool {
        self.every_member(&mut |_, is_text, member| is_text && !member.is_some_and(|member| is_deeper(member, levels)))
    }

    /// How many keys an object has. It is called only where the kind is [`Kind::Object`].
    #[doc(hidden)]
    fn key_count(self) -> usize {
        self.keys().count() + self.ill_formed_keys().count()
    }

    /// Whether `fits` is true of every key of an object, whether the key is Unicode text, and its value. It stops at the first
    /// key of which it is not. A type that knows positions need not search for the values.
    #[doc(hidden)]
    fn every_member(self, fits: &mut dyn FnMut(&'v str, bool, Option<Self>) -> bool) -> bool {
        self.keys().all(|name| fits(name, true, self.property(name)))
            && self.ill_formed_keys().all(|name| fits(name, false, None))
    }

    /// Calls `read` with the number as JavaScript prints it. It is called only where the kind is [`Kind::Number`].
    #[doc(hidden)]
    fn with_number_text(self, read: &mut dyn FnMut(&str)) {
        if let Some(number) = Number::from_f64(self.number()) {
            read(&Json::Number(number).to_json_string());
        }
    }
}

/// Any [`Input`] as a [`Source`].
#[derive(Clone, Copy)]
pub(super) struct Foreign<V>(pub(super) V);

impl<'v, V: Input<'v>> Source<'v> for Foreign<V> {
    type Cursor = ();

    fn kind(self, _: Option<&Node>) -> Kind<'v> {
        self.0.kind()
    }

    fn number(self) -> f64 {
        self.0.number()
    }

    fn item(self, index: usize) -> Self {
        Self(self.0.item(index))
    }

    fn deep_items(self, levels: usize) -> Vec<u32> {
        if let Some(known) = self.0.known_deep_items() {
            return known;
        }
        let Kind::List(count) = self.0.kind() else { return Vec::new() };
        let indices = (0..count).zip(0..);
        indices.filter(|(at, _)| is_deeper(self.0.item(*at), levels)).map(|(_, index)| index).collect()
    }

    fn cursor(self) {}

    fn property(self, (): &mut (), name: &str, _: bool) -> Option<Self> {
        self.0.property(name).map(Self)
    }

    fn has_only_declared(self, (): &()) -> bool {
        false
    }

    fn undeclared(self, (): &(), node: &Node, deeper_than: Option<usize>) -> Vec<UndeclaredKey<'v>> {
        let is_reported = |name: &&str| {
            deeper_than.is_none_or(|levels| self.0.property(name).is_some_and(|value| is_deeper(value, levels)))
        };
        let mut keys = undeclared_keys(node, self.0.keys().filter(is_reported));
        keys.extend(self.0.ill_formed_keys().map(UndeclaredKey::ill_formed));
        keys
    }

    fn equals(self, kind: Kind<'v>, allowed: &Json) -> bool {
        equals(self.0, kind, allowed)
    }

    fn digest(self) -> u64 {
        digest(self.0)
    }

    fn skip(self, _: &Node, _: Kind<'v>) {}
}

/// The kind of a value, for code that need not be fast: a type may write its own function out wherever it is called.
#[inline(never)]
pub(super) fn kind_of<'v, V: Input<'v>>(value: V) -> Kind<'v> {
    value.kind()
}

/// JSON equality: numbers by value, as JavaScript has them; objects in any order.
#[allow(clippy::float_cmp, reason = "JSON Schema compares numbers exactly")]
pub(crate) fn equals<'v, V: Input<'v>>(value: V, kind: Kind<'v>, allowed: &Json) -> bool {
    match (kind, allowed) {
        (Kind::Number, Json::Number(allowed)) => allowed.as_f64() == value.number(),
        (Kind::String(text), Json::String(allowed)) => text == allowed.as_bytes(),
        (Kind::Boolean(value), Json::Bool(allowed)) => value == *allowed,
        (Kind::Null, Json::Null) => true,
        (Kind::List(count), Json::Array(allowed)) => {
            count == allowed.len() && allowed.iter().enumerate().all(|(at, one)| equals_any(value.item(at), one))
        }
        (Kind::Object, Json::Object(allowed)) => {
            // All keys that are allowed are Unicode text, so there is no other key.
            value.key_count() == allowed.len()
                && allowed.iter().all(|(name, one)| value.property(name).is_some_and(|found| equals_any(found, one)))
        }
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

/// The digest of a value that is neither a list nor an object; `number` is the value of a number.
pub(super) fn digest_of_scalar(kind: Kind<'_>, number: f64) -> u64 {
    match kind {
        Kind::Null => 3,
        Kind::Boolean(value) => 4 + u64::from(value),
        // 0 and -0 are equal; adding 0 makes both 0.
        Kind::Number => mix(6, (number + 0.0).to_bits()),
        Kind::String(text) => digest_of_text(text),
        _ => 0,
    }
}

pub(super) fn digest_of_text(text: &[u8]) -> u64 {
    text.iter().fold(7, |sum, byte| mix(sum, (*byte).into()))
}

/// Adds a number to a digest. The multiplier is that of PCG; the shift brings high bits down.
pub(super) const fn mix(sum: u64, next: u64) -> u64 {
    let product = (sum ^ next).wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
    product ^ product >> 29
}

/// An order of values in which those are equal that JSON Schema takes for equal. It looks at most `levels` levels deep.
pub(super) fn compare<'v, V: Input<'v>>(one: V, other: V, levels: usize) -> Ordering {
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
pub(super) fn size<'v, V: Input<'v>>(value: V) -> usize {
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

/// The keys that a node does not declare, in the input's order.
pub(crate) fn undeclared_keys<'v>(node: &Node, keys: impl Iterator<Item = &'v str>) -> Vec<UndeclaredKey<'v>> {
    /// Up to this many properties, looking at each is faster than a search in a sorted list.
    const FEW: usize = 16;
    let names = || node.properties.iter().filter(|property| property.node.is_some()).map(|property| &*property.name);
    if node.properties.len() <= FEW {
        return keys.filter(|key| !names().any(|name| name == *key)).map(UndeclaredKey::text).collect();
    }
    let mut sorted: Vec<&str> = names().collect();
    sort::texts(&mut sorted);
    keys.filter(|key| sorted.binary_search(key).is_err()).map(UndeclaredKey::text).collect()
}
