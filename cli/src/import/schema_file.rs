//! The schema files. Many bodies are nothing but a reference to the same schema, whose file is made once.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use super::Importer;
use super::bundle::{self, BundleError, Warning};
use super::report::Problem;
use super::source::Source;
use crate::document::Location;

/// How many bytes of schemas are kept for later bodies.
const MAX_KEPT: usize = 16 << 20;

/// The schema file of a body, and its types.
#[derive(Debug)]
pub(super) struct SchemaFile {
    /// The schema.
    pub(super) text: String,
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

/// Keeps the files of the schemas to which bodies refer.
#[derive(Debug, Default)]
pub(super) struct SchemaFiles {
    known: RefCell<HashMap<Location, Rc<SchemaFile>>>,
    kept: Cell<usize>,
}

impl SchemaFiles {
    /// Returns the file of a schema, and makes it if it is new.
    pub(super) fn of(&self, importer: &Importer<'_>, schema: &Source) -> Result<Rc<SchemaFile>, BundleError> {
        let target = only_reference(importer, schema);
        if let Some(known) = target.as_ref().and_then(|target| self.known.borrow().get(target).cloned()) {
            return Ok(known);
        }
        let file = Rc::new(importer.schema_file(schema)?);
        let kept = self.kept.get() + file.text.len();
        if let Some(target) = target
            && kept <= MAX_KEPT
        {
            self.kept.set(kept);
            self.known.borrow_mut().insert(target, Rc::clone(&file));
        }
        Ok(file)
    }
}

/// The location of the schema to which a schema refers, if it says nothing else.
fn only_reference(importer: &Importer<'_>, schema: &Source) -> Option<Location> {
    let Source::At(location) = schema else { return None };
    let documents = importer.documents;
    let is_only = documents.at(location, |schema| schema.as_object().is_some_and(|members| members.len() == 1));
    let reference = documents.text(&location.join("$ref")).filter(|_| is_only == Some(true))?;
    let base = bundle::component(location);
    // A reference inside of its own component may mean something else there.
    documents.resolve(&reference, &base).ok().filter(|target| !target.is_inside(&base))
}
