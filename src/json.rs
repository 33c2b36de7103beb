//! JSON values as the rest of the crate sees them.

#[cfg(feature = "api-error")]
pub(crate) use serde_json::{Number, map};
pub(crate) use serde_json::{Map, Value};
