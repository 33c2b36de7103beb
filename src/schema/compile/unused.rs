//! Keywords that nobody knows, and keywords that have no effect.

use super::super::error::{Found, Refused, SchemaLocation};
use super::super::keyword::{self, Keyword};
use super::super::node::{Node, Type};
use super::Compiler;
use crate::did_you_mean::did_you_mean;
use crate::json::Object;

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
    /// Warns of keywords that no allowed type uses.
    pub(super) fn warn_of_unused(&mut self, node: &Node, schema: &Object, at: &SchemaLocation<'_>) {
        if node.types.is_empty() {
            return;
        }
        for (name, _) in schema {
            let types = match Keyword::from_name(name) {
                Some(Keyword::Format) if node.format.is_some() => Type::String as u8,
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
