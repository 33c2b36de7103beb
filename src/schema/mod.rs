//! A JSON Schema 2020-12 subset: compiled once, then asked for verdicts.
//!
//! Keywords: `type`, `properties`, `required`, `additionalProperties` (boolean), `items`, `minItems`, `maxItems`,
//! `minLength`, `maxLength`, `minimum`, `maximum`, `exclusiveMinimum`, `exclusiveMaximum`, `enum`, `const`, `format`,
//! and `x-unanimous` for a format's options and for a reason in your own words. Annotations are allowed and ignored;
//! any other keyword is a compile error: nothing is ignored silently.
//!
//! As in JSON Schema, a keyword judges only values of its own type: `{"maxLength": 5}` alone accepts any number.

mod check;
mod compile;
mod error;
mod fault;
mod format;
mod input;
mod keyword;
mod node;
#[cfg(target_arch = "wasm32")]
pub(crate) mod plan;

use crate::json::Value;

#[cfg(not(unanimous_npm))]
use crate::path::Path;
#[cfg(not(unanimous_npm))]
use crate::reason::{Code, Reason};
#[cfg(not(unanimous_npm))]
use crate::report::{Issue, MAX_ISSUES, Report};

pub(crate) use check::Sink;
#[cfg(not(unanimous_part = "errors"))]
pub(crate) use check::Trail;
pub use error::SchemaError;
pub(crate) use fault::Fault;
#[cfg(target_arch = "wasm32")]
#[cfg_attr(unanimous_part = "errors", allow(unused_imports))]
pub(crate) use input::equals;
pub(crate) use input::{Input, Kind};
pub(crate) use node::Node;

/// How many lists and objects a value may hold inside one another.
pub const MAX_DEPTH: usize = 64;

/// A compiled schema: immutable, `Send + Sync`, cheap to share.
///
/// ```
/// use serde_json::json;
/// use unanimous::Schema;
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
/// assert!(lead.check(&json!({ "email": "ann@example.com" })).is_ok());
/// assert_eq!(
///     lead.check(&json!({ "email": "ann", "phone": "0".repeat(51) })).unwrap_err().to_string(),
///     "Validation error: email: Invalid email; phone: String must be at most 50 characters",
/// );
/// # Ok::<(), unanimous::SchemaError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Schema {
    root: Node,
}

impl Schema {
    /// Compiles a schema from its JSON text.
    ///
    /// # Errors
    /// [`SchemaError`], with the JSON pointer of the place: text that is no JSON, a keyword or format that is not
    /// supported or has a wrong value, an option that its format does not have, more than 64 levels.
    #[cfg(not(unanimous_npm))]
    pub fn from_json(text: &str) -> Result<Self, SchemaError> {
        let value = serde_json::from_str(text)
            .map_err(|error| SchemaError::new(String::new(), format!("not JSON: {error}")))?;
        Self::from_value(&value)
    }

    /// Compiles a schema from its JSON value.
    ///
    /// # Errors
    /// As [`Schema::from_json`].
    pub fn from_value(value: &Value) -> Result<Self, SchemaError> {
        Ok(Self { root: compile::compile(value)? })
    }

    /// Judges a value.
    ///
    /// # Errors
    /// A [`Report`] of all that is wrong, at most 256 issues and one that counts the rest: in the schema's order
    /// (integer-like names first, as JavaScript has them), depth first, unknown keys last by code point.
    #[cfg(not(unanimous_npm))]
    pub fn check(&self, value: &Value) -> Result<(), Report> {
        let mut issues = Issues::default();
        check::check(&self.root, value, &mut issues);
        issues.report()
    }

    /// Judges what some other source than `serde_json` holds.
    #[cfg(target_arch = "wasm32")]
    pub(crate) fn judge<'v, V: Input<'v>>(&self, value: V, sink: &mut impl Sink) {
        check::check(&self.root, value, sink);
    }

    #[cfg(target_arch = "wasm32")]
    pub(crate) const fn root(&self) -> &Node {
        &self.root
    }
}

/// Everything that is wrong, in words.
#[cfg(not(unanimous_npm))]
#[derive(Default)]
struct Issues {
    shown: Vec<Issue>,
    hidden: u32,
}

#[cfg(not(unanimous_npm))]
impl Sink for Issues {
    #[cold]
    fn tell(&mut self, _: u32, node: Option<&Node>, fault: Fault<'_>, trail: &Trail<'_>) {
        if self.shown.len() == MAX_ISSUES {
            self.hidden += 1;
        } else {
            self.shown.push(Issue::new(trail.path(), fault.reason(node)));
        }
    }
}

#[cfg(not(unanimous_npm))]
impl Issues {
    fn report(mut self) -> Result<(), Report> {
        if self.hidden > 0 {
            let count = Reason::new(Code::MoreIssues).with_param("count", self.hidden);
            self.shown.push(Issue::new(Path::ROOT, count));
        }
        if self.shown.is_empty() { Ok(()) } else { Err(self.shown.into_iter().collect()) }
    }
}

#[cfg(not(unanimous_npm))]
impl std::str::FromStr for Schema {
    type Err = SchemaError;

    fn from_str(text: &str) -> Result<Self, SchemaError> {
        Self::from_json(text)
    }
}
