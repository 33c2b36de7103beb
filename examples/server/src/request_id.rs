//! Gives each request an id, which its response and its log line carry. A well-formed id of the client is kept, so that
//! the logs of both sides can be compared.

use std::time::Instant;

use axum::extract::Request;
use axum::http::HeaderMap;
use axum::http::header::HeaderName;
use axum::middleware::Next;
use axum::response::Response;
use unanimous::rule::idempotency_key::new_idempotency_key;

use super::body;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of a request, an extension that handlers can read.
#[derive(Clone, Debug)]
pub(super) struct RequestId(String);

impl RequestId {
    /// Uses an `x-request-id` of 1 to 64 letters, digits, `-`, `_` and `.`, which are safe in a log and in a header.
    fn of(headers: &HeaderMap) -> Self {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        let given = body::header(headers, &X_REQUEST_ID);
        let well_formed = given.filter(|id| (1..=64).contains(&id.len()) && id.chars().all(is_plain));
        // Both are random UUIDs.
        Self(well_formed.unwrap_or_else(new_idempotency_key))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Middleware that logs method, path, status, milliseconds and id. It does not log queries, headers and bodies, which
/// may hold personal data.
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
