//! A request's id, in its answer and in the one line of log that it gets: the client's own where it is well formed,
//! so that its logs and ours can be read side by side.

use std::time::Instant;

use axum::extract::Request;
use axum::http::HeaderMap;
use axum::http::header::HeaderName;
use axum::middleware::Next;
use axum::response::Response;
use unanimous::rule::idempotency_key::new_idempotency_key;

use super::body;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id, for whoever answers the request.
#[derive(Clone, Debug)]
pub(super) struct RequestId(String);

impl RequestId {
    /// Takes over an `x-request-id` of 1 to 64 letters, digits, `-`, `_` and `.`: what is safe in a log and a header.
    fn of(headers: &HeaderMap) -> Self {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        let given = body::header(headers, &X_REQUEST_ID);
        let well_formed = given.filter(|id| (1..=64).contains(&id.len()) && id.chars().all(is_plain));
        // A random UUID is what both need.
        Self(well_formed.unwrap_or_else(new_idempotency_key))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Logs method, path, status, milliseconds and id; never a query, a header or a body, which may hold personal data.
pub(super) async fn log(mut request: Request, next: Next) -> Response {
    let start = Instant::now();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let id = RequestId::of(request.headers());
    request.extensions_mut().insert(id.clone());
    let mut response = next.run(request).await;
    let (status, ms) = (response.status().as_u16(), start.elapsed().as_millis());
    tracing::info!("{method} {path} {status} {ms} ms {}", id.as_str());
    if let Ok(value) = id.as_str().parse() {
        response.headers_mut().insert(X_REQUEST_ID, value);
    }
    response
}
