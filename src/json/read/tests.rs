//! Tests the reader, with `serde_json` as its oracle.

use super::*;
use proptest::prelude::*;
use serde_json::Value;

fn value(text: &str) -> Result<Json, ParseError> {
    body(text).map(|parsed| parsed.value)
}

fn json(text: &str) -> Json {
    strict(text).unwrap()
}

#[test]
fn duplicates_are_seen_and_the_last_one_counts() {
    let parsed = body(r#"{"a":1,"b":{"x":1,"x":2},"a":3}"#).unwrap();
    assert_eq!(parsed, Body { value: json(r#"{"a": 3, "b": {"x": 2}}"#), duplicate_key: true });
    assert!(!body(r#"[{"a":1},{"a":1}]"#).unwrap().duplicate_key);
}

#[test]
fn depth_is_bounded() {
    let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    assert!(value(&nested(MAX_BODY_DEPTH)).is_ok());
    assert_eq!(value(&nested(MAX_BODY_DEPTH + 1)), Err(ParseError::TooDeep));
    assert_eq!(value(&"{\"a\":".repeat(MAX_BODY_DEPTH + 1)), Err(ParseError::TooDeep), "before it is found to be cut");
    assert!(value(&format!("\"{}\"", "[".repeat(100))).is_ok(), "brackets in a string are text");
}

#[test]
fn values_beyond_the_cap_are_dropped_and_the_others_are_read() {
    let most = MAX_BODY_VALUES as usize;
    let read = value(&format!(r#"{{"a":{{"b":{{"c":[{}1],"d":2}}}},"e":[3],"f":4}}"#, "1,".repeat(most))).unwrap();
    assert_eq!(read["a"]["b"]["c"].as_array().unwrap().len(), most - 4, "but for the four around them");
    assert_eq!((&read["a"]["b"]["d"], &read["e"], &read["f"]), (&json("2"), &json("[]"), &json("4")));
    let deep = value(&format!(r#"[[[{{"a":[{}1],"b":2}}]]]"#, "1,".repeat(most))).unwrap();
    assert_eq!(deep[0][0][0].get("b"), None);
    let wrong = format!("[{}x]", "1,".repeat(most));
    assert_eq!(value(&wrong), Err(ParseError::Unexpected { at: wrong.len() - 2 }), "its syntax still counts");
}

#[test]
fn members_beyond_the_cap_are_dropped_and_a_few_outer_ones_are_read() {
    let most = MAX_BODY_MEMBERS as usize;
    let members = |count: usize| (0..count).map(|at| format!("\"{at}\":1,")).collect::<Vec<_>>().concat();
    let read = value(&format!(r#"{{"a":{{"b":{{"c":{{{}"d":2}}}}}},"e":3}}"#, members(most))).unwrap();
    assert_eq!(read["a"]["b"]["c"].as_object().unwrap().len(), most);
    assert_eq!(read["e"], json("3"));
    let read = value(&format!(r#"{{{}"e":3}}"#, members(2 * most))).unwrap();
    assert_eq!(read.as_object().unwrap().len(), most + OUTER_MEMBERS as usize);
    let wrong = format!("{{{}x}}", members(2 * most));
    assert_eq!(value(&wrong), Err(ParseError::Unexpected { at: wrong.len() - 2 }), "its syntax still counts");
}

#[test]
fn texts_that_a_browser_reads_are_read() {
    let cases = [
        (r#""cut \ud83d""#, Json::from("cut \u{fffd}")),
        (r#""\udc9a\ud83d\udc9a\\ud83d""#, Json::from("\u{fffd}💚\\ud83d")),
        (r#"["\ud83dx",1e400,-1E999,1e3]"#, json("[\"\u{fffd}x\", null, null, 1000]")),
        ("12345678901234567890123", Json::from(1.234_567_890_123_456_8e22)),
        (&format!("[{}]", "9".repeat(400)), json("[null]")),
        (r#""1e400""#, Json::from("1e400")),
    ];
    for (text, expected) in cases {
        assert_eq!(value(text), Ok(expected), "{text}");
    }
}

#[test]
fn texts_that_no_browser_reads_are_refused() {
    for text in ["", "{", "\"", "\"\\", "\"\\u12", "nul", "{'a':1}", "[1,]", "01", "1 2", "NaN", "\"a\nb\"", "1e", "-"]
    {
        assert!(matches!(value(text), Err(ParseError::Unexpected { .. } | ParseError::Incomplete)), "{text}");
    }
}

#[test]
fn a_string_that_is_no_unicode_text_is_kept_apart() {
    let ill_formed = |text: &str| Json::IllFormed(text.to_owned());
    let cases = [
        (r#""\ud800""#, ill_formed("\u{fffd}")),
        (r#""a\udc00\ud800\n""#, ill_formed("a\u{fffd}\u{fffd}\n")),
        (r#""\ud83d\ud83d\udc9a""#, ill_formed("\u{fffd}💚")),
        (r#""\ud83d\udc9a""#, Json::from("💚")),
        (r#""\\ud800\ufffd""#, Json::from("\\ud800\u{fffd}")),
    ];
    for (text, expected) in cases {
        assert_eq!(json(text), expected, "{text}");
        assert_eq!(json(&format!("[1,{text},\"a\"]")), Json::Array(vec![1.into(), expected, "a".into()]), "{text}");
    }
    let object = json(r#"{"a\ud800":1,"b":"c","\udfff":2,"\ufffd":3}"#);
    assert_eq!(object.as_object().unwrap().ill_formed_names(), ["a\u{fffd}", "\u{fffd}"]);
    assert_eq!(object.to_string(), "{\"b\":\"c\",\"\u{fffd}\":3}");
    assert_ne!(object, json(&object.to_string()));
    assert_eq!(object.is_well_formed(), json(r#"[{"a":"\ud800"}]"#).is_well_formed());
    assert!(value(r#"{"\ud800":"\ud800"}"#).unwrap().is_well_formed(), "in a body");
}

/// Texts that `serde_json` refuses, and so does the strict reader, but for numbers beyond an f64 and lone surrogates.
fn same_as_serde_json(text: &str) {
    let expected: Option<Value> = serde_json::from_str(text).ok();
    let found = strict(text).ok();
    if expected.is_none() && found.as_ref().is_some_and(|found| has_infinity(found) || !found.is_well_formed()) {
        return;
    }
    assert_eq!(found, expected.as_ref().map(Json::from), "{text}");
    if expected.is_some() {
        assert_eq!(value(text).ok(), found, "{text}");
    }
}

fn has_infinity(value: &Json) -> bool {
    match value {
        Json::Number(number) => number.as_f64().is_infinite(),
        Json::Array(items) => items.iter().any(has_infinity),
        Json::Object(members) => members.values().any(has_infinity),
        _ => false,
    }
}

#[test]
fn an_error_names_the_byte() {
    for (text, error) in [
        ("{\"a\": nul}", "not JSON: unexpected character at byte 6"),
        ("[1 2]", "not JSON: unexpected character at byte 3"),
        ("-01", "not JSON: unexpected character at byte 2"),
        ("[1,", "not JSON: the text ends inside a value"),
        ("", "not JSON: the text ends inside a value"),
        ("\u{feff}{}", "not JSON: the text begins with a byte order mark (U+FEFF): remove it"),
        ("\u{feff}", "not JSON: the text begins with a byte order mark (U+FEFF): remove it"),
        (" \u{feff}{}", "not JSON: unexpected character at byte 1"),
    ] {
        assert_eq!(document(text).unwrap_err().to_string(), error, "{text}");
    }
    assert_eq!(strict(&"[".repeat(200)), Err(ParseError::TooDeep));
    let error = crate::Schema::from_json("\u{feff}{}").unwrap_err();
    assert!(error.to_string().contains("byte order mark (U+FEFF): remove it"), "{error}");
}

/// Text made of what JSON is made of, mostly not JSON.
fn nearly_json() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\"a\"",
        "\"a\":",
        "1",
        "0",
        "-",
        "-0",
        ".5",
        "e9",
        "E-3",
        "1e400",
        "true",
        "null",
        "nul",
        "\\",
        "\\u",
        "\\ud83d",
        "\\udc9a",
        "\\u0041",
        "\\n",
        " ",
        "\t",
        "\n",
        "é",
        "💚",
        "\u{0}",
        "\u{7f}",
        "18446744073709551615",
        "18446744073709551616",
        "-9223372036854775808",
        "-9223372036854775809",
        "+",
    ]);
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// Any JSON value.
fn any_value() -> impl Strategy<Value = Value> {
    let number = prop_oneof![any::<u64>().prop_map(Value::from), any::<i64>().prop_map(Value::from)];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        number,
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec(("[a-c]{0,2}", inner), 0..6).prop_map(|members| members.into_iter().collect()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn nearly_json_is_read_as_serde_json_reads_it(text in nearly_json()) {
        same_as_serde_json(&text);
        same_as_serde_json(&format!("[\"{text}\"]"));
        same_as_serde_json(&format!("[{text}]"));
    }

    #[test]
    fn any_value_is_read_back(value in any_value(), is_pretty: bool) {
        let text = if is_pretty { format!("{value:#}") } else { value.to_string() };
        same_as_serde_json(&text);
    }

    #[test]
    fn numbers_are_read_as_serde_json_reads_them(text in "-?[0-9]{1,25}(\\.[0-9]{0,20})?([eE][+-]?[0-9]{0,3})?") {
        same_as_serde_json(&text);
    }

    #[test]
    fn any_text_ends(text: String) {
        same_as_serde_json(&text);
    }
}
