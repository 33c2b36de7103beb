//! Any serializable value as JSON text, without spaces, as `serde_json` writes it.

use std::fmt;

use serde::Serialize;
use serde::ser::{
    SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple, SerializeTupleStruct,
    SerializeTupleVariant, Serializer,
};

use super::{escape, float};
use crate::cut;

/// A value as JSON text, without spaces. The names of its maps must be texts.
pub(crate) fn to_string(value: &(impl Serialize + ?Sized)) -> String {
    let mut out = String::new();
    // Writing to a string does not fail.
    let _ = value.serialize(Writer(&mut out));
    out
}

struct Writer<'o>(&'o mut String);

/// A list or an object that is being written.
struct Compound<'o> {
    out: &'o mut String,
    is_first: bool,
    end: &'static str,
}

impl<'o> Writer<'o> {
    fn open(self, start: &str, end: &'static str) -> Compound<'o> {
        self.0.push_str(start);
        Compound { out: self.0, is_first: true, end }
    }

    /// `{"Variant":` and what follows it.
    fn variant(self, name: &str, start: &str, end: &'static str) -> Compound<'o> {
        self.0.push('{');
        string(self.0, name);
        self.0.push(':');
        self.open(start, end)
    }
}

impl Compound<'_> {
    fn comma(&mut self) {
        if !self.is_first {
            self.out.push(',');
        }
        self.is_first = false;
    }

    fn name(&mut self, name: &str) {
        self.comma();
        string(self.out, name);
        self.out.push(':');
    }

    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), fmt::Error> {
        value.serialize(Writer(self.out))
    }

    fn close(self) {
        self.out.push_str(self.end);
    }
}

/// Writes an integer.
pub(super) fn integer(out: &mut String, value: u64) {
    if value >= 10 {
        integer(out, value / 10);
    }
    out.extend(char::from_digit((value % 10) as u32, 10));
}

/// Writes a text in quotation marks: what JSON forbids in it is escaped, and nothing else.
pub(super) fn string(out: &mut String, text: &str) {
    let mut rest = text;
    out.push('"');
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, 0..0x20 | b'"' | b'\\')) {
        let (plain, escaped) = cut::at(rest, at);
        out.push_str(plain);
        match escaped.chars().next().unwrap_or_default() {
            '\x08' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\x0c' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c => escape(out, c),
        }
        rest = cut::at(escaped, 1).1;
    }
    out.push_str(rest);
    out.push('"');
}

impl<'o> Serializer for Writer<'o> {
    type Ok = ();
    type Error = fmt::Error;
    type SerializeSeq = Compound<'o>;
    type SerializeTuple = Compound<'o>;
    type SerializeTupleStruct = Compound<'o>;
    type SerializeTupleVariant = Compound<'o>;
    type SerializeMap = Compound<'o>;
    type SerializeStruct = Compound<'o>;
    type SerializeStructVariant = Compound<'o>;

    fn serialize_bool(self, value: bool) -> Result<(), fmt::Error> {
        self.0.push_str(if value { "true" } else { "false" });
        Ok(())
    }

    fn serialize_i8(self, value: i8) -> Result<(), fmt::Error> {
        self.serialize_i64(value.into())
    }

    fn serialize_i16(self, value: i16) -> Result<(), fmt::Error> {
        self.serialize_i64(value.into())
    }

    fn serialize_i32(self, value: i32) -> Result<(), fmt::Error> {
        self.serialize_i64(value.into())
    }

    fn serialize_i64(self, value: i64) -> Result<(), fmt::Error> {
        if value < 0 {
            self.0.push('-');
        }
        self.serialize_u64(value.unsigned_abs())
    }

    fn serialize_u8(self, value: u8) -> Result<(), fmt::Error> {
        self.serialize_u64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<(), fmt::Error> {
        self.serialize_u64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<(), fmt::Error> {
        self.serialize_u64(value.into())
    }

    fn serialize_u64(self, value: u64) -> Result<(), fmt::Error> {
        integer(self.0, value);
        Ok(())
    }

    fn serialize_f32(self, value: f32) -> Result<(), fmt::Error> {
        self.serialize_f64(value.into())
    }

    fn serialize_f64(self, value: f64) -> Result<(), fmt::Error> {
        if !value.is_finite() {
            return self.serialize_unit();
        }
        float::write(self.0, value);
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), fmt::Error> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), fmt::Error> {
        string(self.0, value);
        Ok(())
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), fmt::Error> {
        self.collect_seq(value)
    }

    fn serialize_none(self) -> Result<(), fmt::Error> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), fmt::Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), fmt::Error> {
        self.0.push_str("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), fmt::Error> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), fmt::Error> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), fmt::Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), fmt::Error> {
        let mut compound = self.variant(variant, "", "}");
        compound.value(value)?;
        compound.close();
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Compound<'o>, fmt::Error> {
        Ok(self.open("[", "]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Compound<'o>, fmt::Error> {
        Ok(self.open("[", "]"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Compound<'o>, fmt::Error> {
        Ok(self.open("[", "]"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Compound<'o>, fmt::Error> {
        Ok(self.variant(variant, "[", "]}"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Compound<'o>, fmt::Error> {
        Ok(self.open("{", "}"))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Compound<'o>, fmt::Error> {
        Ok(self.open("{", "}"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Compound<'o>, fmt::Error> {
        Ok(self.variant(variant, "{", "}}"))
    }
}

/// A list's ways to be written, which differ in name only.
macro_rules! list {
    ($($trait:ident $method:ident,)*) => { $(
        impl $trait for Compound<'_> {
            type Ok = ();
            type Error = fmt::Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), fmt::Error> {
                self.comma();
                self.value(value)
            }

            fn end(self) -> Result<(), fmt::Error> {
                self.close();
                Ok(())
            }
        }
    )* };
}

list! {
    SerializeSeq serialize_element,
    SerializeTuple serialize_element,
    SerializeTupleStruct serialize_field,
    SerializeTupleVariant serialize_field,
}

impl SerializeMap for Compound<'_> {
    type Ok = ();
    type Error = fmt::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), fmt::Error> {
        self.comma();
        self.value(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), fmt::Error> {
        self.out.push(':');
        self.value(value)
    }

    fn end(self) -> Result<(), fmt::Error> {
        self.close();
        Ok(())
    }
}

macro_rules! fields {
    ($($trait:ident)*) => { $(
        impl $trait for Compound<'_> {
            type Ok = ();
            type Error = fmt::Error;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), fmt::Error> {
                self.name(name);
                self.value(value)
            }

            fn end(self) -> Result<(), fmt::Error> {
                self.close();
                Ok(())
            }
        }
    )* };
}

fields! { SerializeStruct SerializeStructVariant }

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[derive(Serialize)]
    enum Shape {
        Unit,
        New(u8),
        Tuple(i8, char),
        Struct { a: Option<()>, b: f32 },
    }

    #[derive(Serialize)]
    struct Flat<'t> {
        #[serde(flatten)]
        shape: Shape,
        #[serde(skip_serializing_if = "str::is_empty")]
        text: &'t str,
        pair: (u64, i64),
        bytes: &'t [u8],
    }

    #[test]
    fn every_shape_as_serde_json_writes_it() {
        fn same(value: &impl Serialize) {
            assert_eq!(to_string(value), serde_json::to_string(value).unwrap());
        }
        for shape in [Shape::Unit, Shape::New(7), Shape::Tuple(-8, '"'), Shape::Struct { a: None, b: f32::NAN }] {
            same(&shape);
            same(&vec![(shape, u64::MAX, i64::MIN)]);
        }
        same(&Flat { shape: Shape::Struct { a: Some(()), b: 0.5 }, text: "x", pair: (0, -1), bytes: b"ab" });
        same(&BTreeMap::from([("a", 1.5), ("b\n", f64::INFINITY)]));
        let ascii: String = (0..=0x7f_u8).map(char::from).collect();
        same(&ascii);
    }
}
