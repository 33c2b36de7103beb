//! A JavaScript value as a stream of what a schema asks about it, in the order in which the checker asks.

use alloc::vec::Vec;
use core::cell::{Cell, RefCell};

use unanimous::Json;

use super::value::{self, Reader, atom, tag};
use unanimous::schema::{Kind, Node, Source};

/// A value packed along a schema's plan; nothing is decoded before it is asked for, and nothing is allocated.
pub(super) struct Packed<'b> {
    reader: Reader<'b>,
    /// The value in hand, where it is a number;
    number: Cell<f64>,
    /// and where it is compared as a whole.
    whole: RefCell<Json>,
}

impl<'b> Packed<'b> {
    pub(super) const fn new(reader: Reader<'b>) -> Self {
        Self { reader, number: Cell::new(0.0), whole: RefCell::new(Json::Null) }
    }

    /// Passes over a whole value.
    fn skip_value(&self, node: Option<&Node>) {
        let kind = self.kind(node);
        self.skip_parts(node, kind);
    }

    fn skip_parts(&self, node: Option<&Node>, kind: Kind<'_>) {
        match kind {
            Kind::List(count) => match node.and_then(|node| node.items.as_deref()) {
                Some(items) => (0..count).for_each(|_| self.skip_value(Some(items))),
                None => drop(self.deep_items(0)),
            },
            Kind::Object => {
                for property in node.map_or(&[][..], |node| &node.properties) {
                    self.skip_value(property.node.as_ref());
                }
                for _ in 0..self.reader.word() {
                    self.reader.key();
                }
            }
            _ => {}
        }
    }
}

impl<'b> Source<'b> for &Packed<'b> {
    type Cursor = Cell<u32>;

    #[allow(clippy::inline_always, reason = "a kind is asked for at every place, and handed on in memory otherwise")]
    #[inline(always)]
    fn kind(self, node: Option<&Node>) -> Kind<'b> {
        let reader = &self.reader;
        if node.is_some_and(|node| node.compares_whole) {
            self.whole.replace(value::next(reader));
        }
        match reader.tagged() {
            (tag::STRING, length) => Kind::String(reader.bytes(length)),
            (tag::UNITS, units) => Kind::Utf16Length(units),
            (tag::LIST, count) => Kind::List(count as usize),
            (tag::OBJECT, _) => Kind::Object,
            (tag::OTHER, length) => Kind::Other(reader.text(length)),
            (_, atom::NULL) => Kind::Null,
            (_, atom::FALSE) => Kind::Boolean(false),
            (_, atom::TRUE) => Kind::Boolean(true),
            (_, atom::NUMBER) => {
                self.number.set(reader.number());
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
        (0..self.reader.word()).map(|_| self.reader.word()).collect()
    }

    fn cursor(self) -> Cell<u32> {
        Cell::new(0)
    }

    fn property(self, _: &mut Cell<u32>, _: &str, _: bool) -> Option<Self> {
        Some(self)
    }

    fn has_only_declared(self, undeclared: &Cell<u32>) -> bool {
        undeclared.set(self.reader.word());
        undeclared.get() == 0
    }

    fn undeclared(self, undeclared: &Cell<u32>, _: &Node, _: Option<usize>) -> Vec<&'b str> {
        (0..undeclared.get()).map(|_| self.reader.key()).collect()
    }

    fn equals(self, kind: Kind<'b>, other: &Json) -> bool {
        match (kind, other) {
            #[allow(clippy::float_cmp, reason = "JSON Schema compares numbers exactly")]
            (Kind::Number, Json::Number(other)) => other.as_f64() == self.number.get(),
            (Kind::String(value), Json::String(other)) => value == other.as_bytes(),
            (Kind::Boolean(value), Json::Bool(other)) => value == *other,
            (Kind::Null, Json::Null) => true,
            (Kind::List(_), Json::Array(_)) | (Kind::Object, Json::Object(_)) => *self.whole.borrow() == *other,
            _ => false,
        }
    }

    fn skip(self, node: &Node, kind: Kind<'b>) {
        self.skip_parts(Some(node), kind);
    }
}
