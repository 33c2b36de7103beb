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
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_io_timeout::TimeoutStream;

/// A request's target and the names and values of its headers have fewer bytes than this, as Node counts them. Others are
/// answered with 431.
const MAX_HEAD_BYTES: usize = 64 * 1024;
/// The most headers of a request. One with more is answered with 431.
const MAX_HEADERS: usize = 100;
/// How many bytes hyper may read for a head: its largest content, its method, and what separates the headers.
const HEAD_BUFFER: usize = MAX_HEAD_BYTES + 1024;

/// How long a client may hold a connection without making progress, and how many connections are open at once.
///
/// The time for a request's body is [`Config::body_timeout`](crate::Config::body_timeout).
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
    http.max_buf_size(HEAD_BUFFER).max_headers(MAX_HEADERS);
    let service = TowerToHyperService::new(app.layer(from_fn(limit_head)));
    let slots = Arc::new(Semaphore::new(limits.connections));
    let open = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        let (stream, slot) = tokio::select! {
            () = &mut stop => break,
            accepted = accept(&mut listener, &slots) => accepted,
        };
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(limits.write_timeout));
        let connection = open.watch(http.serve_connection(TokioIo::new(Box::pin(stream)), service.clone()));
        tokio::spawn(async move {
            // Errors are ignored, because all of them are the client's: a time-out, invalid HTTP, a broken connection.
            if let Err(error) = connection.await {
                tracing::debug!("connection: {error}");
            }
            drop(slot);
        });
    }
    drop(listener);
    open.shutdown().await;
}

/// Middleware that refuses a head that is too long. hyper refuses one only if it exceeds its buffer before its end is
/// found.
async fn limit_head(request: Request, next: Next) -> Response {
    let headers: usize = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    let target = request.uri().to_string().len();
    if target + headers < MAX_HEAD_BYTES {
        return next.run(request).await;
    }
    (StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, [(CONNECTION, "close")]).into_response()
}

/// Waits for a free slot, then for a connection.
async fn accept(listener: &mut TcpListener, slots: &Arc<Semaphore>) -> (TcpStream, Option<OwnedSemaphorePermit>) {
    // Nobody closes the semaphore, so there always is a permit.
    let slot = Arc::clone(slots).acquire_owned().await.ok();
    // axum's `accept` waits a second when no file can be opened.
    let (stream, _) = axum::serve::Listener::accept(listener).await;
    (stream, slot)
}
