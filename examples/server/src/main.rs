//! The demo's Rust server. It serves `POST /api/leads`, the page and the built npm package.
//!
//! ```text
//! cargo run -p unanimous-example-server -- --port 8080
//! ```

mod options;
mod run;

fn main() -> std::process::ExitCode {
    run::run()
}
