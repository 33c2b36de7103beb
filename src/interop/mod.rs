//! Conversions from and into the types of other crates: a file and a feature for each crate.
//!
//! With the feature `serde_json`, which is on by default, a schema checks a `&serde_json::Value` in place, and it converts
//! from and into [`Json`](crate::Json):
//!
#![cfg_attr(feature = "serde_json", doc = "```")]
#![cfg_attr(not(feature = "serde_json"), doc = "```ignore")]
//! use unanimous::{Json, Schema};
//!
//! let schema: Schema = r#"{ "type": "object", "required": ["email"] }"#.parse()?;
//! let value = serde_json::json!({ "phone": "1" });
//! assert_eq!(schema.check(&value).unwrap_err().to_string(), "Validation error: email: Required");
//! assert_eq!(Json::from(value).to_string(), r#"{"phone":"1"}"#);
//! # Ok::<(), unanimous::SchemaError>(())
//! ```

#[cfg(feature = "axum")]
#[cfg_attr(docsrs, doc(cfg(feature = "axum")))]
pub mod axum;
#[cfg(all(any(feature = "reqwest", feature = "tower"), not(target_arch = "wasm32")))]
mod causes;
#[cfg(any(feature = "axum", feature = "serde_json"))]
mod decode;
#[cfg(feature = "http")]
#[cfg_attr(docsrs, doc(cfg(feature = "http")))]
pub mod http;
#[cfg(any(feature = "axum", all(feature = "tower", not(target_arch = "wasm32"))))]
mod request_body;
#[cfg(all(feature = "reqwest", not(target_arch = "wasm32")))]
#[cfg_attr(docsrs, doc(cfg(feature = "reqwest")))]
pub mod reqwest;
#[cfg(all(feature = "reqwest-middleware", not(target_arch = "wasm32")))]
#[cfg_attr(docsrs, doc(cfg(feature = "reqwest-middleware")))]
pub mod reqwest_middleware;
#[cfg(all(any(feature = "reqwest-middleware", feature = "tower"), not(target_arch = "wasm32")))]
mod resend;
#[cfg(feature = "serde_json")]
mod serde_body;
#[cfg(feature = "serde_json")]
mod serde_json;
#[cfg(all(any(feature = "reqwest", feature = "tower"), not(target_arch = "wasm32")))]
#[cfg_attr(not(feature = "tracing"), path = "no_span.rs")]
mod span;
#[cfg(all(feature = "tower", not(target_arch = "wasm32")))]
#[cfg_attr(docsrs, doc(cfg(feature = "tower")))]
pub mod tower;
#[cfg(feature = "tracing")]
#[cfg_attr(docsrs, doc(cfg(feature = "tracing")))]
pub mod tracing;
#[cfg(feature = "url")]
pub mod url;
#[cfg(feature = "validator")]
pub mod validator;

#[cfg(feature = "serde_json")]
pub use serde_body::BodyError;
