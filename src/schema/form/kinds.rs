//! Which values a part of a schema allows, as far as a form needs to know it: types, and single values.

use alloc::vec::Vec;

use super::super::node::{Node, Type};
use crate::json::Json;

pub(super) const NULL: u16 = Type::Null as u16;
pub(super) const BOOLEAN: u16 = Type::Boolean as u16;
pub(super) const OBJECT: u16 = Type::Object as u16;
pub(super) const ARRAY: u16 = Type::Array as u16;
pub(super) const NUMBER: u16 = Type::Number as u16 | Type::Integer as u16;
pub(super) const STRING: u16 = Type::String as u16;
/// Strings that may begin or end with a space.
const SPACED: u16 = 128;
/// Strings that are a time with an offset from UTC.
const TIMES: u16 = 256;
const OPEN: u16 = 511;
/// The bits that tell whether a schema names types. A format such as `int32` allows no fractions, and names no type.
const TYPED: u16 = (SPACED - 1) & !(Type::Number as u16);

/// The values that a part allows.
#[derive(Clone)]
pub(super) struct Kinds<'s> {
    /// The types of which it allows any value, one bit each.
    pub(super) open: u16,
    /// The single values that it allows beside them: those of `const` and `enum`.
    pub(super) values: Vec<&'s Json>,
}

impl<'s> Kinds<'s> {
    pub(super) const ANY: Self = Self { open: OPEN, values: Vec::new() };
    pub(super) const NONE: Self = Self { open: 0, values: Vec::new() };

    /// What the keywords of one node allow, without the nodes in it.
    pub(super) fn of_node(node: &'s Node) -> Self {
        let mut open = if node.is_false { 0 } else { u16::from(node.type_mask) };
        if open & Type::Number as u16 != 0 {
            open |= Type::Integer as u16;
        }
        if open & STRING != 0 {
            open |= SPACED | TIMES;
        }
        if node.trims {
            open &= !SPACED;
            if !node.is_time {
                open &= !TIMES;
            }
        }
        let mut kinds = Self { open, values: Vec::new() };
        for options in &node.options {
            kinds = kinds.both(&Self::only(options.as_array().map_or(&[], Vec::as_slice)));
        }
        kinds
    }

    /// Some single values. A list or an object is not entered as one text, so its type is open.
    fn only(values: &'s [Json]) -> Self {
        let mut kinds = Self::NONE;
        for value in values {
            match value {
                Json::Array(_) | Json::Object(_) => kinds.open |= u16::from(Type::mask_of(value)),
                _ => kinds.values.push(value),
            }
        }
        kinds
    }

    /// What both allow.
    pub(super) fn both(&self, other: &Self) -> Self {
        let mut values: Vec<_> = self.values.iter().copied().filter(|value| other.allows(value)).collect();
        values.extend(other.values.iter().filter(|value| self.open & u16::from(Type::mask_of(value)) != 0));
        Self { open: self.open & other.open, values }
    }

    /// What one of them allows.
    pub(super) fn either(mut self, other: Self) -> Self {
        self.open |= other.open;
        self.values.extend(other.values);
        self
    }

    pub(super) fn allows(&self, value: &Json) -> bool {
        self.open & u16::from(Type::mask_of(value)) != 0 || self.values.contains(&value)
    }

    pub(super) fn is_more_than_null(&self) -> bool {
        self.open & !NULL != 0 || self.values.iter().any(|value| !value.is_null())
    }

    /// Whether the schema says that a type is allowed. A schema that allows every type says nothing.
    pub(super) fn names(&self, bits: u16) -> bool {
        (self.open & TYPED != TYPED && self.open & bits != 0)
            || self.values.iter().any(|value| u16::from(Type::mask_of(value)) & bits != 0)
    }

    /// Whether no value that is allowed is a string that may begin or end with a space.
    pub(super) fn is_trimmed(&self) -> bool {
        self.open & SPACED == 0 && !self.values.iter().any(|value| value.is_string())
    }
    /// Whether the strings that are allowed are times with an offset from UTC, and perhaps others of such strict formats.
    pub(super) fn is_time(&self) -> bool {
        self.open & TIMES != 0 && self.open & STRING != 0 && self.is_trimmed()
    }
}
