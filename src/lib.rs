//! lib
pub mod path;
pub mod reason;
pub mod report;
pub mod rule;
pub mod schema;
pub use path::{Path, Segment};
pub use reason::{Code, Params, Reason};
pub use report::{Issue, Report};
pub use schema::{Schema, SchemaError};

#[cfg(target_arch = "wasm32")]
#[doc(hidden)]
pub mod wasm;
