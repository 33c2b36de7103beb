//! Layers of `tower`: a server runs the request of an `Idempotency-Key` once, and a client sends a failed request
//! again. Needs the feature `tower`.
//!
//! [`IdempotencyLayer`] is for servers, such as one of axum, and [`RetryLayer`] is for clients. Both need a Tokio runtime
//! with time.

mod idempotency;
mod retry;

pub use super::resend::{Budget, Event, Next, NoResponse, ReadAhead, RetryOptions, Stop};
pub use idempotency::{Idempotency, IdempotencyKey, IdempotencyLayer, Refusal};
pub use retry::{Retry, RetryLayer};
