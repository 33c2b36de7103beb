//! The demo's Rust server: `POST /api/leads`, judged by the same `www/lead.schema.json` as the page and the edge
//! function, and beside it the page itself and the built npm package.
//!
//!     cargo run --example server -- --port 8080

#[cfg(not(target_arch = "wasm32"))]
mod app;
#[cfg(not(target_arch = "wasm32"))]
mod options;
#[cfg(not(target_arch = "wasm32"))]
mod run;

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    run::run()
}

/// The crate's tests in wasm build every example; there is no socket to listen on.
#[cfg(target_arch = "wasm32")]
fn main() {}
