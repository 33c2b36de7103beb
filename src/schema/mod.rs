//! A JSON Schema 2020-12 subset. A schema is compiled once, and then checks any number of values.
//!
//! Keywords: `type`, `properties`, `required`, `additionalProperties` (boolean), `items`, `minItems`, `maxItems`,
//! `minLength`, `maxLength`, `minimum`, `maximum`, `exclusiveMinimum`, `exclusiveMaximum`, `enum`, `const`, `format`,
//! and `x-unanimous` for a format's options and for a reason in your own words. Annotations are allowed and ignored;
//! any other keyword is a compile error: nothing is ignored silently.
//!
//! As in JSON Schema, a keyword judges only values of its own type: `{"maxLength": 5}` alone accepts any number.
//!
//! Numbers are compared as the nearest f64, as JavaScript has them. So `{"const": 18446744073709551615}` accepts
//! 18446744073709551616 too: send 64-bit ids as strings. A string with a lone surrogate is not Unicode text, so it is refused
//! wherever a schema describes it ([`Kind::IllFormedString`]).
//!
//! ```
//! use unanimous::{Json, Schema};
//!
//! let tags: Schema = r#"{ "type": "array", "items": { "type": "string", "maxLength": 5 } }"#.parse()?;
//! let value: Json = r#"["new", "important"]"#.parse()?;
//! assert!(!tags.is_valid(&value));
//! let report = tags.check(&value).unwrap_err();
//! assert_eq!(report.to_string(), "Validation error: 1: String must be at most 5 characters");
//!
//! let error = "{ \"maxlength\": 5 }".parse::<Schema>().unwrap_err();
//! assert_eq!(error.pointer(), "/maxlength");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod check;
mod compile;
#[allow(dead_code, reason = "the compiler that uses it comes next")]
mod document;
mod error;
mod failure;
mod format;
mod input;
mod keyword;
mod kind;
mod lookup;
mod node;
mod source;

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use serde::de::{Deserialize, Deserializer, Error};

use crate::json::Json;
use crate::path::Path;
use crate::reason::{Code, Reason};
use crate::report::{Issue, MAX_ISSUES, Report};

pub use error::SchemaError;
pub use input::Input;
pub use kind::Kind;

#[doc(hidden)]
pub use check::{LazyLocation, Sink, check};
#[doc(hidden)]
pub use failure::Failure;
#[doc(hidden)]
pub use input::digest;
#[cfg(feature = "serde_json")]
pub(crate) use input::{equals, is_deeper, undeclared_keys};
#[doc(hidden)]
pub use node::Node;
#[doc(hidden)]
pub use source::{Source, UndeclaredKey};

/// The most lists and objects inside one another that a value may hold.
pub const MAX_DEPTH: usize = 64;

/// A compiled schema: immutable, `Send + Sync`, cheap to share.
///
/// ```
/// use unanimous::{Json, Schema};
///
/// let lead = Schema::from_json(r#"{
///     "type": "object",
///     "required": ["email"],
///     "properties": {
///         "email": { "type": "string", "format": "email" },
///         "phone": { "type": "string", "format": "phone" }
///     }
/// }"#)?;
///
/// let value: Json = r#"{ "email": "ann", "phone": "012345678901234567890123456789012345678901234567890" }"#.parse()?;
/// assert_eq!(
///     lead.check(&value).unwrap_err().to_string(),
///     "Validation error: email: Invalid email; phone: String must be at most 50 characters",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Schema {
    root: Node,
}

impl Schema {
    /// Compiles a schema from its JSON text.
    ///
    /// # Errors
    /// [`SchemaError`], with the JSON pointer of the location: text that is not JSON, a keyword or format that is not
    /// supported or has a wrong value, an option that its format does not have, a number beyond the largest f64 (as
    /// `1e400`, which JavaScript reads as Infinity), more than 64 levels.
    pub fn from_json(text: &str) -> Result<Self, SchemaError> {
        match text.parse::<Json>() {
            Ok(schema) => Self::from_value(&schema),
            Err(error) => Err(SchemaError::new(String::new(), error.to_string())),
        }
    }

    /// Compiles a schema from its JSON value.
    ///
    /// # Errors
    /// As [`Schema::from_json`].
    pub fn from_value(schema: &Json) -> Result<Self, SchemaError> {
        compile::refuse_infinite(schema)?;
        Self::from_canonical(&schema.to_canonical())
    }

    /// Compiles a schema whose numbers are those that JavaScript prints.
    #[doc(hidden)]
    pub fn from_canonical(schema: &Json) -> Result<Self, SchemaError> {
        Ok(Self { root: compile::compile(schema)? })
    }

    /// Judges a value: a [`&Json`](Json), a `&serde_json::Value`, or any other [`Input`].
    ///
    /// # Errors
    /// A [`Report`] of everything that is wrong, at most 256 issues and one that counts the rest: in the schema's order
    /// (integer keys first, as JavaScript has them), depth first, unknown keys last by code point.
    pub fn check<'v>(&self, value: impl Input<'v>) -> Result<(), Report> {
        let mut issues = Issues::default();
        value.check_against(&self.root, &mut issues);
        issues.into_report()
    }

    /// Whether [`check`](Self::check) accepts the value.
    pub fn is_valid<'v>(&self, value: impl Input<'v>) -> bool {
        let mut has_failed = HasFailed(false);
        value.check_against(&self.root, &mut has_failed);
        !has_failed.0
    }

    /// The compiled root.
    #[doc(hidden)]
    pub const fn root(&self) -> &Node {
        &self.root
    }
}

/// Collects issues, and counts those beyond the limit.
#[derive(Default)]
struct Issues {
    shown: Vec<Issue>,
    hidden: u32,
}

impl Sink for Issues {
    #[cold]
    fn push(&mut self, _: u32, node: Option<&Node>, failure: Failure<'_>, location: &LazyLocation<'_>) {
        if self.shown.len() == MAX_ISSUES {
            self.hidden += 1;
        } else {
            self.shown.push(Issue::new(location.path(), failure.reason(node)));
        }
    }
}

impl Issues {
    fn into_report(mut self) -> Result<(), Report> {
        if self.hidden > 0 {
            let count = Reason::new(Code::MoreIssues).with_number("count", self.hidden.into());
            self.shown.push(Issue::new(Path::ROOT, count));
        }
        if self.shown.is_empty() { Ok(()) } else { Err(self.shown.into_iter().collect()) }
    }
}

/// Notes that there is an issue.
struct HasFailed(bool);

impl Sink for HasFailed {
    #[cold]
    fn push(&mut self, _: u32, _: Option<&Node>, _: Failure<'_>, _: &LazyLocation<'_>) {
        self.0 = true;
    }
}

impl core::str::FromStr for Schema {
    type Err = SchemaError;

    fn from_str(text: &str) -> Result<Self, SchemaError> {
        Self::from_json(text)
    }
}

/// Reads the schema's JSON value and compiles it.
impl<'de> Deserialize<'de> for Schema {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_value(&Json::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}
