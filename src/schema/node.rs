//! One node of a compiled schema.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::format::Format;
use super::lookup::Lookup;
use crate::json::Json;
use crate::reason::Code;
use crate::rule::{Fault, length};
use crate::strings;

/// What the schema says about one location.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct Node {
    /// The types that fit, one bit each ([`Type`]); all bits if `type` is missing.
    pub(super) type_mask: u8,
    /// The same types as the schema names them: `string or null`; empty if `type` is missing.
    pub(super) expected: String,
    /// The values that `enum` and `const` allow: one list for each of the two.
    pub(super) options: Vec<Json>,
    /// An index for each of these lists.
    pub(super) lookups: Vec<Lookup>,
    /// Whether an allowed value is a list or an object, so that the whole value must be compared.
    pub compares_whole: bool,
    /// The limits of a number, by [`Limit`].
    pub(super) bounds: [Option<f64>; 4],
    /// The same limits with their texts, for reasons.
    pub(super) bound_values: [Json; 4],
    pub(super) min_length: Option<u32>,
    pub(super) max_length: Option<u32>,
    pub(super) format: Option<Format>,
    pub(super) min_items: Option<u32>,
    pub(super) max_items: Option<u32>,
    /// The node of each item of a list.
    pub items: Option<Box<Node>>,
    /// The id of `items`.
    pub(super) items_id: u32,
    /// The named properties of an object, in the order in which their issues come.
    pub properties: Vec<Property>,
    /// Whether an object may have other keys.
    pub additional: bool,
    /// `x-unanimous.reason`: the text that replaces every reason of this node.
    pub(super) reason: Option<String>,
}

/// A named property of an object.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct Property {
    /// The key.
    pub name: String,
    /// The id of the property's node, unique in its schema; from 1.
    pub(super) id: u32,
    pub(super) required: bool,
    /// What the value must be; `None` if the name is in `required` alone.
    pub node: Option<Node>,
}

#[derive(Clone, Copy, Debug)]
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
    pub(super) const ANY: Self = Self {
        type_mask: u8::MAX,
        expected: String::new(),
        options: Vec::new(),
        lookups: Vec::new(),
        compares_whole: false,
        bounds: [None; 4],
        bound_values: [Json::Null, Json::Null, Json::Null, Json::Null],
        min_length: None,
        max_length: None,
        format: None,
        min_items: None,
        max_items: None,
        items: None,
        items_id: 0,
        properties: Vec::new(),
        additional: true,
        reason: None,
    };

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

    /// Checks a string's UTF-8 bytes: first its length, then its format.
    pub(super) fn check_text(&self, text: &[u8]) -> Result<(), Fault> {
        if !self.format_checks_length() {
            if self.min_length.is_some_and(|min| length::falls_short(text, min)) {
                return Err(Fault::new(Code::TooShort));
            }
            if self.max_length.is_some_and(|max| length::exceeds(text, max)) {
                return Err(Fault::new(Code::TooLong));
            }
        }
        self.format.as_ref().map_or(Ok(()), |format| format.judge(text, self.max_length))
    }
}

/// The largest length that fits into V8's small integers; no V8 string is longer.
const MAX_UTF16_LENGTH: u32 = (1 << 30) - 1;

/// Strings that come as their number of UTF-16 units, because nothing else about them is judged. A code point is one
/// unit or two.
impl Node {
    /// The smallest and the largest number of units of a string that is valid by its length alone; `(1, 0)` if there is
    /// no such string.
    pub fn valid_lengths(&self) -> (u32, u32) {
        if !self.options.is_empty() || self.format.is_some() {
            return (1, 0);
        }
        let least = self.min_length.map_or(0, |min| if min <= 1 { min } else { min.saturating_mul(2) });
        (least, self.max_length.unwrap_or(MAX_UTF16_LENGTH))
    }

    /// A string of more code points than this is too long, whatever else is wrong with it.
    pub fn too_long_above(&self) -> u32 {
        let length_comes_first =
            self.options.is_empty() && self.format.as_ref().is_none_or(|format| !format.unquotes());
        let most = self.max_length.filter(|most| length_comes_first && self.min_length.is_none_or(|min| min <= *most));
        most.unwrap_or(MAX_UTF16_LENGTH)
    }

    pub(super) fn check_utf16_length(&self, units: u32) -> Result<(), Fault> {
        if units > self.too_long_above() || self.format.is_some() { Err(Fault::new(Code::TooLong)) } else { Ok(()) }
    }
}
