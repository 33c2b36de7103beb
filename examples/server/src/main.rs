//! The demo's Rust server. It serves `POST /api/leads`, the page and the built npm package.
//!
//! ```text
//! cargo run -p unanimous-example-server -- --port 8080
//! ```

use std::io::{self, IsTerminal as _};
use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context as _;
use clap::Parser as _;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tracing_subscriber::EnvFilter;
use unanimous_example_server::{App, Options, router, serve};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info")))
        .with_target(false)
        .with_ansi(io::stderr().is_terminal())
        .with_writer(io::stderr)
        .init();
    let options = Arc::new(Options::parse());
    let app = router(App {
        options: Arc::clone(&options),
        keys: options.keys.store().await.context("no store of idempotency keys")?,
        on_created: Arc::new(|id| tracing::info!("created {id}")),
    });
    let address = SocketAddr::from((options.host, options.port));
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address}: `--port` takes another port"))?;
    let stop = Arc::new(Notify::new());
    let stopped = Arc::clone(&stop);
    ctrlc::set_handler(move || stop.notify_one())?;
    // The only line on standard output: a caller that chose port 0 reads the port from it.
    println!("http://{}/", listener.local_addr()?);
    serve(listener, app, &options, stopped.notified()).await;
    Ok(())
}
