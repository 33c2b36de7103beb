//! Serves the routes over TCP. A client that makes no progress loses its connection.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::serve::Listener;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;

use crate::Options;

/// Bounds the memory of a head that has not ended. `Answers::head_limit` bounds its content, to the byte.
const MAX_BUFFER: usize = 65 * 1024;
/// How long open requests may still take once the server is stopping.
const LAST_REQUESTS: Duration = Duration::from_secs(5);

/// Serves until `stop` completes, then lets the open requests finish.
pub async fn serve(mut listener: TcpListener, app: Router, options: &Options, stop: impl Future<Output = ()>) {
    let timeout = Duration::from_millis(options.timeout_ms);
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(timeout).max_buf_size(MAX_BUFFER);
    let service = TowerToHyperService::new(app);
    // Further clients wait in the backlog of the socket.
    let slots = Arc::new(Semaphore::new(options.connections));
    let open = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        // A free slot comes first, then a connection. Nobody closes the semaphore, so there always is a permit.
        let accepted =
            async { (Arc::clone(&slots).acquire_owned().await.ok(), Listener::accept(&mut listener).await.0) };
        let (slot, stream) = tokio::select! { () = &mut stop => break, accepted = accepted => accepted };
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(timeout));
        let connection = open.watch(http.serve_connection(TokioIo::new(Box::pin(stream)), service.clone()));
        tokio::spawn(async move {
            // Errors are ignored, because all of them are the client's: a time-out, invalid HTTP, a broken connection.
            drop((connection.await, slot));
        });
    }
    tracing::info!("stopping");
    drop(listener);
    if tokio::time::timeout(LAST_REQUESTS, open.shutdown()).await.is_err() {
        tracing::warn!("gave up on requests still open");
    }
}
