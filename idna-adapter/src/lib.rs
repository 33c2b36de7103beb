//! Unicode's data for the crate [`idna`](https://docs.rs/idna), in few bytes.
//!
//! The crate `idna` has no data about characters. It calls the crate `idna_adapter`, which a build can replace: the
//! workspace's `Cargo.toml` puts this crate in its place. The one of crates.io holds the tables of ICU4X. They are made for
//! speed, and were a fifth of `unanimous.wasm`. This one holds the same facts in a third of the bytes. It unpacks them when
//! an international name, such as `bücher.example` or `xn--bcher-kva.example`, is checked for the first time.
//!
//! - For `wasm32` the data is `compact`, made from ICU4X: `src/compact/encode.rs`.
//! - Natively it is ICU4X itself, as for users of the crate. So every test that compares hosts compares the two, and the tests
//!   of this crate compare them character by character.

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(test)]
extern crate std;

mod bidi_class;
#[cfg(any(target_arch = "wasm32", test))]
#[cfg_attr(test, allow(unreachable_pub, reason = "only `wasm32` exports it"))]
mod compact;
#[cfg(not(target_arch = "wasm32"))]
mod icu4x;
mod joining_type;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;

pub use bidi_class::{
    BidiClass, BidiClassMask, FIRST_BC_MASK, LAST_LTR_MASK, LAST_RTL_MASK, MIDDLE_LTR_MASK, MIDDLE_RTL_MASK, RTL_MASK,
};
#[cfg(target_arch = "wasm32")]
pub use compact::Adapter;
#[cfg(not(target_arch = "wasm32"))]
pub use icu4x::Adapter;
pub use joining_type::{JoiningType, JoiningTypeMask, LEFT_OR_DUAL_JOINING_MASK, RIGHT_OR_DUAL_JOINING_MASK};
