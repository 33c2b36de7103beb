//! Starts the server, and stops it on Ctrl-C or a signal.

use std::io::IsTerminal as _;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser as _;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tracing_subscriber::EnvFilter;
use unanimous_example_server::{router, serve};

use crate::options::Options;

/// How long open requests may still take once the server is stopping.
const LAST_REQUESTS: Duration = Duration::from_secs(5);

#[tokio::main]
pub(crate) async fn run() -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_target(false)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
    match start(Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn start(options: Options) -> Result<(), Box<dyn std::error::Error>> {
    let app = router(options.config().await?);
    let address = (options.host, options.port);
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| format!("cannot listen on {}:{}: {error}", options.host, options.port))?;
    // The only line on standard output: a caller that chose port 0 reads the port from it.
    println!("http://{}/", listener.local_addr()?);

    let (stop, stopping) = oneshot::channel();
    let signal = stop_signal()?;
    let stop = async {
        signal.await;
        let _ = stop.send(());
    };
    tokio::select! {
        () = serve(listener, app, options.connection_limits(), stop) => {}
        () = async { let _ = stopping.await; tokio::time::sleep(LAST_REQUESTS).await } => {
            tracing::warn!("gave up on requests still open");
        }
    }
    Ok(())
}

#[cfg(unix)]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
        tracing::info!("stopping");
    })
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "as on Unix")]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
        tracing::info!("stopping");
    })
}
