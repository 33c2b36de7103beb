//! JSON values as the rest of the crate sees them.

pub(crate) use serde_json::{Map, Value};
#[cfg(feature = "api-error")]
pub(crate) use serde_json::{Number, map};

/// A value as JSON text, without spaces.
#[cfg(target_arch = "wasm32")]
pub(crate) fn to_string(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
