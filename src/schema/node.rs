//! One place of a compiled schema.

use crate::cut;
use crate::json::Value;

use super::format::Format;
use crate::reason::Code;
use crate::rule::{Fault, length};

/// What a schema says of one place.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// The types that fit, a bit each; all of them where none is named.
    pub(super) fits: u8,
    /// The same in words, as they are written there: `string or null`; empty where none is named.
    pub(super) expected: String,
    /// The values that `enum` and `const` allow: a list for each of the two.
    pub(super) options: Vec<Value>,
    /// Whether an allowed value is a list or an object, so that a verdict needs the whole of it.
    pub(crate) compares_whole: bool,
    /// By [`Limit`].
    pub(super) bounds: [Option<f64>; 4],
    pub(super) min_length: Option<u32>,
    pub(super) max_length: Option<u32>,
    pub(super) format: Option<Format>,
    pub(super) min_items: Option<u32>,
    pub(super) max_items: Option<u32>,
    pub(crate) items: Option<Box<Node>>,
    /// Where `items` are.
    pub(super) items_place: u32,
    pub(crate) properties: Vec<Property>,
    /// The declared names in code point order: indices into `properties`.
    #[cfg(not(unanimous_npm))]
    pub(super) by_name: Vec<u32>,
    pub(crate) additional: bool,
    /// `x-unanimous.reason`: the text that stands for every reason of this place.
    pub(super) reason: Option<String>,
}

/// A named place of an object, in the order in which issues come.
#[derive(Clone, Debug)]
pub(crate) struct Property {
    pub(crate) name: String,
    /// Tells this place from the others of its schema; from 1.
    pub(super) place: u32,
    pub(super) required: bool,
    /// What it must be; none where the name is in `required` only.
    pub(crate) node: Option<Node>,
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
        Self::ALL.get(cut::place(Self::NAMES, name)?).copied()
    }
}

/// The limits of a number. Whatever order they are written in, lower ones are told before upper ones, plain ones before
/// exclusive ones.
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
    /// A place that may hold anything.
    pub(super) const ANY: Self = Self {
        fits: u8::MAX,
        expected: String::new(),
        options: Vec::new(),
        compares_whole: false,
        bounds: [None; 4],
        min_length: None,
        max_length: None,
        format: None,
        min_items: None,
        max_items: None,
        items: None,
        items_place: 0,
        properties: Vec::new(),
        #[cfg(not(unanimous_npm))]
        by_name: Vec::new(),
        additional: true,
        reason: None,
    };

    /// The first limit that a number breaks.
    pub(super) fn broken(&self, value: f64) -> Option<Limit> {
        let [minimum, above, maximum, below] = self.bounds;
        if minimum.is_some_and(|limit| value < limit) {
            Some(Limit::Minimum)
        } else if above.is_some_and(|limit| value <= limit) {
            Some(Limit::ExclusiveMinimum)
        } else if maximum.is_some_and(|limit| value > limit) {
            Some(Limit::Maximum)
        } else if below.is_some_and(|limit| value >= limit) {
            Some(Limit::ExclusiveMaximum)
        } else {
            None
        }
    }

    /// Whether `properties` declares this name.
    #[cfg(not(unanimous_npm))]
    pub(crate) fn declares(&self, name: &str) -> bool {
        self.by_name.binary_search_by(|&at| self.properties[at as usize].name.as_str().cmp(name)).is_ok()
    }

    /// Whether the format counts characters in its own way.
    pub(super) fn format_counts(&self) -> bool {
        self.format.as_ref().is_some_and(Format::counts_itself)
    }

    /// Judges a text in UTF-8: its length, else its format.
    pub(super) fn judge_text(&self, text: &[u8]) -> Result<(), Fault> {
        if !self.format_counts() {
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

/// V8's strings have fewer UTF-16 units; and a larger number is one that it keeps in a box.
#[cfg(target_arch = "wasm32")]
const MAX_UNITS: u32 = (1 << 30) - 1;

/// Strings that come as a number of UTF-16 units, for nothing else is judged of them. A code point is one or two.
#[cfg(target_arch = "wasm32")]
impl Node {
    /// The least and the most units of a string that is fine whatever they are; the wrong way round where there are none.
    pub(super) fn counted(&self) -> (u32, u32) {
        if !self.options.is_empty() || self.format.is_some() {
            return (1, 0);
        }
        let least = self.min_length.map_or(0, |min| if min <= 1 { min } else { min.saturating_mul(2) });
        (least, self.max_length.unwrap_or(MAX_UNITS))
    }

    /// A string of more code points than this is too long, whatever else is wrong with it.
    pub(super) fn over(&self) -> u32 {
        let first = self.options.is_empty() && self.format.as_ref().is_none_or(|format| !format.unquotes());
        let most = self.max_length.filter(|most| first && self.min_length.is_none_or(|min| min <= *most));
        most.unwrap_or(MAX_UNITS)
    }

    pub(super) fn judge_units(&self, units: u32) -> Result<(), Fault> {
        if units > self.over() || self.format.is_some() { Err(Fault::new(Code::TooLong)) } else { Ok(()) }
    }
}
