//! The objects, the orders and the peers' rules for `benches/native.rs`.

pub mod objects;
pub mod orders;
pub mod peers;
