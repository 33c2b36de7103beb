//! Schemas whose parts are looked at more than once (references, unions, patterns, rules for keys), and values made of the
//! same few names, texts and numbers, so that many branches nearly fit.

use crate::json::{list, object, quote};
use crate::random::Random;
use crate::{text, value};

const NAMES: &[&str] = &["a", "b", "kind", "1", "é", "a b"];
const TEXTS: &[&str] = &[
    "",
    "a",
    "b",
    "ab",
    "abc",
    "aab",
    "1",
    "12",
    "é",
    "\u{1f600}",
    "a\nb",
    "2024-02-29",
    "12:00:00Z",
    "P1D",
    "::1",
    "10.0.0.1",
    "/a/0",
    "urn:a:b",
    "a.example",
    "ann@example.com",
];
const NUMBERS: &[&str] =
    &["0", "-0", "1", "1.0", "2", "3", "-1", "0.1", "0.3", "19.99", "1e2", "1e300", "9007199254740993", "128"];
const FORMATS: &[&str] = &[
    "date",
    "time",
    "date-time",
    "duration",
    "email",
    "ipv4",
    "ipv6",
    "ip",
    "uri",
    "uri-reference",
    "json-pointer",
    "relative-json-pointer",
    "regex",
    "uuid",
    "int8",
    "uint8",
    "hostname",
];
const DEFINITIONS: &[&str] = &["a", "b", "c"];
const TYPES: &[&str] = &["string", "number", "integer", "boolean", "null", "array", "object"];

/// `{"schema", "values"}`
pub(crate) fn line(random: &mut Random) -> String {
    let definitions: Vec<_> = DEFINITIONS.iter().map(|name| (*name, schema(random, 2))).collect();
    let mut members = members(random, 3);
    members.push(("$defs".to_owned(), object(&definitions)));
    let values = random.several(2, 6, |random| some_value(random, 3));
    object(&[("schema", object(&members)), ("values", list(&values))])
}

fn schema(random: &mut Random, levels: usize) -> String {
    if random.one_in(25) {
        return random.word(&["true", "false"]).to_owned();
    }
    object(&members(random, levels))
}

fn schemas(random: &mut Random, levels: usize) -> String {
    list(&random.several(1, 4, |random| schema(random, levels)))
}

fn schemas_by(random: &mut Random, levels: usize, key: fn(&mut Random) -> String) -> String {
    object(&random.several(1, 3, |random| (key(random), schema(random, levels))))
}

fn name(random: &mut Random) -> String {
    random.word(NAMES).to_owned()
}

fn names(random: &mut Random) -> String {
    let mut names = NAMES.to_vec();
    random.shuffle(&mut names);
    names.truncate(random.between(1, 2));
    list(&names.iter().map(quote).collect::<Vec<_>>())
}

fn count(random: &mut Random) -> String {
    random.below(4).to_string()
}

/// The keywords of one schema.
fn members(random: &mut Random, levels: usize) -> Vec<(String, String)> {
    let mut members = Vec::new();
    for _ in 0..random.between(1, 4) {
        let (name, value) = if levels == 0 || random.one_in(3) { leaf(random) } else { holder(random, levels - 1) };
        if !members.iter().any(|(known, _)| known == name) {
            members.push((name.to_owned(), value));
        }
    }
    // A schema none of whose values has the type does not compile.
    if members.iter().any(|(name, _)| name == "enum" || name == "const") && !random.one_in(20) {
        members.retain(|(name, _)| name != "type" && name != "format");
    }
    if members.iter().any(|(name, _)| name == "oneOf" || name == "anyOf") && random.one_in(6) {
        members.push(("discriminator".to_owned(), object(&[("propertyName", quote("kind"))])));
    }
    members
}

/// A keyword that holds no schema.
fn leaf(random: &mut Random) -> (&'static str, String) {
    match random.below(20) {
        0..3 => ("type", quote(random.word(TYPES))),
        3 => ("type", list(&[quote(random.word(&["string", "object", "array"])), quote("null")])),
        4 => ("enum", list(&random.several(1, 4, |random| some_value(random, 1)))),
        5 => ("const", some_value(random, 1)),
        6 => ("pattern", quote(&pattern(random, 3))),
        7 => ("format", quote(random.word(FORMATS))),
        8 => ("multipleOf", random.word(&["1", "2", "0.1", "0.01", "3"]).to_owned()),
        9 => ("uniqueItems", "true".to_owned()),
        10 => ("minLength", count(random)),
        11 => ("maxItems", count(random)),
        12 => ("minProperties", count(random)),
        13 => ("maxProperties", count(random)),
        14 => ("required", names(random)),
        15 => ("dependentRequired", object(&[(name(random), names(random))])),
        16 => ("exclusiveMinimum", random.word(NUMBERS).to_owned()),
        17 => ("maximum", random.word(NUMBERS).to_owned()),
        18 => ("nullable", "true".to_owned()),
        _ => ("$ref", quote(&reference(random))),
    }
}

fn reference(random: &mut Random) -> String {
    if random.one_in(8) { "#".to_owned() } else { format!("#/$defs/{}", random.word(DEFINITIONS)) }
}

/// A keyword that holds schemas.
fn holder(random: &mut Random, levels: usize) -> (&'static str, String) {
    match random.below(20) {
        0..4 => ("properties", schemas_by(random, levels, name)),
        4 => ("additionalProperties", schema(random, levels)),
        5 => ("patternProperties", schemas_by(random, levels, |random| pattern(random, 2))),
        6 => ("propertyNames", schema(random, levels)),
        7 => ("items", schema(random, levels)),
        8 => ("prefixItems", schemas(random, levels)),
        9 => ("contains", schema(random, levels)),
        10 => ("dependentSchemas", schemas_by(random, levels, name)),
        11 => ("allOf", schemas(random, levels)),
        12 => ("anyOf", schemas(random, levels)),
        13 => ("oneOf", schemas(random, levels)),
        14 => ("oneOf", tagged(random, levels)),
        15 => ("not", schema(random, levels)),
        16 => ("if", schema(random, levels)),
        17 => ("then", schema(random, levels)),
        18 => ("else", schema(random, levels)),
        _ => ("$ref", quote(&reference(random))),
    }
}

/// Branches that a property tells apart.
fn tagged(random: &mut Random, levels: usize) -> String {
    let branches = random.several(2, 3, |random| {
        let kind = object(&[("const", quote(random.word(&["a", "b", "ab", "1"])))]);
        let properties = object(&[("kind".to_owned(), kind), (name(random), schema(random, levels))]);
        object(&[("type", quote("object")), ("required", "[\"kind\"]".to_owned()), ("properties", properties)])
    });
    list(&branches)
}

/// A regular expression, most often one that runs.
fn pattern(random: &mut Random, levels: usize) -> String {
    let atom = |random: &mut Random| match random.below(14) {
        0..4 => random.word(&["a", "b", "é", "1", "\u{1f600}"]).to_owned(),
        4 => random.word(&[".", "\\d", "\\w", "\\S", "\\u{61}", "[^a]", "[a-c]", "[\\d_-]", "\\x61"]).to_owned(),
        5 => random.word(&["^", "$", "\\b", "\\B"]).to_owned(),
        6..9 if levels > 0 => format!("({})", pattern(random, levels - 1)),
        9 if levels > 0 => format!("(?:{}|{})", pattern(random, levels - 1), pattern(random, levels - 1)),
        10 if random.one_in(4) => random.word(&["(?=a)", "\\1", "\\p{L}", "(", "[b-a]", "a{2,1}", "\\-"]).to_owned(),
        _ => "ab".to_owned(),
    };
    let mut out = String::new();
    for _ in 0..random.between(1, 3) {
        let inner = atom(random);
        let is_assertion = matches!(&*inner, "^" | "$" | "\\b" | "\\B");
        out.push_str(&inner);
        if !is_assertion && random.one_in(3) {
            out.push_str(random.word(&["*", "+", "?", "{2}", "{1,3}", "{2,}", "*?", "{0,300}"]));
        }
    }
    out
}

/// A value of the same few parts.
fn some_value(random: &mut Random, levels: usize) -> String {
    match random.below(if levels == 0 { 8 } else { 14 }) {
        0 => "null".to_owned(),
        1 => random.word(&["true", "false"]).to_owned(),
        2 | 3 => random.word(NUMBERS).to_owned(),
        4..7 => quote(random.word(TEXTS)),
        7 => quote(&text::any(random)),
        8 => value::any(random, levels),
        9 | 10 => list(&random.several(0, 5, |random| some_value(random, levels - 1))),
        _ => {
            let mut members = random.several(0, 4, |random| (name(random), some_value(random, levels - 1)));
            if random.one_in(3) {
                members.push(("kind".to_owned(), quote(random.word(&["a", "b", "ab", "x"]))));
            }
            object(&members)
        }
    }
}
