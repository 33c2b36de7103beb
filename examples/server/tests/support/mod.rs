//! What the tests of the server share.

pub(crate) mod client;
pub(crate) mod harness;
pub(crate) mod storm;
