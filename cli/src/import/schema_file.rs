//! The schema files. Many bodies have the same schema, which is compiled once.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use unanimous::Json;

use super::Importer;
use super::body_schema::BodySchema;
use super::bundle::{self, BundleError, Warning};
use super::report::Problem;
use crate::document::Location;

/// How many bytes of schemas are kept for later bodies.
const MAX_KEPT: usize = 128 << 20;

/// The schema file of a body.
#[derive(Debug)]
pub(super) struct SchemaFile {
    pub(super) schema: Rc<Judged>,
    /// What the importer notes about the schema in the document.
    pub(super) warnings: Vec<Warning>,
}

/// A schema, its types, and what the library says about it. Bodies whose schemas have the same text share it.
#[derive(Debug)]
pub(super) struct Judged {
    pub(super) text: Rc<str>,
    pub(super) warnings: Vec<Warning>,
    /// The types, or why the library refuses the schema.
    pub(super) types: Result<Types, Vec<Problem>>,
}

/// The TypeScript of a schema.
#[derive(Debug)]
pub(super) struct Types {
    pub(super) declaration: String,
    pub(super) expression: Rc<str>,
}

/// Keeps the files of the schemas to which bodies refer, and each schema that bodies have.
#[derive(Debug, Default)]
pub(super) struct SchemaFiles {
    known: RefCell<HashMap<Location, Rc<SchemaFile>>>,
    judged: RefCell<HashMap<Rc<str>, Rc<Judged>>>,
    kept: Cell<usize>,
}

impl SchemaFiles {
    /// Returns the file of a schema, and makes it if it is new.
    pub(super) fn of(&self, importer: &Importer<'_>, schema: &BodySchema) -> Result<Rc<SchemaFile>, BundleError> {
        let target = only_reference(importer, schema);
        if let Some(known) = target.as_ref().and_then(|target| self.known.borrow().get(target).cloned()) {
            return Ok(known);
        }
        let file = Rc::new(importer.schema_file(schema)?);
        if let Some(target) = target
            && self.has_room(file.schema.text.len())
        {
            self.known.borrow_mut().insert(target, Rc::clone(&file));
        }
        Ok(file)
    }

    /// Returns what `judge` says about a schema. If an equal schema was judged before, it returns that again.
    pub(super) fn judged(&self, schema: &Json, text: String, judge: impl FnOnce(Rc<str>) -> Judged) -> Rc<Judged> {
        // U+FFFD stands in the text for a lone surrogate, so another schema may have the same text.
        if !is_unicode(schema) {
            return Rc::new(judge(text.into()));
        }
        if let Some(known) = self.judged.borrow().get(text.as_str()) {
            return Rc::clone(known);
        }
        let judged = Rc::new(judge(text.into()));
        if self.has_room(judged.text.len()) {
            self.judged.borrow_mut().insert(Rc::clone(&judged.text), Rc::clone(&judged));
        }
        judged
    }

    /// Whether so many more bytes can be kept. If so, counts them as kept.
    fn has_room(&self, bytes: usize) -> bool {
        let kept = self.kept.get() + bytes;
        let has_room = kept <= MAX_KEPT;
        if has_room {
            self.kept.set(kept);
        }
        has_room
    }
}

/// Whether all texts and names in a value are Unicode: none has a lone surrogate.
fn is_unicode(value: &Json) -> bool {
    match value {
        Json::IllFormed(_) => false,
        Json::Array(items) => items.iter().all(is_unicode),
        Json::Object(members) => members.ill_formed_names().is_empty() && members.values().all(is_unicode),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => true,
    }
}

/// The location of the schema to which a schema refers, if it says nothing else.
fn only_reference(importer: &Importer<'_>, schema: &BodySchema) -> Option<Location> {
    let BodySchema::At(location) = schema else { return None };
    let documents = importer.documents;
    let is_only = documents.at(location, |schema| schema.as_object().is_some_and(|members| members.len() == 1));
    let reference = documents.text(&location.join("$ref")).filter(|_| is_only == Some(true))?;
    let base = bundle::component(location);
    // A reference inside of its own component may mean something else there.
    documents.resolve(&reference, &base).ok().filter(|target| !target.is_inside(&base))
}
