//! JSON values: the twins of `serde_json`'s `Value` and `Number`, as far as the crate uses them.

use std::fmt;
use std::ops::Index;

use serde::{Serialize, Serializer};

use super::object::Object;
use super::write;

/// A number: an integer where it is written as one and fits, else a float.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number(Kind);

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Unsigned(u64),
    /// Always below zero.
    Negative(i64),
    /// Always finite.
    Float(f64),
}

impl Number {
    /// The float as a number; none where it is not finite.
    pub fn from_f64(value: f64) -> Option<Self> {
        value.is_finite().then_some(Self(Kind::Float(value)))
    }

    /// The number as a float, rounded where it must be.
    #[allow(clippy::cast_precision_loss, clippy::unnecessary_wraps, reason = "as serde_json has it")]
    pub fn as_f64(&self) -> Option<f64> {
        Some(match self.0 {
            Kind::Unsigned(value) => value as f64,
            Kind::Negative(value) => value as f64,
            Kind::Float(value) => value,
        })
    }

    /// The number, where it is an integer of this type.
    pub fn as_u64(&self) -> Option<u64> {
        match self.0 {
            Kind::Unsigned(value) => Some(value),
            _ => None,
        }
    }

    /// The number, where it is an integer of this type.
    pub fn as_i64(&self) -> Option<i64> {
        match self.0 {
            Kind::Unsigned(value) => value.try_into().ok(),
            Kind::Negative(value) => Some(value),
            Kind::Float(_) => None,
        }
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        Self(Kind::Unsigned(value))
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self(u64::try_from(value).map_or(Kind::Negative(value), Kind::Unsigned))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&write::to_string(self))
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Kind::Unsigned(value) => serializer.serialize_u64(value),
            Kind::Negative(value) => serializer.serialize_i64(value),
            Kind::Float(value) => serializer.serialize_f64(value),
        }
    }
}

/// Any JSON value.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// `null`
    #[default]
    Null,
    /// `true` or `false`
    Bool(bool),
    /// `1`
    Number(Number),
    /// `"a"`
    String(String),
    /// `[]`
    Array(Vec<Value>),
    /// `{}`
    Object(Object),
}

static NULL: Value = Value::Null;

impl Value {
    /// Whether it is `null`.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Whether it is a number.
    pub const fn is_number(&self) -> bool {
        matches!(self, Self::Number(_))
    }

    /// Whether it is a string.
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

    /// Whether it is an integer of this type.
    pub fn is_i64(&self) -> bool {
        self.number().is_some_and(|number| number.as_i64().is_some())
    }

    const fn number(&self) -> Option<&Number> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The number, where it is one.
    pub fn as_f64(&self) -> Option<f64> {
        self.number()?.as_f64()
    }

    /// The number, where it is an integer of this type.
    pub fn as_u64(&self) -> Option<u64> {
        self.number()?.as_u64()
    }

    /// The truth value, where it is one.
    pub const fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The text, where it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The items, where it is a list.
    pub const fn as_array(&self) -> Option<&Vec<Self>> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The members, where it is an object.
    pub const fn as_object(&self) -> Option<&Object> {
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The value of this name, where it is an object that has one.
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.as_object()?.get(name)
    }

    /// The value, and `null` in its place.
    pub fn take(&mut self) -> Self {
        std::mem::take(self)
    }
}

impl Index<&str> for Value {
    type Output = Self;

    fn index(&self, name: &str) -> &Self {
        self.get(name).unwrap_or(&NULL)
    }
}

impl Index<usize> for Value {
    type Output = Self;

    fn index(&self, at: usize) -> &Self {
        self.as_array().and_then(|items| items.get(at)).unwrap_or(&NULL)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<u16> for Value {
    fn from(value: u16) -> Self {
        Self::from(u64::from(value))
    }
}

impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self::from(u64::from(value))
    }
}

impl From<u64> for Value {
    fn from(value: u64) -> Self {
        Self::Number(value.into())
    }
}

impl From<usize> for Value {
    fn from(value: usize) -> Self {
        Self::from(value as u64)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Number(value.into())
    }
}

/// What is not finite is `null`.
impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Number::from_f64(value).map_or(Self::Null, Self::Number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<Vec<Self>> for Value {
    fn from(items: Vec<Self>) -> Self {
        Self::Array(items)
    }
}

impl FromIterator<Self> for Value {
    fn from_iter<I: IntoIterator<Item = Self>>(items: I) -> Self {
        Self::Array(items.into_iter().collect())
    }
}

impl FromIterator<(String, Self)> for Value {
    fn from_iter<I: IntoIterator<Item = (String, Self)>>(members: I) -> Self {
        Self::Object(members.into_iter().collect())
    }
}

impl PartialEq<bool> for Value {
    fn eq(&self, other: &bool) -> bool {
        self.as_bool() == Some(*other)
    }
}

/// The value as JSON text, without spaces.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&write::to_string(self))
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(number) => number.serialize(serializer),
            Self::String(text) => serializer.serialize_str(text),
            Self::Array(items) => serializer.collect_seq(items),
            Self::Object(members) => members.serialize(serializer),
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value as Native;

    use super::*;

    /// The twin of a value, by the ways in which the crate makes values.
    fn twin(value: &Native) -> Value {
        match value {
            Native::Null => Value::Null,
            Native::Bool(value) => Value::from(*value),
            Native::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(number), ..) => Value::from(number),
                (None, Some(number), _) => Value::from(number),
                (None, None, number) => Value::from(number.unwrap()),
            },
            Native::String(text) => Value::from(text.as_str()),
            Native::Array(items) => items.iter().map(twin).collect(),
            Native::Object(members) => members.iter().map(|(name, value)| (name.clone(), twin(value))).collect(),
        }
    }

    fn any_value() -> impl Strategy<Value = Native> {
        let leaf = prop_oneof![
            Just(Native::Null),
            any::<bool>().prop_map(Native::from),
            any::<u64>().prop_map(Native::from),
            any::<i64>().prop_map(Native::from),
            any::<f64>().prop_map(Native::from),
            any::<String>().prop_map(Native::from),
        ];
        leaf.prop_recursive(4, 64, 24, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..24).prop_map(Native::from),
                prop::collection::vec(("[a-z]{0,2}", inner), 0..24).prop_map(|members| members.into_iter().collect()),
            ]
        })
    }

    /// What can be asked of a value.
    fn same(ours: &Value, theirs: &Native) {
        assert_eq!(ours.to_string(), theirs.to_string());
        assert_eq!(
            (ours.as_f64(), ours.as_u64(), ours.as_bool()),
            (theirs.as_f64(), theirs.as_u64(), theirs.as_bool())
        );
        assert_eq!(
            (ours.is_i64(), ours.is_number(), ours.is_null()),
            (theirs.is_i64(), theirs.is_number(), theirs.is_null())
        );
        assert_eq!((ours.as_str(), ours.is_string()), (theirs.as_str(), theirs.is_string()));
        assert_eq!((ours.is_array(), ours.is_object()), (theirs.is_array(), theirs.is_object()));
        assert_eq!(ours.as_array().map(Vec::len), theirs.as_array().map(Vec::len));
        assert_eq!((ours.get("a").is_some(), ours["a"].is_null()), (theirs.get("a").is_some(), theirs["a"].is_null()));
        assert_eq!(ours[1].to_string(), theirs[1].to_string());
        assert_eq!(*ours == true, *theirs == true);
    }

    proptest! {
        #[test]
        fn a_value_is_as_serde_json_has_it(value in any_value()) {
            let mut ours = twin(&value);
            same(&ours, &value);
            assert_eq!(serde_json::to_value(&ours).unwrap(), value);
            assert_eq!(ours, twin(&value));
            let whole = ours.clone();
            assert_eq!((ours.take(), ours), (whole, Value::Null));
        }

        #[test]
        fn an_object_changes_as_serde_json_changes_it(
            members in prop::collection::vec(("[a-d]{0,3}", 0..9_u64), 0..60),
            changes in prop::collection::vec(("[a-d]{0,3}", 0..9_u64), 0..40),
        ) {
            let (mut ours, repeats) =
                Object::of(members.iter().map(|(name, value)| (name.clone(), Value::from(*value))).collect());
            let mut theirs: serde_json::Map<_, _> =
                members.iter().map(|(name, value)| (name.clone(), Native::from(*value))).collect();
            assert_eq!(repeats, theirs.len() < members.len());
            let mut backwards: Vec<_> = members.clone();
            backwards.reverse();
            let (backwards, _) = Object::of(backwards.into_iter().map(|(name, value)| (name, value.into())).collect());
            assert_eq!(ours == backwards, theirs.iter().all(|(name, value)| backwards.get(name).and_then(Value::as_u64) == value.as_u64()));
            for (name, value) in changes {
                assert_eq!(ours.contains_key(&name), theirs.contains_key(&name));
                match value {
                    0 => {
                        ours.retain(|known, _| *known != name);
                        theirs.retain(|known, _| *known != name);
                    }
                    1..4 => {
                        if let (Some(ours), Some(theirs)) = (ours.get_mut(&name), theirs.get_mut(&name)) {
                            (*ours, *theirs) = (Value::from(value), Native::from(value));
                        }
                    }
                    _ => {
                        let was = ours.insert(name.clone(), Value::from(value));
                        assert_eq!(was.map(|was| was.to_string()), theirs.insert(name, value.into()).map(|was| was.to_string()));
                    }
                }
                assert_eq!(Value::Object(ours.clone()).to_string(), Native::Object(theirs.clone()).to_string());
                assert_eq!((ours.len(), ours.is_empty()), (theirs.len(), theirs.is_empty()));
                assert!(theirs.iter().all(|(name, value)| ours.get(name).and_then(Value::as_u64) == value.as_u64()));
                assert!(ours.values().map(Value::as_u64).eq(theirs.values().map(Native::as_u64)));
            }
            ours.values_mut().for_each(|value| *value = Value::Null);
            assert!(ours.values().all(Value::is_null));
        }
    }
}
