//! The objects and the peers' rules for `benches/native.rs`.

pub mod objects;
pub mod peers;
