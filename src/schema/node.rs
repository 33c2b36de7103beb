//! One node of a compiled schema.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::format::Format;
use super::lookup::Lookup;
use super::multiple::Decimal;
use crate::json::{Json, is_integral};
use crate::reason::Code;
use crate::rule::pattern::Pattern;
use crate::rule::{Fault, length};
use crate::{sort, strings};

/// The index of a node in the schema's list of nodes.
pub type NodeIndex = u32;

/// The compiled form of one schema object.
#[doc(hidden)]
#[allow(clippy::struct_excessive_bools, reason = "they are independent of each other")]
#[derive(Debug)]
pub struct Node {
    /// The types that fit, one bit each ([`Type`]); all bits if `type` is missing, none if no value is valid.
    pub(super) type_mask: u8,
    /// The same types in the schema's order; empty if `type` is missing.
    pub(super) types: Vec<Type>,
    /// Whether null is valid, whatever the other keywords say.
    pub(super) accepts_null: bool,
    /// Whether no value is valid: the schema is `false`.
    pub(super) is_false: bool,
    /// The values that `enum` and `const` allow: one list for each of the two.
    pub(super) options: Vec<Json>,
    /// The types of the values that all these lists have, one bit each; all bits if there is no list.
    pub(super) option_types: u8,
    /// An index for each of these lists.
    pub(super) lookups: Vec<Lookup>,
    /// Whether an allowed value is a list or an object, so that the whole value must be compared.
    pub compares_whole: bool,
    /// The limits of a number, by [`Limit`].
    pub(super) bounds: [Option<f64>; 4],
    /// The same limits with their texts, for reasons.
    pub(super) bound_values: [Json; 4],
    /// The numbers of the keywords that count, by [`Count`].
    pub(super) counts: [Option<u32>; Count::NAMES.len()],
    pub(super) pattern: Option<Pattern>,
    /// How many instructions of patterns a byte of a text may take here; a format, or a search in a long `enum`, is one.
    pub(super) text_cost: u32,
    pub(super) format: Option<Format>,
    /// Whether the format allows no space at the beginning and at the end of a text.
    pub(super) trims: bool,
    /// Whether the format is that of a time with an offset from UTC, to which a form adds what a browser leaves out.
    pub(super) is_time: bool,
    /// The node of each item of a list, or of those that `prefixItems` does not describe.
    pub items: Option<NodeIndex>,
    /// The id of `items`.
    pub(super) items_id: u32,
    /// The named properties of an object, in the order in which their issues come.
    pub properties: Vec<Property>,
    /// Whether an object may have other keys.
    pub additional: bool,
    /// `x-unanimous.reason` and `x-unanimous.reasons`: the texts that replace the reasons of one code, or of every code.
    pub(super) reasons: Vec<(Option<Code>, String)>,
    /// The keywords that need a value which can be looked at in any order.
    pub(super) more: Option<Box<More>>,
}

/// A named property of an object.
#[doc(hidden)]
#[derive(Debug)]
pub struct Property {
    /// The key.
    pub name: String,
    /// In a plain schema, the id of the property, unique in the schema; from 2. In any other schema, the number of the
    /// key: its index in the schema's list of keys.
    pub(super) id: u32,
    pub(super) required: bool,
    /// The node of the value; `None` if the name is in `required` alone.
    pub node: Option<NodeIndex>,
}

impl Property {
    /// The number of the key in a schema that is not plain: its index in the schema's list of keys.
    pub const fn key(&self) -> u32 {
        self.id
    }
}

/// Up to this many properties, looking at each is faster than a search in a sorted list.
const FEW: usize = 16;

/// The names that a node declares.
pub(super) struct Declared<'n> {
    properties: &'n [Property],
    /// The names of more than [`FEW`] properties, by code point.
    sorted: Vec<&'n str>,
}

impl Declared<'_> {
    /// Whether the key is one of the names.
    pub(super) fn has(&self, key: &str) -> bool {
        if self.properties.len() > FEW {
            return self.sorted.binary_search(&key).is_ok();
        }
        declared_names(self.properties).any(|name| name == key)
    }
}

fn declared_names(properties: &[Property]) -> impl Iterator<Item = &str> {
    properties.iter().filter(|property| property.node.is_some()).map(|property| &*property.name)
}

/// The keywords of a node that a plain schema does not have. A value is looked at more than once for them, or its keys
/// are.
#[derive(Debug, Default)]
pub(super) struct More {
    /// `multipleOf`, and its value for reasons.
    pub(super) multiple_of: Option<(Decimal, Json)>,
    pub(super) unique_items: bool,
    /// A key, and the keys that it requires.
    pub(super) dependent_required: Vec<(String, Vec<String>)>,
    /// The other nodes that judge the value or a part of it. Those of one role are in the schema's order.
    pub(super) edges: Vec<Edge>,
    pub(super) unions: Vec<Union>,
}

impl More {
    /// The edges of a role.
    pub(super) fn of(&self, role: Role) -> impl Iterator<Item = &Edge> {
        self.edges.iter().filter(move |edge| edge.role == role)
    }

    /// The node of a role that only one node has.
    pub(super) fn node_of(&self, role: Role) -> Option<NodeIndex> {
        self.of(role).next().map(|edge| edge.node)
    }

    /// Whether a key matches one of the patterns of `patternProperties`.
    pub(super) fn patterns_match(&self, key: &str) -> bool {
        self.edges.iter().any(|edge| edge.pattern.as_ref().is_some_and(|pattern| pattern.is_match(key.as_bytes())))
    }

    /// Adds a node that needs no key.
    pub(super) fn add(&mut self, role: Role, node: NodeIndex) {
        self.edges.push(Edge { role, node, name: String::new(), pattern: None });
    }
}

/// Another node that judges the value or a part of it.
#[derive(Debug)]
pub(super) struct Edge {
    pub(super) role: Role,
    pub(super) node: NodeIndex,
    /// The key of [`Role::Dependent`].
    pub(super) name: String,
    /// The pattern of [`Role::Pattern`].
    pub(super) pattern: Option<Pattern>,
}

/// The role that one node has for another.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub(super) enum Role {
    /// Judges one of the first items: `prefixItems`. These edges stand next to each other.
    Prefix,
    /// Judges whether an item counts: `contains`.
    Contains,
    /// Judges the values of the keys that match a pattern: `patternProperties`.
    Pattern,
    /// Judges the values of all other keys: `additionalProperties` as a schema.
    Rest,
    /// Judges each key: `propertyNames`.
    Names,
    /// Must accept the value: `$ref`, `allOf`, and unions that have one branch. From here on, the value itself is judged.
    All,
    /// Must accept an object that has a key: `dependentSchemas`.
    Dependent,
    Not,
    If,
    Then,
    Else,
}

impl Role {
    /// Whether the other node judges the value itself, not a part of it.
    pub(super) fn is_in_place(self) -> bool {
        self >= Self::All
    }
}

/// The keywords that count: each minimum stands before its maximum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Count {
    MinLength,
    MaxLength,
    MinItems,
    MaxItems,
    MinContains,
    MaxContains,
    MinProperties,
    MaxProperties,
}

impl Count {
    /// The names, in the same order.
    pub(super) const NAMES: [&str; 8] = [
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "minContains",
        "maxContains",
        "minProperties",
        "maxProperties",
    ];

    /// The count that a value breaks with this code.
    pub(super) const fn of_code(code: Code) -> Option<Self> {
        Some(match code {
            Code::TooShort => Self::MinLength,
            Code::TooLong => Self::MaxLength,
            Code::TooFew => Self::MinItems,
            Code::TooMany => Self::MaxItems,
            Code::TooFewMatching => Self::MinContains,
            Code::TooManyMatching => Self::MaxContains,
            Code::TooFewKeys => Self::MinProperties,
            Code::TooManyKeys => Self::MaxProperties,
            _ => return None,
        })
    }

    /// Whether the keyword is an upper bound.
    pub(super) const fn is_maximum(self) -> bool {
        matches!(self, Self::MaxLength | Self::MaxItems | Self::MaxContains | Self::MaxProperties)
    }
}

/// `anyOf` or `oneOf`.
#[derive(Debug)]
pub(super) struct Union {
    /// Whether it is `oneOf`, so that only one branch may accept the value.
    pub(super) is_one_of: bool,
    pub(super) branches: Vec<Branch>,
    /// The name in `discriminator`, and its mapping: a value of the tag, and the index of its branch.
    pub(super) discriminator: Option<(String, Vec<(String, usize)>)>,
    /// A node that has the types of all branches, for the reason of a value that has none of them.
    pub(super) of_any_type: NodeIndex,
    /// How an object's branch is found.
    pub(super) tag: Option<Tag>,
    /// The types of the branches that allow only the values of a list, and a node with all these values; `None` unless
    /// there are two such branches, and the other branches have other types.
    pub(super) constants: Option<(u8, NodeIndex)>,
}

/// One branch of a union.
#[derive(Debug)]
pub(super) struct Branch {
    pub(super) node: NodeIndex,
    /// The types that the branch can accept, one bit each.
    pub(super) type_mask: u8,
}

/// A property whose value says which branch of a union is meant.
#[derive(Debug)]
pub(super) struct Tag {
    pub(super) property: Property,
    /// The values, as `enum` of one node: for the reason of a value that no branch has.
    pub(super) node: NodeIndex,
    /// The branch of each of these values, as an index into the union's branches.
    pub(super) branches: Vec<usize>,
    /// Whether each branch accepts only its own values, so that no other branch can accept the object.
    pub(super) decides: bool,
}

/// A type of JSON Schema, as a bit.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(u8)]
pub(super) enum Type {
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
    pub(super) const NAMES: &str = "null, boolean, object, array, number, integer, string";

    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.get(strings::index_in_list(Self::NAMES, name)?).copied()
    }

    /// The name in `type`.
    pub(super) fn name(self) -> &'static str {
        let index = (self as u8).trailing_zeros() as usize;
        strings::split(Self::NAMES, ", ").get(index).copied().unwrap_or_default()
    }

    /// All types but `number`, in the order of [`Type::NAMES`].
    pub(super) fn all_but_number() -> Vec<Self> {
        let mut types = Vec::from(Self::ALL);
        types.retain(|one| *one != Self::Number);
        types
    }

    /// The types of a mask that was made of values: a number has the bit of `number`, whatever else it has.
    pub(super) fn of_values(mask: u8) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |one| *one != Self::Integer && mask & *one as u8 != 0)
    }

    /// The bits of the types that a value has.
    pub(super) fn mask_of(value: &Json) -> u8 {
        match value {
            Json::Null => Self::Null as u8,
            Json::Bool(_) => Self::Boolean as u8,
            Json::Number(number) if is_integral(number.as_f64()) => Self::Number as u8 | Self::Integer as u8,
            Json::Number(_) => Self::Number as u8,
            Json::String(_) | Json::IllFormed(_) => Self::String as u8,
            Json::Array(_) => Self::Array as u8,
            Json::Object(_) => Self::Object as u8,
        }
    }
}

/// The limits of a number, in the order in which they are checked, whatever order the schema has them in.
#[derive(Clone, Copy, Debug)]
pub(super) enum Limit {
    Minimum,
    ExclusiveMinimum,
    Maximum,
    ExclusiveMaximum,
}

impl Limit {
    pub(super) const fn code(self) -> Code {
        match self {
            Self::Minimum | Self::ExclusiveMinimum => Code::TooSmall,
            Self::Maximum | Self::ExclusiveMaximum => Code::TooBig,
        }
    }
}

impl Node {
    /// A node that accepts any value.
    ///
    /// One function writes all fields, because each copy of it would be 250 bytes of wasm.
    #[inline(never)]
    pub(super) const fn any() -> Self {
        Self {
            type_mask: u8::MAX,
            types: Vec::new(),
            accepts_null: false,
            is_false: false,
            options: Vec::new(),
            option_types: u8::MAX,
            lookups: Vec::new(),
            compares_whole: false,
            bounds: [None; 4],
            bound_values: [Json::Null, Json::Null, Json::Null, Json::Null],
            counts: [None; Count::NAMES.len()],
            pattern: None,
            text_cost: 0,
            format: None,
            trims: false,
            is_time: false,
            items: None,
            items_id: 0,
            properties: Vec::new(),
            additional: true,
            reasons: Vec::new(),
            more: None,
        }
    }

    /// The keywords that a plain schema does not have; adds them if there are none.
    pub(super) fn more(&mut self) -> &mut More {
        self.more.get_or_insert_default()
    }

    /// The number of a keyword that counts.
    pub(super) const fn count(&self, count: Count) -> Option<u32> {
        self.counts[count as usize]
    }

    /// The names that `properties` declares, to ask about several keys. Those in `required` alone are not among them.
    pub(super) fn declared(&self) -> Declared<'_> {
        let mut sorted = Vec::new();
        if self.properties.len() > FEW {
            sorted.extend(declared_names(&self.properties));
            sort::texts(&mut sorted);
        }
        Declared { properties: &self.properties, sorted }
    }

    /// Whether the node says nothing of keys that `properties` does not declare.
    pub(super) fn ignores_other_keys(&self) -> bool {
        let judges_keys =
            |more: &More| more.edges.iter().any(|edge| matches!(edge.role, Role::Names | Role::Pattern | Role::Rest));
        self.additional && !self.more.as_deref().is_some_and(judges_keys)
    }

    /// Whether the node asks for a number's text: `multipleOf` judges decimals.
    pub(super) fn reads_number_text(&self) -> bool {
        self.more.as_ref().is_some_and(|more| more.multiple_of.is_some())
    }

    /// Whether the type allows a list. If not, no item is read.
    pub const fn allows_list(&self) -> bool {
        self.type_mask & Type::Array as u8 != 0
    }

    /// Whether the type allows an object. If not, no property is read.
    pub const fn allows_object(&self) -> bool {
        self.type_mask & Type::Object as u8 != 0
    }

    /// The first limit that a number breaks.
    pub(super) fn broken_limit(&self, value: f64) -> Option<Limit> {
        let [minimum, exclusive_minimum, maximum, exclusive_maximum] = self.bounds;
        if minimum.is_some_and(|limit| value < limit) {
            Some(Limit::Minimum)
        } else if exclusive_minimum.is_some_and(|limit| value <= limit) {
            Some(Limit::ExclusiveMinimum)
        } else if maximum.is_some_and(|limit| value > limit) {
            Some(Limit::Maximum)
        } else if exclusive_maximum.is_some_and(|limit| value >= limit) {
            Some(Limit::ExclusiveMaximum)
        } else {
            None
        }
    }

    /// Whether the format checks the length itself.
    pub(super) fn format_checks_length(&self) -> bool {
        self.format.as_ref().is_some_and(Format::checks_length)
    }

    /// The types as an issue names them: `string, number or null`; `JSON value` if the schema names none, because then only
    /// a value that has no type of JSON is wrong.
    pub(super) fn expected(&self) -> String {
        let mut text = String::new();
        for (at, one) in self.types.iter().enumerate() {
            text.push_str(match at {
                0 => "",
                _ if at + 1 == self.types.len() => " or ",
                _ => ", ",
            });
            text.push_str(one.name());
        }
        if text.is_empty() {
            text.push_str("JSON value");
        }
        text
    }

    /// What the text of a string with so many bytes costs, in instructions of patterns.
    pub(super) fn cost_of_text(&self, length: usize) -> u64 {
        let preparation = self.pattern.as_ref().map_or(0, Pattern::preparation);
        (length as u64 + 1) * u64::from(self.text_cost) + preparation
    }

    /// Checks a string's UTF-8 bytes: first its length, then its pattern, then its format.
    pub(super) fn check_text(&self, text: &[u8]) -> Result<(), Fault> {
        if !self.format_checks_length() {
            if self.count(Count::MinLength).is_some_and(|min| length::falls_short(text, min)) {
                return Err(Fault::new(Code::TooShort));
            }
            if self.count(Count::MaxLength).is_some_and(|max| length::exceeds(text, max)) {
                return Err(Fault::new(Code::TooLong));
            }
        }
        if self.pattern.as_ref().is_some_and(|pattern| !pattern.is_match(text)) {
            return Err(Fault::new(Code::InvalidPattern));
        }
        self.format.as_ref().map_or(Ok(()), |format| format.judge(text, self.count(Count::MaxLength)))
    }
}

/// The largest length that fits into V8's small integers; no V8 string is longer.
pub(super) const MAX_UTF16_LENGTH: u32 = (1 << 30) - 1;

/// Strings that come as their number of UTF-16 units, because nothing else about them is judged. A code point is one
/// unit or two.
impl Node {
    /// The smallest and the largest number of units of a string that is valid by its length alone; `(1, 0)` if there is
    /// no such string.
    pub fn valid_lengths(&self) -> (u32, u32) {
        if !self.options.is_empty() || self.format.is_some() || self.pattern.is_some() {
            return (1, 0);
        }
        let least = self.count(Count::MinLength).map_or(0, |min| if min <= 1 { min } else { min.saturating_mul(2) });
        (least, self.count(Count::MaxLength).unwrap_or(MAX_UTF16_LENGTH))
    }

    /// A string of more code points than this is too long, whatever else is wrong with it.
    pub fn too_long_above(&self) -> u32 {
        let length_comes_first =
            self.options.is_empty() && self.format.as_ref().is_none_or(|format| !format.unquotes());
        let most = self
            .count(Count::MaxLength)
            .filter(|most| length_comes_first && self.count(Count::MinLength).is_none_or(|min| min <= *most));
        most.unwrap_or(MAX_UTF16_LENGTH)
    }

    pub(super) fn check_utf16_length(&self, units: u32) -> Result<(), Fault> {
        if units > self.too_long_above() || self.format.is_some() || self.pattern.is_some() {
            Err(Fault::new(Code::TooLong))
        } else {
            Ok(())
        }
    }
}
