//! Prints the line of each case of `tests/cases/schemas.json`, as `tests/cases/outputs.txt` has it.

use serde_json::Value;
use unanimous::Schema;
use unanimous::json::{Json, ToJson};

const CASES: &str = include_str!("../../../cases/schemas.json");

fn main() {
    conversions();
    let file: Value = serde_json::from_str(CASES).expect("the cases");
    // The schema's own order of properties is a part of the case, and a map without `preserve_order` loses it.
    let ordered: Json = CASES.parse().expect("the cases");
    let cases = file["cases"].as_array().expect("a list");
    for (at, case) in cases.iter().enumerate() {
        let schema = Schema::from_value(&ordered["cases"][at]["schema"]).expect("a schema");
        for (number, check) in case["checks"].as_array().expect("a list").iter().enumerate() {
            // serde_json refuses the texts with lone surrogates, so such a value is read by the crate.
            let result = match check["value"].get("$json").and_then(Value::as_str) {
                Some(text) => schema.check(&text.parse::<Json>().expect("JSON")),
                None => schema.check(&value(&check["value"])),
            };
            let verdict = match result {
                Ok(()) => r#"{"ok":true}"#.to_owned(),
                Err(report) => format!(
                    r#"{{"ok":false,"issues":{},"message":{}}}"#,
                    report.to_json_string(),
                    report.to_string().to_json_string(),
                ),
            };
            let id = case["id"].as_str().map_or_else(|| case["id"].to_string(), str::to_owned);
            println!("schemas {id} {number} {verdict}");
        }
    }
}

/// What no feature of serde_json may change.
fn conversions() {
    // The key by which serde_json marks its own numbers is a name like any other in somebody's text.
    for text in [r#"{"$serde_json::private::Number":"30"}"#, r#"{"$serde_json::private::Number":"x","a":[1]}"#] {
        let read: Json = serde_json::from_str(text).expect("JSON");
        assert_eq!(read, text.parse::<Json>().expect("JSON"));
    }
    for text in ["18446744073709551616", "-9223372036854775809", "1e2", "0.5", "7"] {
        let value: Value = serde_json::from_str(text).expect("a number");
        let json: Json = serde_json::from_value(value).expect("a number");
        assert_eq!(json, text.parse::<Json>().expect("a number"));
    }
    // serde_json's own parser reads a neighbour of this number, where its feature `float_roundtrip` is off.
    for number in [0.9135800666666667, 9.333973218779802e263] {
        assert_eq!(Value::from(Json::from(number)).as_f64(), Some(number));
    }
}

/// `{"$repeat": [item, n]}` is a list of n items, `{"$text": [text, n]}` a text repeated n times.
fn value(written: &Value) -> Value {
    let times = |pair: &Value| usize::try_from(pair[1].as_u64().expect("a count")).expect("a count");
    if let Some(pair) = written.get("$repeat") {
        return Value::Array(vec![pair[0].clone(); times(pair)]);
    }
    match written.get("$text") {
        Some(pair) => Value::from(pair[0].as_str().expect("a text").repeat(times(pair))),
        None => written.clone(),
    }
}
