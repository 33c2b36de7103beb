//! The parameters of a reason.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Deserializer, Serialize};

use crate::json::{Json, Object, ObjectWriter, ToJson};

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
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Params(Vec<(Cow<'static, str>, Json)>);

impl Params {
    pub(super) const EMPTY: Self = Self(Vec::new());

    /// The value of the parameter with this name.
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// Whether there are no parameters.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All parameters, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.0.iter().map(|(name, value)| (name.as_ref(), value))
    }

    pub(super) fn push(&mut self, name: Cow<'static, str>, value: Json) {
        self.0.push((name, value));
    }
}

impl From<Object> for Params {
    fn from(members: Object) -> Self {
        Self(members.into_iter().map(|(name, value)| (Cow::Owned(name), value)).collect())
    }
}

impl Serialize for Params {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl ToJson for Params {
    fn push_json(&self, out: &mut String) {
        let mut object = ObjectWriter::new(out);
        for (name, value) in self.iter() {
            object.member(name, value);
        }
        object.end();
    }
}

impl<'de> Deserialize<'de> for Params {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Object::deserialize(deserializer).map(Self::from)
    }
}
