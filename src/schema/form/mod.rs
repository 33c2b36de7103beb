//! Reads the entries of a form or a query string into a JSON value with the schema's types.
//!
//! - `name` parses a name, and knows the names that frameworks add. `tree` makes a tree of the entries.
//! - `places` finds the parts of a schema that describe the parts of a form. `kinds` says which values such a part allows.
//! - `convert` makes a value of a string. `reader` puts these together.
//!
//! `pkg/src/read-form` has the same for JavaScript, file by file: change both together.

mod convert;
mod kinds;
mod name;
mod places;
mod reader;
mod tree;

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::vec;
use alloc::vec::Vec;

use super::Schema;
use crate::json::Json;
use name::Name;
use places::{Piece, Places};
use reader::Reader;
use tree::FormNode;

/// The most entries that a form may have.
const MAX_ENTRIES: usize = 10_000;

impl Schema {
    /// Reads a form or a query string, and converts its texts to the types of this schema. The value is not judged:
    /// [`check`](Self::check) does that.
    ///
    /// `entries` are pairs of a name and a text, decoded: what `form_urlencoded::parse` gives for a query string or for a
    /// body of the type `application/x-www-form-urlencoded`, or the text fields of `multipart/form-data`.
    ///
    /// - A name is a path: `contacts.0.email`, `contacts[0][email]`. A repeated name, or one that ends with `[]`, is a list.
    ///   A name of which the schema has a property as it stands, such as `ids[]`, is a key. Gaps between indices are closed,
    ///   but not among the items of `prefixItems`: an empty one before one that is filled in is kept, as false for a
    ///   checkbox, as an empty list or object, else as null.
    /// - An empty text is a missing value; null where null is allowed and the value is required. A row or an object in which
    ///   nothing is entered is left out unless the schema requires it.
    /// - `true`, `on`, `yes` and `1` are true where the schema has a boolean; `false`, `off`, `no` and `0` are false. A
    ///   browser sends nothing for a box that is not checked, so a required boolean without an entry is false.
    /// - Spaces around a number, a date, an email address, a phone number, a URL and the like are removed.
    /// - A time without an offset from UTC is taken to be UTC where the schema has the format `time` or `date-time`:
    ///   browsers send `12:30` and `2026-01-31T12:30`.
    /// - A text that cannot be converted stays a text, so that the schema says what is wrong with it.
    /// - Hidden inputs of frameworks (`$ACTION_…`, `_method`, `utf8`, `authenticity_token`, `csrfmiddlewaretoken`, `_csrf`,
    ///   `_token`, …) and `_charset_` are left out, unless the schema has a property of this name. A schema with
    ///   `additionalProperties: false` also lacks what a browser adds: `go.x` and `go.y` of an image button, and `note.dir`
    ///   of a control with `dirname`. Filter `entries` to leave out more.
    /// - A form with more than 10,000 entries gives null.
    ///
    /// ```
    /// use unanimous::Schema;
    ///
    /// let search = Schema::from_json(r#"{
    ///     "type": "object",
    ///     "required": ["page"],
    ///     "properties": { "page": { "type": "integer" }, "tags": { "type": "array", "items": { "type": "string" } } }
    /// }"#)?;
    ///
    /// let value = search.read_form([("page", " 2 "), ("tags[]", "new"), ("_csrf", "x")]);
    /// assert_eq!(value.to_string(), r#"{"page":2,"tags":["new"]}"#);
    ///
    /// let report = search.check(&search.read_form([("page", "two")])).unwrap_err();
    /// assert_eq!(report.to_string(), "Validation error: page: Expected integer, received string");
    /// # Ok::<(), unanimous::SchemaError>(())
    /// ```
    pub fn read_form<N, T>(&self, entries: impl IntoIterator<Item = (N, T)>) -> Json
    where
        N: AsRef<str>,
        T: AsRef<str>,
    {
        let entries: Vec<(N, T)> = entries.into_iter().take(MAX_ENTRIES + 1).collect();
        if entries.len() > MAX_ENTRIES {
            return Json::Null;
        }
        let nodes = &self.compiled.nodes;
        let places = Places { nodes };
        let values: BTreeMap<&str, &str> = if places.is_closed() {
            entries.iter().map(|(name, text)| (name.as_ref(), text.as_ref())).collect()
        } else {
            BTreeMap::new()
        };
        let keys = places.names_like_paths();
        let mut form = FormNode::default();
        for (name, text) in &entries {
            let name = name.as_ref();
            let read = if keys.contains(name) { Name::key(name) } else { Name::read(name) };
            let is_added = name::is_of_framework(name) || name::is_of_browser(name, &values);
            if !(name.is_empty() || (is_added && !places.knows(&read.segments))) {
                form.add(read, text.as_ref().to_owned());
            }
        }
        Reader::new(places).read(Some(&form), &vec![Piece::Node(0)], 0, true).unwrap_or_default()
    }
}
