//! `google.protobuf.Duration` in its JSON form: `"3.5s"`.

use crate::headers::delay::decimal;
use crate::json::Json;

/// Reads a duration as milliseconds, rounded up: `"3.5s"`, or `{"seconds": 3, "nanos": 500000000}`.
pub(super) fn milliseconds(value: &Json) -> Option<u64> {
    match value {
        Json::String(text) => decimal(text.strip_suffix('s')?, 3),
        Json::Object(parts) => {
            let seconds = match parts.get("seconds") {
                Some(Json::String(text)) => decimal(text, 0)?,
                Some(value) => value.as_u64()?,
                None => 0,
            };
            let nanos = parts.get("nanos").map_or(Some(0), Json::as_u64)?;
            Some(seconds.saturating_mul(1000).saturating_add(nanos.div_ceil(1_000_000)))
        }
        _ => None,
    }
}

#[cfg(all(test, feature = "serde_json"))]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn durations() {
        let cases = [
            (json!("3.5s"), Some(3500)),
            (json!("0.000000001s"), Some(1)),
            (json!({"seconds": "2", "nanos": 1}), Some(2001)),
            (json!({"seconds": 2}), Some(2000)),
            (json!("-1s"), None),
            (json!("3"), None),
            (json!({"seconds": -1}), None),
            (json!(3), None),
        ];
        for (value, expected) in cases {
            assert_eq!(milliseconds(&value.clone().into()), expected, "{value}");
        }
    }
}
