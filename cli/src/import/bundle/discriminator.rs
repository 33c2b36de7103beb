//! Copies the discriminators of unions: a mapping leads to the places in `$defs` of the schemas that it names.

use std::collections::{HashMap, HashSet};

use unanimous::Json;
use unanimous::json::Object;

use super::{At, Bundler};
use crate::document::{Documents, Location, tokens};

/// The branches of a union that are references, in order: the name of the schema in its document, which is the last part of
/// the reference or the name of the file, and the reference to it in the result.
type Branches = Vec<(String, String)>;

impl Bundler<'_> {
    /// The branches of a schema's unions.
    fn branches(&self, schema: &Object, at: &At) -> Branches {
        let unions = ["oneOf", "anyOf"].into_iter().filter_map(|keyword| schema.get(keyword)?.as_array());
        let references = unions.flatten().filter_map(|branch| branch.get("$ref")?.as_str());
        let branches = references.filter_map(|reference| {
            let target = self.documents.resolve(reference, &at.base).ok()?;
            let name = tokens(&target.pointer).last().unwrap_or_else(|| self.documents.stem(target.document));
            Some((name, format!("#/$defs/{}", self.names.get(&target)?)))
        });
        branches.collect()
    }

    /// Copies the discriminator of a schema. The values of its `mapping` are names of component schemas, or references. Those
    /// to which no `$ref` leads are left out, because a discriminator chooses among schemas that a union refers to.
    ///
    /// A branch that no mapping names has its own name as the tag, so one that got another name in `$defs` is added.
    pub(super) fn discriminator(&mut self, discriminator: &Object, schema: &Object, at: &mut At) -> Json {
        let mut copied = discriminator.clone();
        self.has_discriminator = true;
        let no_mapping = Object::new();
        let mapping = match discriminator.get("mapping") {
            _ if !self.is_complete => return Json::Object(copied),
            Some(Json::Object(mapping)) => mapping,
            Some(_) => return Json::Object(copied),
            None => &no_mapping,
        };
        let branches = self.branches(schema, at);
        let by_name: HashMap<&str, &str> =
            branches.iter().rev().map(|(name, reference)| (name.as_str(), reference.as_str())).collect();
        let mut mapped: Object = at.below(&["mapping"], |at| {
            let mapped = mapping.iter().filter_map(|(tag, target)| {
                let mapped = self.mapped(target.as_str()?, &by_name, at, tag)?;
                Some((tag.clone(), Json::from(mapped)))
            });
            mapped.collect()
        });
        let references: HashSet<_> = mapped.values().filter_map(Json::as_str).map(str::to_owned).collect();
        for (name, reference) in &branches {
            let keeps_name = reference.rsplit('/').next() == Some(name);
            let is_first = by_name.get(name.as_str()) == Some(&reference.as_str());
            if !keeps_name && is_first && !references.contains(reference) && !mapped.contains_key(name) {
                mapped.insert(name.clone(), Json::from(reference.as_str()));
            }
        }
        if !mapped.is_empty() || copied.contains_key("mapping") {
            copied.insert("mapping".to_owned(), Json::Object(mapped));
        }
        Json::Object(copied)
    }

    /// The reference to the schema that a value of a mapping names.
    ///
    /// In a document of many files it may be the name that a branch gets when a program bundles the files.
    fn mapped(&mut self, target: &str, branches: &HashMap<&str, &str>, at: &At, tag: &str) -> Option<String> {
        let component = |document: usize| {
            let schemas = Location { document, pointer: "/components/schemas".to_owned() };
            self.documents.unbroken(&schemas).ok().and_then(|schemas| self.documents.member(&schemas, target))
        };
        let found = component(at.base.document)
            .or_else(|| component(Documents::ROOT))
            .map_or_else(|| self.documents.resolve(target, &at.base), Ok);
        let known = found.as_ref().ok().and_then(|location| self.names.get(location));
        if let Some(name) = known {
            return Some(format!("#/$defs/{name}"));
        }
        let branch = branches.get(target.rsplit('/').next().unwrap_or_default());
        if branch.is_none()
            && let Err(message) = found
        {
            self.warn(at, format!("{} is left out of the mapping: {message}", Json::from(tag)));
        }
        branch.map(|reference| (*reference).to_owned())
    }
}
