//! Keywords that nobody knows, and keywords that have no effect.

use super::super::error::{Found, Refused, SchemaLocation};
use super::super::keyword::{self, Keyword};
use super::super::node::{Node, Type};
use super::{Compiler, numbers};
use crate::did_you_mean::did_you_mean;
use crate::json::{Json, Object};

/// The keywords without which a keyword judges nothing, if the schema has none of them.
fn missing(keyword: Keyword, schema: &Object) -> Option<&'static str> {
    let has = |name| schema.get(name).is_some();
    let (is_given, needed) = match keyword {
        Keyword::MinContains | Keyword::MaxContains => (has("contains"), "\"contains\""),
        Keyword::If => (has("then") || has("else"), "\"then\" or \"else\""),
        Keyword::Then | Keyword::Else => (has("if"), "\"if\""),
        Keyword::AdditionalItems => (schema.get("items").is_some_and(Json::is_array), "a list in \"items\""),
        _ => return None,
    };
    (!is_given).then_some(needed)
}

/// How to keep a keyword that judges nothing.
const IGNORE: &str = "name it \"x-…\" to ignore it";

/// The error about a keyword of a schema that is not known. A keyword that the schema has already was not meant.
pub(super) fn unknown(name: &str, schema: &Object, at: &SchemaLocation<'_>) -> Refused {
    if let Some(remedy) = keyword::remedy(name) {
        return at.error("unsupported keyword ", Found::Name(name), &[": ", remedy]);
    }
    if name == "schema" && schema.get(name).is_some_and(Json::is_object) {
        return at.error(
            "unknown keyword ",
            Found::Name(name),
            &[": to use the schema that it holds, pass that alone"],
        );
    }
    // `id`, the name of `$id` in draft-04, is too short for `did_you_mean`.
    let older = (name == "id").then_some("$id");
    let near = || did_you_mean(name, keyword::ALL_NAMES);
    if let Some(near) = older.or_else(near).filter(|near| schema.get(near).is_none()) {
        return at.error("unknown keyword ", Found::Name(name), &[": did you mean \"", near, "\"? If not, ", IGNORE]);
    }
    at.error("unknown keyword ", Found::Name(name), &[": no keyword of JSON Schema has this name; ", IGNORE])
}

impl Compiler<'_> {
    /// The types whose values the format judges.
    fn types_of_format(&self, node: &Node, schema: &Object) -> u8 {
        let name = schema.get("format").and_then(Json::as_str).unwrap_or_default();
        if node.format.is_some() {
            return Type::String as u8;
        }
        match name {
            _ if self.opted_in.binary_search(&name).is_ok() => Keyword::Format.types(),
            // It sets a length.
            "phone" => Keyword::MaxLength.types(),
            _ if numbers::is_format(name) => Keyword::Minimum.types(),
            _ => Keyword::Format.types(),
        }
    }

    /// Warns of keywords that no allowed type uses, or that judge nothing without another keyword.
    pub(super) fn warn_of_unused(&mut self, node: &Node, schema: &Object, at: &SchemaLocation<'_>) {
        for (name, _) in schema {
            let Some(keyword) = Keyword::from_name(name) else { continue };
            let types = if keyword == Keyword::Format { self.types_of_format(node, schema) } else { keyword.types() };
            let at = &at.join(name);
            if !node.types.is_empty() && types & node.type_mask == 0 {
                self.warn(at, &["\"", name, "\" has no effect: the type is ", &node.expected()]);
            } else if let Some(needed) = missing(keyword, schema) {
                self.warn(at, &["\"", name, "\" has no effect without ", needed]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString as _;
    use alloc::vec::Vec;

    use crate::Schema;
    use crate::schema::SchemaWarning;

    #[test]
    fn a_format_without_effect() {
        let cases = [
            (r#"{"type":"integer","format":"email"}"#, &["/format"][..]),
            (r#"{"type":"integer","format":"phone"}"#, &["/format"]),
            (r#"{"type":"string","format":"int32","nullable":true}"#, &["/format"]),
            (r#"{"type":["string","number"],"format":"int32"}"#, &[]),
            (r#"{"type":"string","format":"phone"}"#, &[]),
            (r#"{"format":"int32"}"#, &[]),
            (r#"{"type":"string","format":"int64"}"#, &[]),
            (r#"{"type":"string","format":"int32","x-unanimous":{"annotationFormats":["int32"]}}"#, &[]),
        ];
        for (schema, expected) in cases {
            let schema: Schema = schema.parse().unwrap();
            let pointers: Vec<_> = schema.warnings().iter().map(SchemaWarning::pointer).collect();
            assert_eq!(pointers, expected, "{:?}", schema.warnings());
        }
    }

    #[test]
    fn a_keyword_that_needs_another() {
        let draft_07 = |members: &str| r#"{"$schema":"http://json-schema.org/draft-07/schema#","#.to_string() + members;
        let cases = [
            (r#"{"minContains":2,"maxContains":1}"#.to_string(), &["minContains", "maxContains"][..], "\"contains\""),
            (r#"{"type":"array","minContains":2}"#.to_string(), &["minContains"], "\"contains\""),
            (r#"{"contains":{},"minContains":2,"maxContains":3}"#.to_string(), &[], ""),
            (r#"{"if":{}}"#.to_string(), &["if"], "\"then\" or \"else\""),
            (r#"{"then":{},"else":{}}"#.to_string(), &["then", "else"], "\"if\""),
            (r#"{"if":{},"then":{}}"#.to_string(), &[], ""),
            (r#"{"if":{},"else":{}}"#.to_string(), &[], ""),
            (draft_07(r#""additionalItems":false}"#), &["additionalItems"], "a list in \"items\""),
            (draft_07(r#""items":{},"additionalItems":false}"#), &["additionalItems"], "a list in \"items\""),
            (draft_07(r#""items":[{}],"additionalItems":false}"#), &[], ""),
        ];
        for (schema, names, needed) in cases {
            let schema: Schema = schema.parse().unwrap();
            let warnings: Vec<_> = schema.warnings().iter().map(|warning| warning.message().to_string()).collect();
            let expected: Vec<_> =
                names.iter().map(|name| ["\"", name, "\" has no effect without ", needed].concat()).collect();
            assert_eq!(warnings, expected);
        }
        // The type is the better reason.
        let schema: Schema = r#"{"type":"object","minContains":2}"#.parse().unwrap();
        assert_eq!(schema.warnings()[0].message(), "\"minContains\" has no effect: the type is object");
        assert_eq!(schema.warnings().len(), 1);
    }
}
