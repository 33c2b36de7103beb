//! The types of JSON Schema.

use alloc::vec::Vec;

use crate::json::{Json, is_integral};
use crate::strings;

/// A type of JSON Schema, as a bit.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(u8)]
pub(in crate::schema) enum Type {
    Null = 1,
    Boolean = 2,
    Object = 4,
    Array = 8,
    Number = 16,
    Integer = 32,
    String = 64,
}

impl Type {
    const ALL: [Self; 7] =
        [Self::Null, Self::Boolean, Self::Object, Self::Array, Self::Number, Self::Integer, Self::String];
    /// The names, in the same order.
    pub(in crate::schema) const NAMES: &str = "null, boolean, object, array, number, integer, string";

    pub(in crate::schema) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.get(strings::index_in_list(Self::NAMES, name)?).copied()
    }

    /// The name in `type`.
    pub(in crate::schema) fn name(self) -> &'static str {
        let index = (self as u8).trailing_zeros() as usize;
        strings::split(Self::NAMES, ", ").get(index).copied().unwrap_or_default()
    }

    /// All types but `number`, in the order of [`Type::NAMES`].
    pub(in crate::schema) fn all_but_number() -> Vec<Self> {
        let mut types = Vec::from(Self::ALL);
        types.retain(|one| *one != Self::Number);
        types
    }

    /// The types of a mask that was made of values: a number has the bit of `number`, whatever else it has.
    pub(in crate::schema) fn of_values(mask: u8) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |one| *one != Self::Integer && mask & *one as u8 != 0)
    }

    /// The bits of the types that a number has.
    #[inline]
    pub(in crate::schema) fn mask_of_number(number: f64) -> u8 {
        if is_integral(number) { Self::Number as u8 | Self::Integer as u8 } else { Self::Number as u8 }
    }

    /// The bits of the types that a value of the schema has. A number beyond an f64 has one, unlike in a value that is checked
    /// (`type_bits`), where it is Infinity.
    pub(in crate::schema) fn mask_of(value: &Json) -> u8 {
        match value {
            Json::Null => Self::Null as u8,
            Json::Bool(_) => Self::Boolean as u8,
            Json::Number(number) => Self::mask_of_number(number.as_f64()),
            Json::String(_) | Json::IllFormed(_) => Self::String as u8,
            Json::Array(_) => Self::Array as u8,
            Json::Object(_) => Self::Object as u8,
        }
    }
}
