//! Finds the bodies of an OpenAPI document: which operations take or give JSON, and where their schemas stand.

use std::collections::HashSet;

use super::media_type;
use crate::document::{Dangling, Documents, Location};

/// The methods of a path item, in lower case as OpenAPI has them.
const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

const REQUEST: &str = "request";

/// The longest path, in bytes. It is a part of every location below it.
const MAX_NAME: usize = 4_096;
/// The longest method, in bytes. HTTP has none that is nearly so long.
const MAX_METHOD: usize = 100;

/// An operation of the document.
#[derive(Clone, Debug)]
pub(super) struct Operation {
    /// `POST /leads`, or `POST webhook newLead`.
    pub(super) title: String,
    /// Its `operationId`.
    pub(super) id: Option<String>,
    /// What its files are called if the `operationId` gives no name: `post /leads`.
    pub(super) fallback: String,
    /// `request`, or the status of the response that is meant.
    pub(super) part: String,
}

/// A body that an operation takes or gives.
#[derive(Debug)]
pub(super) struct Body {
    pub(super) operation: Operation,
    /// The suffix of the file's name, after the name of the operation: nothing, `form`, or the status of a response.
    pub(super) suffix: Option<String>,
    pub(super) media_type: String,
    /// Media types that the operation has as well, and for which no file is written.
    pub(super) not_imported: Vec<String>,
    pub(super) schema: Location,
}

/// The findings, in the document's order.
#[derive(Debug)]
pub(super) enum Found {
    Body(Body),
    /// A body without a schema for JSON or a form, and why.
    Skipped(Operation, String),
    /// A body whose references lead nowhere: where it stands, and why.
    Refused(Operation, String, String),
    /// An operation without a request body.
    Bodiless,
}

/// Finds the bodies of all operations in `paths` and `webhooks`.
pub(super) fn find(documents: &Documents, with_responses: bool) -> Vec<Found> {
    let mut finder = Finder { documents, with_responses, found: Vec::new() };
    for kind in ["paths", "webhooks"] {
        let all = Operation { title: kind.to_owned(), id: None, fallback: kind.to_owned(), part: REQUEST.to_owned() };
        let Some(location) = finder.follow(&Location::root().join(kind), &all) else { continue };
        for name in documents.names(&location) {
            if !name.starts_with("x-") {
                finder.path_item(&location.join(&name), &name, kind == "webhooks");
            }
        }
    }
    finder.found
}

struct Finder<'d> {
    documents: &'d Documents,
    with_responses: bool,
    found: Vec<Found>,
}

impl Finder<'_> {
    /// Finds the operations of a path item, and of the path items that it refers to.
    fn path_item(&mut self, location: &Location, name: &str, is_webhook: bool) {
        let title = if is_webhook { format!("webhook {name}") } else { name.to_owned() };
        let refused = |Dangling { source, message }| {
            let operation = Operation { fallback: title.clone(), id: None, title, part: REQUEST.to_owned() };
            Found::Refused(operation, source, message)
        };
        if name.len() > MAX_NAME {
            let message = format!("a path of {} bytes is too long: 4,096 are read", name.len());
            // The source would be as long.
            return self.found.push(refused(Dangling { source: "the document".to_owned(), message }));
        }
        let mut methods = HashSet::new();
        let mut seen = vec![location.clone()];
        loop {
            let location = seen.last().unwrap_or(location).clone();
            for method in self.documents.names(&location) {
                let inner = location.join(&method);
                let (names, operations) = match method.as_str() {
                    // OpenAPI 3.2 has operations of other methods here, such as `COPY`.
                    "additionalOperations" => (self.documents.names(&inner), inner),
                    known if METHODS.contains(&known) => (vec![method], location.clone()),
                    _ => continue,
                };
                for method in names {
                    if method.len() <= MAX_METHOD && methods.insert(method.clone()) {
                        self.operation(&operations.join(&method), &method, name, is_webhook);
                    }
                }
            }
            match self.documents.next_reference(&seen) {
                Ok(None) => return,
                Ok(Some(next)) => seen.push(next),
                Err(dangling) => return self.found.push(refused(dangling)),
            }
        }
    }

    fn operation(&mut self, location: &Location, method: &str, name: &str, is_webhook: bool) {
        let kind = if is_webhook { "webhook " } else { "" };
        let mut operation = Operation {
            title: format!("{} {kind}{name}", method.to_ascii_uppercase()),
            id: None,
            fallback: format!("{kind}{method} {name}"),
            part: REQUEST.to_owned(),
        };
        let Some(location) = self.follow(location, &operation) else { return };
        operation.id = self.documents.text(&location.join("operationId"));
        let request = location.join("requestBody");
        if self.documents.has(&request) {
            self.request(&request, &operation);
        } else {
            self.found.push(Found::Bodiless);
        }
        if self.with_responses {
            let Some(responses) = self.follow(&location.join("responses"), &operation) else { return };
            for status in self.documents.names(&responses) {
                if !status.starts_with("x-") {
                    let operation = Operation { part: status.clone(), ..operation.clone() };
                    self.response(&responses.join(&status), &operation);
                }
            }
        }
    }

    fn request(&mut self, location: &Location, operation: &Operation) {
        let Some(content) = self.content(location, operation) else { return };
        let types = self.documents.names(&content);
        let json = media_type::first_json(&types);
        let form = media_type::first_form(&types);
        if json.is_none() && form.is_none() {
            let reason = match types.as_slice() {
                [] => "the body has no media type".to_owned(),
                types => format!("neither JSON nor a form: {}", types.join(", ")),
            };
            self.found.push(Found::Skipped(operation.clone(), reason));
        }
        let chosen = [(json, None, media_type::is_json as fn(&str) -> bool), (form, Some("form"), media_type::is_form)];
        for (media_type, suffix, is_alike) in chosen {
            let Some(media_type) = media_type else { continue };
            let others = types.iter().filter(|other| *other != media_type && is_alike(other)).cloned().collect();
            self.body(&content, media_type, operation, suffix.map(str::to_owned), others);
        }
    }

    fn response(&mut self, location: &Location, operation: &Operation) {
        let Some(content) = self.content(location, operation) else { return };
        let types = self.documents.names(&content);
        if let Some(media_type) = media_type::first_json(&types) {
            let others = types.iter().filter(|other| *other != media_type && media_type::is_json(other)).cloned();
            self.body(&content, media_type, operation, Some(operation.part.clone()), others.collect());
        }
    }

    fn body(
        &mut self,
        content: &Location,
        media_type: &str,
        operation: &Operation,
        suffix: Option<String>,
        not_imported: Vec<String>,
    ) {
        let Some(location) = self.follow(&content.join(media_type), operation) else { return };
        let schema = location.join("schema");
        let operation = operation.clone();
        self.found.push(if self.documents.has(&schema) {
            Found::Body(Body { operation, suffix, media_type: media_type.to_owned(), not_imported, schema })
        } else {
            Found::Skipped(operation, format!("{media_type} has no schema"))
        });
    }

    /// The location of the `content` of a request body or response.
    fn content(&mut self, location: &Location, operation: &Operation) -> Option<Location> {
        let location = self.follow(location, operation)?;
        self.follow(&location.join("content"), operation)
    }

    /// Follows references until there is none. If one leads nowhere, the operation is refused.
    ///
    /// Documents of many files have references wherever a part is long, in more places than OpenAPI allows.
    fn follow(&mut self, location: &Location, operation: &Operation) -> Option<Location> {
        match self.documents.follow(location) {
            Ok(location) => Some(location),
            Err(Dangling { source, message }) => {
                self.found.push(Found::Refused(operation.clone(), source, message));
                None
            }
        }
    }
}
