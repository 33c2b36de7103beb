//! The formats that the library does not know. The library stops at the first one of a schema; the report names all of them.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap};

use unanimous::{Json, Schema};

use super::keywords;
use super::report::{Problem, unknown_format};
use crate::document::push_token;
use crate::json::object;

/// How many formats the report names at one schema.
const MAX_LISTED: usize = 20;
/// How many formats it names at all schemas.
const MAX_LISTED_IN_ALL: usize = 100_000;
/// How many different formats the library is asked about. All later ones count as known.
const MAX_ASKED: usize = 10_000;

/// What the library says about each format of the document.
#[derive(Debug, Default)]
pub(super) struct Formats {
    /// The message about a format that is unknown.
    asked: RefCell<HashMap<String, Option<String>>>,
    /// The unknown ones, in the order in which they were met.
    unknown: RefCell<Vec<String>>,
    listed: Cell<usize>,
}

impl Formats {
    /// Returns the names of all unknown formats of a schema, and a problem for the first location of each. Formats that the
    /// schema takes as annotations are left out.
    pub(super) fn unknown_in(&self, schema: &Json) -> (BTreeSet<String>, Vec<Problem>) {
        let annotations = &schema["x-unanimous"]["annotationFormats"];
        let is_annotation = |name: &str| annotations.as_array().is_some_and(|names| names.iter().any(|n| *n == name));
        let mut names = BTreeSet::new();
        let mut problems = Vec::new();
        each_format(schema, &mut String::new(), &mut |name, pointer| {
            if names.contains(name) || is_annotation(name) {
                return;
            }
            let Some(message) = self.message(name) else { return };
            names.insert(name.to_owned());
            if problems.len() < MAX_LISTED && self.listed.get() < MAX_LISTED_IN_ALL {
                self.listed.set(self.listed.get() + 1);
                problems.push(Problem { pointer: format!("{pointer}/format"), message });
            }
        });
        (names, problems)
    }

    /// All formats that were found to be unknown.
    pub(super) fn unknown(&self) -> Vec<String> {
        self.unknown.borrow().clone()
    }

    /// The library's message about a format, if it does not know it.
    fn message(&self, name: &str) -> Option<String> {
        let mut asked = self.asked.borrow_mut();
        if let Some(known) = asked.get(name) {
            return known.clone();
        }
        if asked.len() == MAX_ASKED {
            return None;
        }
        let error = Schema::from_value(&object([("format", Json::from(name))])).err();
        let message = error.map(|error| error.message().to_owned()).filter(|text| unknown_format(text).is_some());
        if message.is_some() {
            self.unknown.borrow_mut().push(name.to_owned());
        }
        asked.insert(name.to_owned(), message.clone());
        message
    }
}

/// Calls `visit` for each format in a schema, with the name of the format and the JSON pointer of the schema around it.
fn each_format(schema: &Json, pointer: &mut String, visit: &mut dyn FnMut(&str, &str)) {
    for (keyword, value) in schema.as_object().into_iter().flatten() {
        if let ("format", Some(name)) = (keyword.as_str(), value.as_str()) {
            visit(name, pointer);
        }
        keywords::each_schema(keyword, value, &mut |tokens, schema| {
            let length = pointer.len();
            for token in tokens {
                push_token(pointer, token);
            }
            each_format(schema, pointer, visit);
            pointer.truncate(length);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_formats_are_found_once_each() {
        let schema: Json =
            r#"{"properties": {"a/b": {"format": "x"}, "c": {"items": {"format": "x"}}, "d": {"format": "date"}},
            "anyOf": [true, {"format": "y"}], "const": {"format": "z"}, "format": "w", "$defs": {"A": {"format": 1}},
            "x-unanimous": {"annotationFormats": ["w"]}}"#
                .parse()
                .unwrap();
        let formats = Formats::default();
        let (names, problems) = formats.unknown_in(&schema);
        assert_eq!(names.into_iter().collect::<Vec<_>>(), ["x", "y"]);
        let found: Vec<_> = problems.iter().map(|problem| problem.pointer.as_str()).collect();
        assert_eq!(found, ["/properties/a~1b/format", "/anyOf/1/format"]);
        assert!(problems[0].message.starts_with("unknown format \"x\": "), "{}", problems[0].message);
        assert_eq!(formats.unknown(), ["x", "y"]);
    }
}
