//! Why a schema does not compile, and where.

use std::fmt;

use crate::cut;

/// A schema that cannot be compiled.
///
/// `Display` names the place and the remedy: `schema error at /properties/email/format: unknown format "emial": use …`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaError {
    pointer: String,
    message: String,
}

impl SchemaError {
    pub(super) fn new(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), message: message.into() }
    }

    /// Where in the schema, as a JSON pointer (RFC 6901); empty for the schema itself.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// What is wrong there.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_empty() { "the root" } else { &self.pointer };
        write!(f, "schema error at {place}: {}", self.message)
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

    pub(super) fn error(&self, message: impl Into<String>) -> SchemaError {
        SchemaError::new(self.pointer(), message)
    }

    pub(super) fn pointer(&self) -> String {
        self.parent.map_or_else(String::new, |parent| {
            let token = cut::replace(&cut::replace(self.token, "~", "~0"), "/", "~1");
            parent.pointer() + "/" + &token
        })
    }
}
