//! Flags in headers that say whether to try again.

use serde::{Deserialize, Serialize};

use super::{Headers, delay};
#[cfg(any(target_arch = "wasm32", test))]
use crate::json::Value;

/// What headers say about trying again, apart from the delay. A missing header says nothing.
///
/// As JSON: `{"retry"?, "replayed"?, "limited"?}`, the same in Rust and in JavaScript.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Hints {
    /// `x-should-retry` or `stripe-should-retry`.
    #[serde(rename = "retry", skip_serializing_if = "Option::is_none")]
    pub should_retry: Option<bool>,
    /// `idempotent-replayed: true`: the server repeated a stored answer.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub replayed: bool,
    /// A rate limit's remaining count is 0.
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

    /// Reads the JSON form; none if a member has another type.
    #[cfg(any(target_arch = "wasm32", test))]
    pub(crate) fn from_value(value: &Value) -> Option<Self> {
        let flag = |name: &str| value.get(name).map_or(Some(false), Value::as_bool);
        let should_retry = match value.get("retry") {
            None | Some(Value::Null) => None,
            Some(value) => Some(value.as_bool()?),
        };
        Some(Self { should_retry, replayed: flag("replayed")?, limit_reached: flag("limited")? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn hints_are_read_back() {
        for should_retry in [None, Some(true), Some(false)] {
            for (replayed, limit_reached) in [(false, false), (true, false), (false, true)] {
                let hints = Hints { should_retry, replayed, limit_reached };
                assert_eq!(Hints::from_value(&serde_json::to_value(hints).unwrap()), Some(hints));
            }
        }
        assert_eq!(Hints::from_value(&json!({"retry": null})), Some(Hints::default()));
        assert_eq!(Hints::from_value(&json!({"retry": true, "limited": 1})), None);
    }
}
