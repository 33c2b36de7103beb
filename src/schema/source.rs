//! The checker's own view of a value: one walk along the schema.
//!
//! [`Input`](super::Input) is what others implement. `Source` is wider, so that a value that arrives as a stream (the
//! packed values of the npm package) is judged in one pass, and so that an object's members are found without a search
//! while they come in the schema's order.

use alloc::vec::Vec;

use super::kind::Kind;
use super::node::Node;
use crate::json::Json;

/// A key of an object that its schema does not declare.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct UndeclaredKey<'v> {
    /// The key, with U+FFFD for each lone surrogate.
    pub name: &'v str,
    /// Whether the key is Unicode text.
    pub is_text: bool,
}

impl<'v> UndeclaredKey<'v> {
    pub(crate) const fn text(name: &'v str) -> Self {
        Self { name, is_text: true }
    }

    pub(super) const fn ill_formed(name: &'v str) -> Self {
        Self { name, is_text: false }
    }

    /// Whether it comes first in a report: sorted by code point, and of one name the key that is Unicode text.
    pub(super) fn is_before(&self, other: &Self) -> bool {
        (self.name, !self.is_text) < (other.name, !other.is_text)
    }
}

/// A value that the checker walks once. It reads the kind first and once. Then it reads each part once, in the schema's
/// order, or skips the value.
#[doc(hidden)]
pub trait Source<'v>: Copy {
    /// How far an object's properties have been read.
    type Cursor;

    /// What the value is; `node` is what the schema says about it.
    fn kind(self, node: Option<&Node>) -> Kind<'v>;

    /// The value of a number.
    fn number(self) -> f64;

    /// An item of a list that the schema's `items` describes.
    #[must_use]
    fn item(self, index: usize) -> Self;

    /// The indices of the items with more than `levels` lists and objects inside one another, in a list that no schema
    /// describes.
    fn deep_items(self, levels: usize) -> Vec<u32>;

    /// A cursor before the first property of an object.
    fn cursor(self) -> Self::Cursor;

    /// A property that the schema names; `is_declared` is false for a name that is in `required` alone.
    fn property(self, cursor: &mut Self::Cursor, name: &str, is_declared: bool) -> Option<Self>;

    /// Whether it is certain that the object has no other properties than those that the schema declares.
    fn has_only_declared(self, cursor: &Self::Cursor) -> bool;

    /// The keys that the schema does not declare; with `deeper_than`, only those whose value has more levels than that,
    /// and those that are not Unicode text.
    fn undeclared(self, cursor: &Self::Cursor, node: &Node, deeper_than: Option<usize>) -> Vec<UndeclaredKey<'v>>;

    /// Whether the value, which is of this kind, equals an allowed value: numbers by value, objects in any order.
    fn equals(self, kind: Kind<'v>, allowed: &Json) -> bool;

    /// A digest of a list or an object: equal values have equal digests.
    fn digest(self) -> u64;

    /// Skips the parts of a value of this kind.
    fn skip(self, node: &Node, kind: Kind<'v>);
}
