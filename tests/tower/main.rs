//! Tests `interop::tower` with real servers on loopback.

mod idempotency;
mod retry;
mod scripted;
