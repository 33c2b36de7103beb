//! Serves the routes over TCP. A client that makes no progress loses its connection.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::CONNECTION;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Response};
use axum::serve::Listener;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;

/// A request's target and the names and values of its headers have fewer bytes than this, as Node counts them.
const MAX_HEAD_BYTES: usize = 64 * 1024;
/// The most headers of a request.
const MAX_HEADERS: usize = 100;
/// How long open requests may still take once the server is stopping.
const LAST_REQUESTS: Duration = Duration::from_secs(5);

/// How long a client may hold a connection without making progress, and how many connections are open at once.
#[derive(Clone, Copy, Debug)]
pub struct ConnectionLimits {
    /// How long a request's head may take to arrive. It also ends a connection that is idle between two requests.
    pub head_timeout: Duration,
    /// How long a client may leave an answer unread.
    pub write_timeout: Duration,
    /// The most open connections. More clients wait in the backlog of the socket.
    pub connections: usize,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        // Systems often allow 1,024 open files. Some are left for the page and for Redis.
        Self { head_timeout: Duration::from_secs(10), write_timeout: Duration::from_secs(10), connections: 512 }
    }
}

/// Serves until `stop` completes, then lets the open requests finish.
pub async fn serve(mut listener: TcpListener, app: Router, limits: ConnectionLimits, stop: impl Future<Output = ()>) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.head_timeout);
    // hyper counts more than a head's content: its method, and what separates the headers.
    http.max_buf_size(MAX_HEAD_BYTES + 1024).max_headers(MAX_HEADERS);
    let service = TowerToHyperService::new(app.layer(from_fn(limit_head)));
    let slots = Arc::new(Semaphore::new(limits.connections));
    let open = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        // Waits for a free slot, then for a connection. `Listener::accept` waits a second when no file can be opened. Nobody
        // closes the semaphore, so there always is a permit.
        let accepted =
            async { (Arc::clone(&slots).acquire_owned().await.ok(), Listener::accept(&mut listener).await.0) };
        let (slot, stream) = tokio::select! { () = &mut stop => break, accepted = accepted => accepted };
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(limits.write_timeout));
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

/// Middleware that refuses a head that is too long. hyper refuses one only if it exceeds its buffer before its end is
/// found.
async fn limit_head(request: Request, next: Next) -> Response {
    let headers: usize = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if request.uri().to_string().len() + headers < MAX_HEAD_BYTES {
        return next.run(request).await;
    }
    (StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, [(CONNECTION, "close")]).into_response()
}
