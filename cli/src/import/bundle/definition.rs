//! Gives each schema that is referred to a place in `$defs`.

use super::{At, BundleError, Bundler};
use crate::document::{Documents, Location, tokens};

/// A schema that was referred to.
#[derive(Clone)]
pub(super) struct Definition {
    pub(super) name: String,
    pub(super) location: Location,
    pub(super) base: Location,
}

impl Bundler<'_> {
    /// The reference to a schema's place in `$defs`.
    pub(super) fn reference(&mut self, reference: &str, at: &At) -> Result<String, BundleError> {
        let target = self
            .documents
            .resolve(reference, &at.base)
            .map_err(|message| BundleError { source: self.documents.name(&at.location), message })?;
        match self.broken(&target).filter(|_| !target.is_inside(&at.base)) {
            Some(error) => Err(error),
            None => Ok(self.definition(target, &at.base)),
        }
    }

    /// The reference to a schema's place in `$defs`, which it gets when it is first referred to.
    fn definition(&mut self, target: Location, base: &Location) -> String {
        if let Some(name) = self.names.get(&target) {
            return format!("#/$defs/{name}");
        }
        let wanted = definition_name(self.documents, &target);
        let mut name = wanted.clone();
        while self.taken.contains_key(&name) {
            let count = self.taken.entry(wanted.clone()).or_default();
            *count += 1;
            name = format!("{wanted}_{}", *count + 1);
        }
        self.taken.insert(name.clone(), 0);
        let reference = format!("#/$defs/{name}");
        self.names.insert(target.clone(), name.clone());
        let base = if target.is_inside(base) { base.clone() } else { component(&target) };
        self.queue.push(Definition { name, location: target, base });
        reference
    }
}

/// The component that a location is a part of; the location itself outside `components`.
pub(in crate::import) fn component(location: &Location) -> Location {
    if !location.pointer.starts_with("/components/") {
        return location.clone();
    }
    let end = location.pointer.match_indices('/').nth(3).map_or(location.pointer.len(), |(at, _)| at);
    Location { document: location.document, pointer: location.pointer[..end].to_owned() }
}

/// The name in `$defs` of a schema, of letters, digits, `.`, `-` and `_`: the component's name, the file's, or the
/// names on the way to it.
fn definition_name(documents: &Documents, target: &Location) -> String {
    const NO_NAMES: [&str; 10] = [
        "components",
        "schemas",
        "requestBodies",
        "responses",
        "paths",
        "content",
        "schema",
        "properties",
        "$defs",
        "definitions",
    ];
    let tokens: Vec<_> = tokens(&target.pointer).collect();
    let is_name = |token: &&str| !NO_NAMES.contains(token) && !token.starts_with("application/");
    let names: Vec<_> = match tokens.as_slice() {
        [] => vec![documents.stem(target.document)],
        [components, _, name] if components == "components" => vec![name.clone()],
        tokens => tokens.iter().map(String::as_str).filter(is_name).map(str::to_owned).collect(),
    };
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let plain = |name: &String| {
        let replaced: String = name.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
        replaced.trim_matches('_').to_owned()
    };
    let name = names.iter().map(plain).filter(|name| !name.is_empty()).collect::<Vec<_>>().join(".");
    if name.is_empty() { "schema".to_owned() } else { name }
}
