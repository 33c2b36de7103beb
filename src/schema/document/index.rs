//! Finds schemas in several documents, by absolute URIs.
//!
//! The root schema and the documents given beside it are walked once. Each document, `$id` and `$anchor` gets an entry with
//! its absolute URI. Nothing is fetched.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::super::error::{Found, Refused, SchemaLocation};
use super::subschemas::{each_member, each_subschema};
use super::{Base, Draft, MAX_TEXT, MAX_TEXTS, TOO_LONG, Target, check_anchor, follow, id, identifier, uri};
use crate::json::{Json, pointer};
use crate::path::foreign::percent_decoded;
use crate::reason::quoted;
use crate::{sort, strings};

/// The base URI of a root schema without `$id`. Messages do not show it.
const NO_URI: &str = "unanimous:/";

/// The root schema and the documents given beside it, with every `$id` and `$anchor` in them.
pub(in super::super) struct Documents<'d> {
    root: &'d Json,
    entries: Vec<Entry<'d>>,
    /// Indices of `entries`, sorted by URI.
    by_uri: Vec<usize>,
    /// The bytes of all URIs and locations.
    texts: usize,
    /// The draft of the document that is being indexed.
    draft: Draft,
}

/// A URI that names a schema.
struct Entry<'d> {
    /// Absolute; with `#` and the name for an anchor.
    uri: String,
    schema: &'d Json,
    location: String,
    /// The entry whose URI is the base inside the schema.
    base: u32,
    /// The draft of its document.
    draft: Draft,
}

impl<'d> Documents<'d> {
    /// Indexes the root schema and the documents: URI or relative name, and canonical JSON. A relative name resolves
    /// against the root's `$id`.
    ///
    /// # Errors
    /// Two schemas with the same URI, an `$id` or `$anchor` that is not one, and URIs beyond the limits.
    pub(in super::super) fn new(root: &'d Json, documents: &'d [(String, Json)]) -> Result<Self, Refused> {
        let draft = Draft::of(root, Draft::Unnamed);
        let mut index = Self { root, entries: Vec::new(), by_uri: Vec::new(), texts: 0, draft };
        let base = index.document(NO_URI.to_owned(), root, &SchemaLocation::ROOT)?;
        let root_uri = index.uri(base).to_owned();
        for (name, document) in documents {
            let name = strings::prefix_before(name, "#");
            let location = strings::join(&[name, "#"], "");
            let uri = uri::resolve(&root_uri, name);
            // Who gives all documents of a bundle gives the root again.
            if uri == root_uri && document == root {
                continue;
            }
            index.draft = Draft::of(document, draft);
            index.document(uri, document, &SchemaLocation::starting_at(&location))?;
        }
        index.sort()?;
        Ok(index)
    }

    /// The root schema.
    pub(in super::super) fn root(&self) -> Target<'d> {
        Target { schema: self.root, base: self.base_of(Base(0), self.root), location: String::new() }
    }

    /// The base of a subschema, from the base of the schema around it. They differ if the subschema has an `$id`.
    ///
    /// `schema` must be the value itself, no copy. The base inside a schema may stand for the base around it.
    pub(in super::super) fn base_of(&self, around: Base, schema: &Json) -> Base {
        let keyword = self.draft(around).id_keyword(schema);
        let id = schema.get(keyword).and_then(Json::as_str).map_or("", |id| strings::prefix_before(id, "#"));
        let own = if id.is_empty() { None } else { self.find(&uri::resolve(self.uri(around.0), id)) };
        // A value that only looks like a schema has no entry.
        own.filter(|entry| core::ptr::eq(entry.schema, schema)).map_or(around, |entry| Base(entry.base))
    }

    /// The draft of the document to which a schema with this base belongs.
    pub(in super::super) fn draft(&self, base: Base) -> Draft {
        self.entries.get(base.0 as usize).map_or(Draft::Unnamed, |entry| entry.draft)
    }

    /// The schema that a `$ref` names. `at` is the location of the `$ref`.
    ///
    /// # Errors
    /// No such document was given, nothing stands at the JSON pointer, there is no such `$anchor`, or the target is not a
    /// schema. The error names the target and the remedy.
    pub(in super::super) fn resolve(
        &self,
        base: Base,
        reference: &str,
        at: &SchemaLocation<'_>,
    ) -> Result<Target<'d>, Refused> {
        let refuse = |rest: &[&str]| at.error("$ref to ", Found::Name(reference), rest);
        let (document, fragment) = strings::split_once(reference, "#").unwrap_or((reference, ""));
        let mut uri = self.uri(base.0).to_owned();
        if !document.is_empty() {
            uri = uri::resolve(&uri, document);
        }
        let Some(resource) = self.find(&uri) else {
            return Err(refuse(&[": no document ", &quoted(shown(&uri)), " was given; give it in documents"]));
        };
        let fragment = percent_decoded(fragment);
        let Some(tokens) = pointer::tokens(&fragment) else {
            let anchor = strings::join(&[&uri, "#", &fragment], "");
            return self
                .find(&anchor)
                .map(|entry| self.target(entry))
                .ok_or_else(|| refuse(&[": there is no $anchor ", &quoted(&fragment)]));
        };
        let mut target = self.target(resource);
        follow(&mut target, &tokens, &fragment, &refuse, &mut |base, schema| self.base_of(base, schema))?;
        Ok(target)
    }

    /// Adds a document with its subschemas. Returns the base inside it.
    fn document(&mut self, uri: String, document: &'d Json, at: &SchemaLocation<'_>) -> Result<u32, Refused> {
        let base = self.add(uri, document, None, at)?;
        let base = self.walk(base, document, at)?;
        // An OpenAPI document.
        if let Some(schemas) = document.get("components").and_then(|components| components.get("schemas")) {
            let at = at.join("components");
            each_member(schemas, &at.join("schemas"), &mut |schema, at| self.walk(base, schema, at).map(drop))?;
        }
        Ok(base)
    }

    /// Adds the `$id` and the `$anchor` of a schema and of its subschemas. Returns the base inside it.
    fn walk(&mut self, around: u32, schema: &'d Json, at: &SchemaLocation<'_>) -> Result<u32, Refused> {
        let mut base = around;
        if let Some((id, keyword)) = id(schema, self.draft, at)? {
            let (reference, fragment) = strings::split_once(id, "#").unwrap_or((id, ""));
            if !reference.is_empty() {
                let uri = uri::resolve(self.uri(around), reference);
                base = self.add(uri, schema, None, at)?;
            }
            if !fragment.is_empty() {
                let at_id = at.join(keyword);
                // `$id: "#name"` is an anchor in draft-07.
                if !self.draft.is_before_2020_12() {
                    return Err(at_id.refuse("must have no fragment: use $anchor"));
                }
                self.anchor(base, fragment, schema, at, &at_id)?;
            }
        }
        if let Some(anchor) = identifier(schema, "$anchor", at)? {
            self.anchor(base, anchor, schema, at, &at.join("$anchor"))?;
        }
        each_subschema(schema, at, &mut |inner, at| self.walk(base, inner, at).map(drop))?;
        Ok(base)
    }

    fn anchor(
        &mut self,
        base: u32,
        name: &str,
        schema: &'d Json,
        at: &SchemaLocation<'_>,
        at_name: &SchemaLocation<'_>,
    ) -> Result<(), Refused> {
        check_anchor(name, at_name)?;
        let uri = self.uri(base);
        self.add(strings::join(&[uri, "#", name], ""), schema, Some(base), at).map(drop)
    }

    /// Adds an entry. Without `base` it is a base itself.
    fn add(
        &mut self,
        uri: String,
        schema: &'d Json,
        base: Option<u32>,
        at: &SchemaLocation<'_>,
    ) -> Result<u32, Refused> {
        let location = at.pointer();
        self.texts += uri.len() + location.len();
        if uri.len().max(location.len()) > MAX_TEXT || self.texts > MAX_TEXTS {
            return Err(at.refuse(TOO_LONG));
        }
        let own = u32::try_from(self.entries.len()).unwrap_or_default();
        let draft = self.draft;
        self.entries.push(Entry { uri, schema, location, base: base.unwrap_or(own), draft });
        Ok(own)
    }

    /// Sorts the entries, and refuses two schemas with the same URI.
    fn sort(&mut self) -> Result<(), Refused> {
        let entries = &self.entries;
        let uri = |at: usize| entries.get(at).map(|entry| &entry.uri);
        self.by_uri = sort::sorted_indices(entries.len(), &mut |one, other| uri(one) < uri(other));
        for pair in self.by_uri.windows(2) {
            let [Some(one), Some(other)] = [pair.first(), pair.last()].map(|at| entries.get(*at?)) else { continue };
            if one.uri == other.uri && !core::ptr::eq(one.schema, other.schema) {
                let message = strings::join(&["another schema has the URI ", &quoted(shown(&one.uri))], "");
                return Err(Refused::new(other.location.clone(), message));
            }
        }
        Ok(())
    }

    fn uri(&self, at: u32) -> &str {
        self.entries.get(at as usize).map_or("", |entry| &entry.uri)
    }

    fn find(&self, uri: &str) -> Option<&Entry<'d>> {
        let found =
            self.by_uri.partition_point(|&at| self.entries.get(at).is_some_and(|entry| entry.uri.as_str() < uri));
        self.entries.get(*self.by_uri.get(found)?).filter(|entry| entry.uri == uri)
    }

    fn target(&self, entry: &Entry<'d>) -> Target<'d> {
        let base = self.base_of(Base(entry.base), entry.schema);
        Target { schema: entry.schema, base, location: entry.location.clone() }
    }
}

/// The URI as a reader knows it: a relative name where the root has no URI.
fn shown(uri: &str) -> &str {
    uri.strip_prefix(NO_URI).unwrap_or(uri)
}
