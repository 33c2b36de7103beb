//! lib
pub mod path;
pub mod reason;
pub mod report;
pub mod rule;
pub use path::{Path, Segment};
pub use reason::{Code, Params, Reason};
pub use report::{Issue, Report};
