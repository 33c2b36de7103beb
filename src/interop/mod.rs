//! Conversions from and into the types of other crates: one file a crate, one feature a file.

#[cfg(feature = "serde_json")]
mod serde_json;
#[cfg(feature = "url")]
mod url;
#[cfg(feature = "url")]
pub use url::check_parsed;
#[cfg(feature = "validator")]
pub mod validator;
