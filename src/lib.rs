//! The same validation verdict, to the byte, in the browser, at the edge and on the server.
//!
//! A [`Schema`] is plain JSON, compiled once. A value is valid or gives a [`Report`]: all issues, in a fixed order, and one
//! message that names them. The npm package `unanimous` is this crate compiled to WebAssembly, so a form or an edge function
//! that holds the same schema gives the same report.
//!
//! ```
//! use unanimous::{Json, Schema};
//!
//! let lead: Schema = r#"{
//!     "type": "object",
//!     "required": ["email"],
//!     "properties": { "email": { "type": "string", "format": "email" }, "phone": { "type": "string", "format": "phone" } }
//! }"#.parse()?;
//!
//! let value: Json = r#"{ "email": "ann", "phone": "012345678901234567890123456789012345678901234567890" }"#.parse()?;
//! let report = lead.check(&value).unwrap_err();
//! assert_eq!(
//!     report.to_string(),
//!     "Validation error: email: Invalid email; phone: String must be at most 50 characters",
//! );
//! assert_eq!(report.issues()[0].detail(), Some("missing_at"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! - [`rule`]: single rules without a schema: email addresses, phone numbers, idempotency keys, UUIDs, safe URLs.
//! - [`schema`]: JSON Schema, and reading forms with it ([`Schema::read_form`]); [`json`]: the JSON value that it reads.
//! - [`report`]: issues, messages, and reading messages back; [`path`] and [`reason`]: their parts; [`locale`]: other
//!   languages.
#![cfg_attr(
    feature = "api-error",
    doc = "- [`api_error`]: any API's error response as one [`ApiError`]; [`retry`]: when to try again."
)]
#![cfg_attr(
    feature = "api-error",
    doc = "- [`render`]: a report as an error response; [`idempotency`]: a server runs each request once."
)]
//!
//! # Features
//! On by default:
//! - `std`: `has_schema!`, and the stores and `run_once` of `idempotency`. Without it the crate is `no_std` with `alloc`.
//! - `api-error`: `api_error`, `retry`, `render` and `idempotency`.
//! - `documents`: schemas may refer to other documents, and have an `$id` below the root.
//! - `safe-url`: `rule::safe_url` and the format `safe-url`.
//! - `idn`: the formats `idn-email`, `hostname` and `idn-hostname`, and domains outside ASCII in `dedupe_key` and in safe
//!   URLs.
//! - `fast-paths`: common email addresses and URLs are checked faster, with the same verdicts.
//! - `serde_json`: `Schema::parse`; a schema checks a `&serde_json::Value` in place, and it converts from and into [`Json`].
//!
//! Off by default: `locales` (the catalogues of [`locale`]), `axum`, `http`, `tracing`, `url` and `validator`
//! ([`interop`]), `getrandom` (`rule::idempotency_key::new_idempotency_key`), and `redis`, `redis-tls`, `postgres`
//! (`idempotency::RedisStore`, `idempotency::PostgresStore`). On native targets also `tower` (`interop::tower`: layers that run
//! a request once and send failed requests again), `reqwest` (`interop::reqwest`: a client that calls only safe URLs) and
//! `reqwest-middleware`.
//!
//! A schema that needs a feature which a build lacks does not compile, so no two builds disagree.
//!
// In a build without a feature, the links to its items lead to the list of features.
#![cfg_attr(
    not(feature = "api-error"),
    doc = "[`ApiError`]: #features
[`api_error`]: #features
[`idempotency`]: #features
[`render`]: #features
[`retry`]: #features"
)]
#![cfg_attr(not(feature = "safe-url"), doc = "[`rule::safe_url`]: #features")]
#![cfg_attr(not(test), no_std)]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

#[cfg(feature = "api-error")]
pub mod api_error;
#[cfg(feature = "api-error")]
mod camel;
mod did_you_mean;
pub mod headers;
#[cfg(feature = "api-error")]
pub mod idempotency;
pub mod interop;
pub mod json;
pub mod locale;
#[cfg(feature = "api-error")]
mod millis;
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
mod strings;

#[cfg(feature = "api-error")]
pub use api_error::ApiError;
pub use json::Json;
pub use path::{Path, Segment};
pub use reason::{Code, Params, Reason};
pub use report::{Issue, Report};
#[cfg(feature = "api-error")]
pub use retry::RetryAdvice;
pub use schema::{Schema, SchemaError};
