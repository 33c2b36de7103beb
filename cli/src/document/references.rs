//! Follows references from one value to the next, also into other files.

use std::cell::Cell;
use std::collections::HashSet;
use std::path::Path;

use unanimous::Json;

use super::location::{has_scheme, percent_decoded};
use super::{Documents, Location, tokens};

/// How many references may lead from one to the next, outside schemas.
const MAX_REFERENCES: usize = 32;
/// The longest reference, in bytes. The location that it leads to is looked up many times.
const MAX_REFERENCE: usize = 4_096;

/// A reference that leads nowhere: where it stands, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dangling {
    /// The location in the documents: `openapi.yaml#/paths/~1leads/post/requestBody/$ref`.
    pub(crate) source: String,
    pub(crate) message: String,
}

/// The location of a value, then those of the values to which its references lead, one after the other.
///
/// If a member stands beside `$ref` and in the target, the one beside `$ref` wins. Programs that bundle documents do the same.
#[derive(Clone, Debug)]
pub(crate) struct Chain(Vec<Location>);

impl Chain {
    /// The value without references.
    pub(crate) fn last(&self) -> &Location {
        &self.0[self.0.len() - 1]
    }
}

impl Documents {
    /// The chain that begins at a location, and the reference that leads nowhere, if one does.
    pub(crate) fn chain(&self, location: &Location) -> (Chain, Option<Dangling>) {
        let mut seen = vec![location.clone()];
        let dangling = loop {
            match self.next_reference(&seen) {
                Ok(Some(next)) => seen.push(next),
                Ok(None) => break None,
                Err(dangling) => break Some(dangling),
            }
        };
        (Chain(seen), dangling)
    }

    /// The chain that begins at a location, if all its references lead somewhere.
    ///
    /// # Errors
    /// [`Dangling`]: one leads nowhere, or round in a circle.
    pub(crate) fn unbroken(&self, location: &Location) -> Result<Chain, Dangling> {
        match self.chain(location) {
            (chain, None) => Ok(chain),
            (_, Some(dangling)) => Err(dangling),
        }
    }

    /// The location of a member.
    pub(crate) fn member(&self, chain: &Chain, name: &str) -> Option<Location> {
        chain.0.iter().map(|location| location.join(name)).find(|member| self.has(member))
    }

    /// The names and locations of all members but `$ref`.
    pub(crate) fn members(&self, chain: &Chain) -> Vec<(String, Location)> {
        let mut seen = HashSet::from(["$ref".to_owned()]);
        let mut members = Vec::new();
        for location in &chain.0 {
            for name in self.names(location) {
                if seen.insert(name.clone()) {
                    let member = location.join(&name);
                    members.push((name, member));
                }
            }
        }
        members
    }

    /// The locations of the items, if the value is a list.
    pub(crate) fn items(&self, chain: &Chain) -> Vec<Location> {
        let count = self.at(chain.last(), |list| list.as_array().map_or(0, Vec::len)).unwrap_or_default();
        (0..count).map(|at| chain.last().join(&at.to_string())).collect()
    }

    /// The location to which the last of these locations refers, if it does. Each but the first is what the one before it
    /// refers to.
    fn next_reference(&self, seen: &[Location]) -> Result<Option<Location>, Dangling> {
        let Some(last) = seen.last() else { return Ok(None) };
        let Some(reference) = self.text(&last.join("$ref")) else { return Ok(None) };
        let has_parts = |value: &Json| value.as_object().is_some() || value.is_array();
        let message = match self.resolve(&reference, &last.document_root()) {
            Ok(target) if seen.contains(&target) => "the references lead round in a circle".to_owned(),
            Ok(_) if seen.len() > MAX_REFERENCES => "more than 32 references lead from one to the next".to_owned(),
            Ok(target) if self.at(&target, has_parts) == Some(true) => return Ok(Some(target)),
            Ok(_) => format!("the reference {} leads to neither an object nor a list", Json::from(reference)),
            Err(message) => message,
        };
        Err(Dangling { source: self.name(&last.join("$ref")), message })
    }

    /// The location that a reference leads to.
    ///
    /// A pointer is looked up in the document first. If nothing is there, it is looked up in the schema at `base`, the
    /// component that holds the reference: some tools write a component with `$defs` of its own. A component with an
    /// `$id` is asked first. A pointer may pass through other references.
    ///
    /// # Errors
    /// A message: the reference leads to a URL, to a file that cannot be read, or to nothing.
    pub(crate) fn resolve(&self, reference: &str, base: &Location) -> Result<Location, String> {
        self.resolve_within(reference, base, &Cell::new(MAX_REFERENCES))
    }

    /// As [`resolve`](Self::resolve), with at most so many references that the pointers lead through.
    fn resolve_within(&self, reference: &str, base: &Location, left: &Cell<usize>) -> Result<Location, String> {
        if reference.len() > MAX_REFERENCE {
            return Err(format!("a reference of {} bytes is too long: 4,096 are read", reference.len()));
        }
        let nothing = || format!("the reference {} leads to nothing", Json::from(reference));
        let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let number = base.document;
        if let Some(pointer) = self.document(number).ids.get(file).filter(|_| !file.is_empty()) {
            let schema = Location { document: number, pointer: pointer.clone() };
            return self.in_schema(&schema, fragment, left)?.ok_or_else(nothing);
        }
        if !file.is_empty() {
            let document = self.open_beside(file, number)?;
            let root = Location { document, pointer: String::new() };
            return self.in_schema(&root, fragment, left)?.ok_or_else(nothing);
        }
        let root = Location { document: number, pointer: String::new() };
        let has_id = self.at(base, |schema| schema["$id"].is_string()).unwrap_or_default();
        let (first, second) = if has_id { (base, &root) } else { (&root, base) };
        for schema in [first, second] {
            if let Some(found) = self.in_schema(schema, fragment, left)? {
                return Ok(found);
            }
        }
        let is_in_root =
            number != Self::ROOT && matches!(self.in_schema(&Location::root(), fragment, left), Ok(Some(_)));
        Err(if is_in_root {
            let name = self.file_name(Self::ROOT);
            format!("{} in this file: {name} has it, so write the path of {name} before the \"#\"", nothing())
        } else {
            nothing()
        })
    }

    /// The location of a fragment, a JSON pointer or an anchor, inside a schema or document.
    fn in_schema(&self, schema: &Location, fragment: &str, left: &Cell<usize>) -> Result<Option<Location>, String> {
        let Some(fragment) = percent_decoded(fragment) else { return Ok(None) };
        if !fragment.is_empty() && !fragment.starts_with('/') {
            let document = self.document(schema.document);
            let pointer = document.anchors.find(&fragment, &schema.pointer);
            return Ok(pointer.map(|pointer| Location { document: schema.document, pointer: pointer.to_owned() }));
        }
        let found = Location { document: schema.document, pointer: format!("{}{fragment}", schema.pointer) };
        if self.has(&found) { Ok(Some(found)) } else { self.through_references(schema, &fragment, left) }
    }

    /// The location of a pointer that leads through references: `#/components/schemas/Lead`, where `schemas` is
    /// `{$ref: schemas.yaml}`.
    fn through_references(
        &self,
        schema: &Location,
        pointer: &str,
        left: &Cell<usize>,
    ) -> Result<Option<Location>, String> {
        let mut at = schema.clone();
        for token in tokens(pointer) {
            while !self.has(&at.join(&token)) {
                let Some(reference) = self.text(&at.join("$ref")) else { return Ok(None) };
                let Some(rest) = left.get().checked_sub(1) else { return Ok(None) };
                left.set(rest);
                at = self.resolve_within(&reference, &at.document_root(), left)?;
            }
            at = at.join(&token);
        }
        Ok(Some(at))
    }

    /// Opens a file that a document names relative to itself.
    fn open_beside(&self, file: &str, document: usize) -> Result<usize, String> {
        let shown = Json::from(file);
        if has_scheme(file) || file.starts_with("//") {
            return Err(format!("the reference leads to {shown}, and nothing is fetched: save it beside the document"));
        }
        if file.starts_with(['/', '\\']) {
            return Err(format!("the reference leads to the absolute path {shown}: use a relative path"));
        }
        let decoded = percent_decoded(file).ok_or_else(|| format!("{shown} is not a relative path"))?;
        let folder = self.document(document).path.parent().unwrap_or(Path::new("")).to_owned();
        self.load(&folder.join(decoded))
    }
}
