//! The parameters of a reason.

use alloc::borrow::ToOwned;
use alloc::string::String;

use serde::{Deserialize, Deserializer, Serialize};

use crate::json::{Json, Object, ToJson};

/// The parameters of a reason: names and JSON values, in the order in which they were added.
///
/// [`Reason::with_param`](super::Reason::with_param) adds them.
///
/// ```
/// use unanimous::{Code, Json, Reason};
///
/// let reason = Reason::new(Code::TooLong).with_param("max", 50);
/// assert_eq!(reason.params().get("max"), Some(&Json::from(50)));
/// assert_eq!(reason.params().iter().count(), 1);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Params(Json);

impl Params {
    pub(super) const EMPTY: Self = Self(Json::Object(Object::new()));

    /// The value of the parameter with this name.
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.0.get(name)
    }

    /// Whether there are no parameters.
    pub fn is_empty(&self) -> bool {
        self.0.as_object().is_none_or(Object::is_empty)
    }

    /// All parameters, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.0.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value))
    }

    pub(super) fn push(&mut self, name: &str, value: Json) {
        if let Json::Object(members) = &mut self.0 {
            members.insert(name.to_owned(), value);
        }
    }
}

impl Default for Params {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl From<Object> for Params {
    fn from(members: Object) -> Self {
        Self(Json::Object(members))
    }
}

impl ToJson for Params {
    fn push_json(&self, out: &mut String) {
        self.0.push_json(out);
    }
}

impl<'de> Deserialize<'de> for Params {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Object::deserialize(deserializer).map(Self::from)
    }
}
