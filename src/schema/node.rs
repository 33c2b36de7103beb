//! One place of a compiled schema.

use crate::cut;
use crate::json::Value;

use super::format::Format;
use crate::reason::Code;
use crate::rule::{Fault, length};

/// What a schema says of one place.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(super) types: Option<Types>,
    pub(super) options: Vec<Options>,
    pub(super) number: Vec<Bound>,
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
    /// The types that fit, a bit each; all of them where none is named.
    pub(super) fits: u8,
    /// Whether an allowed value is a list or an object, so that a verdict needs the whole of it.
    pub(crate) compares_whole: bool,
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

/// The names in `type`, as they are written there.
#[derive(Clone, Debug)]
pub(super) struct Types(pub(super) Vec<Type>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    pub(super) const ALL: [Self; 7] =
        [Self::Null, Self::Boolean, Self::Object, Self::Array, Self::Number, Self::Integer, Self::String];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Object => "object",
            Self::Array => "array",
            Self::Number => "number",
            Self::Integer => "integer",
            Self::String => "string",
        }
    }
}

impl Types {
    /// `string`, `string or null`, `string, number or null`.
    pub(super) fn expected(&self) -> String {
        let names: Vec<_> = self.0.iter().map(|name| name.as_str()).collect();
        match names.split_last() {
            Some((last, [])) => (*last).to_owned(),
            Some((last, others)) => cut::join(others, ", ") + " or " + last,
            None => String::new(),
        }
    }
}

/// The values that `enum` or `const` allows.
#[derive(Clone, Debug)]
pub(super) struct Options(pub(super) Vec<Value>);

/// One limit of a number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bound {
    pub(super) limit: f64,
    pub(super) upper: bool,
    pub(super) exclusive: bool,
}

impl Bound {
    pub(super) fn holds(self, value: f64) -> bool {
        match (self.upper, self.exclusive) {
            (false, false) => value >= self.limit,
            (false, true) => value > self.limit,
            (true, false) => value <= self.limit,
            (true, true) => value < self.limit,
        }
    }
}

impl Node {
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

/// Strings that come as a number of UTF-16 units, for nothing else is judged of them. A code point is one or two.
#[cfg(target_arch = "wasm32")]
impl Node {
    /// The most code points of a string whose length is all that is judged: any number where there is no limit.
    pub(super) fn max_counted(&self) -> Option<u32> {
        match &self.format {
            _ if !self.options.is_empty() => None,
            Some(format) => format.counts_only(self.max_length),
            None => Some(self.max_length.unwrap_or(u32::MAX)),
        }
    }

    pub(super) fn judge_units(&self, units: u32) -> Result<(), Fault> {
        if self.min_length.is_some_and(|min| units < min) {
            return Err(Fault::new(Code::TooShort));
        }
        if self.max_counted().is_some_and(|max| units > max) { Err(Fault::new(Code::TooLong)) } else { Ok(()) }
    }
}
