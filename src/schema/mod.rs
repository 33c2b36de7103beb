//! JSON Schema 2020-12, and the schema objects of OpenAPI 3.0 and 3.1. A schema is compiled once, and then checks any
//! number of values.
//!
//! `docs/schemas.md` of the repository lists the keywords and formats. Any other keyword is a compile error, except names that
//! begin with `x-`. So no keyword is ignored silently. `x-unanimous` has a format's options and texts of your own.
//!
//! If no branch of `anyOf` or `oneOf` accepts a value, the issues of one branch are reported: of the branch that the value's tag
//! names, or of the branch with the fewest issues.
//!
//! ```
//! use unanimous::{Json, Schema};
//!
//! let payment = Schema::from_json(r##"{
//!     "oneOf": [{ "$ref": "#/$defs/card" }, { "$ref": "#/$defs/bank" }],
//!     "$defs": {
//!         "card": { "required": ["kind", "number"], "properties": { "kind": { "const": "card" } } },
//!         "bank": { "required": ["kind", "iban"], "properties": { "kind": { "const": "bank" } } }
//!     }
//! }"##)?;
//! let say = |value: &str| payment.check(&value.parse::<Json>().unwrap()).unwrap_err().to_string();
//! assert_eq!(say(r#"{ "kind": "card" }"#), "Validation error: number: Required");
//! assert_eq!(say(r#"{ "kind": "cash" }"#), r#"Validation error: kind: Expected one of "card", "bank""#);
//! # Ok::<(), unanimous::SchemaError>(())
//! ```
//!
//! As in JSON Schema, a keyword applies only to values of its own type: `{"maxLength": 5}` alone accepts any number.
//!
//! Numbers are compared as the nearest f64, as in JavaScript. So `{"const": 18446744073709551615}` accepts
//! 18446744073709551616 too: send 64-bit ids as strings. A string with a lone surrogate is not Unicode text, so it is rejected
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

mod budget;
mod check;
mod compile;
mod digest;
mod document;
mod error;
mod failure;
mod form;
mod format;
mod graph;
mod has_schema;
mod input;
mod int_map;
mod keyword;
mod kind;
#[cfg(feature = "fast-paths")]
mod lengths;
mod lookup;
mod multiple;
mod node;
mod source;
mod subject;

use alloc::string::{String, ToString as _};
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{Deserialize, Deserializer, Error};

use crate::json::Json;
use crate::path::Path;
use crate::reason::{Code, Reason};
use crate::report::{Issue, Report};
use compile::{Compiled, Plainness};
use subject::InputOrKey;

pub use error::{SchemaError, SchemaWarning};
pub use has_schema::HasSchema;
pub use input::Input;
pub use kind::Kind;

#[doc(hidden)]
pub use crate::sort::sorted_indices;
#[doc(hidden)]
pub use check::{LazyLocation, Shown, Sink, check};
#[doc(hidden)]
pub use failure::Failure;
#[doc(hidden)]
pub use input::{digest, equals_scalar};
#[cfg(feature = "serde_json")]
pub(crate) use input::{equals, is_deeper, undeclared_keys};
#[doc(hidden)]
pub use node::{Node, NodeIndex, Property};
#[doc(hidden)]
pub use source::{Source, UndeclaredKey};
#[doc(hidden)]
pub use subject::Subject;

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
#[derive(Clone)]
pub struct Schema {
    compiled: Arc<Compiled>,
}

impl Schema {
    /// Compiles a schema from its JSON text.
    ///
    /// # Errors
    /// [`SchemaError`], with the JSON pointer of the location: text that is not JSON, a keyword or format that is not
    /// supported or has a wrong value, an option that its format does not have, a number beyond the largest f64 (as
    /// `1e400`, which JavaScript reads as Infinity), limits that contradict each other, a `$ref` that names nothing or
    /// leads round in a circle, more than 100 schemas inside one another.
    pub fn from_json(text: &str) -> Result<Self, SchemaError> {
        Self::builder().compile_json(text)
    }

    /// Compiles a schema from its JSON value.
    ///
    /// # Errors
    /// As [`Schema::from_json`].
    pub fn from_value(schema: &Json) -> Result<Self, SchemaError> {
        Self::builder().compile(schema)
    }

    /// A builder, for a schema that refers to other documents.
    pub const fn builder() -> SchemaBuilder {
        SchemaBuilder { documents: Vec::new() }
    }

    /// Compiles a schema whose numbers are those that JavaScript prints, and the documents that it refers to.
    #[doc(hidden)]
    // Inlined into the crate `unanimous-wasm`, it would be compiled at that crate's level `s` and not at `z`: more bytes.
    #[cfg_attr(feature = "fast-paths", inline(never))]
    pub fn from_canonical(schema: &Json, documents: &[(String, Json)]) -> Result<Self, SchemaError> {
        Ok(Self { compiled: Arc::new(compile::compile(schema, documents, 0)?) })
    }

    /// Compiles a schema, and keeps more than 100 warnings, as long as their texts take at most this many bytes.
    ///
    /// # Errors
    /// As [`Schema::from_json`].
    #[doc(hidden)]
    pub fn with_more_warnings(schema: &Json, bytes: usize) -> Result<Self, SchemaError> {
        compile::refuse_infinite(schema)?;
        Ok(Self { compiled: Arc::new(compile::compile(&schema.to_canonical(), &[], bytes)?) })
    }

    /// The parts of the schema that have no effect: a keyword that no allowed type uses or that judges nothing without another
    /// keyword, a required key that a closed object cannot have. At most 100.
    ///
    /// ```
    /// use unanimous::Schema;
    ///
    /// let schema = Schema::from_json(r#"{ "type": "string", "minimum": 3 }"#)?;
    /// assert_eq!(
    ///     schema.warnings()[0].to_string(),
    ///     r#"schema warning at /minimum: "minimum" has no effect: the type is string"#,
    /// );
    /// # Ok::<(), unanimous::SchemaError>(())
    /// ```
    pub fn warnings(&self) -> &[SchemaWarning] {
        &self.compiled.warnings
    }

    /// Judges a value: a [`&Json`](Json), a `&serde_json::Value`, or any other [`Input`].
    ///
    /// # Errors
    /// A [`Report`] of everything that is wrong: at most 256 issues (fewer if their paths take more than a megabyte), and one
    /// that counts the rest. They are in the schema's order (integer keys first, as JavaScript has them), depth first, unknown
    /// keys last by code point.
    pub fn check<'v>(&self, value: impl Input<'v>) -> Result<(), Report> {
        let mut issues = Issues { list: Vec::new(), shown: Shown::NONE, hidden: 0 };
        self.check_into(value, &mut issues);
        issues.into_report()
    }

    /// Whether [`check`](Self::check) accepts the value.
    pub fn is_valid<'v>(&self, value: impl Input<'v>) -> bool {
        if !self.is_plain() {
            return graph::accepts(&self.compiled.nodes, InputOrKey::Value(value));
        }
        let mut has_failed = HasFailed(false);
        self.check_into(value, &mut has_failed);
        !has_failed.0
    }

    fn check_into<'v>(&self, value: impl Input<'v>, sink: &mut dyn Sink) {
        if self.is_plain() {
            value.check_against(&self.compiled.nodes, sink);
        } else {
            graph::check(&self.compiled.nodes, InputOrKey::Value(value), sink);
        }
    }

    /// The nodes of a plain schema, whose root is the first: a value can be read along them in one pass. `None` for a
    /// schema that looks at parts of a value more than once, or at keys that it does not name.
    #[doc(hidden)]
    pub fn plain_nodes(&self) -> Option<&[Node]> {
        self.is_plain().then_some(&self.compiled.nodes)
    }

    fn is_plain(&self) -> bool {
        self.compiled.plainness != Plainness::NotPlain
    }

    /// Whether a node may judge several locations, those that differ in list indices alone counted as one.
    #[doc(hidden)]
    pub fn shares_nodes(&self) -> bool {
        self.compiled.plainness != Plainness::Tree
    }

    /// Checks a value that can be looked at in any order against a schema that is not plain.
    #[doc(hidden)]
    pub fn check_graph<'v>(&self, value: impl Subject<'v>, sink: &mut dyn Sink) {
        graph::check(&self.compiled.nodes, value, sink);
    }

    /// The keys that a schema which is not plain names, sorted, by the number of the key: [`Property::key`].
    #[doc(hidden)]
    pub fn keys(&self) -> &[String] {
        &self.compiled.keys
    }

    /// For each number of a key, and last for all other keys: the least and the most UTF-16 units of a string that is valid
    /// by its length alone.
    #[cfg(feature = "fast-paths")]
    #[doc(hidden)]
    pub fn key_lengths(&self) -> Vec<(u32, u32)> {
        lengths::of_keys(&self.compiled.nodes, self.compiled.keys.len())
    }

    /// Whether the schema asks for the texts of numbers.
    #[doc(hidden)]
    pub fn reads_number_texts(&self) -> bool {
        self.compiled.nodes.iter().any(Node::reads_number_text)
    }
}

/// Compiles a schema together with the documents that its references name. Nothing is fetched. Documents need the feature
/// `documents`, which is on by default.
///
/// ```
/// use unanimous::{Json, Schema};
///
/// let address: Json = r#"{ "type": "object", "required": ["city"] }"#.parse()?;
/// let lead = Schema::builder()
///     .document("address.json", address)
///     .compile_json(r#"{ "properties": { "home": { "$ref": "address.json" } } }"#)?;
///
/// let value: Json = r#"{ "home": {} }"#.parse()?;
/// assert_eq!(lead.check(&value).unwrap_err().to_string(), "Validation error: home.city: Required");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct SchemaBuilder {
    documents: Vec<(String, Json)>,
}

impl SchemaBuilder {
    /// Adds a document. `uri` is an absolute URI, or a name that is resolved against the `$id` of the schema's root.
    pub fn document(mut self, uri: impl Into<String>, schema: Json) -> Self {
        self.documents.push((uri.into(), schema));
        self
    }

    /// Compiles a schema.
    ///
    /// # Errors
    /// As [`Schema::from_json`]; also for two documents of one name.
    pub fn compile(mut self, schema: &Json) -> Result<Schema, SchemaError> {
        compile::refuse_infinite(schema)?;
        for (_, document) in &mut self.documents {
            compile::refuse_infinite(document)?;
            *document = document.to_canonical();
        }
        Schema::from_canonical(&schema.to_canonical(), &self.documents)
    }

    /// Compiles a schema from its JSON text.
    ///
    /// # Errors
    /// As [`SchemaBuilder::compile`]; also for a text that is not JSON.
    pub fn compile_json(self, text: &str) -> Result<Schema, SchemaError> {
        match text.parse::<Json>() {
            Ok(schema) => self.compile(&schema),
            Err(error) => Err(SchemaError::new(String::new(), error.to_string())),
        }
    }
}

/// Collects issues, and counts those beyond the limit.
struct Issues {
    list: Vec<Issue>,
    shown: Shown,
    hidden: u32,
}

impl Sink for Issues {
    #[cold]
    fn push(&mut self, _: u32, node: Option<&Node>, failure: Failure<'_>, location: &LazyLocation<'_>) {
        if self.shown.takes(location) {
            self.list.push(Issue::new(location.path(), failure.reason(node)));
        } else {
            self.hidden += 1;
        }
    }
}

impl Issues {
    fn into_report(mut self) -> Result<(), Report> {
        if self.hidden > 0 {
            let count = Reason::new(Code::MoreIssues).with_number("count", self.hidden.into());
            self.list.push(Issue::new(Path::ROOT, count));
        }
        if self.list.is_empty() { Ok(()) } else { Err(self.list.into_iter().collect()) }
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

/// Shows the types and the names of the properties at the root, the number of nodes, and the warnings.
///
/// ```
/// use unanimous::Schema;
///
/// let schema = Schema::from_json(r#"{ "type": "object", "properties": { "email": { "type": "string" } } }"#)?;
/// assert_eq!(
///     format!("{schema:?}"),
///     r#"Schema { types: ["object"], properties: ["email"], nodes: 2, warnings: [], .. }"#,
/// );
/// # Ok::<(), unanimous::SchemaError>(())
/// ```
impl fmt::Debug for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nodes = &self.compiled.nodes;
        let types: Vec<&str> = nodes.iter().take(1).flat_map(|root| &root.types).map(|one| one.name()).collect();
        let properties: Vec<&str> =
            nodes.iter().take(1).flat_map(|root| &root.properties).map(|property| &*property.name).collect();
        f.debug_struct("Schema")
            .field("types", &types)
            .field("properties", &properties)
            .field("nodes", &nodes.len())
            .field("warnings", &self.compiled.warnings)
            .finish_non_exhaustive()
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
