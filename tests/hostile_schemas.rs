//! Hostile schemas are refused or judged in bounded time and memory, each with a message.
//!
//! A test that does not end fails: the work that these inputs ask for grows exponentially or as a square where it is not
//! bounded, so it would take hours.
#![cfg(not(target_arch = "wasm32"))]

use std::fmt::Write as _;

use unanimous::{Json, Schema};

/// The first characters of what happened: the error of the schema, or the message of the value.
fn outcome(schema: &str, value: &str) -> String {
    match Schema::from_json(schema) {
        Err(error) => format!("refused: {}", error.message()),
        Ok(schema) => match schema.check(&json(value)) {
            Ok(()) => "valid".to_owned(),
            Err(report) => report.to_string(),
        },
    }
}

fn json(text: &str) -> Json {
    text.parse().expect("JSON")
}

/// A value in lists: `[[…value…]]`.
fn nested(value: &str, levels: usize) -> String {
    format!("{}{value}{}", "[".repeat(levels), "]".repeat(levels))
}

#[test]
fn schemas_that_nest_deeply_are_refused() {
    for keyword in ["not", "items", "additionalProperties", "if", "contains", "propertyNames"] {
        for levels in [1000, 10_000, 100_000] {
            let schema = format!("{}{{}}{}", format!("{{\"{keyword}\":").repeat(levels), "}".repeat(levels));
            let outcome = outcome(&schema, "1");
            assert!(outcome.starts_with("refused: "), "{keyword} {levels}: {outcome}");
            assert!(outcome.len() < 300, "{keyword} {levels}: {outcome}");
        }
    }
    for keyword in ["allOf", "anyOf", "oneOf", "prefixItems"] {
        let schema = format!("{}{{}}{}", format!("{{\"{keyword}\":[").repeat(1000), "]}".repeat(1000));
        assert!(outcome(&schema, "1").starts_with("refused: "), "{keyword}");
    }
}

#[test]
fn references_in_a_circle_that_consume_no_value_are_refused() {
    let circles = [
        r##"{"$ref":"#"}"##,
        r##"{"allOf":[{"$ref":"#"}]}"##,
        r##"{"anyOf":[{"type":"string"},{"$ref":"#"}]}"##,
        r##"{"not":{"$ref":"#"}}"##,
        r##"{"if":{"$ref":"#"}}"##,
        r##"{"then":{"$ref":"#"},"if":{}}"##,
        r##"{"dependentSchemas":{"a":{"$ref":"#"}}}"##,
        r##"{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}}}"##,
        r##"{"$ref":"#/$defs/a","$defs":{"a":{"oneOf":[{"$ref":"#/$defs/b"}]},"b":{"allOf":[{"not":{"$ref":"#/$defs/a"}}]}}}"##,
    ];
    for schema in circles {
        let outcome = outcome(schema, "{\"a\":1}");
        assert!(outcome.starts_with("refused: "), "{schema}: {outcome}");
    }
    let mut long = r##"{"$ref":"#/$defs/d0","$defs":{"##.to_owned();
    for at in 0..20_000 {
        write!(long, r##""d{at}":{{"$ref":"#/$defs/d{}"}},"##, (at + 1) % 20_000).unwrap();
    }
    long.push_str(r#""end":{}}}"#);
    assert!(outcome(&long, "1").starts_with("refused: "));
}

#[test]
fn a_long_chain_of_references_ends() {
    for keyword in ["$ref", "items"] {
        let mut schema = r##"{"$ref":"#/$defs/d0","$defs":{"##.to_owned();
        for at in 0..20_000 {
            let reference = format!(r##"{{"$ref":"#/$defs/d{}"}}"##, at + 1);
            let inner = if keyword == "$ref" { reference } else { format!("{{\"items\":{reference}}}") };
            write!(schema, "\"d{at}\":{inner},").unwrap();
        }
        schema.push_str(r#""d20000":{"type":"string"}}}"#);
        let outcome = outcome(&schema, "1");
        assert!(outcome.len() < 300, "{keyword}: {outcome}");
    }
}

/// `d0` is twice `d1`, which is twice `d2`, …: written out, 2^levels schemas.
fn doubling(keyword: &str, levels: usize, end: &str) -> String {
    let mut schema = r##"{"$ref":"#/$defs/d0","$defs":{"##.to_owned();
    for at in 0..levels {
        let next = format!(r##"{{"$ref":"#/$defs/d{}"}}"##, at + 1);
        let inner = match keyword {
            "properties" => format!(r#"{{"properties":{{"a":{next},"b":{next}}}}}"#),
            "if" => format!(r#"{{"if":{next},"then":{next},"else":{next}}}"#),
            "items" => format!(r#"{{"prefixItems":[{next},{next}],"items":{next}}}"#),
            "not" => format!(r#"{{"not":{{"anyOf":[{{"not":{next}}},{{"not":{next}}}]}}}}"#),
            _ => format!(r#"{{"{keyword}":[{next},{next}]}}"#),
        };
        write!(schema, "\"d{at}\":{inner},").unwrap();
    }
    write!(schema, "\"d{levels}\":{end}}}}}").unwrap();
    schema
}

#[test]
fn references_that_double_40_times_end() {
    for keyword in ["allOf", "anyOf", "oneOf", "if", "properties", "items", "not"] {
        for value in ["1", "\"a\"", "[1,[1,[1]]]", r#"{"a":{"a":1},"b":{"b":1}}"#] {
            let outcome = outcome(&doubling(keyword, 40, r#"{"type":"string"}"#), value);
            assert!(outcome.len() < 500, "{keyword}: {outcome}");
        }
    }
}

#[test]
fn branches_that_look_at_the_same_value_end() {
    // Each level judges the value below twice: 2^60 times at the end, if the steps were not counted.
    let lists =
        r##"{"type":"array","items":{"$ref":"#"},"minItems":1},{"type":"array","items":{"$ref":"#"},"maxItems":9}"##;
    let schemas = [
        format!(r#"{{"anyOf":[{lists},{{"type":"string"}}]}}"#),
        r##"{"allOf":[{"items":{"$ref":"#"}},{"items":{"$ref":"#"}}],"type":["array","string"]}"##.to_owned(),
        r##"{"not":{"items":{"not":{"$ref":"#"}}},"type":["array","string"]}"##.to_owned(),
    ];
    for (schema, leaf) in schemas.iter().zip(["1", "\"a\"", "1"]) {
        let outcome = outcome(schema, &nested(leaf, 60));
        assert!(outcome == "valid" || outcome.starts_with("Validation error: "), "{schema}: {outcome}");
        assert!(outcome.len() < 500, "{schema}: {outcome}");
    }
    // The second one means that every leaf is a string.
    assert_eq!(outcome(&schemas[1], &nested("\"a\"", 60)), "valid");
    assert!(outcome(&schemas[1], &nested("1", 60)).starts_with("Validation error: 0.0.0."));
}

#[test]
fn many_branches_times_many_items_end() {
    let branches: Vec<_> = (0..2000)
        .map(|at| format!(r#"{{"type":"object","required":["k{at}"],"properties":{{"k{at}":{{"minLength":{at}}}}}}}"#))
        .collect();
    let schema = format!(r#"{{"items":{{"anyOf":[{}]}}}}"#, branches.join(","));
    let value = format!("[{}]", vec!["{\"a\":1}"; 2000].join(","));
    assert!(outcome(&schema, &value).contains("more issues not shown"));
}

#[test]
fn many_items_that_a_long_enum_refuses_end() {
    let allowed: Vec<_> = (0..50_000).map(|at| format!("{{\"a\":{at}}}")).collect();
    let schema = format!(r#"{{"items":{{"anyOf":[{{"enum":[{}]}},{{"type":"string"}}]}}}}"#, allowed.join(","));
    let value = format!("[{}]", vec!["{\"b\":1}"; 50_000].join(","));
    let outcome = outcome(&schema, &value);
    assert!(outcome.starts_with("Validation error: 0: Expected one of {\"a\":0}, "), "{outcome}");
}

#[test]
fn many_schemas_that_ignore_the_same_parts_end() {
    let schemas: Vec<_> = (0..9_000).map(|at| format!(r#"{{"properties":{{"p{at}":{{"type":"null"}}}}}}"#)).collect();
    let schema = format!(r#"{{"allOf":[{}]}}"#, schemas.join(","));
    let items = format!("[{}]", vec!["[1]"; 100_000].join(","));
    let members: Vec<_> = (0..50_000).map(|at| format!("\"k{at}\":1")).collect();
    for value in [items.clone(), format!("{{\"a\":{items}}}"), format!("{{{}}}", members.join(","))] {
        assert_eq!(outcome(&schema, &value), "valid");
    }
    let deep = format!("{{\"a\":{items},\"b\":{}}}", nested("1", 70));
    assert_eq!(outcome(r#"{"allOf":[{},{"minProperties":1}]}"#, &deep), "Validation error: b: Nested too deeply");
}

#[test]
fn wide_schemas_end() {
    let properties: Vec<_> = (0..100_000).map(|at| format!("\"p{at}\":{{\"type\":\"string\"}}")).collect();
    let members: Vec<_> = (0..100_000).map(|at| format!("\"p{at}\":1")).collect();
    let schema = format!("{{\"properties\":{{{}}}}}", properties.join(","));
    let value = format!("{{{}}}", members.join(","));
    assert!(outcome(&schema, &value).contains("more issues not shown"));
    for keyword in ["allOf", "anyOf", "oneOf"] {
        let both = format!("{{\"{keyword}\":[{schema},{schema}]}}");
        let outcome = outcome(&both, &value);
        assert!(outcome.starts_with("Validation error: ") || outcome.starts_with("refused: "), "{keyword}");
    }
    let patterns: Vec<_> = (0..1000).map(|at| format!("\"^p{at}\":{{\"type\":\"string\"}}")).collect();
    let schema = format!("{{\"patternProperties\":{{{}}}}}", patterns.join(","));
    let value = format!("{{{}}}", members[..2000].join(","));
    assert!(outcome(&schema, &value).contains("more issues not shown"));
    let values: Vec<_> = (0..100_000).map(|at| format!("{{\"a\":{at}}}")).collect();
    let schema = format!("{{\"items\":{{\"enum\":[{}]}}}}", values.join(","));
    assert_eq!(outcome(&schema, &format!("[{}]", values.join(","))), "valid");
}

#[test]
fn many_unions_of_the_same_long_enum_end() {
    let numbers = list(20_000, |at| at.to_string());
    let texts = list(20_000, |at| format!("\"{at}\""));
    let union = |at: usize| format!(r##""p{at}":{{"anyOf":[{{"$ref":"#/$defs/a"}},{{"$ref":"#/$defs/b"}}]}}"##);
    let properties = list(3_000, union);
    // The copies of all values would take 10 GB.
    let schema =
        format!(r#"{{"properties":{{{properties}}},"$defs":{{"a":{{"enum":[{numbers}]}},"b":{{"enum":[{texts}]}}}}}}"#);
    assert_eq!(outcome(&schema, r#"{"p2999":7}"#), "valid");
    let said = outcome(&schema, r#"{"p2999":"x"}"#);
    assert!(said.starts_with("Validation error: p2999: Expected one of \"0\", "), "{said}");
    let tagged = |values: &str| format!(r#"{{"required":["k"],"properties":{{"k":{{"enum":[{values}]}}}}}}"#);
    let (a, b) = (tagged(&numbers), tagged(&texts));
    let schema = format!(r#"{{"properties":{{{properties}}},"$defs":{{"a":{a},"b":{b}}}}}"#);
    assert_eq!(outcome(&schema, r#"{"p0":{"k":7},"p2999":{"k":"7"}}"#), "valid");
}

#[test]
fn long_lists_end() {
    let numbers: Vec<_> = (0..200_000).map(|at| at.to_string()).collect();
    let objects: Vec<_> = (0..200_000).map(|at| format!("{{\"a\":[{at}]}}")).collect();
    let unique = r#"{"uniqueItems":true}"#;
    assert_eq!(outcome(unique, &format!("[{}]", numbers.join(","))), "valid");
    assert_eq!(outcome(unique, &format!("[{}]", objects.join(","))), "valid");
    let equal = format!("[{}]", vec!["{\"a\":1}"; 200_000].join(","));
    assert!(
        outcome(unique, &equal).ends_with("199743 more issues not shown")
            || outcome(unique, &equal).starts_with("Validation error: ")
    );
    let million = format!("[{}]", vec!["1"; 1_000_000].join(","));
    assert_eq!(
        outcome(r#"{"contains":{"type":"string"}}"#, &million),
        "Validation error: $: List must contain at least 1 matching item"
    );
    assert_eq!(
        outcome(r#"{"contains":{"anyOf":[{"type":"string"},{"const":1}]},"minContains":1000000}"#, &million),
        "valid"
    );
}

#[test]
fn patterns_made_to_explode_are_linear_or_refused() {
    let text = format!("\"{}!\"", "a".repeat(100_000));
    for pattern in
        ["^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "(a*)*b", "^(([a-z])+.)+[A-Z]$", "(.*)*=", "^(a?){50}a{50}$", "a{0,4000}b"]
    {
        let outcome = outcome(&format!("{{\"pattern\":\"{pattern}\"}}"), &text);
        assert!(
            outcome.starts_with("Validation error: $: Must match ") || outcome.starts_with("refused: "),
            "{pattern}: {outcome}"
        );
    }
    for pattern in [
        "((a{1000}){1000}){1000}",
        "(((a{2}){2}){2}){99999}",
        "a{99999999999999999999}",
        "((((((((((a+)+)+)+)+)+)+)+)+)+){4000}",
    ] {
        let outcome = outcome(&format!("{{\"pattern\":\"{pattern}\"}}"), &text);
        assert!(outcome.len() < 500, "{pattern}: {outcome}");
    }
    let deep = format!("{}a{}", "(".repeat(100_000), ")".repeat(100_000));
    assert!(outcome(&format!("{{\"pattern\":\"{deep}\"}}"), &text).len() < 300_000);
}

#[test]
fn schemas_that_accept_null_are_copied_within_a_limit() {
    let properties = list(4_000, |at| format!("\"q{at}\":{{\"type\":\"string\"}}"));
    let values = list(20_000, |at| at.to_string());
    let targets = [
        format!("{{\"properties\":{{{properties}}}}}"),
        format!("{{\"enum\":[{values}]}}"),
        format!("{{\"type\":\"string\",\"x-unanimous\":{{\"reason\":\"{}\"}}}}", "x".repeat(200_000)),
        "{\"pattern\":\"(?:ab?){1900}\"}".to_owned(),
    ];
    // The copies would take gigabytes.
    for target in &targets {
        for reference in [
            r##"{"$ref":"#/$defs/a","nullable":true}"##,
            r##"{"x-unanimous":{"reason":"y"},"allOf":[{"$ref":"#/$defs/a"}]}"##,
        ] {
            let users = list(4_000, |at| format!("\"p{at}\":{reference}"));
            let schema = format!("{{\"properties\":{{{users}}},\"$defs\":{{\"a\":{target}}}}}");
            let outcome = outcome(&schema, "{}");
            assert!(outcome.starts_with("refused: too large: null, or a text of "), "{reference}: {outcome}");
        }
    }
}

#[test]
fn the_patterns_of_a_schema_share_one_limit() {
    let patterns = list(2_000, |at| format!("\"p{at}\":{{\"pattern\":\"(?:ab?c){{1000}}{at}\"}}"));
    let expected = "refused: the patterns of the schema expand to more than 4,194,304 instructions in all";
    assert_eq!(outcome(&format!("{{\"properties\":{{{patterns}}}}}"), "{}"), expected);
}

#[test]
fn copies_with_too_many_patterns_are_refused_as_copies() {
    let definitions = list(1_100, |at| format!("\"p{at}\":{{\"pattern\":\"(?:ab){{1000}}c{at}\"}}"));
    let users =
        list(1_100, |at| format!("\"u{at}\":{{\"anyOf\":[{{\"$ref\":\"#/$defs/p{at}\"}},{{\"type\":\"null\"}}]}}"));
    let schema = format!("{{\"$defs\":{{{definitions}}},\"properties\":{{{users}}}}}");
    let error = Schema::from_json(&schema).unwrap_err();
    assert_eq!(error.pointer(), "", "the copies stand nowhere in the schema");
    assert!(error.message().starts_with("too large: null, or a text of "), "{error}");
}

#[test]
fn many_unions_of_the_same_large_schemas_end() {
    let names = list(1_500, |at| format!("\"n{at}\""));
    let constants = list(1_500, |at| format!("\"n{at}\":{{\"enum\":[0]}}"));
    let wide = format!("{{\"required\":[{names}],\"properties\":{{{constants}}}}}");
    let deep = |name: &str| {
        list(10, |at| {
            let next = format!("{{\"$ref\":\"#/$defs/{name}{}\"}}", at + 1);
            format!("\"{name}{at}\":{{\"allOf\":[{next},{next}]}}")
        })
    };
    let object = r#"{"type":"object","required":["k"]}"#;
    let definitions = [
        format!("\"a0\":{wide},\"b0\":{wide}"),
        format!("{},{},\"a10\":{object},\"b10\":{object}", deep("a"), deep("b")),
    ];
    for definitions in definitions {
        for keyword in ["anyOf", "oneOf"] {
            let union = format!(r##"{{"{keyword}":[{{"$ref":"#/$defs/a0"}},{{"$ref":"#/$defs/b0"}}]}}"##);
            let users = list(10_000, |at| format!("\"p{at}\":{union}"));
            let schema = format!("{{\"properties\":{{{users}}},\"$defs\":{{{definitions}}}}}");
            let outcome = outcome(&schema, r#"{"p9999":{}}"#);
            assert!(outcome.starts_with("Validation error: p9999: Must match one of "), "{keyword}: {outcome}");
        }
    }
}

#[test]
fn a_tag_is_not_looked_for_among_too_many_names() {
    let names = list(12_000, |at| format!("\"n{at}\""));
    let constants = list(12_000, |at| format!("\"n{at}\":{{\"enum\":[0]}}"));
    let branch = format!("{{\"required\":[{names}],\"properties\":{{{constants}}}}}");
    let schema = format!("{{\"anyOf\":[{branch},{branch}]}}");
    assert_eq!(outcome(&schema, "{}"), "Validation error: $: Must match one of the allowed forms");
}

#[test]
fn names_that_many_objects_lack_end() {
    let objects = format!("[{}]", vec!["{}"; 200_000].join(","));
    let names = list(50_000, |at| format!("\"p{at}\""));
    let properties = list(50_000, |at| format!("\"p{at}\":true"));
    let dependents = list(50_000, |at| format!("\"p{at}\":[\"q\"]"));
    let some = list(1_500, |at| format!("\"p{at}\":true"));
    for items in [
        format!("{{\"required\":[{names}]}}"),
        format!("{{\"properties\":{{{properties}}}}}"),
        format!("{{\"properties\":{{{some}}}}}"),
        format!("{{\"dependentRequired\":{{{dependents}}}}}"),
        format!("{{\"anyOf\":[{{\"required\":[{names}]}},{{\"type\":\"string\"}}]}}"),
    ] {
        let outcome = outcome(&format!("{{\"items\":{items}}}"), &objects);
        assert!(outcome.ends_with("$: Nested too deeply") || outcome.ends_with(" more issues not shown"), "{outcome}");
    }
}

#[test]
fn no_report_repeats_a_long_key_many_times() {
    let key = "k".repeat(400_000);
    let value = format!("{{\"{key}\":[{}]}}", list(300, |_| "1".to_owned()));
    let text = "{\"type\":\"string\"}";
    for schema in [
        format!("{{\"additionalProperties\":{{\"items\":{text}}}}}"),
        format!("{{\"additionalProperties\":{{\"items\":{{\"anyOf\":[{text},{{\"type\":\"null\"}}]}}}}}}"),
        format!("{{\"properties\":{{\"{key}\":{{\"items\":{text}}}}}}}"),
    ] {
        let outcome = outcome(&schema, &value);
        assert!(outcome.ends_with("; $: 297 more issues not shown"), "{}", &outcome[outcome.len() - 100..]);
    }
}

#[test]
fn required_names_that_patterns_match_end() {
    let names = list(20_000, |at| format!("\"a{at}\""));
    let patterns = list(10_000, |at| format!("\"^b{at}\":true"));
    let schema = format!(
        "{{\"required\":[{names}],\"patternProperties\":{{{patterns},\"^a\":true}},\"additionalProperties\":false}}"
    );
    assert!(outcome(&schema, "{}").ends_with(" more issues not shown"));
}

const SPENT: &str = "Validation error: $: Nested too deeply";

/// The items of a JSON list.
fn list(count: usize, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect::<Vec<_>>().join(",")
}

/// Patterns of 4,000 instructions that no text of the tests matches. Each fails at the first character, so that the tests are
/// fast; the budget counts what a pattern may need, because what it does need depends on the engine.
fn slow_patterns(count: usize, write: impl Fn(&str) -> String) -> String {
    list(count, |at| write(&format!("^b(?:a?){{{}}}c", 4000 - at)))
}

#[test]
fn slow_patterns_share_one_budget() {
    let long = "a".repeat(1000);
    let of = |count| slow_patterns(count, |pattern| format!("{{\"pattern\":\"{pattern}\"}}"));
    let keys = format!("{{{}}}", list(40, |at| format!("\"{long}{at}\":1")));
    let texts = format!("[{}]", list(40, |at| format!("\"{long}{at}\"")));
    let by_key = slow_patterns(40, |pattern| format!("\"{pattern}\":{{}}"));
    let lists =
        r##"{"type":"array","items":{"$ref":"#"},"minItems":1},{"type":"array","items":{"$ref":"#"},"maxItems":9}"##;
    let cases = [
        (format!("{{\"not\":{{\"not\":{{\"anyOf\":[{}]}}}}}}", of(40)), format!("\"{long}\"")),
        (format!("{{\"patternProperties\":{{{by_key}}}}}"), format!("{{\"{long}\":1}}")),
        (format!("{{\"propertyNames\":{{\"not\":{{\"not\":{}}}}}}}", of(1)), keys),
        (format!("{{\"items\":{{\"not\":{{\"not\":{}}}}}}}", of(1)), texts.clone()),
        (
            format!("{{\"anyOf\":[{lists},{{\"type\":\"string\",\"allOf\":[{}]}}]}}", of(1)),
            nested(&format!("\"{long}\""), 7),
        ),
    ];
    for (schema, value) in cases {
        let outcome = outcome(&schema, &value);
        assert!(outcome.ends_with(&SPENT["Validation error: ".len()..]), "{schema}: {outcome}");
    }
    // One slow pattern makes the schema that of a graph.
    let outcome = outcome(&format!("{{\"items\":{}}}", of(1)), &texts);
    assert!(outcome.starts_with("Validation error: 0: Must match ") && outcome.ends_with("; $: Nested too deeply"));
}

#[test]
fn a_text_pays_for_a_pattern_once() {
    // 100 instructions on 4,000,000 bytes.
    let text = format!("\"{}\"", "a".repeat(400_000));
    let value = format!("[{}]", list(10, |_| text.clone()));
    let pattern = r#"{"pattern":"(?:a?){100}"}"#;
    assert_eq!(outcome(&format!("{{\"items\":{pattern}}}"), &value), "valid");
    assert_eq!(outcome(&format!("{{\"items\":{{\"allOf\":[{pattern}]}}}}"), &value), "valid");
    assert_eq!(outcome(&format!("{{\"items\":{{\"allOf\":[{pattern},{{\"minLength\":1}}]}}}}"), &value), "valid");
    let many = list(9, |at| format!("{{\"pattern\":\"(?:a?){{{}}}\"}}", 100 + at));
    assert_eq!(outcome(&format!("{{\"items\":{{\"allOf\":[{many}]}}}}"), &value), SPENT);
}

#[test]
fn one_large_pattern_on_a_long_text_ends() {
    let text = "abc".repeat(330_000);
    assert_eq!(outcome(r#"{"pattern":"(?:a?b?c?){127}d"}"#, &format!("\"{text}\"")), SPENT);
}

#[test]
fn other_slow_rules_spend_from_the_budget() {
    let long = format!("\"{}\"", "a".repeat(250_000));
    let distinct = |keywords: &str, count| list(count, |at| format!("{{{keywords},\"$comment\":\"{at}\"}}"));
    let cases =
        [(distinct("\"uniqueItems\":true", 1500), format!("[{long}]")), (distinct("\"format\":\"uuid\"", 1500), long)];
    for (schemas, value) in cases {
        let outcome = outcome(&format!("{{\"allOf\":[{schemas}]}}"), &value);
        assert!(outcome.ends_with("$: Nested too deeply"), "{outcome}");
    }
}
