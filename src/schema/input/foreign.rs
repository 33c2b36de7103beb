//! Any [`Input`] as a [`Source`].

use alloc::vec::Vec;

use super::super::node::Node;
use super::super::source::{Source, UndeclaredKey};
use super::compare::{digest, equals, is_deeper};
use super::{Input, Kind};
use crate::json::Json;

/// Any [`Input`] as a [`Source`].
#[derive(Clone, Copy)]
pub(in crate::schema) struct Foreign<V>(pub(in crate::schema) V);

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

/// The keys that a node does not declare, in the input's order.
pub(crate) fn undeclared_keys<'v>(node: &Node, keys: impl Iterator<Item = &'v str>) -> Vec<UndeclaredKey<'v>> {
    let declared = node.declared();
    keys.filter(|key| !declared.has(key)).map(UndeclaredKey::text).collect()
}
