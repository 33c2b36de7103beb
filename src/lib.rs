//! The same validation verdict, to the byte, in the browser, at the edge and on the server.
//!
//! A [`Schema`] is plain JSON, compiled once. A value either passes or gives a [`Report`]: everything that is wrong, in
//! a fixed order, as issues and as one sentence. The npm package `unanimous` is this crate as WebAssembly, so a form or
//! an edge function that holds the same schema says the same.
//!
//! ```
//! use unanimous::Schema;
//! use unanimous::serde_json::json;
//!
//! let lead: Schema = r#"{
//!     "type": "object",
//!     "required": ["email"],
//!     "properties": { "email": { "type": "string", "format": "email" }, "phone": { "type": "string", "format": "phone" } }
//! }"#.parse()?;
//!
//! let report = lead.check(&json!({ "email": "ann", "phone": "0".repeat(51) })).unwrap_err();
//! assert_eq!(
//!     report.to_string(),
//!     "Validation error: email: Invalid email; phone: String must be at most 50 characters",
//! );
//! assert_eq!(report.issues()[0].detail(), Some("missing_at"));
//! # Ok::<(), unanimous::SchemaError>(())
//! ```
//!
//! - [`rule`]: the rules on their own: email addresses, phone numbers, idempotency keys, UUIDs.
//! - [`report`]: issues, messages, and reading messages back.
//! - [`schema`]: the JSON Schema subset.
//!
//! # Features
//! All on by default. `idn`: addresses outside ASCII. `validator`: reports from the `validator` crate's errors. A schema
//! that needs a feature which a build lacks does not compile, so no two builds disagree.

pub mod path;
pub mod reason;
pub mod report;
pub mod rule;
pub mod schema;

#[cfg(target_arch = "wasm32")]
#[doc(hidden)]
pub mod wasm;

pub use path::{Path, Segment};
pub use reason::{Code, Params, Reason};
pub use report::{Issue, Report};
pub use schema::{Schema, SchemaError};
pub use serde_json;
