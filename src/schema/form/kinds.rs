//! Which values a part of a schema allows, as far as a form needs to know it: types, and single values.

use alloc::vec::Vec;

use super::super::node::{Node, Type};
use crate::json::Json;

pub(super) const NULL: u8 = Type::Null as u8;
pub(super) const BOOLEAN: u8 = Type::Boolean as u8;
pub(super) const OBJECT: u8 = Type::Object as u8;
pub(super) const ARRAY: u8 = Type::Array as u8;
pub(super) const NUMBER: u8 = Type::Number as u8 | Type::Integer as u8;
pub(super) const STRING: u8 = Type::String as u8;
/// Strings that may begin or end with a space.
const SPACED: u8 = 128;
const TYPED: u8 = SPACED - 1;

/// The values that a part allows.
#[derive(Clone)]
pub(super) struct Kinds<'s> {
    /// The types of which it allows any value, one bit each.
    pub(super) open: u8,
    /// The single values that it allows beside them: those of `const` and `enum`.
    pub(super) values: Vec<&'s Json>,
}

impl<'s> Kinds<'s> {
    pub(super) const ANY: Self = Self { open: u8::MAX, values: Vec::new() };
    pub(super) const NONE: Self = Self { open: 0, values: Vec::new() };

    /// What the keywords of one node allow, without the nodes in it.
    pub(super) fn of_node(node: &'s Node) -> Self {
        let mut open = if node.is_false { 0 } else { node.type_mask };
        if open & Type::Number as u8 != 0 {
            open |= Type::Integer as u8;
        }
        if open & STRING != 0 {
            open |= SPACED;
        }
        if node.trims {
            open &= !SPACED;
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
                Json::Array(_) | Json::Object(_) => kinds.open |= Type::mask_of(value),
                _ => kinds.values.push(value),
            }
        }
        kinds
    }

    /// What both allow.
    pub(super) fn both(&self, other: &Self) -> Self {
        let mut values: Vec<_> = self.values.iter().copied().filter(|value| other.allows(value)).collect();
        values.extend(other.values.iter().filter(|value| self.open & Type::mask_of(value) != 0));
        Self { open: self.open & other.open, values }
    }

    /// What one of them allows.
    pub(super) fn either(mut self, other: Self) -> Self {
        self.open |= other.open;
        self.values.extend(other.values);
        self
    }

    pub(super) fn allows(&self, value: &Json) -> bool {
        self.open & Type::mask_of(value) != 0 || self.values.contains(&value)
    }

    /// Whether the schema says that a type is allowed. A schema that allows every type says nothing.
    pub(super) fn names(&self, bits: u8) -> bool {
        (self.open & TYPED != TYPED && self.open & bits != 0)
            || self.values.iter().any(|value| Type::mask_of(value) & bits != 0)
    }

    /// Whether no value that is allowed is a string that may begin or end with a space.
    pub(super) fn is_trimmed(&self) -> bool {
        self.open & SPACED == 0 && !self.values.iter().any(|value| value.is_string())
    }
}
