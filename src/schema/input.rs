//! What the checker sees of a value, wherever the value lives.

use crate::json::Value;

use super::Node;

/// What a value is. `Missing` and `Other` come from JavaScript only.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code, reason = "JSON holds no such values"))]
pub(crate) enum Kind<'v> {
    Missing,
    Null,
    Boolean(bool),
    Number(f64),
    String(&'v str),
    /// A list of so many items.
    List(usize),
    Object,
    /// No JSON value; the name says what it is instead: `bigint`, `function`, `Date`, …
    Other(&'v str),
}

/// A value that can be judged, also one that is read from a stream: its kind is asked for once and first. Then either
/// its parts are, each once and in the schema's order, or it is skipped. Only a list has items, only an object
/// properties.
pub(crate) trait Input<'v>: Copy {
    /// What the value is; `node` is what the schema says of its place.
    fn kind(self, node: Option<&Node>) -> Kind<'v>;

    /// An item of a list that the schema's `items` describes.
    fn item(self, at: usize) -> Self;

    /// Which items of a list that no schema describes have more than `levels` lists and objects inside one another.
    fn deep_items(self, levels: usize) -> Vec<u32>;

    /// A property that the schema names.
    fn property(self, name: &str) -> Option<Self>;

    /// The keys that the schema does not declare; with `deeper_than`, only those whose value has more levels than that.
    fn undeclared(self, node: &Node, deeper_than: Option<usize>) -> Vec<&'v str>;

    /// Whether the value, which is of this kind, equals one of an `enum`: numbers by value, objects in any order.
    fn equals(self, kind: Kind<'v>, other: &Value) -> bool;

    /// Passes over the parts of a value of this kind.
    fn skip(self, node: &Node, kind: Kind<'v>);
}

impl<'v> Input<'v> for &'v Value {
    fn kind(self, _: Option<&Node>) -> Kind<'v> {
        match self {
            Value::Null => Kind::Null,
            Value::Bool(value) => Kind::Boolean(*value),
            // A number beyond f64 does not parse, so this one has an f64: the one JavaScript would see.
            Value::Number(number) => number.as_f64().map_or(Kind::Other("number"), Kind::Number),
            Value::String(text) => Kind::String(text),
            Value::Array(items) => Kind::List(items.len()),
            Value::Object(_) => Kind::Object,
        }
    }

    fn item(self, at: usize) -> Self {
        &self[at]
    }

    fn deep_items(self, levels: usize) -> Vec<u32> {
        let items = self.as_array().into_iter().flatten().zip(0..);
        items.filter(|(item, _)| is_deeper(item, levels)).map(|(_, at)| at).collect()
    }

    fn property(self, name: &str) -> Option<Self> {
        self.get(name)
    }

    fn undeclared(self, node: &Node, deeper_than: Option<usize>) -> Vec<&'v str> {
        let entries = self.as_object().into_iter().flatten();
        entries
            .filter(|(_, value)| deeper_than.is_none_or(|levels| is_deeper(value, levels)))
            .filter(|(name, _)| !node.declares(name))
            .map(|(name, _)| name.as_str())
            .collect()
    }

    fn equals(self, _: Kind<'v>, other: &Value) -> bool {
        equals(self, other)
    }

    fn skip(self, _: &Node, _: Kind<'v>) {}
}

/// Whether a value has more than `levels` lists and objects inside one another; stops at the first.
pub(crate) fn is_deeper(value: &Value, levels: usize) -> bool {
    let deeper = |inner: &Value| levels == 0 || is_deeper(inner, levels - 1);
    match value {
        Value::Array(items) => levels == 0 || items.iter().any(deeper),
        Value::Object(entries) => levels == 0 || entries.values().any(deeper),
        _ => false,
    }
}

/// JSON equality: numbers by value, as JavaScript has them; objects in any order.
#[allow(clippy::float_cmp, reason = "JSON Schema compares numbers exactly")]
pub(crate) fn equals(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| equals(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(name, value)| other.get(name).is_some_and(|found| equals(value, found)))
        }
        _ => one == other,
    }
}
