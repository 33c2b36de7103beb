//! Makes a type of a value that its schema has accepted.
//!
//! The type gets the value that was judged, and not the bytes once more: where an object has a name twice, both have the
//! last value. A number such as `1.0`, an integer to JSON Schema, is an integer here too. A 64-bit integer keeps its digits.

mod integer;
mod mismatch;
mod name;

use alloc::string::String;

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use crate::json::Json;
use integer::{Integer, digits};
use name::Name;

pub(crate) use mismatch::Mismatch;

/// Makes a `T` of a value, whose texts it takes over.
pub(super) fn decode<T: DeserializeOwned>(value: Json) -> Result<T, Mismatch> {
    T::deserialize(Value(value))
}

/// A value, as serde reads it.
struct Value(Json);

macro_rules! integers {
    ($($deserialize:ident)*) => {
        $(
            fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
                self.deserialize_any(visitor)
            }
        )*
    };
}

impl<'de> Deserializer<'de> for Value {
    type Error = Mismatch;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self.0 {
            Json::Null => visitor.visit_unit(),
            Json::Bool(value) => visitor.visit_bool(value),
            Json::Number(number) => match Integer::of(&number) {
                Integer::Unsigned(value) => visitor.visit_u64(value),
                Integer::Signed(value) => visitor.visit_i64(value),
                Integer::None => visitor.visit_f64(number.as_f64()),
            },
            Json::String(text) | Json::IllFormed(text) => visitor.visit_string(text),
            Json::Array(items) => {
                let mut items = SeqDeserializer::new(items.into_iter().map(Value));
                let value = visitor.visit_seq(&mut items)?;
                items.end()?;
                Ok(value)
            }
            Json::Object(object) => {
                let mut members =
                    MapDeserializer::new(object.into_iter().map(|(name, value)| (Name(name), Value(value))));
                let value = visitor.visit_map(&mut members)?;
                members.end()?;
                Ok(value)
            }
        }
    }

    integers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
    }

    fn deserialize_i128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self.digits().and_then(|digits| digits.parse().ok()) {
            Some(value) => visitor.visit_i128(value),
            None => self.deserialize_any(visitor),
        }
    }

    fn deserialize_u128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self.digits().and_then(|digits| digits.parse().ok()) {
            Some(value) => visitor.visit_u128(value),
            None => self.deserialize_any(visitor),
        }
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        self.deserialize_f64(visitor)
    }

    /// `-0.0` is an integer, and keeps its sign as a float.
    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match &self.0 {
            Json::Number(number) => visitor.visit_f64(number.as_f64()),
            _ => self.deserialize_any(visitor),
        }
    }

    /// The name of a variant is a text. serde would take a number as its index.
    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self.0 {
            Json::String(name) => visitor.visit_string(name),
            _ => Err(Mismatch::new("expected the name of a variant")),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        match self.0 {
            Json::String(variant) => visitor.visit_enum(Variant { name: variant, content: Content(None) }),
            Json::Object(object) if object.len() == 1 => match object.into_iter().next() {
                Some((name, value)) => visitor.visit_enum(Variant { name, content: Content(Some(Value(value))) }),
                None => Err(Mismatch::new("expected a variant")),
            },
            _ => Err(Mismatch::new("expected a variant: a string, or an object with one member")),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct
    }
}

impl Value {
    /// The digits of a number that is an integer.
    fn digits(&self) -> Option<String> {
        match &self.0 {
            Json::Number(number) => digits(number),
            _ => None,
        }
    }
}

impl IntoDeserializer<'_, Mismatch> for Value {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// A variant of an enum, and what it holds.
struct Variant {
    name: String,
    content: Content,
}

/// What a variant holds.
struct Content(Option<Value>);

impl<'de> EnumAccess<'de> for Variant {
    type Error = Mismatch;
    type Variant = Content;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Content), Mismatch> {
        Ok((seed.deserialize(Name(self.name))?, self.content))
    }
}

impl Content {
    fn value(self) -> Result<Value, Mismatch> {
        self.0.ok_or(Mismatch::new("expected an object with the variant's content"))
    }
}

impl<'de> VariantAccess<'de> for Content {
    type Error = Mismatch;

    fn unit_variant(self) -> Result<(), Mismatch> {
        match self.0 {
            None | Some(Value(Json::Null)) => Ok(()),
            Some(_) => Err(Mismatch::new("expected a variant without content")),
        }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Mismatch> {
        seed.deserialize(self.value()?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Mismatch> {
        self.value()?.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, Mismatch> {
        self.value()?.deserialize_any(visitor)
    }
}

#[cfg(test)]
mod tests;
