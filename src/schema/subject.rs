//! The subject of a check by a graph of nodes: a value, or a key of an object.

use super::input::Input;
use super::kind::Kind;
use super::node::Property;

/// A value, or a key of an object, which `propertyNames` judges as a string.
#[doc(hidden)]
pub trait Subject<'v>: Input<'v> {
    /// The key of a member as a string; `name` is the key.
    #[must_use]
    fn key(self, name: &'v str) -> Self;

    /// Whether it is a key.
    fn is_key(self) -> bool;
}

/// Whether an object has a key.
pub(super) fn has<'v, V: Subject<'v>>(value: V, name: &str) -> bool {
    value.property(name).is_some_and(|member| !member.is_missing())
}

/// An [`Input`], or a key of one, as a [`Subject`].
#[derive(Clone, Copy)]
pub(super) enum InputOrKey<'v, V> {
    Value(V),
    Key(&'v str),
}

impl<'v, V: Input<'v>> Subject<'v> for InputOrKey<'v, V> {
    fn key(self, name: &'v str) -> Self {
        Self::Key(name)
    }

    fn is_key(self) -> bool {
        matches!(self, Self::Key(_))
    }
}

impl<'v, V: Input<'v>> Input<'v> for InputOrKey<'v, V> {
    #[inline]
    fn kind(self) -> Kind<'v> {
        match self {
            Self::Value(value) => value.kind(),
            Self::Key(name) => Kind::String(name.as_bytes()),
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
