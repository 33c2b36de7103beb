//! The spans and events of the layers and clients, as a subscriber gets them: their fields, and that no value of a user is in
//! any.
//!
//! One subscriber serves all tests, because a subscriber of one thread does not see what another thread has met first. So
//! the tests run one after the other.
#![cfg(target_os = "linux")]

mod capture;
mod client;
mod server;
#[path = "../reqwest_guard/servers.rs"]
#[allow(dead_code, reason = "the tests of the guard use more of it")]
mod servers;

/// What every user of these tests sends: in paths, queries, headers, keys and bodies, as a name and as a value.
const SECRET: &str = "hunter2";
