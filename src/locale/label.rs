//! The titles that a schema gives to its values.

use alloc::vec::Vec;

use crate::json::{Json, pointer};
use crate::path::Segment;

/// The most subschemas that are looked at for one path, because references can form circles.
const MAX_STEPS: usize = 1_000;
/// Keywords whose subschemas describe the same value.
const BRANCHES: [&str; 6] = ["allOf", "anyOf", "oneOf", "then", "else", "if"];

/// The `title` that a schema gives to the value at a path: the label of a form's control. `None` if it gives none.
///
/// References within the document, unions and conditions are followed; patterns of names are not.
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
    let mut steps = MAX_STEPS;
    let mut found = Vec::new();
    same_value(schema, schema, &mut found, &mut steps);
    for segment in path {
        let mut next = Vec::new();
        for subschema in found {
            if let Some(child) = child(subschema, segment) {
                same_value(schema, child, &mut next, &mut steps);
            }
        }
        found = next;
    }
    found.iter().find_map(|subschema| subschema["title"].as_str())
}

/// Adds a subschema and those that describe the same value, in the order in which their titles count.
fn same_value<'s>(root: &'s Json, subschema: &'s Json, found: &mut Vec<&'s Json>, steps: &mut usize) {
    if *steps == 0 || !subschema.is_object() {
        return;
    }
    *steps -= 1;
    found.push(subschema);
    if let Some(target) = subschema["$ref"].as_str().and_then(|uri| target(root, uri)) {
        same_value(root, target, found, steps);
    }
    for keyword in BRANCHES {
        match &subschema[keyword] {
            Json::Array(branches) => branches.iter().for_each(|branch| same_value(root, branch, found, steps)),
            branch => same_value(root, branch, found, steps),
        }
    }
}

/// The subschema that a reference within the document points at: `#/$defs/email`.
fn target<'s>(root: &'s Json, uri: &str) -> Option<&'s Json> {
    pointer::tokens(uri.strip_prefix('#')?)?.iter().try_fold(root, |json, token| match json {
        Json::Array(items) => items.get(token.parse::<usize>().ok()?),
        json => json.get(token),
    })
}

/// The subschema of a property or an item.
fn child<'s>(subschema: &'s Json, segment: &Segment) -> Option<&'s Json> {
    match segment {
        Segment::Key(key) => subschema["properties"].get(key).or_else(|| subschema.get("additionalProperties")),
        Segment::Index(index) => {
            let index = usize::try_from(*index).ok()?;
            let prefix = subschema["prefixItems"].as_array().and_then(|items| items.get(index));
            prefix.or_else(|| subschema.get("items"))
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
