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
//! - [`api_error`]: any API's error response as one [`ApiError`]; [`retry`]: when to try again.
//! - [`render`]: a report as an error response; [`idempotency`]: replays on the server.
//!
//! # Features
//! All on by default. `api-error`: error bodies, retry advice and idempotent replays. `idn`: addresses outside ASCII. `validator`: reports from the `validator` crate's errors. A schema
//! that needs a feature which a build lacks does not compile, so no two builds disagree.

#![cfg_attr(
    unanimous_part = "errors",
    allow(dead_code, reason = "that build of the npm package leaves out the schemas")
)]

#[cfg(feature = "api-error")]
pub mod api_error;
mod cut;
pub mod headers;
#[cfg(feature = "api-error")]
pub mod idempotency;
mod json;
pub mod path;
mod quoted_string;
pub mod reason;
#[cfg(feature = "api-error")]
pub mod render;
pub mod report;
#[cfg(feature = "api-error")]
pub mod retry;
pub mod rule;
pub mod schema;
mod sort;

#[cfg(target_arch = "wasm32")]
#[doc(hidden)]
pub mod wasm;

#[cfg(feature = "api-error")]
pub use api_error::ApiError;
pub use path::{Path, Segment};
pub use reason::{Code, Params, Reason};
pub use report::{Issue, Report};
#[cfg(feature = "api-error")]
pub use retry::RetryAdvice;
pub use schema::{Schema, SchemaError};
#[cfg(not(unanimous_npm))]
pub use serde_json;
