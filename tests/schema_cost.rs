//! The time of a schema grows with its size and with the size of a value, not with their product or square.
//!
//! Each test has so many parts that quadratic time would be minutes.
#![cfg(not(target_arch = "wasm32"))]

use unanimous::json::Object;
use unanimous::{Json, Schema};

const MANY: u32 = 100_000;

fn list<T: Into<Json>>(item: impl Fn(u32) -> T) -> Json {
    (0..MANY).map(|at| item(at).into()).collect()
}

fn object<T: Into<Json>>(name: impl Fn(u32) -> String, value: impl Fn(u32) -> T) -> Json {
    (0..MANY).map(|at| (name(at), value(at).into())).collect()
}

fn schema(keywords: impl IntoIterator<Item = (&'static str, Json)>) -> Schema {
    let json: Object = keywords.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Schema::from_value(&Json::Object(json)).expect("a schema")
}

fn message(schema: &Schema, value: &Json) -> String {
    schema.check(value).map_or_else(|report| report.to_string(), |()| String::new())
}

/// Property names that have no order in common with their numbers.
fn name(at: u32) -> String {
    format!("p{}", at.wrapping_mul(2_654_435_761))
}

#[test]
fn many_properties_all_of_them_required() {
    let properties = object(name, |_| Object::new());
    let backwards = list(|at| name(MANY - 1 - at));
    let compiled =
        schema([("properties", properties), ("required", backwards), ("additionalProperties", false.into())]);
    let in_order = object(name, |at| at);
    assert_eq!(message(&compiled, &in_order), "");
    let out_of_order = object(|at| name(MANY - 1 - at), |at| at);
    assert_eq!(message(&compiled, &out_of_order), "");
    let unknown = object(|at| format!("q{at}"), |at| at);
    assert!(message(&compiled, &unknown).ends_with("; $: 199744 more issues not shown"));
}

#[test]
fn many_required_names_without_properties() {
    // Integer keys come first, ascending.
    let compiled = schema([("required", list(|at| (MANY - 1 - at).to_string()))]);
    let report = compiled.check(&Json::Object(Object::new())).unwrap_err();
    assert_eq!(report.issues()[1].path().to_string(), "[\"1\"]");
    assert_eq!(message(&compiled, &object(|at| at.to_string(), |at| at)), "");
    let error = Schema::from_value(&"{\"required\":[\"a\",\"b\",\"a\"]}".parse().unwrap()).unwrap_err();
    assert_eq!(error.pointer(), "/required");
}

#[test]
fn many_allowed_values() {
    type Make = fn(u32) -> Json;
    let kinds: [Make; 6] = [
        |at| Json::from(name(at)),
        |at| Json::from(at),
        |at| Json::from(f64::from(at) / -8.0),
        |at| Json::Array(vec![Json::from(at % 7), Json::from(name(at))]),
        |at| Json::Object([("a".to_owned(), at.into()), ("b".to_owned(), Json::Null)].into_iter().collect()),
        |at| if at % 2 == 0 { Json::from(at) } else { Json::from(at.to_string()) },
    ];
    for (which, make) in kinds.into_iter().enumerate() {
        let items: Json = [("enum".to_owned(), list(make))].into_iter().collect();
        let compiled = schema([("items", items)]);
        assert_eq!(message(&compiled, &list(|at| make(MANY - 1 - at))), "", "{which}");
        assert!(!compiled.is_valid(&list(|at| make(at + 1))), "{which}");
    }
}

#[test]
fn a_value_is_found_among_many_as_among_few() {
    let mut allowed: Vec<Json> = [
        "null",
        "true",
        "0",
        "-1.5",
        "1e3",
        "\"\"",
        "\"é\"",
        "\"0\"",
        "[]",
        "[0]",
        "[[]]",
        "{}",
        "{\"a\":[0,1]}",
        "{\"a\":0,\"b\":-0}",
        "[null,false]",
        "\"null\"",
        "1e300",
        "9007199254740993",
    ]
    .map(|text| text.parse().unwrap())
    .into();
    let others = [
        "false",
        "1",
        "-1.50001",
        "\"e\"",
        "\"\\u0000\"",
        "[1]",
        "[[],[]]",
        "{\"b\":[0,1]}",
        "{\"a\":[1,0]}",
        "{\"a\":0}",
        "[false,null]",
        "[0,0]",
        "{\"a\":{}}",
    ]
    .map(|text| text.parse::<Json>().unwrap());
    let equal = ["-0", "0.0", "1000", "{\"b\":0,\"a\":0.0}", "[-0]", "9007199254740992"]
        .map(|text| text.parse::<Json>().unwrap());
    for _ in 0..3 {
        let compiled = schema([("enum", Json::Array(allowed.clone()))]);
        for one in allowed.iter().chain(&equal) {
            assert!(compiled.is_valid(one), "{one}");
            #[cfg(feature = "serde_json")]
            assert!(compiled.is_valid(&serde_json::Value::from(one)), "{one}");
        }
        for one in &others {
            assert!(!compiled.is_valid(one), "{one}");
        }
        allowed.rotate_left(5);
        allowed.extend_from_within(..4);
    }
}

/// A list of this many levels.
fn nested(levels: u32) -> Json {
    (1..levels).fold(Json::Array(Vec::new()), |inner, _| Json::Array(vec![inner]))
}

#[test]
fn an_allowed_value_has_64_levels_at_most() {
    for keyword in ["enum", "const"] {
        let compile = |levels| {
            let value = if keyword == "enum" { Json::Array(vec![1.into(), nested(levels)]) } else { nested(levels) };
            Schema::from_value(&[(keyword.to_owned(), value)].into_iter().collect())
        };
        assert!(compile(64).unwrap().is_valid(&nested(64)));
        for levels in [65, 128, 1000] {
            let error = compile(levels).unwrap_err();
            assert_eq!(
                (error.pointer(), error.message()),
                (&*format!("/{keyword}"), "nested too deeply: values nest to 64 levels")
            );
        }
    }
}
