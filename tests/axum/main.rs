//! Tests `interop::axum` as an application uses it: each request goes through a router.
#![cfg(not(target_arch = "wasm32"))]

mod events;
mod layer;
mod support;
mod valid;
