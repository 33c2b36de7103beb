//! The loop that sends a failed request again, which the layer of `tower` and the middleware of reqwest share.
//!
//! An adapter sends one attempt after the other. [`Run`] limits their times, gets the advice for each response, waits, and
//! says when to stop.

mod budget;
mod no_response;
mod options;
mod read_ahead;
mod run;

pub use budget::Budget;
pub use no_response::NoResponse;
pub use options::{Event, Next, RetryOptions, Stop};
#[allow(unreachable_pub, reason = "`interop::tower` shows it")]
pub use read_ahead::ReadAhead;
pub(super) use run::{Run, Server, Step};

/// Any error.
pub(super) type BoxError = alloc::boxed::Box<dyn core::error::Error + Send + Sync>;
