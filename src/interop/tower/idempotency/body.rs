//! Reads a request's body within its limits.

use alloc::boxed::Box;
use core::time::Duration;

use bytes::Bytes;
use http::header::EXPECT;
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use http_body::Body;
use tokio::time::timeout;

use super::refusal::Refusal;
use super::{Options, answers};
use crate::interop::request_body::{self, collect, discard};

/// The most bytes of a body by default.
const MAX_BYTES: usize = 64 * 1024;
/// How long a body may take to arrive by default.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);
/// The limits of a request's body.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    max: usize,
    time: Duration,
}

impl Limits {
    /// The limits of the layer, else those of `Answers`, else the default ones.
    pub(super) fn of(parts: &Parts, options: &Options) -> Self {
        Self {
            max: options.max_bytes.or_else(|| answers::body_limit(parts)).unwrap_or(MAX_BYTES),
            time: options.body_timeout.or_else(|| answers::body_timeout(parts)).unwrap_or(BODY_TIMEOUT),
        }
    }
}

/// Reads a body. One whose length is declared too large is refused before any of it is read.
pub(super) async fn read<B>(headers: &HeaderMap, body: B, limits: Limits) -> Result<Bytes, Refusal>
where
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Send,
{
    let Limits { max, time } = limits;
    let mut body = Box::pin(body);
    let is_declared_too_large = body.size_hint().lower() > max as u64;
    // Reading would send `100 Continue` to a client that waits for it.
    if is_declared_too_large && headers.contains_key(EXPECT) {
        return Err(too_large(max));
    }
    let bytes = if is_declared_too_large { Ok(Ok(None)) } else { timeout(time, collect(&mut body, max)).await };
    match bytes {
        Err(_) => {
            Err(Refusal::fixed(StatusCode::REQUEST_TIMEOUT, "REQUEST_TIMEOUT", "Request body took too long to arrive"))
        }
        // The client closed the connection in the middle of its body, so nobody reads this.
        Ok(Err(_)) => Err(Refusal::fixed(StatusCode::BAD_REQUEST, "BAD_REQUEST", "Request body is incomplete")),
        Ok(Ok(Some(bytes))) => Ok(bytes),
        Ok(Ok(None)) => {
            tokio::spawn(timeout(time, discard(body)));
            Err(too_large(max))
        }
    }
}

fn too_large(max: usize) -> Refusal {
    Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "PAYLOAD_TOO_LARGE", request_body::too_large(max))
}
