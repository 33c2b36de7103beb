//! Delays in bodies: a number of seconds or milliseconds, a duration, or a time.

use crate::headers::delay::{decimal, moment};
use crate::json::{Json, ToJson as _};

pub(super) use crate::headers::delay::Wait;

impl Wait {
    /// A delay in seconds, or a time: `35`, `"8.2s"`, `1795766460`, `"2026-11-27T08:00:23Z"`, or a
    /// `google.protobuf.Duration` as an object.
    pub(super) fn seconds(value: &Json) -> Option<Self> {
        match value {
            Json::String(text) => moment(text),
            Json::Number(_) => moment(&value.to_json_string()),
            Json::Object(parts) => {
                let seconds = match parts.get("seconds") {
                    Some(Json::String(text)) => decimal(text, 0)?,
                    Some(value) => value.as_u64()?,
                    None => 0,
                };
                let nanos = parts.get("nanos").map_or(Some(0), Json::as_u64)?;
                Some(Self::For(seconds.saturating_mul(1000).saturating_add(nanos.div_ceil(1_000_000))))
            }
            _ => None,
        }
    }

    /// A delay in milliseconds.
    pub(super) fn millis(value: &Json) -> Option<Self> {
        match value {
            Json::String(text) => decimal(text, 0).map(Self::For),
            Json::Number(_) => decimal(&value.to_json_string(), 0).map(Self::For),
            _ => None,
        }
    }
}

#[cfg(all(test, feature = "serde_json"))]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn delays() {
        let cases = [
            (json!("3.5s"), Some(Wait::For(3500))),
            (json!("0.000000001s"), Some(Wait::For(1))),
            (json!({"seconds": "2", "nanos": 1}), Some(Wait::For(2001))),
            (json!({"seconds": 2}), Some(Wait::For(2000))),
            (json!("-1s"), None),
            (json!(35), Some(Wait::For(35_000))),
            (json!(0.35), Some(Wait::For(350))),
            (json!({"seconds": -1}), None),
            (json!(-3), None),
            (json!([3]), None),
        ];
        for (value, expected) in cases {
            assert_eq!(Wait::seconds(&value.clone().into()), expected, "{value}");
        }
        assert_eq!(Wait::millis(&json!(2000.5).into()), Some(Wait::For(2001)));
    }
}
