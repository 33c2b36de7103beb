//! TypeScript for schemas: a declaration beside each schema file, and `index.ts` with all schemas as constants.

use std::convert::Infallible;

use unanimous::Json;
use unanimous::json::ToJson as _;

use super::keywords::{self, Holds};
use crate::document::tokens;
use crate::json::push_pretty;

const HEAD: &str = "// Written by `unanimous import`: the next import replaces this file.\n";

/// A declaration of the default import of a schema file, as a literal type.
///
/// It has no annotations, because they describe the schema to people and change no type. `export =` gives the default
/// import of JSON its type in ES modules and in CommonJS. TypeScript refuses it in the ES modules of Node.js if
/// `skipLibCheck` is off, although no other form works there.
pub(super) fn declaration(schema: &Json) -> String {
    let mut out = format!("{HEAD}declare const schema: ");
    push_type(&mut out, &without_annotations(schema), 0);
    out.push_str(";\n// @ts-ignore: the one form that works in ES modules and in CommonJS\nexport = schema;\n");
    out
}

/// A schema with the same verdicts that the types of `schema()` accept: whoever imports another's document cannot change
/// it. The keywords at these pointers are left out, because they have no effect, and each object says whether it has the
/// names that it requires.
pub(super) fn effective<'p>(schema: &Json, without: impl Iterator<Item = &'p str>) -> Json {
    let mut effective = schema.clone();
    for pointer in without {
        let mut tokens: Vec<_> = tokens(pointer).collect();
        let Some(keyword) = tokens.pop() else { continue };
        let parent = tokens.iter().try_fold(&mut effective, |value, token| match value {
            Json::Array(items) => items.get_mut(token.parse::<usize>().ok()?),
            Json::Object(members) => members.get_mut(token),
            _ => None,
        });
        if let Some(Json::Object(members)) = parent
            && members.get(&keyword).is_some()
        {
            // The warning may be about a name in `required`, which every object lacks then. That is a verdict.
            let judges_objects = keyword == "required" && members.get("type").is_none_or(names_object);
            if !judges_objects {
                members.retain(|name, _| *name != keyword);
            }
        }
    }
    with_required_names(&effective)
}

/// Whether a `type` allows objects.
fn names_object(types: &Json) -> bool {
    *types == "object" || types.as_array().is_some_and(|names| names.iter().any(|name| *name == "object"))
}

/// The schema in which each object that requires names without a schema allows other keys by `additionalProperties`. If it
/// forbids other keys, these names are declared as `false`.
fn with_required_names(schema: &Json) -> Json {
    let Some(members) = schema.as_object() else { return schema.clone() };
    let copied = members.iter().map(|(keyword, value)| {
        let Ok(value) =
            keywords::map_schemas::<Infallible>(keyword, value, &mut |_, schema| Ok(with_required_names(schema)));
        (keyword.clone(), value)
    });
    let mut copied: Json = copied.collect();
    let undeclared: Vec<String> = match (members.get("properties"), members.get("required")) {
        (Some(Json::Object(properties)), Some(Json::Array(required))) => {
            let names = required.iter().filter_map(Json::as_str);
            names.filter(|name| properties.get(name).is_none()).map(str::to_owned).collect()
        }
        _ => Vec::new(),
    };
    if undeclared.is_empty() || members.get("patternProperties").is_some() {
        return copied;
    }
    let Json::Object(object) = &mut copied else { return copied };
    match members.get("additionalProperties") {
        None => {
            object.insert("additionalProperties".to_owned(), Json::Bool(true));
        }
        Some(Json::Bool(false)) => {
            if let Some(Json::Object(properties)) = object.get_mut("properties") {
                for name in undeclared {
                    properties.insert(name, Json::Bool(false));
                }
            }
        }
        Some(_) => {}
    }
    copied
}

/// A schema in `index.ts`.
pub(super) struct Constant<'s> {
    pub(super) name: String,
    /// What it is for: `POST /leads`.
    pub(super) title: &'s str,
    /// The schema, from [`expression`].
    pub(super) expression: &'s str,
}

/// A schema as an expression.
pub(super) fn expression(schema: &Json) -> String {
    let mut out = String::new();
    push_pretty(&mut out, schema, 0, &property_name);
    out
}

/// A module that exports each schema as a constant.
pub(super) fn index(constants: &[Constant<'_>]) -> String {
    let mut out = HEAD.to_owned();
    for Constant { name, title, expression } in constants {
        let title: String =
            title.chars().map(|c| if c.is_control() || c == '\u{2028}' || c == '\u{2029}' { ' ' } else { c }).collect();
        for part in ["\n// ", &title, "\nexport const ", name, " = ", expression, " as const;\n"] {
            out.push_str(part);
        }
    }
    if constants.is_empty() {
        out.push_str("\nexport {};\n");
    }
    out
}

/// The name of a property of an object literal. A plain `"__proto__"` would set the prototype.
fn property_name(name: &str) -> String {
    let quoted = Json::from(name).to_json_string();
    if name == "__proto__" { format!("[{quoted}]") } else { quoted }
}

fn without_annotations(schema: &Json) -> Json {
    let Some(members) = schema.as_object() else { return schema.clone() };
    let judged = members.iter().filter(|(keyword, _)| keywords::holds(keyword) != Holds::Annotation);
    let copied = judged.map(|(keyword, value)| {
        let Ok(value) =
            keywords::map_schemas::<Infallible>(keyword, value, &mut |_, schema| Ok(without_annotations(schema)));
        (keyword.clone(), value)
    });
    copied.collect()
}

/// Appends the literal type of a value.
fn push_type(out: &mut String, value: &Json, level: usize) {
    match value {
        Json::Array(items) => {
            out.push_str("readonly [");
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { ", " });
                push_type(out, item, level);
            }
            out.push(']');
        }
        Json::Object(members) if members.is_empty() => out.push_str("{}"),
        Json::Object(members) => {
            out.push_str("{\n");
            for (name, value) in members {
                out.extend(std::iter::repeat_n("  ", level + 1));
                out.push_str("readonly ");
                out.push_str(&Json::from(name.as_str()).to_json_string());
                out.push_str(": ");
                push_type(out, value, level + 1);
                out.push_str(";\n");
            }
            out.extend(std::iter::repeat_n("  ", level));
            out.push('}');
        }
        // TypeScript has no literal type for what is beyond a 64-bit float.
        Json::Number(number) if !number.as_f64().is_finite() => out.push_str("number"),
        value => value.push_json(out),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_have_literal_types_without_annotations() {
        let schema: Json = r#"{"type":["string","null"],"title":"T","maxLength":5,"default":"a","x-a":1,
            "properties":{"title":{"type":"string","description":"d"}},"const":{"title":1},"enum":[1e400,{}]}"#
            .parse()
            .unwrap();
        let expected = r#"// Written by `unanimous import`: the next import replaces this file.
declare const schema: {
  readonly "type": readonly ["string", "null"];
  readonly "maxLength": 5;
  readonly "properties": {
    readonly "title": {
      readonly "type": "string";
    };
  };
  readonly "const": {
    readonly "title": 1;
  };
  readonly "enum": readonly [number, {}];
};
// @ts-ignore: the one form that works in ES modules and in CommonJS
export = schema;
"#;
        assert_eq!(declaration(&schema), expected);
    }

    #[test]
    fn keywords_without_effect_are_left_out() {
        let schema: Json = r#"{"anyOf":[{"type":"null","maxLength":1}],"required":["a","b"]}"#.parse().unwrap();
        let pointers = ["/anyOf/0/maxLength", "/required/1", "/none/x", "", "/anyOf/7/x"];
        let expected = r#"{"anyOf":[{"type":"null"}],"required":["a","b"]}"#;
        assert_eq!(effective(&schema, pointers.into_iter()).to_string(), expected);
    }

    #[test]
    fn required_names_without_a_schema_are_accepted_by_the_types() {
        let cases = [
            (r#"{"properties":{"a":{}},"required":["a"]}"#, r#"{"properties":{"a":{}},"required":["a"]}"#),
            (r#"{"required":["a"]}"#, r#"{"required":["a"]}"#),
            (
                r#"{"$defs":{"X":{"properties":{"a":{}},"required":["a","b"]}}}"#,
                r#"{"$defs":{"X":{"properties":{"a":{}},"required":["a","b"],"additionalProperties":true}}}"#,
            ),
            (
                r#"{"properties":{"a":{}},"required":["b"],"additionalProperties":false}"#,
                r#"{"properties":{"a":{},"b":false},"required":["b"],"additionalProperties":false}"#,
            ),
            (
                r#"{"properties":{"a":{}},"required":["b"],"additionalProperties":{"type":"string"}}"#,
                r#"{"properties":{"a":{}},"required":["b"],"additionalProperties":{"type":"string"}}"#,
            ),
            (
                r#"{"properties":{"a":{}},"required":["b"],"patternProperties":{"b":{}},"additionalProperties":false}"#,
                r#"{"properties":{"a":{}},"required":["b"],"patternProperties":{"b":{}},"additionalProperties":false}"#,
            ),
            (r#"{"const":{"properties":{},"required":["a"]}}"#, r#"{"const":{"properties":{},"required":["a"]}}"#),
        ];
        for (schema, expected) in cases {
            let schema: Json = schema.parse().unwrap();
            assert_eq!(effective(&schema, core::iter::empty()).to_string(), expected);
        }
    }

    #[test]
    fn required_stays_unless_the_type_is_no_object() {
        let closed =
            r#"{"type":["object","null"],"properties":{"a":{}},"required":["a","b"],"additionalProperties":false}"#;
        let expected = r#"{"type":["object","null"],"properties":{"a":{},"b":false},"required":["a","b"],"additionalProperties":false}"#;
        let schema: Json = closed.parse().unwrap();
        assert_eq!(effective(&schema, core::iter::once("/required")).to_string(), expected);
        let schema: Json = r#"{"type":["array","null"],"required":["a"]}"#.parse().unwrap();
        assert_eq!(effective(&schema, core::iter::once("/required")).to_string(), r#"{"type":["array","null"]}"#);
    }

    #[test]
    fn the_index_has_all_schemas() {
        let schema: Json = r#"{"properties":{"__proto__":true}}"#.parse().unwrap();
        let constants = [Constant { name: "a".to_owned(), title: "POST /a\nb", expression: &expression(&schema) }];
        let expected = r#"// Written by `unanimous import`: the next import replaces this file.

// POST /a b
export const a = {
  "properties": {
    ["__proto__"]: true
  }
} as const;
"#;
        assert_eq!(index(&constants), expected);
        assert!(index(&[]).ends_with("\n\nexport {};\n"));
    }
}
