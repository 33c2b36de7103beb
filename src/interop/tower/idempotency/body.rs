//! Reads a request's body within its limits.

use alloc::boxed::Box;
use alloc::format;
use alloc::vec::Vec;
use core::time::Duration;

use bytes::{Buf as _, Bytes};
use http::header::EXPECT;
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use http_body::Body;
use http_body_util::BodyExt as _;
use tokio::time::timeout;

use super::refusal::Refusal;
use super::{Options, answers};

/// The most bytes of a body by default.
const MAX_BYTES: usize = 64 * 1024;
/// How long a body may take to arrive by default.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);
/// How many bytes beyond the limit are read and dropped. A client that writes its whole body before it reads would
/// otherwise see a broken connection instead of the response.
const MAX_DISCARDED: usize = 1024 * 1024;

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

/// Reads a body up to the limit. Returns `None` if it is longer.
async fn collect<B: Body + Unpin>(body: &mut B, max: usize) -> Result<Option<Bytes>, B::Error> {
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let Ok(mut data) = frame?.into_data() else { continue };
        let length = data.remaining();
        if bytes.len() + length > max {
            return Ok(None);
        }
        bytes.extend_from_slice(&data.copy_to_bytes(length));
    }
    Ok(Some(bytes.into()))
}

async fn discard<B: Body + Unpin>(mut body: B) {
    let mut discarded = 0;
    while let (true, Some(Ok(frame))) = (discarded <= MAX_DISCARDED, body.frame().await) {
        discarded += frame.data_ref().map_or(0, bytes::Buf::remaining);
    }
}

fn too_large(max: usize) -> Refusal {
    let most = if max.is_multiple_of(1024) { format!("{} KiB", max / 1024) } else { format!("{max} bytes") };
    let message = format!("Request body must be at most {most}");
    Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "PAYLOAD_TOO_LARGE", message)
}
