//! Rewrites the operations of a Swagger 2.0 document as OpenAPI 3 has them, so that the importer reads one kind of document.
//!
//! A body parameter and a response of Swagger have a member `schema`, as a media type of OpenAPI 3 has. So `content` refers
//! to them, and schemas stay at their locations:
//!
//! ```text
//! parameters: [{in: body, schema: S}]  ->  requestBody: {content: {T: {$ref: '#/…/parameters/0'}}}
//! responses: {200: {schema: S}}        ->  responses: {200: {schema: S, content: {T: {$ref: '#/…/responses/200'}}}}
//! ```
//!
//! The parameters of a form become the properties of one schema, which is new.

mod keyword;

use std::collections::HashSet;

use unanimous::Json;
use unanimous::json::Object;

use super::media_type::{first_form, first_json};
use crate::document::{Documents, Location};
use crate::json::{measure, object};

pub(super) use keyword::rewrite;

const METHODS: [&str; 7] = ["get", "put", "post", "delete", "options", "head", "patch"];

/// The most that the schemas of forms may copy, as values and bytes of text together. Many operations may share a parameter.
const MAX_COPIED: usize = 5_000_000;

/// Rewrites the operations of all path items.
///
/// # Errors
/// A message: the parameters of forms are too many.
pub(super) fn rewrite_operations(documents: &Documents) -> Result<(), String> {
    let mut rewriter = Rewriter { documents, seen: HashSet::new(), copied: 0 };
    let paths = Location::root().join("paths");
    for name in documents.names(&paths) {
        if !name.starts_with("x-") {
            rewriter.path_item(paths.join(&name))?;
        }
    }
    Ok(())
}

struct Rewriter<'d> {
    documents: &'d Documents,
    /// The path items that were rewritten.
    seen: HashSet<Location>,
    copied: usize,
}

/// The parameters that describe the body of an operation, each by the location at which the operation lists it.
#[derive(Default)]
struct BodyParameters {
    /// The one that is the body.
    body: Option<Location>,
    /// The fields of a form: names, and the parameters without references.
    fields: Vec<(String, Location)>,
    /// The first one whose references lead nowhere.
    dangling: Option<Location>,
}

impl Rewriter<'_> {
    /// Rewrites a path item, and the path items that it refers to.
    fn path_item(&mut self, location: Location) -> Result<(), String> {
        let mut chain = vec![location];
        while let Some(location) = chain.last().cloned() {
            if !self.seen.insert(location.clone()) {
                break;
            }
            for method in self.documents.names(&location) {
                if METHODS.contains(&method.as_str()) {
                    self.operation(&location.join(&method), &location.join("parameters"))?;
                }
            }
            // The importer reports a reference that leads nowhere.
            let Ok(Some(next)) = self.documents.next_reference(&chain) else { break };
            chain.push(next);
        }
        Ok(())
    }

    fn operation(&mut self, location: &Location, shared: &Location) -> Result<(), String> {
        let parameters = self.body_parameters(&[location.join("parameters"), shared.clone()]);
        let request = self.request(location, parameters)?;
        let responses = self.responses(location);
        self.documents.update(location, |operation| {
            let Json::Object(operation) = operation else { return };
            if let Some(request) = request {
                operation.insert("requestBody".to_owned(), request);
            }
            if let Some(Json::Object(known)) = operation.get_mut("responses") {
                for (status, content, is_reference) in responses {
                    match known.get_mut(&status) {
                        Some(Json::Object(response)) if !is_reference => {
                            response.insert("content".to_owned(), content);
                        }
                        Some(response) => *response = object([("content", content)]),
                        None => {}
                    }
                }
            }
        });
        Ok(())
    }

    /// Finds the body and the fields of a form. A parameter of the operation replaces one of the path item with its name.
    fn body_parameters(&self, lists: &[Location]) -> BodyParameters {
        let mut found = BodyParameters::default();
        let mut names = HashSet::new();
        for list in lists {
            let count = self.documents.at(list, |list| list.as_array().map_or(0, Vec::len)).unwrap_or_default();
            for at in 0..count {
                let listed = list.join(&at.to_string());
                let Ok(parameter) = self.documents.follow(&listed) else {
                    found.dangling.get_or_insert(listed);
                    continue;
                };
                match self.documents.text(&parameter.join("in")).as_deref() {
                    Some("body") => _ = found.body.get_or_insert(listed),
                    Some("formData") => {
                        let Some(name) = self.documents.text(&parameter.join("name")) else { continue };
                        if names.insert(name.clone()) {
                            found.fields.push((name, parameter));
                        }
                    }
                    _ => {}
                }
            }
        }
        found
    }

    /// The `requestBody` of an operation.
    fn request(&mut self, operation: &Location, parameters: BodyParameters) -> Result<Option<Json>, String> {
        let BodyParameters { body, fields, dangling } = parameters;
        let types = self.media_types(operation, "consumes");
        let mut content = Object::new();
        if let Some(body) = &body {
            let chosen = match first_json(&types).or_else(|| first_form(&types)) {
                Some(chosen) => vec![chosen.clone()],
                None if types.is_empty() => vec!["application/json".to_owned()],
                None => types.clone(),
            };
            for media_type in chosen {
                content.insert(media_type, reference(body));
            }
        }
        if !fields.is_empty() {
            let (media_type, schema) = self.form(&types, &fields)?;
            content.insert(media_type, object([("schema", schema)]));
        }
        Ok(match dangling {
            _ if !content.is_empty() => Some(object([("content", Json::Object(content))])),
            // It may be the body. The importer says that it leads nowhere.
            Some(dangling) => Some(reference(&dangling)),
            None => None,
        })
    }

    /// The media type and the schema of a form.
    fn form(&mut self, types: &[String], fields: &[(String, Location)]) -> Result<(String, Json), String> {
        let mut properties = Object::new();
        let mut required = Vec::new();
        let mut has_file = false;
        for (name, location) in fields {
            self.copied += self.documents.at(location, |field| measure(field).1).unwrap_or_default();
            if self.copied > MAX_COPIED {
                return Err("the form parameters of all operations are too many values".to_owned());
            }
            let field = self.documents.value(location);
            has_file |= field["type"] == "file";
            if field["required"] == Json::Bool(true) {
                required.push(Json::from(name.as_str()));
            }
            properties.insert(name.clone(), property(field));
        }
        let fallback = if has_file { "multipart/form-data" } else { "application/x-www-form-urlencoded" };
        // Only a multipart form carries a file.
        let multipart = types.iter().find(|name| has_file && name.starts_with("multipart/form-data"));
        let media_type = multipart.or_else(|| first_form(types)).map_or_else(|| fallback.to_owned(), Clone::clone);
        let mut schema = vec![("type", Json::from("object")), ("properties", Json::Object(properties))];
        if !required.is_empty() {
            schema.insert(1, ("required", Json::Array(required)));
        }
        Ok((media_type, object(schema)))
    }

    /// The `content` of each response with a schema, by its status, and whether the response is a reference.
    fn responses(&self, operation: &Location) -> Vec<(String, Json, bool)> {
        let types = self.media_types(operation, "produces");
        let chosen = match first_json(&types) {
            Some(chosen) => vec![chosen.clone()],
            None if types.is_empty() => vec!["application/json".to_owned()],
            None => types,
        };
        let responses = operation.join("responses");
        let mut found = Vec::new();
        for status in self.documents.names(&responses) {
            let listed = responses.join(&status);
            let Ok(response) = self.documents.follow(&listed) else { continue };
            if self.documents.has(&response.join("schema")) {
                let written = self.documents.text(&listed.join("$ref"));
                let is_reference = written.is_some();
                let target = written.map_or_else(|| reference(&listed), |text| object([("$ref", Json::from(text))]));
                let content = chosen.iter().map(|media_type| (media_type.clone(), target.clone())).collect();
                found.push((status, content, is_reference));
            }
        }
        found
    }

    /// The media types of an operation, else those of the document.
    fn media_types(&self, operation: &Location, member: &str) -> Vec<String> {
        let texts = |list: &Json| {
            let texts = |list: &Vec<Json>| list.iter().filter_map(Json::as_str).map(str::to_owned).collect();
            list.as_array().map(texts)
        };
        let of = |location: Location| self.documents.at(&location, texts).flatten();
        of(operation.join(member)).or_else(|| of(Location::root().join(member))).unwrap_or_default()
    }
}

/// The property for the field of a form.
fn property(field: Json) -> Json {
    let Json::Object(members) = field else { return field };
    // Without a word, all items of a list stand in one field.
    let is_joined =
        members.get("type").is_some_and(|kind| *kind == "array") && !members.contains_key("collectionFormat");
    let kept = members.into_iter().filter(|(name, _)| !matches!(name.as_str(), "name" | "in" | "required"));
    let joined = is_joined.then(|| ("collectionFormat".to_owned(), Json::from("csv")));
    kept.chain(joined).collect()
}

/// A reference from a document to a location in it.
fn reference(location: &Location) -> Json {
    // A fragment is percent-decoded.
    object([("$ref", Json::from(format!("#{}", location.pointer.replace('%', "%25"))))])
}
