//! The keywords of Swagger 2.0 that OpenAPI 3 spells otherwise or does not have.

use unanimous::Json;
use unanimous::json::Object;

use crate::json::object;

/// What stands for a keyword of Swagger 2.0 in OpenAPI 3.
#[derive(Debug, Default, PartialEq)]
pub(in crate::import) struct Rewritten {
    pub(in crate::import) members: Vec<(&'static str, Json)>,
    /// What the schema no longer says.
    pub(in crate::import) lost: Option<String>,
}

/// What stands for a keyword of a schema that has these members; `None` if the keyword stays as it is.
pub(in crate::import) fn rewrite(keyword: &str, value: &Json, members: &Object) -> Option<Rewritten> {
    let as_members = |members| Some(Rewritten { members, lost: None });
    let lost = |message| Some(Rewritten { members: vec![], lost: message });
    match (keyword, value) {
        ("x-nullable", Json::Bool(true)) if !members.contains_key("nullable") => {
            as_members(vec![("nullable", Json::Bool(true))])
        }
        ("discriminator", Json::String(name)) => {
            as_members(vec![("discriminator", object([("propertyName", Json::from(name.as_str()))]))])
        }
        // A file is a string of bytes in OpenAPI 3.
        ("type", value) if *value == "file" => {
            let mut string = vec![("type", Json::from("string"))];
            if !members.contains_key("format") {
                string.push(("format", Json::from("binary")));
            }
            as_members(string)
        }
        ("collectionFormat", value) if *value == "multi" => lost(None),
        ("collectionFormat", value) => lost(Some(format!(
            "\"collectionFormat\" is {value}: the schema expects one form field for each item, not all in one"
        ))),
        ("allowEmptyValue", Json::Bool(true)) => {
            lost(Some("\"allowEmptyValue\" is left out: an empty value is checked as any other".to_owned()))
        }
        ("allowEmptyValue", _) => lost(None),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_rewritten() {
        let cases = [
            ("x-nullable", r#"{"x-nullable":true}"#, Some(r#"{"nullable":true}"#)),
            ("x-nullable", r#"{"x-nullable":false}"#, None),
            ("x-nullable", r#"{"x-nullable":true,"nullable":false}"#, None),
            ("discriminator", r#"{"discriminator":"kind"}"#, Some(r#"{"discriminator":{"propertyName":"kind"}}"#)),
            ("discriminator", r#"{"discriminator":{"propertyName":"kind"}}"#, None),
            ("type", r#"{"type":"file"}"#, Some(r#"{"type":"string","format":"binary"}"#)),
            ("type", r#"{"type":"file","format":"byte"}"#, Some(r#"{"type":"string"}"#)),
            ("type", r#"{"type":"string"}"#, None),
            ("collectionFormat", r#"{"collectionFormat":"multi"}"#, Some("{}")),
            ("allowEmptyValue", r#"{"allowEmptyValue":false}"#, Some("{}")),
        ];
        for (keyword, schema, expected) in cases {
            let schema: Json = schema.parse().unwrap();
            let rewritten = rewrite(keyword, &schema[keyword], schema.as_object().unwrap());
            let members = rewritten.map(|rewritten| {
                assert_eq!(rewritten.lost, None, "{schema}");
                object(rewritten.members).to_string()
            });
            assert_eq!(members.as_deref(), expected, "{schema}");
        }
    }
}
