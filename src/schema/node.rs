//! One node of a compiled schema.

mod limits;
mod lookup;
mod more;
mod property;
mod types;
mod union;
mod utf16;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

pub(super) use limits::{Count, Limit};
pub(super) use lookup::Lookup;
pub(super) use more::{Edge, More, Role};
pub use property::Property;
pub(super) use types::Type;
pub(super) use union::{Branch, Tag, Union};
#[cfg(feature = "fast-paths")]
pub(super) use utf16::MAX_UTF16_LENGTH;

use super::format::Format;
use crate::json::{Json, ToJson as _};
use crate::reason::Code;
use crate::rule::pattern::Pattern;
use crate::rule::{Fault, length};

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

    /// How much a copy of the node holds, in names, values and parts of about that size.
    pub(super) fn size(&self) -> usize {
        let values: usize = self.options.iter().map(|list| list.to_json_string().len() / 8).sum();
        let texts: usize = self.reasons.iter().map(|(_, text)| text.len() / 32).sum();
        let instructions = self.pattern.as_ref().map_or(0, Pattern::instructions) as usize;
        let more = self.more.as_ref().map_or(0, |more| more.size());
        1 + self.properties.len() + values + texts + instructions / 4 + more
    }

    /// The keywords that a plain schema does not have; adds them if there are none.
    pub(super) fn more(&mut self) -> &mut More {
        self.more.get_or_insert_default()
    }

    /// The number of a keyword that counts.
    pub(super) const fn count(&self, count: Count) -> Option<u32> {
        self.counts[count as usize]
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
