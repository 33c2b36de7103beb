//! One place of a compiled schema.

use crate::cut;
use crate::json::Value;

use super::format::Format;

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
    pub(crate) properties: Vec<Property>,
    /// The declared names in code point order: indices into `properties`.
    pub(super) by_name: Vec<u32>,
    pub(crate) additional: bool,
    /// `x-unanimous.reason`: the text that stands for every reason of this place.
    pub(super) reason: Option<String>,
}

/// A named place of an object, in the order in which issues come.
#[derive(Clone, Debug)]
pub(crate) struct Property {
    pub(crate) name: String,
    pub(super) required: bool,
    /// What it must be; none where the name is in `required` only.
    pub(crate) node: Option<Node>,
}

/// The names in `type`, as they are written there.
#[derive(Clone, Debug)]
pub(super) struct Types(pub(super) Vec<Type>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Null,
    Boolean,
    Object,
    Array,
    Number,
    Integer,
    String,
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
    pub(crate) fn declares(&self, name: &str) -> bool {
        self.by_name.binary_search_by(|&at| self.properties[at as usize].name.as_str().cmp(name)).is_ok()
    }

    /// Whether a verdict needs the whole value, for an allowed one is a list or an object.
    #[cfg(target_arch = "wasm32")]
    pub(crate) fn compares_whole(&self) -> bool {
        self.options.iter().flat_map(|Options(values)| values).any(|value| value.is_array() || value.is_object())
    }
}
