//! Gives each schema that is referred to a place in `$defs`.

use unanimous::Json;

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
        if let Some(kind) = self.documents.at(&target, not_a_schema).flatten() {
            let reference = Json::from(reference);
            let message = format!(
                "the reference {reference} leads to {kind}, not to a schema: write the path of the schema in it"
            );
            return Err(BundleError { source: self.documents.name(&at.location), message });
        }
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

/// Says what a value is, if it is a part of OpenAPI that holds a schema, such as a parameter or a response. Without this, the
/// library refuses a member of it as an unknown keyword, and its message does not mention the reference.
fn not_a_schema(value: &Json) -> Option<&'static str> {
    const OF_BODIES: [&str; 8] =
        ["content", "description", "examples", "headers", "links", "required", "schema", "summary"];
    const LOCATIONS: [&str; 6] = ["body", "cookie", "formData", "header", "path", "query"];
    let members = value.as_object()?;
    let has_body = value["content"].is_object() || value["schema"].is_object();
    let is_body = || members.keys().all(|name| OF_BODIES.contains(&name) || name.starts_with("x-"));
    if value["name"].is_string() && value["in"].as_str().is_some_and(|place| LOCATIONS.contains(&place)) {
        Some("a parameter")
    } else if has_body && is_body() {
        Some("a response, a request body, a media type or a header")
    } else {
        None
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
