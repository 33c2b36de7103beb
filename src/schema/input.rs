//! What the checker sees of a value, wherever the value lives.

use crate::json::Value;
#[cfg(not(unanimous_npm))]
use crate::json::{Members, Object};

use super::Node;

/// What a value is. `Missing` and `Other` come from JavaScript only.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code, reason = "JSON holds no such values"))]
pub(crate) enum Kind<'v> {
    Missing,
    Null,
    Boolean(bool),
    /// Its value is asked for by itself: held here, it would be the one part of 64 bits, and keep all of a kind in memory.
    Number,
    /// In UTF-8.
    String(&'v [u8]),
    /// A string of so many UTF-16 units, of which nothing but their number is judged.
    #[cfg(target_arch = "wasm32")]
    Units(u32),
    /// A list of so many items.
    List(usize),
    Object,
    /// No JSON value; the name says what it is instead: `bigint`, `function`, `Date`, …
    Other(&'v str),
}

impl<'v> Kind<'v> {
    /// What an issue calls it.
    pub(crate) const fn name(self) -> &'v str {
        if let Self::Other(name) = self { name } else { self.own_name() }
    }

    /// The same of all that has a name in this list.
    pub(crate) const fn own_name(self) -> &'static str {
        match self {
            Self::Missing => "undefined",
            Self::Null => "null",
            Self::Boolean(_) => "boolean",
            Self::Number => "number",
            Self::String(_) => "string",
            #[cfg(target_arch = "wasm32")]
            Self::Units(_) => "string",
            Self::List(_) => "array",
            Self::Object => "object",
            Self::Other(_) => "",
        }
    }
}

/// A value that can be judged, also one that is read from a stream: its kind is asked for once and first. Then either
/// its parts are, each once and in the schema's order, or it is skipped. Only a list has items, only an object
/// properties.
pub(crate) trait Input<'v>: Copy {
    /// How far an object's properties have been asked for.
    type Entries;

    /// What the value is; `node` is what the schema says of its place.
    fn kind(self, node: Option<&Node>) -> Kind<'v>;

    /// The value, where it is a number.
    fn number(self) -> f64;

    /// An item of a list that the schema's `items` describes.
    fn item(self, at: usize) -> Self;

    /// Which items of a list that no schema describes have more than `levels` lists and objects inside one another.
    fn deep_items(self, levels: usize) -> Vec<u32>;

    /// The properties of an object, none of them asked for yet.
    fn entries(self) -> Self::Entries;

    /// A property that the schema names, and declares or only requires.
    fn property(self, entries: &mut Self::Entries, name: &str, declared: bool) -> Option<Self>;

    /// Whether it is certain that no property is left but those that the schema declares.
    fn are_all_declared(self, entries: &Self::Entries) -> bool;

    /// The keys that the schema does not declare; with `deeper_than`, only those whose value has more levels than that.
    fn undeclared(self, entries: &Self::Entries, node: &Node, deeper_than: Option<usize>) -> Vec<&'v str>;

    /// Whether the value, which is of this kind, equals one of an `enum`: numbers by value, objects in any order.
    fn equals(self, kind: Kind<'v>, other: &Value) -> bool;

    /// Passes over the parts of a value of this kind.
    fn skip(self, node: &Node, kind: Kind<'v>);
}

/// An object's members, gone through in step with the schema: most often they are in its order, and need no search.
#[cfg(not(unanimous_npm))]
pub(crate) struct Entries<'v> {
    rest: Option<Members<'v>>,
    next: Option<(&'v String, &'v Value)>,
}

#[cfg(not(unanimous_npm))]
impl<'v> Input<'v> for &'v Value {
    type Entries = Entries<'v>;

    fn kind(self, _: Option<&Node>) -> Kind<'v> {
        match self {
            Value::Null => Kind::Null,
            Value::Bool(value) => Kind::Boolean(*value),
            // A number beyond f64 does not parse, so this one has an f64: the one JavaScript would see.
            Value::Number(number) => number.as_f64().map_or(Kind::Other("number"), |_| Kind::Number),
            Value::String(text) => Kind::String(text.as_bytes()),
            Value::Array(items) => Kind::List(items.len()),
            Value::Object(_) => Kind::Object,
        }
    }

    fn number(self) -> f64 {
        self.as_f64().unwrap_or_default()
    }

    fn item(self, at: usize) -> Self {
        &self[at]
    }

    fn deep_items(self, levels: usize) -> Vec<u32> {
        let items = self.as_array().into_iter().flatten().zip(0..);
        items.filter(|(item, _)| is_deeper(item, levels)).map(|(_, at)| at).collect()
    }

    fn entries(self) -> Entries<'v> {
        let mut rest = self.as_object().map(Object::iter);
        let next = rest.as_mut().and_then(Iterator::next);
        Entries { rest, next }
    }

    fn property(self, entries: &mut Entries<'v>, name: &str, declared: bool) -> Option<Self> {
        match entries.next {
            Some((key, value)) if declared && key == name => {
                entries.next = entries.rest.as_mut().and_then(Iterator::next);
                Some(value)
            }
            _ => search(self.as_object()?, name),
        }
    }

    fn are_all_declared(self, entries: &Entries<'v>) -> bool {
        entries.next.is_none()
    }

    fn undeclared(self, _: &Entries<'v>, node: &Node, deeper_than: Option<usize>) -> Vec<&'v str> {
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

/// The value of a key that is not the next one.
#[cfg(not(unanimous_npm))]
fn search<'v>(map: &'v Object, name: &str) -> Option<&'v Value> {
    /// Up to here looking at each key is faster than hashing the name.
    const FEW: usize = 8;
    if map.len() > FEW {
        return map.get(name);
    }
    map.iter().find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// Whether a value has more than `levels` lists and objects inside one another; stops at the first.
#[cfg(not(unanimous_npm))]
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
        (Value::String(one), Value::String(other)) => one == other,
        (Value::Bool(one), Value::Bool(other)) => one == other,
        (Value::Null, Value::Null) => true,
        _ => false,
    }
}
