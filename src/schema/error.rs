//! Why a schema does not compile, and where.

use std::fmt;

use crate::cut;
use crate::json::{self, Value};

/// A schema that cannot be compiled.
///
/// `Display` names the place and the remedy: `schema error at /properties/email/format: unknown format "emial": use …`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaError {
    pointer: String,
    message: String,
}

/// An error on its way out of the compiler: a pointer, for nearly every step may give one.
pub(super) type Refused = Box<SchemaError>;

impl SchemaError {
    pub(super) const fn new(pointer: String, message: String) -> Self {
        Self { pointer, message }
    }

    /// Where in the schema, as a JSON pointer (RFC 6901); empty for the schema itself.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// What is wrong there.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The place and the remedy.
    pub(crate) fn text(&self) -> String {
        let place = if self.pointer.is_empty() { "the root" } else { &self.pointer };
        cut::join(&["schema error at ", place, ": ", &self.message], "")
    }
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl std::error::Error for SchemaError {}

/// A place in the schema that is being compiled.
#[derive(Clone, Copy)]
pub(super) struct Place<'p> {
    parent: Option<&'p Place<'p>>,
    token: &'p str,
}

impl<'p> Place<'p> {
    pub(super) const ROOT: Place<'static> = Place { parent: None, token: "" };

    pub(super) const fn join(&'p self, token: &'p str) -> Self {
        Self { parent: Some(self), token }
    }

    /// What is wrong here, in pieces.
    #[cold]
    pub(super) fn error(&self, pieces: &[&str]) -> Refused {
        Box::new(SchemaError::new(self.pointer(), cut::join(pieces, "")))
    }

    /// What stands here is of another kind than it must be.
    #[cold]
    pub(super) fn wrong(&self, must_be: &str, found: &Value) -> Refused {
        let json;
        let found = match found {
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
            scalar => {
                json = json::to_string(scalar);
                &json
            }
        };
        self.error(&[must_be, ", not ", found])
    }

    pub(super) fn pointer(&self) -> String {
        self.parent.map_or_else(String::new, |parent| {
            let token = cut::replace(&cut::replace(self.token, "~", "~0"), "/", "~1");
            parent.pointer() + "/" + &token
        })
    }
}
