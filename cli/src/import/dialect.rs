//! The specification that a document follows.

use unanimous::Json;

use crate::document::{Documents, Location};

/// A specification whose documents can be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    Swagger2,
    OpenApi30,
    /// OpenAPI 3.1 or later, whose schemas are JSON Schema 2020-12.
    OpenApi31,
}

impl Dialect {
    /// The dialect that the root of the documents names.
    ///
    /// # Errors
    /// A message: it names none, or one that is not supported.
    pub(super) fn of(documents: &Documents) -> Result<Self, String> {
        let version = |member: &str| match documents.value(&Location::root().join(member)) {
            Json::String(text) => Some(text),
            // YAML reads `openapi: 3.1` as a number.
            value @ Json::Number(_) => Some(value.to_string()),
            _ => None,
        };
        match (version("openapi"), version("swagger")) {
            (Some(version), _) if version == "3.0" || version.starts_with("3.0.") => Ok(Self::OpenApi30),
            (Some(version), _) if version.starts_with("3.") => Ok(Self::OpenApi31),
            (Some(version), _) => Err(format!("OpenAPI {version} is not supported: use 3.0, 3.1 or 3.2")),
            (None, Some(version)) if version == "2.0" || version == "2" => Ok(Self::Swagger2),
            (None, Some(version)) => Err(format!("Swagger {version} is not supported: use 2.0, or OpenAPI 3")),
            (None, None) => Err(documents.at(&Location::root(), foreign).unwrap_or_else(|| foreign(&Json::Null))),
        }
    }

    /// The name of this specification, if it ignores the keywords beside a `$ref`.
    pub(super) const fn without_siblings(self) -> Option<&'static str> {
        match self {
            Self::Swagger2 => Some("Swagger 2.0"),
            Self::OpenApi30 => Some("OpenAPI 3.0"),
            Self::OpenApi31 => None,
        }
    }
}

/// What other documents have at their root, and what to do with them.
const FOREIGN: [(&str, &str); 4] = [
    ("asyncapi", "this is an AsyncAPI document: only OpenAPI 3 and Swagger 2.0 are imported"),
    ("arazzo", "this is an Arazzo document: import the OpenAPI documents in its \"sourceDescriptions\""),
    ("overlay", "this is an OpenAPI overlay: apply it to its OpenAPI document, and import the result"),
    ("swaggerVersion", "Swagger 1 is not supported: convert the document to Swagger 2.0 or OpenAPI 3"),
];

/// Keywords that a JSON Schema has at its root.
const KEYWORDS: [&str; 7] = ["$defs", "definitions", "properties", "allOf", "anyOf", "oneOf", "additionalProperties"];

/// Why a document that is neither OpenAPI nor Swagger is not imported.
fn foreign(root: &Json) -> String {
    let known = FOREIGN.iter().find(|(member, _)| root.get(member).is_some());
    let message = match known {
        Some((_, message)) => message,
        None if is_collection(root) => "this is a Postman collection: convert it to OpenAPI",
        None if is_schema(root) => {
            "this is a JSON Schema, which needs no import: give it to schema(), or to `unanimous check --schema`"
        }
        None => "this is not an OpenAPI document: it has no member \"openapi\" or \"swagger\"",
    };
    message.to_owned()
}

fn is_collection(root: &Json) -> bool {
    root.get("item").is_some() && root["info"]["schema"].as_str().is_some_and(|schema| schema.contains("postman"))
}

/// Whether this looks like a JSON Schema. Other files have a `$schema` too: the URL of the schema that they follow.
fn is_schema(root: &Json) -> bool {
    let names_dialect = root["$schema"].as_str().is_some_and(|schema| schema.contains("json-schema.org/"));
    let has_keyword = || KEYWORDS.iter().any(|keyword| root[*keyword].is_array() || root[*keyword].is_object());
    root.get("paths").is_none() && (names_dialect || has_keyword())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_documents_are_named() {
        let cases = [
            (r#"{"asyncapi": "3.0.0", "channels": {}}"#, "this is an AsyncAPI document: "),
            (r#"{"arazzo": "1.0.1"}"#, "this is an Arazzo document: "),
            (r#"{"overlay": "1.0.0"}"#, "this is an OpenAPI overlay: "),
            (r#"{"swaggerVersion": "1.2", "apis": []}"#, "Swagger 1 is not supported: "),
            (
                r#"{"info": {"schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}, "item": []}"#,
                "this is a Postman collection: ",
            ),
            (r#"{"$schema": "http://json-schema.org/draft-07/schema#", "type": "object"}"#, "this is a JSON Schema, "),
            (r#"{"type": "object", "properties": {}}"#, "this is a JSON Schema, "),
            (r#"{"$schema": "https://json.schemastore.org/jsconfig"}"#, "this is not an OpenAPI document: "),
            (r#"{"item": []}"#, "this is not an OpenAPI document: "),
            (r#"{"paths": {}, "definitions": {}}"#, "this is not an OpenAPI document: "),
            ("null", "this is not an OpenAPI document: "),
            ("[]", "this is not an OpenAPI document: "),
        ];
        for (document, expected) in cases {
            let message = foreign(&document.parse().unwrap());
            assert!(message.starts_with(expected), "{document}: {message}");
        }
    }
}
