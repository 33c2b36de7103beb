//! The titles that a schema gives to its values.

use alloc::borrow::ToOwned as _;
use alloc::string::String;
use alloc::vec::Vec;

use crate::json::{Json, Object, breaks_line, pointer};
use crate::path::Segment;
use crate::path::foreign::percent_decoded;
use crate::reason::Reason;
use crate::strings;

/// The most subschemas that are looked at for one path, because references can form circles.
const MAX_STEPS: usize = 1_000;
/// Keywords whose subschemas describe the same value: `allOf` always, the others perhaps.
const BRANCHES: [&str; 6] = ["allOf", "anyOf", "oneOf", "then", "else", "if"];

/// The `title` that a schema gives to the value at a path: the label of a form's control. `None` if the schema gives no
/// title.
///
/// - The subschema's own title comes first, then that of its `$ref`, then those of its `allOf`.
/// - Without any of these, the titles in the branches of unions and conditions are used, if all are the same.
/// - For a property that `properties` does not have, the subschemas of `patternProperties` and `additionalProperties` are
///   used. Several of them count as branches.
/// - A title of only white space and control characters is ignored. References within the document are followed: pointers and
///   anchors, but no URIs.
///
/// ```
/// use unanimous::locale::label;
/// use unanimous::{Json, Segment};
///
/// let schema: Json = r#"{ "properties": { "email": { "title": "Email", "type": "string" } } }"#.parse()?;
/// assert_eq!(label(&schema, &[Segment::from("email")]), Some("Email"));
/// assert_eq!(label(&schema, &[Segment::from("phone")]), None);
/// # Ok::<(), unanimous::json::ParseError>(())
/// ```
pub fn label<'s>(schema: &'s Json, path: &[Segment]) -> Option<&'s str> {
    let mut search = Search { root: schema, steps: MAX_STEPS, anchors: None };
    let mut found = Vec::new();
    search.same_value(schema, true, &mut found);
    for segment in path {
        let mut next = Vec::new();
        for Found { subschema, is_sure } in found {
            let children = children(subschema, segment);
            let is_sure = is_sure && children.len() == 1;
            for child in children {
                search.same_value(child, is_sure, &mut next);
            }
        }
        found = next;
    }
    let titles = |wanted: bool| {
        let titles = found.iter().filter(move |found| found.is_sure == wanted);
        titles.filter_map(|found| found.subschema["title"].as_str()).filter(|title| is_title(title))
    };
    titles(true).next().or_else(|| {
        let only = titles(false).next()?;
        titles(false).all(|other| other == only).then_some(only)
    })
}

fn is_title(title: &str) -> bool {
    !title.chars().all(is_blank)
}

/// White space and control characters.
fn is_blank(c: char) -> bool {
    strings::is_space(c) || breaks_line(c)
}

/// A title as a message shows it: one line, trimmed and cut as a reason is.
pub(super) fn line(title: &str) -> String {
    Reason::line_of(title.trim_matches(is_blank).to_owned())
}

/// A subschema that may describe the value. `is_sure` is false inside a branch of a union or a condition, because the branch
/// describes only the values that take it.
struct Found<'s> {
    subschema: &'s Json,
    is_sure: bool,
}

struct Search<'s> {
    root: &'s Json,
    steps: usize,
    /// The subschemas with an `$anchor`, once a reference needs one.
    anchors: Option<Vec<(&'s str, &'s Json)>>,
}

impl<'s> Search<'s> {
    /// Adds a subschema and those that describe the same value, in the order in which their titles count.
    fn same_value(&mut self, subschema: &'s Json, is_sure: bool, found: &mut Vec<Found<'s>>) {
        if self.steps == 0 || !subschema.is_object() {
            return;
        }
        self.steps -= 1;
        found.push(Found { subschema, is_sure });
        if let Some(target) = subschema["$ref"].as_str().and_then(|uri| self.target(uri)) {
            self.same_value(target, is_sure, found);
        }
        for keyword in BRANCHES {
            let is_sure = is_sure && keyword == "allOf";
            match &subschema[keyword] {
                Json::Array(branches) => branches.iter().for_each(|branch| self.same_value(branch, is_sure, found)),
                branch => self.same_value(branch, is_sure, found),
            }
        }
    }

    /// The subschema that a reference within the document points at: `#/$defs/email`, or `#email` for an `$anchor`.
    fn target(&mut self, uri: &str) -> Option<&'s Json> {
        let fragment = percent_decoded(uri.strip_prefix('#')?);
        let Some(tokens) = pointer::tokens(&fragment) else {
            let root = self.root;
            let anchors = self.anchors.get_or_insert_with(|| {
                let mut found = Vec::new();
                add_anchors(root, &mut found);
                found
            });
            return anchors.iter().find(|(name, _)| *name == fragment).map(|(_, subschema)| *subschema);
        };
        tokens.iter().try_fold(self.root, |json, token| match json {
            Json::Array(items) => items.get(token.parse::<usize>().ok()?),
            json => json.get(token),
        })
    }
}

/// Adds the subschemas with an `$anchor`, without those below an `$id` of their own.
fn add_anchors<'s>(value: &'s Json, found: &mut Vec<(&'s str, &'s Json)>) {
    if let Some(name) = value["$anchor"].as_str() {
        found.push((name, value));
    }
    let add = |inner: &'s Json| {
        if !inner["$id"].is_string() {
            add_anchors(inner, found);
        }
    };
    match value {
        Json::Array(items) => items.iter().for_each(add),
        Json::Object(members) => members.values().for_each(add),
        _ => {}
    }
}

/// The subschemas of a property or an item; one of several describes it.
fn children<'s>(subschema: &'s Json, segment: &Segment) -> Vec<&'s Json> {
    match segment {
        Segment::Key(key) => {
            if let Some(known) = subschema["properties"].get(key) {
                return [known].to_vec();
            }
            let patterns = subschema["patternProperties"].as_object().into_iter().flat_map(Object::values);
            patterns.chain(subschema.get("additionalProperties")).filter(|child| child.is_object()).collect()
        }
        Segment::Index(index) => {
            // In draft-07, `items` may be the list.
            let is_draft_07 = subschema["items"].is_array();
            let (list, rest) = if is_draft_07 { ("items", "additionalItems") } else { ("prefixItems", "items") };
            let items = subschema[list].as_array();
            let prefix = items.zip(usize::try_from(*index).ok()).and_then(|(items, index)| items.get(index));
            prefix.or_else(|| subschema.get(rest)).into_iter().collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_found_behind_references_and_branches() {
        let schema: Json = r##"{
            "title": "Lead",
            "$defs": { "email": { "title": "Any email" }, "loop": { "$ref": "#/$defs/loop" } },
            "properties": {
                "email": { "title": "Email", "$ref": "#/$defs/email" },
                "copy": { "$ref": "#/$defs/email" },
                "loop": { "$ref": "#/$defs/loop" },
                "contacts": { "items": { "anyOf": [{}, { "properties": { "name": { "title": "Name" } } }] } },
                "pair": { "prefixItems": [{ "title": "First" }], "items": { "title": "Others" } }
            },
            "then": { "properties": { "vat": { "title": "VAT number" } } }
        }"##
        .parse()
        .unwrap();
        let cases: [(&[Segment], Option<&str>); 9] = [
            (&[], Some("Lead")),
            (&["email".into()], Some("Email")),
            (&["copy".into()], Some("Any email")),
            (&["loop".into()], None),
            (&["contacts".into(), 0.into(), "name".into()], Some("Name")),
            (&["pair".into(), 0.into()], Some("First")),
            (&["pair".into(), 1.into()], Some("Others")),
            (&["vat".into()], Some("VAT number")),
            (&["unknown".into(), 0.into()], None),
        ];
        for (path, title) in cases {
            assert_eq!(label(&schema, path), title, "{path:?}");
        }
    }
}
