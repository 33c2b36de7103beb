//! A JavaScript value, as far as a schema asks about it.

use serde_json::Value;

use super::read::{self, Reader, tag};
use crate::schema::{Input, Kind, Node};

/// A value packed along a schema's plan.
pub(super) enum Packed<'b> {
    Scalar(Kind<'b>),
    List {
        count: usize,
        /// The items, where the schema describes them.
        items: Vec<Packed<'b>>,
        /// Otherwise, the indices of those that are nested too deeply.
        deep: Vec<u32>,
    },
    Object {
        /// In the order of the schema's properties.
        properties: Vec<Packed<'b>>,
        /// The keys that the checker asks for: all undeclared ones, or only those whose value is nested too deeply.
        undeclared: Vec<&'b str>,
    },
    /// A value that is compared as a whole, and the same value along the plan.
    Whole(Value, Box<Packed<'b>>),
}

/// Reads a value packed along the plan of `node`.
pub(super) fn read<'b>(bytes: &'b [u8], node: &Node) -> Packed<'b> {
    next(&mut Reader::new(bytes), Some(node))
}

fn next<'b>(reader: &mut Reader<'b>, node: Option<&Node>) -> Packed<'b> {
    match node {
        Some(node) if node.compares_whole() => {
            let whole = read::next(reader);
            Packed::Whole(whole, Box::new(planned(reader, Some(node))))
        }
        node => planned(reader, node),
    }
}

fn planned<'b>(reader: &mut Reader<'b>, node: Option<&Node>) -> Packed<'b> {
    Packed::Scalar(match reader.tag() {
        tag::NULL => Kind::Null,
        tag::FALSE => Kind::Boolean(false),
        tag::TRUE => Kind::Boolean(true),
        tag::NUMBER => Kind::Number(reader.number()),
        tag::STRING => Kind::String(reader.text()),
        tag::OTHER => Kind::Other(reader.text()),
        tag::LIST => return list(reader, node.and_then(|node| node.items.as_deref())),
        tag::OBJECT => return object(reader, node),
        _ => Kind::Missing,
    })
}

fn list<'b>(reader: &mut Reader<'b>, items: Option<&Node>) -> Packed<'b> {
    let count = reader.count() as usize;
    if items.is_some() {
        let items = (0..count).map_while(|_| (!reader.is_empty()).then(|| next(reader, items))).collect();
        return Packed::List { count, items, deep: Vec::new() };
    }
    let deep = (0..reader.count()).map(|_| reader.count()).collect();
    Packed::List { count, items: Vec::new(), deep }
}

fn object<'b>(reader: &mut Reader<'b>, node: Option<&Node>) -> Packed<'b> {
    let declared = node.map_or(&[][..], |node| &node.properties);
    let properties = declared.iter().map(|property| next(reader, property.node.as_ref())).collect();
    let undeclared = (0..reader.count()).map(|_| reader.text()).collect();
    Packed::Object { properties, undeclared }
}

#[allow(clippy::only_used_in_recursion, reason = "the walker has answered with the schema's own plan at hand")]
impl<'v> Input<'v> for &'v Packed<'v> {
    fn kind(self) -> Kind<'v> {
        match self {
            Packed::Scalar(kind) => *kind,
            Packed::List { .. } => Kind::List,
            Packed::Object { .. } => Kind::Object,
            Packed::Whole(_, planned) => planned.kind(),
        }
    }

    fn len(self) -> usize {
        match self {
            Packed::List { count, .. } => *count,
            Packed::Whole(_, planned) => planned.len(),
            _ => 0,
        }
    }

    fn item(self, at: usize) -> Self {
        match self {
            Packed::List { items, .. } => items.get(at).unwrap_or(&Packed::Scalar(Kind::Missing)),
            Packed::Whole(_, planned) => planned.item(at),
            _ => &Packed::Scalar(Kind::Missing),
        }
    }

    fn item_is_deeper(self, at: usize, levels: usize) -> bool {
        match self {
            Packed::List { deep, .. } => deep.binary_search_by(|&deep| (deep as usize).cmp(&at)).is_ok(),
            Packed::Whole(_, planned) => planned.item_is_deeper(at, levels),
            _ => false,
        }
    }

    fn property(self, at: usize, name: &str) -> Option<Self> {
        match self {
            Packed::Object { properties, .. } => properties.get(at),
            Packed::Whole(_, planned) => planned.property(at, name),
            _ => None,
        }
    }

    fn undeclared(self, declares: &dyn Fn(&str) -> bool, deeper_than: Option<usize>) -> Vec<&'v str> {
        match self {
            Packed::Object { undeclared, .. } => undeclared.clone(),
            Packed::Whole(_, planned) => planned.undeclared(declares, deeper_than),
            _ => Vec::new(),
        }
    }

    fn equals(self, other: &Value) -> bool {
        match (self, other) {
            (Packed::Whole(value, _), _) => crate::schema::equals(value, other),
            #[allow(clippy::float_cmp, reason = "JSON Schema compares numbers exactly")]
            (Packed::Scalar(Kind::Number(value)), Value::Number(other)) => other.as_f64() == Some(*value),
            (Packed::Scalar(Kind::String(value)), Value::String(other)) => value == other,
            (Packed::Scalar(Kind::Boolean(value)), Value::Bool(other)) => value == other,
            (Packed::Scalar(Kind::Null), Value::Null) => true,
            _ => false,
        }
    }
}
