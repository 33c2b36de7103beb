//! Why a schema does not compile, and where.

use std::fmt;

use crate::cut;
use crate::json::{self, Value, pointer};
use crate::reason::quoted;

/// A schema that cannot be compiled.
///
/// `Display` names the place and the remedy: `schema error at /properties/email/format: unknown format "emial": use …`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaError {
    pointer: String,
    message: String,
}

/// An error on its way out of the compiler: a pointer, for nearly every step may give one.
pub(super) struct Refused(Box<SchemaError>);

impl Refused {
    pub(super) fn new(pointer: String, message: String) -> Self {
        Self(Box::new(SchemaError::new(pointer, message)))
    }
}

impl From<Refused> for SchemaError {
    fn from(refused: Refused) -> Self {
        *refused.0
    }
}

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

/// What was found in a place.
#[derive(Clone, Copy)]
pub(super) enum Found<'v> {
    /// What is not told.
    Nothing,
    /// A name, told in quotation marks.
    Name(&'v str),
    /// A value, told as JSON.
    Value(&'v Value),
    /// The same, but for lists and objects, of which only that is told.
    Kind(&'v Value),
}

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

    /// What is wrong here, whatever was found.
    #[cold]
    pub(super) fn refuse(&self, text: &str) -> Refused {
        self.error(text, Found::Nothing, &[])
    }

    /// What must be here, and what kind of value was found.
    #[cold]
    pub(super) fn wrong(&self, must_be: &str, found: &Value) -> Refused {
        self.error(must_be, Found::Kind(found), &[])
    }

    /// What is wrong here: a text with what was found behind it, and pieces of the rest.
    #[cold]
    pub(super) fn error(&self, text: &str, found: Found<'_>, rest: &[&str]) -> Refused {
        let found = match found {
            Found::Nothing => String::new(),
            Found::Name(name) => quoted(name),
            Found::Kind(Value::Array(_)) => "a list".to_owned(),
            Found::Kind(Value::Object(_)) => "an object".to_owned(),
            Found::Kind(value) | Found::Value(value) => json::to_string(value),
        };
        let message = cut::join(&[text, &found, &cut::join(rest, "")], "");
        Refused::new(self.pointer(), message)
    }

    pub(super) fn pointer(&self) -> String {
        let Some(parent) = self.parent else { return String::new() };
        let mut pointer = parent.pointer();
        pointer::push(&mut pointer, self.token);
        pointer
    }
}
