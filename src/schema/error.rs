//! Why a schema does not compile, and where.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

use crate::json::{Json, ToJson as _, pointer};
use crate::reason::quoted;
use crate::strings;

/// A schema that cannot be compiled.
///
/// `Display` names the location and the remedy: `schema error at /properties/email/format: unknown format "emial": did you mean "email"? …`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaError {
    pointer: String,
    message: String,
}

/// A part of a schema that has no effect, though the schema compiles: a keyword that no allowed type uses or that judges nothing
/// without another keyword, a required key that a closed object cannot have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaWarning {
    pointer: String,
    message: String,
}

impl SchemaWarning {
    pub(super) const fn new(pointer: String, message: String) -> Self {
        Self { pointer, message }
    }

    /// Where in the schema, as a JSON pointer (RFC 6901); empty for the schema itself.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// The part that has no effect, and why.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for SchemaWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let location = if self.pointer.is_empty() { "the root" } else { &self.pointer };
        f.write_str(&strings::join(&["schema warning at ", location, ": ", &self.message], ""))
    }
}

/// The same error inside the compiler: boxed, because nearly every step returns one.
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

    /// The problem there, and the remedy.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The location and the remedy.
    pub(crate) fn text(&self) -> String {
        let location = if self.pointer.is_empty() { "the root" } else { &self.pointer };
        strings::join(&["schema error at ", location, ": ", &self.message], "")
    }
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl core::error::Error for SchemaError {}

/// The thing that was found at a location, for the end of a message.
#[derive(Clone, Copy)]
pub(super) enum Found<'v> {
    /// Something that the message does not show.
    Nothing,
    /// A name, shown in quotation marks.
    Name(&'v str),
    /// A value, shown as JSON.
    Value(&'v Json),
    /// A value, shown as JSON unless it is a list or an object.
    Kind(&'v Json),
}

/// A location in the schema that is being compiled, as a linked list on the stack.
#[derive(Clone, Copy)]
pub(super) struct SchemaLocation<'p> {
    parent: Option<&'p SchemaLocation<'p>>,
    /// The last token of the pointer; the whole pointer at a location without a parent.
    token: &'p str,
}

impl<'p> SchemaLocation<'p> {
    pub(super) const ROOT: SchemaLocation<'static> = SchemaLocation::starting_at("");

    /// The location that this JSON pointer names; before the pointer, another document has its name and `#`.
    pub(super) const fn starting_at(pointer: &'p str) -> Self {
        Self { parent: None, token: pointer }
    }

    pub(super) const fn join(&'p self, token: &'p str) -> Self {
        Self { parent: Some(self), token }
    }

    /// An error that does not show what was found.
    #[cold]
    pub(super) fn refuse(&self, text: &str) -> Refused {
        self.error(text, Found::Nothing, &[])
    }

    /// An error that says what must be here and shows what kind of value was found.
    #[cold]
    pub(super) fn wrong(&self, must_be: &str, found: &Json) -> Refused {
        self.error(must_be, Found::Kind(found), &[])
    }

    /// Refuses a string with a lone surrogate, where a string is expected.
    pub(super) fn expect_text(&self, value: &Json) -> Result<(), Refused> {
        if matches!(value, Json::IllFormed(_)) { Err(self.refuse("must be Unicode text")) } else { Ok(()) }
    }

    /// An error of three parts: a text, what was found, and the rest of the sentence.
    #[cold]
    pub(super) fn error(&self, text: &str, found: Found<'_>, rest: &[&str]) -> Refused {
        let found = match found {
            Found::Nothing => String::new(),
            Found::Name(name) => quoted(name),
            Found::Kind(Json::Array(_)) => "a list".to_owned(),
            Found::Kind(Json::Object(_)) => "an object".to_owned(),
            Found::Kind(value) | Found::Value(value) => value.to_json_string(),
        };
        let message = strings::join(&[text, &found, &strings::join(rest, "")], "");
        Refused::new(self.pointer(), message)
    }

    /// Whether it is the root of the schema.
    pub(super) const fn is_root(&self) -> bool {
        self.parent.is_none() && self.token.is_empty()
    }

    pub(super) fn pointer(&self) -> String {
        let Some(parent) = self.parent else { return self.token.to_owned() };
        let mut pointer = parent.pointer();
        pointer::push(&mut pointer, self.token);
        pointer
    }
}
