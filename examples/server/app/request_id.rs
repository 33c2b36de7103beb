//! A request's id, in its answer and in the one line of log that it gets.

use std::time::Instant;

use axum::extract::Request;
use axum::http::header::HeaderName;
use axum::middleware::Next;
use axum::response::Response;
use unanimous::rule::idempotency_key::new_idempotency_key;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Logs method, path, status, milliseconds and id; never a query, a header or a body, which may hold personal data.
pub(super) async fn log(request: Request, next: Next) -> Response {
    let start = Instant::now();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    // A random UUID is what both need. The client's own id is not taken over: it would end up in the log unread.
    let id = new_idempotency_key();
    let mut response = next.run(request).await;
    let (status, ms) = (response.status().as_u16(), start.elapsed().as_millis());
    tracing::info!("{method} {path} {status} {ms} ms {id}");
    if let Ok(value) = id.parse() {
        response.headers_mut().insert(X_REQUEST_ID, value);
    }
    response
}
