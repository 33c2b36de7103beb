//! Where a schema holds other schemas, keyword by keyword.

use unanimous::Json;

/// The kind of value that a keyword has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    /// One schema; in Draft-07 also a list of schemas (`items`).
    Schema,
    /// A list of schemas.
    Schemas,
    /// An object whose members are schemas; in Draft-07 also lists of names (`dependencies`).
    Named,
    /// Schemas that only references reach.
    Definitions,
    /// Text for people, which judges nothing.
    Annotation,
    /// Something else.
    Other,
}

pub(super) fn holds(keyword: &str) -> Holds {
    match keyword {
        "additionalItems"
        | "additionalProperties"
        | "contains"
        | "contentSchema"
        | "else"
        | "if"
        | "items"
        | "not"
        | "propertyNames"
        | "then"
        | "unevaluatedItems"
        | "unevaluatedProperties" => Holds::Schema,
        "allOf" | "anyOf" | "oneOf" | "prefixItems" => Holds::Schemas,
        "dependencies" | "dependentSchemas" | "patternProperties" | "properties" => Holds::Named,
        "$defs" | "definitions" => Holds::Definitions,
        "$comment" | "default" | "deprecated" | "description" | "example" | "examples" | "externalDocs"
        | "readOnly" | "title" | "writeOnly" | "xml" => Holds::Annotation,
        keyword if keyword.starts_with("x-") && keyword != "x-unanimous" => Holds::Annotation,
        _ => Holds::Other,
    }
}

/// Copies a schema, which the tokens lead to from the schema around it.
pub(super) type Copy<'c, E> = dyn FnMut(&[&str], &Json) -> Result<Json, E> + 'c;

/// Calls `copy` with each schema directly inside the value of a keyword, and puts its result in the schema's place.
///
/// # Errors
/// The first error of `copy`.
pub(super) fn map_schemas<E>(keyword: &str, value: &Json, copy: &mut Copy<'_, E>) -> Result<Json, E> {
    match (holds(keyword), value) {
        (Holds::Schema | Holds::Schemas, Json::Array(items)) => {
            items.iter().enumerate().map(|(at, item)| copy(&[keyword, &at.to_string()], item)).collect()
        }
        (Holds::Schema, value) => copy(&[keyword], value),
        (Holds::Named | Holds::Definitions, Json::Object(members)) => members
            .iter()
            .map(|(name, value)| {
                Ok((name.clone(), if value.is_array() { value.clone() } else { copy(&[keyword, name], value)? }))
            })
            .collect(),
        (_, value) => Ok(value.clone()),
    }
}

/// Calls `visit` with each schema directly inside the value of a keyword.
pub(super) fn each_schema(keyword: &str, value: &Json, visit: &mut dyn FnMut(&[&str], &Json)) {
    match (holds(keyword), value) {
        (Holds::Schema | Holds::Schemas, Json::Array(items)) => {
            for (at, item) in items.iter().enumerate() {
                visit(&[keyword, &at.to_string()], item);
            }
        }
        (Holds::Schema, value) => visit(&[keyword], value),
        (Holds::Named | Holds::Definitions, Json::Object(members)) => {
            for (name, value) in members.iter().filter(|(_, value)| !value.is_array()) {
                visit(&[keyword, name], value);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemas_are_found_in_their_keywords_only() {
        let cases = [
            ("items", r#"{"a":1}"#, vec!["items"]),
            ("items", "[true,{}]", vec!["items/0", "items/1"]),
            ("anyOf", "[{},{}]", vec!["anyOf/0", "anyOf/1"]),
            ("properties", r#"{"$ref":{},"b":true}"#, vec!["properties/$ref", "properties/b"]),
            ("dependencies", r#"{"a":["b"],"c":{}}"#, vec!["dependencies/c"]),
            ("example", r#"{"$ref":"x"}"#, vec![]),
            ("const", r#"{"properties":{}}"#, vec![]),
        ];
        for (keyword, value, expected) in cases {
            let mut found = Vec::new();
            let value: Json = value.parse().unwrap();
            let copy: Result<Json, ()> = map_schemas(keyword, &value, &mut |tokens, schema| {
                found.push(tokens.join("/"));
                Ok(schema.clone())
            });
            assert_eq!(found, expected, "{keyword}");
            let mut visited = Vec::new();
            each_schema(keyword, &value, &mut |tokens, _| visited.push(tokens.join("/")));
            assert_eq!(visited, expected, "{keyword}");
            assert_eq!(copy, Ok(value));
        }
    }
}
