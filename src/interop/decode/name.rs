//! The names of an object's members, as serde reads them.

use alloc::string::String;

use serde::de::{Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::{Content, Mismatch, Variant};
use crate::json::Json;

/// The name of a member. A map whose keys are numbers or `bool` reads them from it: a number is written as in JSON.
pub(super) struct Name(pub(super) String);

macro_rules! parsed {
    ($($deserialize:ident $visit:ident $is_valid:expr;)*) => {
        $(
            fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
                match self.0.parse() {
                    Ok(value) if $is_valid(&self.0, value) => visitor.$visit(value),
                    _ => visitor.visit_string(self.0),
                }
            }
        )*
    };
}

/// Whether Rust's number is also one of JSON, which has no `+1`, `01` and `NaN`.
fn is_json<T>(text: &str, _: T) -> bool {
    matches!(text.parse(), Ok(Json::Number(_))) && text != "-0"
}

/// Whether a float is also one of JSON. Rust takes `1e400` for infinity.
fn is_finite<T: Into<f64>>(text: &str, value: T) -> bool {
    matches!(text.parse(), Ok(Json::Number(_))) && value.into().is_finite()
}

impl<'de> Deserializer<'de> for Name {
    type Error = Mismatch;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_string(self.0)
    }

    parsed! {
        deserialize_bool visit_bool |_: &str, _| true;
        deserialize_i8 visit_i8 is_json;
        deserialize_i16 visit_i16 is_json;
        deserialize_i32 visit_i32 is_json;
        deserialize_i64 visit_i64 is_json;
        deserialize_i128 visit_i128 is_json;
        deserialize_u8 visit_u8 is_json;
        deserialize_u16 visit_u16 is_json;
        deserialize_u32 visit_u32 is_json;
        deserialize_u64 visit_u64 is_json;
        deserialize_u128 visit_u128 is_json;
        deserialize_f32 visit_f32 is_finite;
        deserialize_f64 visit_f64 is_finite;
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_some(self)
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
        visitor.visit_enum(Variant { name: self.0, content: Content(None) })
    }

    forward_to_deserialize_any! {
        char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

impl IntoDeserializer<'_, Mismatch> for Name {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}
