//! Keywords that nobody knows, and keywords that have no effect.

use super::super::error::{Found, Refused, SchemaLocation};
use super::super::keyword::{self, Keyword};
use super::super::node::{Node, Type};
use super::{Compiler, numbers};
use crate::did_you_mean::did_you_mean;
use crate::json::{Json, Object};

/// How to keep a keyword that judges nothing.
const IGNORE: &str = "name it \"x-…\" to ignore it";

/// The error about a keyword of a schema that is not known. A keyword that the schema has already was not meant.
pub(super) fn unknown(name: &str, schema: &Object, at: &SchemaLocation<'_>) -> Refused {
    if let Some(remedy) = keyword::remedy(name) {
        return at.error("unsupported keyword ", Found::Name(name), &[": ", remedy]);
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

    /// Warns of keywords that no allowed type uses.
    pub(super) fn warn_of_unused(&mut self, node: &Node, schema: &Object, at: &SchemaLocation<'_>) {
        if node.types.is_empty() {
            return;
        }
        for (name, _) in schema {
            let types = match Keyword::from_name(name) {
                Some(Keyword::Format) => self.types_of_format(node, schema),
                Some(keyword) => keyword.types(),
                None => continue,
            };
            if types & node.type_mask == 0 {
                let expected = node.expected();
                self.warn(&at.join(name), &["\"", name, "\" has no effect: the type is ", &expected]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
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
}
