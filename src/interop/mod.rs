//! Conversions from and into the types of other crates: one file a crate, one feature a file.

#[cfg(feature = "serde_json")]
mod serde_json;
#[cfg(feature = "url")]
pub mod url;
#[cfg(feature = "validator")]
pub mod validator;
