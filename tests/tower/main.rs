//! Tests `interop::tower` with real servers on loopback.

#[cfg(feature = "axum")]
mod answers;
mod idempotency;
mod retry;
mod scripted;
