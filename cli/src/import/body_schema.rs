//! Where the schema of a body stands in the documents.

use crate::document::Location;

/// Where the schema of a body comes from.
#[derive(Debug)]
pub(super) enum BodySchema {
    At(Location),
    /// The parameters of a form, in Swagger 2.0. They become the properties of one object.
    Form(Vec<Field>),
}

/// A parameter that is a field of a form.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) location: Location,
}
