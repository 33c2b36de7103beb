//! What `benches/native.rs` times: the objects, and the peers that judge them.

pub mod objects;
pub mod peers;
