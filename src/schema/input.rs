//! What the checker sees of a value, wherever the value lives.

use serde_json::Value;

/// What a value is. `Missing` and `Other` come from JavaScript only.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code, reason = "JSON holds no such values"))]
pub(crate) enum Kind<'v> {
    Missing,
    Null,
    Boolean(bool),
    Number(f64),
    String(&'v str),
    List,
    Object,
    /// No JSON value; the name says what it is instead: `bigint`, `function`, `Date`, …
    Other(&'v str),
}

/// A value that can be judged. The methods on lists and objects are asked of nothing else.
pub(crate) trait Input<'v>: Copy {
    fn kind(self) -> Kind<'v>;

    /// How many items a list has.
    fn len(self) -> usize;

    /// An item of a list that the schema's `items` describes.
    fn item(self, at: usize) -> Self;

    /// Whether an item that no schema describes has more than `levels` lists and objects inside one another.
    fn item_is_deeper(self, at: usize, levels: usize) -> bool;

    /// A property: the schema's `at`-th, called `name`.
    fn property(self, at: usize, name: &str) -> Option<Self>;

    /// The keys that `declares` does not know; with `deeper_than`, only those whose value has more levels than that.
    fn undeclared(self, declares: &dyn Fn(&str) -> bool, deeper_than: Option<usize>) -> Vec<&'v str>;

    /// Whether the value equals one of an `enum`: numbers by value, objects in any order.
    fn equals(self, other: &Value) -> bool;
}

impl<'v> Input<'v> for &'v Value {
    fn kind(self) -> Kind<'v> {
        match self {
            Value::Null => Kind::Null,
            Value::Bool(value) => Kind::Boolean(*value),
            // A number beyond f64 does not parse, so this one has an f64: the one JavaScript would see.
            Value::Number(number) => number.as_f64().map_or(Kind::Other("number"), Kind::Number),
            Value::String(text) => Kind::String(text),
            Value::Array(_) => Kind::List,
            Value::Object(_) => Kind::Object,
        }
    }

    fn len(self) -> usize {
        self.as_array().map_or(0, Vec::len)
    }

    fn item(self, at: usize) -> Self {
        &self[at]
    }

    fn item_is_deeper(self, at: usize, levels: usize) -> bool {
        is_deeper(&self[at], levels)
    }

    fn property(self, _at: usize, name: &str) -> Option<Self> {
        self.get(name)
    }

    fn undeclared(self, declares: &dyn Fn(&str) -> bool, deeper_than: Option<usize>) -> Vec<&'v str> {
        let entries = self.as_object().into_iter().flatten();
        entries
            .filter(|(_, value)| deeper_than.is_none_or(|levels| is_deeper(value, levels)))
            .filter(|(name, _)| !declares(name))
            .map(|(name, _)| name.as_str())
            .collect()
    }

    fn equals(self, other: &Value) -> bool {
        equals(self, other)
    }
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
