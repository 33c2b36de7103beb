//! The one JSON value of the crate.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::ops::Index;
use core::str::FromStr;

use serde::{Serialize, Serializer};

use super::number::Number;
use super::object::Object;
use super::read::{self, ParseError};
use super::write::ToJson as _;

/// Any JSON value.
///
/// Objects keep the order that JavaScript gives their keys ([`Object`]); numbers keep the text that they were read from
/// ([`Number`]). `FromStr` reads JSON text, `Display` writes it without spaces, and with the feature `serde_json` it
/// converts from and into `serde_json::Value`.
///
/// ```
/// use unanimous::Json;
///
/// let lead: Json = r#"{"email": "ann@example.com", "age": 30}"#.parse()?;
/// assert_eq!(lead["email"].as_str(), Some("ann@example.com"));
/// assert_eq!(lead["phone"], Json::Null, "a missing member reads as null");
/// # Ok::<(), unanimous::json::ParseError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
// With a tag of its own, a `match` takes fewer bytes of wasm than with a tag in the spare values of a capacity.
#[cfg_attr(target_arch = "wasm32", repr(u32))]
pub enum Json {
    /// `null`
    #[default]
    Null,
    /// `true` or `false`
    Bool(bool),
    /// `1`
    Number(Number),
    /// `"a"`
    String(String),
    /// `"\ud800"`: a string that is not Unicode text, because it holds a lone surrogate. A JavaScript program writes one
    /// when it cuts a text inside an emoji. U+FFFD stands for each lone surrogate, here and in the printed text.
    IllFormed(String),
    /// `[]`
    Array(Vec<Json>),
    /// `{}`
    Object(Object),
}

static NULL: Json = Json::Null;

impl Json {
    /// Whether it is `null`.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Whether it is a number.
    pub const fn is_number(&self) -> bool {
        matches!(self, Self::Number(_))
    }

    /// Whether it is a string of Unicode text.
    pub const fn is_string(&self) -> bool {
        matches!(self, Self::String(_))
    }

    /// Whether it is a list.
    pub const fn is_array(&self) -> bool {
        matches!(self, Self::Array(_))
    }

    /// Whether it is an object.
    pub const fn is_object(&self) -> bool {
        matches!(self, Self::Object(_))
    }

    /// Whether it is an integer that fits into an `i64`.
    pub fn is_i64(&self) -> bool {
        self.as_i64().is_some()
    }

    const fn number(&self) -> Option<&Number> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The nearest f64, if it is a number.
    pub fn as_f64(&self) -> Option<f64> {
        self.number().map(Number::as_f64)
    }

    /// The number, if it is an integer that fits into a `u64`.
    pub fn as_u64(&self) -> Option<u64> {
        self.number()?.as_u64()
    }

    /// The number, if it is an integer that fits into an `i64`.
    pub fn as_i64(&self) -> Option<i64> {
        self.number()?.as_i64()
    }

    /// The value, if it is `true` or `false`.
    pub const fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The text, if it is a string of Unicode text.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The items, if it is a list.
    pub const fn as_array(&self) -> Option<&Vec<Self>> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The members, if it is an object.
    pub const fn as_object(&self) -> Option<&Object> {
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The value of the member with this name, if it is an object that has one.
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.as_object()?.get(name)
    }

    /// Takes the value out and leaves `null`.
    #[must_use]
    pub fn take(&mut self) -> Self {
        core::mem::take(self)
    }

    /// The same value with each number as JavaScript prints it ([`Number::to_canonical`]). A number beyond an f64
    /// becomes `null`, as in `JSON.stringify(JSON.parse(text))`.
    #[must_use]
    pub fn to_canonical(&self) -> Self {
        let mut value = self.clone();
        value.make_canonical();
        value
    }

    /// Whether every string and every name in it is Unicode text.
    pub(crate) fn is_well_formed(&self) -> bool {
        match self {
            Self::IllFormed(_) => false,
            Self::Array(items) => items.iter().all(Self::is_well_formed),
            Self::Object(members) => {
                members.ill_formed_names().is_empty() && members.values().all(Self::is_well_formed)
            }
            _ => true,
        }
    }

    pub(crate) fn make_canonical(&mut self) {
        match self {
            Self::Number(number) if !number.as_f64().is_finite() => *self = Self::Null,
            Self::Number(number) => *number = number.to_canonical(),
            Self::Array(items) => items.iter_mut().for_each(Self::make_canonical),
            Self::Object(members) => members.values_mut().for_each(Self::make_canonical),
            _ => {}
        }
    }
}

/// The value of a member; `null` if the object has no such member, as in JavaScript.
impl Index<&str> for Json {
    type Output = Self;

    fn index(&self, name: &str) -> &Self {
        self.get(name).unwrap_or(&NULL)
    }
}

/// The item of a list; `null` if the list has no such item, as in JavaScript.
impl Index<usize> for Json {
    type Output = Self;

    fn index(&self, index: usize) -> &Self {
        self.as_array().and_then(|items| items.get(index)).unwrap_or(&NULL)
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

macro_rules! from_integers {
    ($($integer:ty => $wide:ty),*) => { $(
        impl From<$integer> for Json {
            fn from(value: $integer) -> Self {
                Self::Number(Number::from(<$wide>::from(value)))
            }
        }
    )* };
}

from_integers! { u8 => u64, u16 => u64, u32 => u64, u64 => u64, i8 => i64, i16 => i64, i32 => i64, i64 => i64 }

impl From<usize> for Json {
    fn from(value: usize) -> Self {
        Self::from(value as u64)
    }
}

/// NaN and the infinities become `null`, as in JavaScript.
impl From<f64> for Json {
    fn from(value: f64) -> Self {
        Number::from_f64(value).map_or(Self::Null, Self::Number)
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<Vec<Self>> for Json {
    fn from(items: Vec<Self>) -> Self {
        Self::Array(items)
    }
}

impl From<Object> for Json {
    fn from(members: Object) -> Self {
        Self::Object(members)
    }
}

impl FromIterator<Self> for Json {
    fn from_iter<I: IntoIterator<Item = Self>>(items: I) -> Self {
        Self::Array(items.into_iter().collect())
    }
}

impl FromIterator<(String, Self)> for Json {
    fn from_iter<I: IntoIterator<Item = (String, Self)>>(members: I) -> Self {
        Self::Object(members.into_iter().collect())
    }
}

impl PartialEq<bool> for Json {
    fn eq(&self, other: &bool) -> bool {
        self.as_bool() == Some(*other)
    }
}

impl PartialEq<str> for Json {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == Some(other)
    }
}

impl PartialEq<&str> for Json {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == Some(*other)
    }
}

/// Reads one JSON text (RFC 8259) strictly: with nothing but white space around it, and at most
/// [`MAX_DEPTH`](super::MAX_DEPTH) lists and objects inside one another. If an object has a name twice, the last value
/// counts. A byte order mark at the start is an error that names it. A lone surrogate (`"\ud800"`) is JSON but not Unicode
/// text: a string that holds one is [`Json::IllFormed`], and a name that holds one is in [`Object::ill_formed_names`].
impl FromStr for Json {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        read::document(text)
    }
}

/// The value as JSON text, without spaces.
impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_json_string())
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(number) => number.serialize(serializer),
            Self::String(text) | Self::IllFormed(text) => serializer.serialize_str(text),
            Self::Array(items) => serializer.collect_seq(items),
            Self::Object(members) => members.serialize(serializer),
        }
    }
}
