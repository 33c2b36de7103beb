//! `serde_json::Value` as input, checked in place, and as the source or target of a conversion.
//!
//! Verdicts and the order of issues are those of [`Json`], with any features of `serde_json`. But `serde_json` itself reads
//! some texts differently: without `float_roundtrip`, a number of more than 15 digits may be off by one unit in the last
//! place, and without `arbitrary_precision`, `1e400` is an error.

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use serde_json::{Map, Number as SerdeNumber, Value, map};

use crate::json::{Json, Number, Object};
use crate::schema::{
    Input, Kind, Node, Schema, SchemaError, Sink, Source, UndeclaredKey, check, digest, equals, is_deeper,
    undeclared_keys,
};

impl<'v> Input<'v> for &'v Value {
    fn kind(self) -> Kind<'v> {
        match self {
            Value::Null => Kind::Null,
            Value::Bool(value) => Kind::Boolean(*value),
            // With `arbitrary_precision` a number may be beyond an f64, which JavaScript reads as Infinity.
            Value::Number(number) => match number.as_f64() {
                Some(value) if value.is_finite() => Kind::Number,
                _ => Kind::Other("Infinity"),
            },
            Value::String(text) => Kind::String(text.as_bytes()),
            Value::Array(items) => Kind::List(items.len()),
            Value::Object(_) => Kind::Object,
        }
    }

    fn number(self) -> f64 {
        self.as_f64().unwrap_or_default()
    }

    fn item(self, index: usize) -> Self {
        &self[index]
    }

    fn property(self, name: &str) -> Option<Self> {
        self.as_object().and_then(|object| search(object, name))
    }

    fn keys(self) -> impl Iterator<Item = &'v str> {
        self.as_object().into_iter().flat_map(Map::keys).map(String::as_str)
    }

    fn check_against(self, nodes: &[Node], sink: &mut dyn Sink) {
        check(nodes, self, sink);
    }
}

/// A map's members, gone through in step with the schema: mostly they are in its order, and need no search.
pub struct Cursor<'v> {
    rest: Option<map::Iter<'v>>,
    next: Option<(&'v String, &'v Value)>,
}

impl<'v> Source<'v> for &'v Value {
    type Cursor = Cursor<'v>;

    fn kind(self, _: Option<&Node>) -> Kind<'v> {
        Input::kind(self)
    }

    fn number(self) -> f64 {
        Input::number(self)
    }

    fn item(self, index: usize) -> Self {
        &self[index]
    }

    fn deep_items(self, levels: usize) -> Vec<u32> {
        let items = self.as_array().into_iter().flatten().zip(0..);
        items.filter(|(item, _)| is_deeper(*item, levels)).map(|(_, index)| index).collect()
    }

    fn cursor(self) -> Cursor<'v> {
        let mut rest = self.as_object().map(Map::iter);
        let next = rest.as_mut().and_then(Iterator::next);
        Cursor { rest, next }
    }

    fn property(self, cursor: &mut Cursor<'v>, name: &str, is_declared: bool) -> Option<Self> {
        match cursor.next {
            Some((key, value)) if is_declared && key == name => {
                cursor.next = cursor.rest.as_mut().and_then(Iterator::next);
                Some(value)
            }
            _ => search(self.as_object()?, name),
        }
    }

    fn has_only_declared(self, cursor: &Cursor<'v>) -> bool {
        cursor.next.is_none()
    }

    fn undeclared(self, _: &Cursor<'v>, node: &Node, deeper_than: Option<usize>) -> Vec<UndeclaredKey<'v>> {
        let members = self.as_object().into_iter().flatten();
        let is_reported = |value: &'v Value| deeper_than.is_none_or(|levels| is_deeper(value, levels));
        // In a `Value` every key is Unicode text.
        undeclared_keys(node, members.filter(|(_, value)| is_reported(value)).map(|(name, _)| name.as_str()))
    }

    fn equals(self, kind: Kind<'v>, allowed: &Json) -> bool {
        equals(self, kind, allowed)
    }

    fn digest(self) -> u64 {
        digest(self)
    }

    fn skip(self, _: &Node, _: Kind<'v>) {}
}

fn search<'v>(map: &'v Map<String, Value>, name: &str) -> Option<&'v Value> {
    /// Up to this many members, looking at each is faster than hashing the name.
    const FEW: usize = 8;
    if map.len() > FEW {
        return map.get(name);
    }
    map.iter().find(|(key, _)| *key == name).map(|(_, value)| value)
}

impl From<Value> for Json {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(value),
            Value::Number(number) => Self::Number(number.into()),
            Value::String(text) => Self::String(text),
            Value::Array(items) => items.into_iter().map(Self::from).collect(),
            Value::Object(members) => members.into_iter().map(|(name, value)| (name, Self::from(value))).collect(),
        }
    }
}

impl From<&Value> for Json {
    fn from(value: &Value) -> Self {
        value.clone().into()
    }
}

impl From<SerdeNumber> for Number {
    fn from(number: SerdeNumber) -> Self {
        if let Some(integer) = number.as_i64() {
            return Self::from(integer);
        }
        if let Some(integer) = number.as_u64() {
            return Self::from(integer);
        }
        Self::from_text(&number.to_string())
    }
}

impl From<Json> for Value {
    fn from(value: Json) -> Self {
        match value {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Bool(value),
            Json::Number(number) => number.into(),
            Json::String(text) | Json::IllFormed(text) => Self::String(text),
            Json::Array(items) => items.into_iter().map(Self::from).collect(),
            Json::Object(members) => Self::Object(members.into()),
        }
    }
}

impl From<&Json> for Value {
    fn from(value: &Json) -> Self {
        value.clone().into()
    }
}

impl From<Object> for Map<String, Value> {
    fn from(members: Object) -> Self {
        members.into_iter().map(|(name, value)| (name, value.into())).collect()
    }
}

/// The nearest f64. A number beyond an f64 becomes `null`. In a build with `arbitrary_precision`, the text is kept.
impl From<Number> for Value {
    fn from(number: Number) -> Self {
        if let Some(integer) = number.as_i64() {
            return Self::from(integer);
        }
        if let Some(integer) = number.as_u64() {
            return Self::from(integer);
        }
        let nearest = number.as_f64();
        // Without `float_roundtrip`, serde_json may read a neighbour of the nearest f64.
        let read = serde_json::from_str::<Self>(&number.to_string()).ok();
        read.filter(|read| !nearest.is_finite() || read.as_f64() == Some(nearest))
            .unwrap_or_else(|| Self::from(nearest))
    }
}

/// The schema's properties have the map's order, which is that of the text only with `preserve_order`:
/// [`Schema::from_json`] keeps the order of the text in every build.
impl TryFrom<&Value> for Schema {
    type Error = SchemaError;

    fn try_from(schema: &Value) -> Result<Self, SchemaError> {
        Self::from_value(&schema.into())
    }
}
