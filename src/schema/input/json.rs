//! The crate's own JSON value as input.

use alloc::string::String;
use alloc::vec::Vec;

use super::super::source::{Source, UndeclaredKey};
use super::{Foreign, Input, Kind, Node, Property, Sink, check, digest, equals};
use crate::json::{Json, Object};

impl<'v> Input<'v> for &'v Json {
    fn kind(self) -> Kind<'v> {
        match self {
            Json::Null => Kind::Null,
            Json::Bool(value) => Kind::Boolean(*value),
            Json::Number(number) if number.as_f64().is_finite() => Kind::Number,
            // JavaScript reads a number beyond an f64 as Infinity.
            Json::Number(_) => Kind::Other("Infinity"),
            Json::String(text) => Kind::String(text.as_bytes()),
            Json::IllFormed(_) => Kind::IllFormedString,
            Json::Array(items) => Kind::List(items.len()),
            Json::Object(_) => Kind::Object,
        }
    }

    fn number(self) -> f64 {
        self.as_f64().unwrap_or_default()
    }

    fn item(self, index: usize) -> Self {
        &self[index]
    }

    fn property(self, name: &str) -> Option<Self> {
        self.get(name)
    }

    fn keys(self) -> impl Iterator<Item = &'v str> {
        self.as_object().into_iter().flat_map(Object::keys)
    }

    fn ill_formed_keys(self) -> impl Iterator<Item = &'v str> {
        self.as_object().into_iter().flat_map(Object::ill_formed_names).map(String::as_str)
    }

    fn check_against(self, nodes: &[Node], sink: &mut dyn Sink) {
        check(nodes, self, sink);
    }

    fn key_count(self) -> usize {
        self.as_object().map_or(0, |object| object.len() + object.ill_formed_names().len())
    }

    fn every_member(self, fits: &mut dyn FnMut(&'v str, bool, Option<Self>) -> bool) -> bool {
        self.as_object().is_none_or(|object| {
            object.into_iter().all(|(name, value)| fits(name, true, Some(value)))
                && object.ill_formed_names().iter().all(|name| fits(name, false, None))
        })
    }

    fn property_after(self, next: &mut usize, property: &Property) -> Option<Self> {
        Source::property(self, next, &property.name, true)
    }
}

impl<'v> Source<'v> for &'v Json {
    /// The position of the member that comes next if the members come in the schema's order.
    type Cursor = usize;

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
        Foreign(self).deep_items(levels)
    }

    fn cursor(self) -> usize {
        0
    }

    fn property(self, next: &mut usize, name: &str, is_declared: bool) -> Option<Self> {
        let object = self.as_object()?;
        match object.at(*next) {
            Some((key, value)) if is_declared && key == name => {
                *next += 1;
                Some(value)
            }
            _ => object.get(name),
        }
    }

    fn has_only_declared(self, next: &usize) -> bool {
        self.as_object().is_none_or(|object| object.len() == *next && object.ill_formed_names().is_empty())
    }

    fn undeclared(self, _: &usize, node: &Node, deeper_than: Option<usize>) -> Vec<UndeclaredKey<'v>> {
        Foreign(self).undeclared(&(), node, deeper_than)
    }

    fn equals(self, kind: Kind<'v>, allowed: &Json) -> bool {
        equals(self, kind, allowed)
    }

    fn digest(self) -> u64 {
        digest(self)
    }

    fn skip(self, _: &Node, _: Kind<'v>) {}
}
