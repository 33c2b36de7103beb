//! The reading end of `pkg/src/packed/plan-walker.ts`: hands the checker a value that was packed along the plan of a plain
//! schema.
//!
//! The words stand in the order in which the checker reads them, so nothing is searched for: the next read is the next
//! word. Nothing is decoded before the checker reads it, and nothing is allocated.

use alloc::vec::Vec;
use core::cell::{Cell, RefCell};

use unanimous::Json;

use super::constants::{
    ATOM_FALSE, ATOM_NULL, ATOM_NUMBER, ATOM_TRUE, TAG_ILL_FORMED, TAG_LIST, TAG_OBJECT, TAG_OTHER, TAG_STRING,
    TAG_UTF16_LENGTH,
};
use super::cursor::Cursor;
use super::value;
use unanimous::schema::{Kind, Node, NodeIndex, Source, UndeclaredKey, digest, equals_scalar};

/// A value packed along a schema's plan.
pub(super) struct PackedValue<'b> {
    cursor: Cursor<'b>,
    /// The nodes of the schema.
    nodes: &'b [Node],
    /// The last number that was read.
    number: Cell<f64>,
    /// The last value that the schema compares as a whole: with `const` or `enum`.
    whole: RefCell<Json>,
}

impl<'b> PackedValue<'b> {
    pub(super) const fn new(cursor: Cursor<'b>, nodes: &'b [Node]) -> Self {
        Self { cursor, nodes, number: Cell::new(0.0), whole: RefCell::new(Json::Null) }
    }

    fn node(&self, index: Option<NodeIndex>) -> Option<&'b Node> {
        index.and_then(|index| self.nodes.get(index as usize))
    }

    /// Skips a value and all that it holds.
    fn skip_value(&self, node: Option<&Node>) {
        let kind = self.kind(node);
        self.skip_parts(node, kind);
    }

    fn skip_parts(&self, node: Option<&Node>, kind: Kind<'_>) {
        match kind {
            Kind::List(count) => match self.node(node.and_then(|node| node.items)) {
                Some(items) => (0..count).for_each(|_| self.skip_value(Some(items))),
                None => drop(self.deep_items(0)),
            },
            Kind::Object => {
                for property in node.map_or(&[][..], |node| &node.properties) {
                    self.skip_value(self.node(property.node));
                }
                for _ in 0..self.cursor.word() {
                    self.cursor.string();
                }
            }
            _ => {}
        }
    }
}

impl<'b> Source<'b> for &PackedValue<'b> {
    type Cursor = Cell<u32>;

    #[allow(
        clippy::inline_always,
        reason = "the checker calls it for every value; without inlining the kind is returned through memory"
    )]
    #[inline(always)]
    fn kind(self, node: Option<&Node>) -> Kind<'b> {
        let cursor = &self.cursor;
        if node.is_some_and(|node| node.compares_whole) {
            self.whole.replace(value::json_to_compare(cursor));
        }
        match cursor.tag_and_count() {
            (TAG_STRING, length) => Kind::String(cursor.bytes(length)),
            (TAG_UTF16_LENGTH, units) => Kind::Utf16Length(units),
            (TAG_ILL_FORMED, length) => {
                cursor.bytes(length);
                Kind::IllFormedString
            }
            (TAG_LIST, count) => Kind::List(count as usize),
            (TAG_OBJECT, _) => Kind::Object,
            (TAG_OTHER, length) => Kind::Other(cursor.text(length)),
            (_, ATOM_NULL) => Kind::Null,
            (_, ATOM_FALSE) => Kind::Boolean(false),
            (_, ATOM_TRUE) => Kind::Boolean(true),
            (_, ATOM_NUMBER) => {
                self.number.set(cursor.number());
                Kind::Number
            }
            _ => Kind::Missing,
        }
    }

    fn number(self) -> f64 {
        self.number.get()
    }

    fn item(self, _: usize) -> Self {
        self
    }

    fn deep_items(self, _: usize) -> Vec<u32> {
        (0..self.cursor.word()).map(|_| self.cursor.word()).collect()
    }

    fn cursor(self) -> Cell<u32> {
        Cell::new(0)
    }

    fn property(self, _: &mut Cell<u32>, _: &str, _: bool) -> Option<Self> {
        Some(self)
    }

    fn has_only_declared(self, undeclared: &Cell<u32>) -> bool {
        undeclared.set(self.cursor.word());
        undeclared.get() == 0
    }

    fn undeclared(self, undeclared: &Cell<u32>, _: &Node, _: Option<usize>) -> Vec<UndeclaredKey<'b>> {
        let key = |_| {
            let (tag, length) = self.cursor.tag_and_count();
            UndeclaredKey { name: self.cursor.text(length), is_text: tag != TAG_ILL_FORMED }
        };
        (0..undeclared.get()).map(key).collect()
    }

    fn equals(self, kind: Kind<'b>, other: &Json) -> bool {
        match (kind, other) {
            (Kind::List(_), Json::Array(_)) | (Kind::Object, Json::Object(_)) => *self.whole.borrow() == *other,
            _ => equals_scalar(kind, self.number.get(), other),
        }
    }

    fn digest(self) -> u64 {
        digest(&*self.whole.borrow())
    }

    fn skip(self, node: &Node, kind: Kind<'b>) {
        self.skip_parts(Some(node), kind);
    }
}
