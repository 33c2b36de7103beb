//! Schemas, whole and broken, and values: some near what the schema allows, some of any kind.

use crate::json::{list, object, quote, texts};
use crate::random::Random;
use crate::{number, response, text, url, value};

const ANNOTATIONS: &[&str] =
    &["$schema", "$id", "$comment", "title", "description", "default", "examples", "deprecated"];

/// Keywords of JSON Schema, supported or not.
const OTHERS: &[&str] = &[
    "pattern",
    "multipleOf",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "patternProperties",
    "propertyNames",
    "dependentRequired",
    "dependentSchemas",
    "prefixItems",
    "contains",
    "minContains",
    "maxContains",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "if",
    "then",
    "else",
    "$ref",
    "$defs",
    "definitions",
    "$anchor",
    "nullable",
    "discriminator",
    "example",
    "x-other",
    "unevaluatedProperties",
    "Type",
    "",
];

const FORMATS: &[&str] = &[
    "email",
    "email",
    "idn-email",
    "phone",
    "e164",
    "idempotency-key",
    "safe-url",
    "uuid",
    "date-time",
    "date",
    "time",
    "duration",
    "hostname",
    "idn-hostname",
    "ipv4",
    "ipv6",
    "ip",
    "uri",
    "uri-reference",
    "json-pointer",
    "relative-json-pointer",
];

const OTHER_FORMATS: &[&str] = &["regex", "int32", "uint8", "int64", "phone-number", "iri", "Email", "", "é"];

const TYPES: &[&str] = &["string", "number", "integer", "boolean", "null", "array", "object"];

/// Names of keywords, and their values as JSON text.
type Keywords = Vec<(String, String)>;

/// A subschema, and the values that fit it.
struct Shape {
    keywords: Keywords,
    role: Role,
}

enum Role {
    Text(Option<&'static str>),
    Number,
    Boolean,
    Null,
    List(Box<Shape>),
    Object(Vec<(String, Shape)>),
    /// One of these values.
    Chosen(Vec<String>),
    Any,
}

/// `{"schema", "values"}`
pub(crate) fn line(random: &mut Random) -> String {
    let shape = shape(random, 3);
    let schema = if random.one_in(200) { value::any(random, 3) } else { written(random, &shape) };
    let values = random.several(1, 5, |random| match random.below(8) {
        0 => value::any(random, 3),
        1 if random.one_in(8) => value::deep(random),
        _ => near(random, &shape),
    });
    object(&[("schema", schema), ("values", list(&values))])
}

fn written(random: &mut Random, shape: &Shape) -> String {
    let mut members = shape.keywords.clone();
    match &shape.role {
        Role::List(items) if random.below(8) > 0 => members.push(("items".to_owned(), written(random, items))),
        Role::Object(properties) => {
            let properties: Vec<_> = properties.iter().map(|(name, inner)| (name, written(random, inner))).collect();
            members.push(("properties".to_owned(), object(&properties)));
        }
        _ => {}
    }
    if random.one_in(3) {
        random.shuffle(&mut members);
    }
    object(&members)
}

fn add(keywords: &mut Keywords, name: &str, value: String) {
    keywords.push((name.to_owned(), value));
}

fn shape(random: &mut Random, levels: usize) -> Shape {
    let mut keywords = Vec::new();
    let role = match random.below(if levels == 0 { 7 } else { 12 }) {
        0..6 => scalar(random, &mut keywords),
        6 => {
            open(random, &mut keywords);
            Role::Any
        }
        7 | 8 => {
            add(&mut keywords, "type", types(random, "array"));
            counts(random, &mut keywords, ["minItems", "maxItems"]);
            Role::List(Box::new(shape(random, levels - 1)))
        }
        _ => whole_object(random, &mut keywords, levels - 1),
    };
    if random.one_in(12) {
        let name = random.word(ANNOTATIONS);
        add(&mut keywords, name, value::any(random, 2));
    }
    if random.one_in(25) {
        let reason = text::any(random);
        add(&mut keywords, "x-unanimous", object(&[("reason", quote(&reason))]));
    }
    if random.one_in(60) {
        let name = random.word(OTHERS);
        add(&mut keywords, name, value::any(random, 2));
    }
    if random.one_in(80) {
        add(&mut keywords, "format", quote(random.word(OTHER_FORMATS)));
    }
    if random.one_in(40) {
        break_one(random, &mut keywords);
    }
    Shape { keywords, role }
}

/// A string, a number, a boolean, null, or one of some values.
fn scalar(random: &mut Random, keywords: &mut Keywords) -> Role {
    match random.below(7) {
        0..3 => {
            add(keywords, "type", types(random, "string"));
            counts(random, keywords, ["minLength", "maxLength"]);
            let format = random.one_in(2).then(|| random.word(FORMATS));
            if let Some(format) = format {
                add(keywords, "format", quote(format));
                if random.one_in(3) {
                    add(keywords, "x-unanimous", options(random, format));
                }
            }
            Role::Text(format)
        }
        3 => {
            let kind = random.word(&["number", "integer"]);
            add(keywords, "type", types(random, kind));
            for bound in ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"] {
                if random.one_in(3) {
                    add(keywords, bound, number::any(random));
                }
            }
            Role::Number
        }
        4 => {
            add(keywords, "type", quote("boolean"));
            Role::Boolean
        }
        5 => {
            add(keywords, "type", types(random, "null"));
            Role::Null
        }
        _ => {
            let options = random.several(1, 5, |random| {
                let levels = random.below(3);
                value::any(random, levels)
            });
            if random.one_in(2) {
                add(keywords, "enum", list(&options));
            } else {
                add(keywords, "const", options[0].clone());
            }
            Role::Chosen(options)
        }
    }
}

/// Keywords that leave an object open: no property is declared.
fn open(random: &mut Random, keywords: &mut Keywords) {
    for (name, value) in [
        ("type", quote("object")),
        ("properties", "{}".to_owned()),
        ("required", "[]".to_owned()),
        ("additionalProperties", "true".to_owned()),
        ("minLength", "1".to_owned()),
        ("items", "{}".to_owned()),
    ] {
        if random.one_in(6) {
            add(keywords, name, value);
        }
    }
}

/// An object whose properties have at most `levels` levels.
fn whole_object(random: &mut Random, keywords: &mut Keywords, levels: usize) -> Role {
    if random.below(8) > 0 {
        add(keywords, "type", types(random, "object"));
    }
    let most = if random.one_in(40) { 30 } else { 5 };
    let properties = random.several(0, most, |random| (text::key(random), shape(random, levels)));
    if random.one_in(2) {
        let mut names: Vec<_> = properties.iter().map(|(name, _)| name.clone()).collect();
        names.extend(random.several(0, 2, text::key));
        random.shuffle(&mut names);
        names.truncate(random.below(5));
        if random.below(8) > 0 {
            names.sort();
            names.dedup();
            random.shuffle(&mut names);
        }
        add(keywords, "required", texts(&names));
    }
    if random.one_in(2) {
        add(keywords, "additionalProperties", random.word(&["true", "false", "false"]).to_owned());
    }
    Role::Object(properties)
}

fn counts(random: &mut Random, keywords: &mut Keywords, names: [&str; 2]) {
    for name in names {
        if random.one_in(3) {
            add(keywords, name, count(random));
        }
    }
}

/// Gives a keyword a value of any kind, or adds a keyword that belongs elsewhere.
fn break_one(random: &mut Random, keywords: &mut Keywords) {
    if !keywords.is_empty() && random.one_in(2) {
        let at = random.below(keywords.len());
        keywords[at].1 = value::any(random, 2);
        return;
    }
    let name = random.word(&[
        "type",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "minItems",
        "maxItems",
        "minLength",
        "maxLength",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "enum",
        "const",
        "format",
        "x-unanimous",
    ]);
    keywords.push((name.to_owned(), value::any(random, 2)));
}

fn types(random: &mut Random, kind: &str) -> String {
    if random.below(6) > 0 {
        return quote(kind);
    }
    let mut names = vec![kind.to_owned()];
    names.extend(random.several(0, 2, |random| random.word(TYPES).to_owned()));
    random.shuffle(&mut names);
    texts(&names)
}

fn count(random: &mut Random) -> String {
    match random.below(8) {
        0..6 => random.below(8).to_string(),
        6 => random.word(&["1.0", "0e9", "2e0", "4294967295", "50", "51", "64", "255"]).to_owned(),
        _ => number::any(random),
    }
}

fn options(random: &mut Random, format: &str) -> String {
    let mut members = Vec::new();
    match format {
        "email" | "idn-email" => {
            members.push(("rule", quote(random.word(&["public", "html", "rfc5321", "rfc6531", "idn", "Public"]))));
        }
        "idempotency-key" => members.push(("form", quote(random.word(&["bare", "sf-string", "sf"])))),
        "safe-url" => members = url::policy_members(random),
        _ => {}
    }
    if random.one_in(3) {
        members.push(("reason", quote(&text::any(random))));
    }
    if random.one_in(10) {
        members.push(("other", value::any(random, 1)));
    }
    object(&members)
}

/// A value that the schema allows, or nearly does.
fn near(random: &mut Random, shape: &Shape) -> String {
    if random.one_in(12) {
        return value::any(random, 2);
    }
    match &shape.role {
        Role::Text(format) => quote(&near_text(random, *format)),
        Role::Number => number::any(random),
        Role::Boolean => random.word(&["true", "false"]).to_owned(),
        Role::Null => "null".to_owned(),
        Role::Any if random.one_in(6) => value::with_ill_formed_key(random),
        Role::Any => value::any(random, 2),
        Role::Chosen(options) => random.pick(options).clone(),
        // Now and then more issues than a report holds.
        Role::List(items) => {
            let most = if random.one_in(100) { 300 } else { 6 };
            list(&random.several(0, most, |random| near(random, items)))
        }
        Role::Object(properties) => {
            let mut members: Vec<(String, String)> = Vec::new();
            for (name, inner) in properties {
                if random.below(6) > 0 {
                    members.push((name.clone(), near(random, inner)));
                }
            }
            if random.one_in(4) {
                members.push((text::key(random), value::any(random, 2)));
            }
            if random.one_in(3) {
                random.shuffle(&mut members);
            }
            object(&members)
        }
    }
}

fn near_text(random: &mut Random, format: Option<&str>) -> String {
    match format {
        Some("email" | "idn-email") => text::email(random),
        Some("phone" | "e164") => text::phone(random),
        Some("idempotency-key") => text::idempotency_key(random),
        Some("safe-url") => url::any(random),
        Some(format) if !random.one_in(4) => text::near_format(random, format),
        _ if random.one_in(20) => response::header_value(random),
        _ => text::any(random),
    }
}
