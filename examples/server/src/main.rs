//! The demo's Rust server: `POST /api/leads`, judged by the same `www/lead.schema.json` as the page and the edge
//! function, and beside it the page itself and the built npm package.
//!
//!     cargo run -p unanimous-example-server -- --port 8080

mod options;
mod run;

fn main() -> std::process::ExitCode {
    run::run()
}
