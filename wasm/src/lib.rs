//! The crate `unanimous` as a WebAssembly module.
//!
//! - `plain` (the default feature) is what `wasm-pack build wasm` gives: functions that take and return JavaScript's own
//!   values, with types.
//! - `packed` is what the npm package calls: functions of numbers alone, and values packed into memory. It is `no_std`,
//!   so that a module carries no text of a panic, and it is compiled only without `plain`.
//!
//! Both convert and decide nothing: every verdict is made in `unanimous`.
// `packed` has a panic handler of its own; a build with neither boundary takes the standard library's.
#![cfg_attr(
    all(
        any(feature = "packed-errors", feature = "packed-validator", feature = "packed-writer"),
        not(feature = "plain")
    ),
    no_std
)]

extern crate alloc;

#[cfg(all(
    target_arch = "wasm32",
    any(feature = "packed-errors", feature = "packed-validator", feature = "packed-writer"),
    not(feature = "plain"),
    not(test)
))]
pub mod packed;
#[cfg(feature = "plain")]
pub mod plain;
