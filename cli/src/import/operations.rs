//! Finds the bodies of an OpenAPI or Swagger document: which operations take or give JSON, and where their schemas stand.

use std::collections::HashSet;

use super::body_schema::BodySchema;
use super::dialect::Dialect;
use super::{media_type, swagger};
use crate::document::{Chain, Dangling, Documents, Location};

/// The methods of a path item, in lower case as OpenAPI has them.
const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

const REQUEST: &str = "request";

/// The longest path, in bytes. It is a part of every location below it.
const MAX_NAME: usize = 4_096;
/// The longest method, in bytes. HTTP has none that is nearly so long.
const MAX_METHOD: usize = 100;

/// How many responses, and parameters of Swagger 2.0, all operations may have: many paths may refer to the same ones.
const MAX_PARTS: usize = 1 << 18;

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
    pub(super) schema: BodySchema,
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
///
/// # Errors
/// A message: there are more than [`MAX_PARTS`] responses and parameters.
pub(super) fn find(documents: &Documents, dialect: Dialect, with_responses: bool) -> Result<Vec<Found>, String> {
    let mut finder = Finder { documents, dialect, with_responses, found: Vec::new(), left: MAX_PARTS + 1 };
    for kind in ["paths", "webhooks"] {
        let all = Operation { title: kind.to_owned(), id: None, fallback: kind.to_owned(), part: REQUEST.to_owned() };
        let Some(chain) = finder.follow(&Location::root().join(kind), &all) else { continue };
        for (name, location) in documents.members(&chain) {
            if !name.starts_with("x-") {
                finder.path_item(&location, &name, kind == "webhooks");
            }
        }
    }
    if finder.left == 0 {
        return Err(
            "the operations have more than 262,144 responses and Swagger 2.0 parameters in all, counted again for each path \
                that refers to them"
                .to_owned(),
        );
    }
    Ok(finder.found)
}

struct Finder<'d> {
    documents: &'d Documents,
    dialect: Dialect,
    with_responses: bool,
    found: Vec<Found>,
    /// How many responses and parameters may still be looked at; 0 ends the import.
    left: usize,
}

impl Finder<'_> {
    /// Finds the operations of a path item, and of the path items that it refers to.
    fn path_item(&mut self, location: &Location, name: &str, is_webhook: bool) {
        let title = if is_webhook { format!("webhook {name}") } else { name.to_owned() };
        let item = Operation { fallback: title.clone(), id: None, title, part: REQUEST.to_owned() };
        if name.len() > MAX_NAME {
            let message = format!("a path of {} bytes is too long: 4,096 are read", name.len());
            // The source would be as long.
            return self.refuse(item, Dangling { source: "the document".to_owned(), message });
        }
        let mut methods = HashSet::new();
        let (chain, dangling) = self.documents.chain(location);
        for (method, location) in self.documents.members(&chain) {
            let operations = match method.as_str() {
                // OpenAPI 3.2 has operations of other methods here, such as `COPY`.
                "additionalOperations" => {
                    let Some(additional) = self.follow(&location, &item) else { continue };
                    self.documents.members(&additional)
                }
                known if METHODS.contains(&known) => vec![(method, location)],
                _ => continue,
            };
            for (method, location) in operations {
                if method.len() <= MAX_METHOD && methods.insert(method.clone()) {
                    self.operation(&location, &chain, &method, name, is_webhook);
                }
            }
        }
        if let Some(dangling) = dangling {
            self.refuse(item, dangling);
        }
    }

    fn operation(&mut self, location: &Location, item: &Chain, method: &str, name: &str, is_webhook: bool) {
        let kind = if is_webhook { "webhook " } else { "" };
        let mut operation = Operation {
            title: format!("{} {kind}{name}", method.to_ascii_uppercase()),
            id: None,
            fallback: format!("{kind}{method} {name}"),
            part: REQUEST.to_owned(),
        };
        // A list that many operations share is not even copied then.
        if self.left == 0 {
            return;
        }
        let Some(chain) = self.follow(location, &operation) else { return };
        operation.id = self.documents.member(&chain, "operationId").and_then(|id| self.documents.text(&id));
        if self.dialect == Dialect::Swagger2 {
            match swagger::request(self.documents, &chain, item, &mut self.left) {
                Ok(bodies) => self.swagger_bodies(bodies, &operation),
                Err(dangling) => self.refuse(operation.clone(), dangling),
            }
        } else if let Some(request) = self.documents.member(&chain, "requestBody") {
            self.request(&request, &operation);
        } else {
            self.found.push(Found::Bodiless);
        }
        if self.with_responses
            && let Some(responses) = self.documents.member(&chain, "responses")
            && let Some(responses) = self.follow(&responses, &operation)
        {
            for (status, location) in self.documents.members(&responses) {
                if !status.starts_with("x-") && self.left > 0 {
                    self.left -= 1;
                    let operation = Operation { part: status, ..operation.clone() };
                    self.response(&location, &chain, &operation);
                }
            }
        }
    }

    fn swagger_bodies(&mut self, bodies: Vec<swagger::Body>, operation: &Operation) {
        if bodies.is_empty() {
            self.found.push(Found::Bodiless);
        }
        for body in bodies {
            let operation = operation.clone();
            self.found.push(match body {
                swagger::Body::Schema { media_type, schema } => {
                    let suffix = media_type::is_form(&media_type).then(|| "form".to_owned());
                    Found::Body(Body { operation, suffix, media_type, not_imported: vec![], schema })
                }
                swagger::Body::Skipped(reason) => Found::Skipped(operation, reason),
            });
        }
    }

    fn request(&mut self, location: &Location, operation: &Operation) {
        let Some(content) = self.content(location, operation) else { return };
        let types: Vec<_> = content.iter().map(|(media_type, _)| media_type.clone()).collect();
        let json = media_type::first_json(&types);
        let form = media_type::first_form(&types);
        if json.is_none() && form.is_none() {
            self.found.push(Found::Skipped(operation.clone(), media_type::neither(&types)));
        }
        let chosen = [(json, None, media_type::is_json as fn(&str) -> bool), (form, Some("form"), media_type::is_form)];
        for (media_type, suffix, is_alike) in chosen {
            let Some(media_type) = media_type else { continue };
            let others = types.iter().filter(|other| *other != media_type && is_alike(other)).cloned().collect();
            self.body(&content, media_type, operation, suffix.map(str::to_owned), others);
        }
    }

    fn response(&mut self, location: &Location, of: &Chain, operation: &Operation) {
        if self.dialect == Dialect::Swagger2 {
            let Some(response) = self.follow(location, operation) else { return };
            match swagger::response(self.documents, &response, of) {
                Ok(None) => {}
                Ok(Some((media_type, schema))) => self.found.push(Found::Body(Body {
                    operation: operation.clone(),
                    suffix: Some(operation.part.clone()),
                    media_type,
                    not_imported: vec![],
                    schema: BodySchema::At(schema),
                })),
                Err(dangling) => self.refuse(operation.clone(), dangling),
            }
            return;
        }
        let Some(content) = self.content(location, operation) else { return };
        let types: Vec<_> = content.iter().map(|(media_type, _)| media_type.clone()).collect();
        if let Some(media_type) = media_type::first_json(&types) {
            let others = types.iter().filter(|other| *other != media_type && media_type::is_json(other)).cloned();
            self.body(&content, media_type, operation, Some(operation.part.clone()), others.collect());
        }
    }

    fn body(
        &mut self,
        content: &[(String, Location)],
        media_type: &str,
        operation: &Operation,
        suffix: Option<String>,
        not_imported: Vec<String>,
    ) {
        let Some((_, location)) = content.iter().find(|(name, _)| name == media_type) else { return };
        let Some(chain) = self.follow(location, operation) else { return };
        let schema = self.documents.member(&chain, "schema").map(BodySchema::At);
        let (operation, media_type) = (operation.clone(), media_type.to_owned());
        self.found.push(match schema {
            Some(schema) => Found::Body(Body { operation, suffix, media_type, not_imported, schema }),
            None => Found::Skipped(operation, format!("{media_type} has no schema")),
        });
    }

    /// The members of the `content` of a request body or response.
    fn content(&mut self, location: &Location, operation: &Operation) -> Option<Vec<(String, Location)>> {
        let chain = self.follow(location, operation)?;
        let Some(content) = self.documents.member(&chain, "content") else { return Some(vec![]) };
        let content = self.follow(&content, operation)?;
        Some(self.documents.members(&content))
    }

    /// Follows references until there is none. If one leads nowhere, the operation is refused.
    ///
    /// Documents of many files have references wherever a part is long, in more places than OpenAPI allows.
    fn follow(&mut self, location: &Location, operation: &Operation) -> Option<Chain> {
        match self.documents.unbroken(location) {
            Ok(chain) => Some(chain),
            Err(dangling) => {
                self.refuse(operation.clone(), dangling);
                None
            }
        }
    }

    fn refuse(&mut self, operation: Operation, Dangling { source, message }: Dangling) {
        self.found.push(Found::Refused(operation, source, message));
    }
}
