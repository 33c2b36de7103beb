//! What a graph of nodes judges: a value, or a key of an object.

use super::input::Input;
use super::kind::Kind;
use super::node::Property;

/// A value, or the name of a key, which `propertyNames` judges as a string.
#[derive(Clone, Copy)]
pub(super) enum Subject<'v, V> {
    Value(V),
    Name(&'v str),
}

impl<'v, V: Input<'v>> Subject<'v, V> {
    /// Whether an object has a key.
    pub(super) fn has(self, name: &str) -> bool {
        self.property(name).is_some_and(|member| !member.is_missing())
    }
}

impl<'v, V: Input<'v>> Input<'v> for Subject<'v, V> {
    #[inline]
    fn kind(self) -> Kind<'v> {
        match self {
            Self::Value(value) => value.kind(),
            Self::Name(name) => Kind::String(name.as_bytes()),
        }
    }

    fn is_missing(self) -> bool {
        if let Self::Value(value) = self { value.is_missing() } else { false }
    }

    fn number(self) -> f64 {
        if let Self::Value(value) = self { value.number() } else { 0.0 }
    }

    fn item(self, index: usize) -> Self {
        if let Self::Value(value) = self { Self::Value(value.item(index)) } else { self }
    }

    fn property(self, name: &str) -> Option<Self> {
        if let Self::Value(value) = self { value.property(name).map(Self::Value) } else { None }
    }

    fn keys(self) -> impl Iterator<Item = &'v str> {
        let value = if let Self::Value(value) = self { Some(value) } else { None };
        value.into_iter().flat_map(Input::keys)
    }

    fn ill_formed_keys(self) -> impl Iterator<Item = &'v str> {
        let value = if let Self::Value(value) = self { Some(value) } else { None };
        value.into_iter().flat_map(Input::ill_formed_keys)
    }

    fn key_count(self) -> usize {
        if let Self::Value(value) = self { value.key_count() } else { 0 }
    }

    fn every_member(self, fits: &mut dyn FnMut(&'v str, bool, Option<Self>) -> bool) -> bool {
        let Self::Value(value) = self else { return true };
        value.every_member(&mut |name, is_text, member| fits(name, is_text, member.map(Self::Value)))
    }

    fn known_deep_items(self) -> Option<alloc::vec::Vec<u32>> {
        if let Self::Value(value) = self { value.known_deep_items() } else { None }
    }

    fn property_after(self, next: &mut usize, property: &Property) -> Option<Self> {
        if let Self::Value(value) = self { value.property_after(next, property).map(Self::Value) } else { None }
    }

    fn has_shallow_members(self, levels: usize) -> bool {
        if let Self::Value(value) = self { value.has_shallow_members(levels) } else { true }
    }

    fn with_number_text(self, read: &mut dyn FnMut(&str)) {
        if let Self::Value(value) = self {
            value.with_number_text(read);
        }
    }
}
