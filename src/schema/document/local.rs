//! Finds schemas in one document, by JSON pointers and anchors.
//!
//! It takes no other document and no `$id` below the root, so that no URI needs to be resolved. What it takes means the same
//! as in a build with the feature `documents`.

use alloc::string::String;
use alloc::vec::Vec;

use super::super::error::{Found, Refused, SchemaLocation};
use super::super::format::remedy;
use super::subschemas::{each_member, each_subschema};
use super::{Base, Draft, MAX_TEXT, MAX_TEXTS, TOO_LONG, Target, check_anchor, follow, id, identifier};
use crate::json::{Json, pointer};
use crate::path::foreign::percent_decoded;
use crate::reason::quoted;
use crate::{sort, strings};

/// How many bytes longer a URI can become when it is resolved.
const MARGIN: usize = 16;

/// The root schema, with every `$anchor` in it.
pub(in super::super) struct Documents<'d> {
    root: &'d Json,
    draft: Draft,
    /// The `$id` of the root; empty if it has none.
    id: &'d str,
    anchors: Vec<Anchor<'d>>,
    /// The bytes of all URIs and locations.
    texts: usize,
}

struct Anchor<'d> {
    name: &'d str,
    schema: &'d Json,
    location: String,
}

const REMEDY: &str = remedy!("documents");

impl<'d> Documents<'d> {
    /// Indexes the root schema.
    ///
    /// # Errors
    /// Other documents, an `$id` below the root, two schemas with the same anchor, and an `$id` or `$anchor` that is not one.
    pub(in super::super) fn new(root: &'d Json, documents: &[(String, Json)]) -> Result<Self, Refused> {
        let at = &SchemaLocation::ROOT;
        if !documents.is_empty() {
            return Err(at.error("this build has no other documents", Found::Nothing, &[REMEDY]));
        }
        let draft = Draft::of(root, Draft::Unnamed);
        let (id, keyword) = id(root, draft, at)?.unwrap_or_default();
        if strings::split_once(id, "#").is_some_and(|(_, fragment)| !fragment.is_empty()) {
            return Err(at.join(keyword).error("this build has no $id with a fragment", Found::Nothing, &[REMEDY]));
        }
        let mut index = Self { root, draft, id: strings::prefix_before(id, "#"), anchors: Vec::new(), texts: 0 };
        index.count(0, at)?;
        index.walk(root, at)?;
        // An OpenAPI document.
        if let Some(schemas) = root.get("components").and_then(|components| components.get("schemas")) {
            let at = at.join("components");
            each_member(schemas, &at.join("schemas"), &mut |schema, at| index.walk(schema, at))?;
        }
        index.refuse_repeated()?;
        Ok(index)
    }

    /// The root schema.
    pub(in super::super) fn root(&self) -> Target<'d> {
        Target { schema: self.root, base: Base(0), location: String::new() }
    }

    /// The base of a subschema: there is one base.
    #[allow(clippy::unused_self, reason = "with the feature `documents` there are others")]
    pub(in super::super) const fn base_of(&self, around: Base, _: &Json) -> Base {
        around
    }

    /// The draft of the document.
    pub(in super::super) fn draft(&self, _: Base) -> Draft {
        self.draft
    }

    /// The schema that a `$ref` names. `at` is the location of the `$ref`.
    ///
    /// # Errors
    /// The reference names another document, nothing stands at the JSON pointer, there is no such `$anchor`, or the target is
    /// not a schema. The error names the target and the remedy.
    pub(in super::super) fn resolve(
        &self,
        _: Base,
        reference: &str,
        at: &SchemaLocation<'_>,
    ) -> Result<Target<'d>, Refused> {
        let refuse = |rest: &[&str]| at.error("$ref to ", Found::Name(reference), rest);
        let (document, fragment) = strings::split_once(reference, "#").unwrap_or((reference, ""));
        if !document.is_empty() {
            return Err(refuse(&[": this build has no references by URI", REMEDY]));
        }
        let fragment = percent_decoded(fragment);
        let Some(tokens) = pointer::tokens(&fragment) else {
            let found = self.anchors.iter().find(|anchor| anchor.name == &*fragment);
            return match found {
                Some(Anchor { schema, location, .. }) => {
                    Ok(Target { schema, base: Base(0), location: location.clone() })
                }
                None => Err(refuse(&[": there is no $anchor ", &quoted(&fragment)])),
            };
        };
        let mut target = self.root();
        follow(&mut target, &tokens, &fragment, &refuse, &mut |base, _| base)?;
        Ok(target)
    }

    /// Adds the anchors of a schema and of its subschemas.
    fn walk(&mut self, schema: &'d Json, at: &SchemaLocation<'_>) -> Result<(), Refused> {
        let id = id(schema, self.draft, at)?.filter(|_| !core::ptr::eq(schema, self.root));
        if let Some((_, keyword)) = id {
            return Err(at.join(keyword).error("this build has no $id below the root", Found::Nothing, &[REMEDY]));
        }
        if let Some(name) = identifier(schema, "$anchor", at)? {
            check_anchor(name, &at.join("$anchor"))?;
            let location = self.count(name.len(), at)?;
            self.anchors.push(Anchor { name, schema, location });
        }
        each_subschema(schema, at, &mut |inner, at| self.walk(inner, at))
    }

    /// Counts the bytes of a URI that is `longer` than the root's, and of a location, which it returns.
    fn count(&mut self, longer: usize, at: &SchemaLocation<'_>) -> Result<String, Refused> {
        let location = at.pointer();
        let uri = self.id.len() + longer + MARGIN;
        self.texts += uri + location.len();
        if uri.max(location.len()) > MAX_TEXT || self.texts > MAX_TEXTS {
            return Err(at.refuse(TOO_LONG));
        }
        Ok(location)
    }

    /// Refuses two schemas with the same anchor.
    fn refuse_repeated(&self) -> Result<(), Refused> {
        let name = |at: usize| self.anchors.get(at).map(|anchor| anchor.name);
        let order = sort::sorted_indices(self.anchors.len(), &mut |one, other| name(one) < name(other));
        let mut last = None;
        for at in order {
            if name(at) == last
                && let Some(Anchor { name, location, .. }) = self.anchors.get(at)
            {
                let uri = quoted(&strings::join(&[self.id, "#", name], ""));
                let message = strings::join(&["another schema has the URI ", &uri], "");
                return Err(Refused::new(location.clone(), message));
            }
            last = name(at);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::SchemaError;
    use alloc::string::ToString as _;

    fn found(root: &str, reference: &str) -> String {
        let root: Json = root.parse().unwrap();
        let resolve = || Documents::new(&root, &[])?.resolve(Base(0), reference, &SchemaLocation::ROOT);
        match resolve() {
            Ok(target) => target.location,
            Err(refused) => SchemaError::from(refused).to_string(),
        }
    }

    #[test]
    fn pointers_and_anchors_of_the_root_are_found() {
        let root = r#"{"$id": "https://example.com/a#", "$defs": {"a b": {"$anchor": "x"}}}"#;
        assert_eq!(found(root, "#"), "");
        assert_eq!(found(root, "#/$defs/a%20b"), "/$defs/a b");
        assert_eq!(found(root, "#x"), "/$defs/a b");
        assert_eq!(found(root, "#y"), "schema error at the root: $ref to \"#y\": there is no $anchor \"y\"");
    }

    #[test]
    fn what_needs_a_uri_is_refused_with_the_remedy() {
        let refused = [
            (r#"{"$id": "https://example.com/a"}"#, "https://example.com/a"),
            (r#"{"$id": "https://example.com/a"}"#, "a#"),
            (r##"{"$id": "#a"}"##, "#a"),
            (r#"{"$defs": {"a": {"$id": "a"}}}"#, "#"),
            (r#"{"$defs": {"a": {"$id": ""}}}"#, "#"),
            (r##"{"$schema": "http://json-schema.org/draft-07/schema#", "$defs": {"a": {"$id": "#a"}}}"##, "#"),
            (r#"{"$schema": "http://json-schema.org/draft-04/schema#", "items": {"id": "a"}}"#, "#"),
        ];
        assert!(REMEDY.starts_with(": in Rust, turn on the feature documents; "));
        for (root, reference) in refused {
            assert!(found(root, reference).ends_with(REMEDY), "{root} {reference}");
        }
        let document = [(String::from("a"), Json::Null)];
        let error = Documents::new(&Json::Null, &document).map(drop).map_err(SchemaError::from).unwrap_err();
        assert!(error.message().ends_with(REMEDY), "{error}");
    }

    #[test]
    fn two_schemas_with_one_anchor_are_refused() {
        let root = r#"{"$defs": {"a": {"$anchor": "x"}, "b": {"$anchor": "x"}}}"#;
        assert_eq!(found(root, "#"), "schema error at /$defs/b: another schema has the URI \"#x\"");
    }
}
