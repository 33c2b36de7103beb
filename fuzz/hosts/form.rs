//! Forms: schemas that describe a part in several ways, and entries with names and texts near these schemas.

use crate::json::{list, object, quote};
use crate::random::Random;
use crate::text;

const NAMES: &[&str] = &["a", "b", "kind", "n", "list", "0", "constructor", "_method", "é"];
const TYPES: &[&str] = &["string", "integer", "number", "boolean", "null", "array", "object"];
const FORMATS: &[&str] = &["email", "phone", "date", "password", "regex", "phone"];
const VALUES: &[&str] =
    &["1", "2", "-0.5", "true", "false", "null", r#""x""#, r#""1""#, r#""on""#, r#""y""#, "[]", "{}"];
const TEXTS: &[&str] = &[
    "",
    " ",
    "1",
    " 1 ",
    "2",
    "01",
    "-0",
    "1.5",
    ".5",
    "1e3",
    "1e21",
    "1e999",
    "9007199254740993",
    "true",
    "false",
    "on",
    "off",
    "yes",
    "no",
    "0",
    "x",
    " x ",
    "y",
    "a@b.co",
    "\t\u{a0}x",
    "2026-11-28",
    "null",
    "😀",
];

/// `{"schema", "entries"}`
pub(crate) fn line(random: &mut Random) -> String {
    let definitions: Vec<_> = ["p", "q", "r"].map(|name| (name, schema(random, 2))).to_vec();
    let mut root = vec![("allOf", list(&[schema(random, 3)])), ("$defs", object(&definitions))];
    if random.below(8) > 0 {
        root.push(("type", quote("object")));
    }
    let entries = random.several(0, 12, |random| list(&[quote(&name(random)), quote(&text_of_entry(random))]));
    object(&[("schema", object(&root)), ("entries", list(&entries))])
}

fn schema(random: &mut Random, levels: usize) -> String {
    if random.one_in(30) {
        return random.word(&["true", "false", "{}"]).to_owned();
    }
    let mut members: Vec<(&str, String)> = Vec::new();
    if random.below(3) > 0 {
        members.push(("type", types(random)));
    }
    match random.below(8) {
        0 => members.push(("enum", list(&random.several(1, 3, value)))),
        1 => members.push(("const", value(random))),
        2 => members.push(("format", quote(random.word(FORMATS)))),
        3 if random.one_in(3) => members.push(("nullable", "true".to_owned())),
        _ => {}
    }
    if levels > 0 {
        let inner = |random: &mut Random| schema(random, levels - 1);
        for _ in 0..random.between(0, 3) {
            let (name, value) = match random.below(14) {
                0..4 => ("properties", properties(random, levels - 1)),
                4 => ("items", inner(random)),
                5 => ("prefixItems", list(&random.several(1, 2, inner))),
                6 => ("allOf", list(&random.several(1, 2, inner))),
                7 => ("anyOf", list(&random.several(1, 3, inner))),
                8 => ("oneOf", list(&random.several(1, 3, inner))),
                9 => ("required", list(&names(random))),
                10 => ("additionalProperties", inner(random)),
                11 => ("$ref", quote(random.word(&["#/$defs/p", "#/$defs/q", "#/$defs/r"]))),
                12 => ("minItems", random.below(4).to_string()),
                _ => ("if", inner(random)),
            };
            if members.iter().all(|(known, _)| *known != name) {
                members.push((name, value));
                if name == "if" {
                    members.push(("then", inner(random)));
                    if random.one_in(2) {
                        members.push(("else", inner(random)));
                    }
                }
            }
        }
        if random.one_in(15) {
            members.push(("dependentSchemas", properties(random, levels - 1)));
        }
        if random.one_in(15) {
            members.push(("patternProperties", object(&[("a", inner(random)), ("b", inner(random))])));
        }
    }
    object(&members)
}

fn types(random: &mut Random) -> String {
    if random.below(3) > 0 {
        return quote(random.word(TYPES));
    }
    let mut names = TYPES.to_vec();
    random.shuffle(&mut names);
    let count = random.between(1, 3);
    list(&names.iter().take(count).map(quote).collect::<Vec<_>>())
}

fn properties(random: &mut Random, levels: usize) -> String {
    let names = distinct(random);
    let members: Vec<_> = names
        .into_iter()
        .map(|name| {
            let inner = if name == "kind" { object(&[("const", value(random))]) } else { schema(random, levels) };
            (name, inner)
        })
        .collect();
    object(&members)
}

fn names(random: &mut Random) -> Vec<String> {
    distinct(random).iter().map(quote).collect()
}

fn distinct(random: &mut Random) -> Vec<&'static str> {
    let mut names = NAMES.to_vec();
    random.shuffle(&mut names);
    names.truncate(random.between(1, 4));
    names
}

fn value(random: &mut Random) -> String {
    random.word(VALUES).to_owned()
}

fn text_of_entry(random: &mut Random) -> String {
    if random.one_in(12) { text::well_formed(random) } else { random.word(TEXTS).to_owned() }
}

fn name(random: &mut Random) -> String {
    if random.one_in(15) {
        return text::well_formed_key(random);
    }
    let mut name = random.word(NAMES).to_owned();
    for _ in 0..random.below(4) {
        let key = if random.one_in(2) { random.below(3).to_string() } else { random.word(NAMES).to_owned() };
        match random.below(4) {
            0 => name.extend(["[", &key, "]"]),
            1 => name.extend(["[", &quote(&key), "]"]),
            _ => name.extend([".", &key]),
        }
    }
    if random.one_in(8) {
        name.push_str("[]");
    }
    name
}
