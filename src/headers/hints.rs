//! Flags in headers that say whether to try again.

use alloc::string::String;

use serde::{Deserialize, Serialize};

use super::{Headers, delay};
use crate::json::{Json, ObjectWriter, ToJson};

/// What the headers of a response say about retrying, without the delay. A missing header says nothing. Needs the
/// feature `api-error`.
///
/// As JSON: `{"retry"?, "replayed"?, "limited"?}`, the same in Rust and in JavaScript.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Hints {
    /// `x-should-retry` or `stripe-should-retry`.
    #[serde(rename = "retry", skip_serializing_if = "Option::is_none")]
    pub should_retry: Option<bool>,
    /// `idempotent-replayed: true`: the server sent a stored response again.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub replayed: bool,
    /// Whether a rate limit is used up: its remaining count is 0.
    #[serde(rename = "limited", skip_serializing_if = "core::ops::Not::not")]
    pub limit_reached: bool,
}

impl Hints {
    pub(crate) fn read(headers: &Headers<'_>) -> Self {
        Self {
            should_retry: headers.flag("x-should-retry").or_else(|| headers.flag("stripe-should-retry")),
            replayed: headers.flag("idempotent-replayed") == Some(true),
            limit_reached: delay::limit_reached(headers),
        }
    }

    /// Reads the JSON form; `None` if a member has another type.
    #[doc(hidden)]
    pub fn from_value(value: &Json) -> Option<Self> {
        let flag = |name: &str| value.get(name).map_or(Some(false), Json::as_bool);
        let should_retry = match value.get("retry") {
            None | Some(Json::Null) => None,
            Some(value) => Some(value.as_bool()?),
        };
        Some(Self { should_retry, replayed: flag("replayed")?, limit_reached: flag("limited")? })
    }
}

impl ToJson for Hints {
    fn push_json(&self, out: &mut String) {
        let mut object = ObjectWriter::new(out);
        if let Some(should_retry) = self.should_retry {
            object.member("retry", &should_retry);
        }
        if self.replayed {
            object.member("replayed", &true);
        }
        if self.limit_reached {
            object.member("limited", &true);
        }
        object.end();
    }
}

#[cfg(all(test, feature = "serde_json"))]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn hints_are_read_back() {
        for should_retry in [None, Some(true), Some(false)] {
            for (replayed, limit_reached) in [(false, false), (true, false), (false, true)] {
                let hints = Hints { should_retry, replayed, limit_reached };
                assert_eq!(Hints::from_value(&serde_json::to_value(hints).unwrap().into()), Some(hints));
            }
        }
        assert_eq!(Hints::from_value(&json!({"retry": null}).into()), Some(Hints::default()));
        assert_eq!(Hints::from_value(&json!({"retry": true, "limited": 1}).into()), None);
    }
}
