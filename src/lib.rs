//! lib
#[cfg(feature = "api-error")]
pub mod api_error;
#[cfg(feature = "api-error")]
pub mod headers;
#[cfg(feature = "api-error")]
pub mod idempotency;
pub mod path;
pub mod reason;
#[cfg(feature = "api-error")]
pub mod render;
pub mod report;
#[cfg(feature = "api-error")]
pub mod retry;
pub mod rule;
#[cfg(feature = "api-error")]
pub use api_error::ApiError;
pub use path::{Path, Segment};
pub use reason::{Code, Params, Reason};
pub use report::{Issue, Report};
#[cfg(feature = "api-error")]
pub use retry::RetryAdvice;
