//! The rules: one file a rule, each a pure function of its input.

pub mod email;
pub mod idempotency_key;
pub(crate) mod length;
pub mod phone;
#[cfg(feature = "safe-url")]
pub mod safe_url;
pub mod uuid;
