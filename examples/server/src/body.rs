//! Reads a request's headers and body within their limits.

use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody as _};
use axum::http::header::{CONTENT_TYPE, EXPECT, HeaderName};
use axum::http::{HeaderMap, Request};
use http_body_util::BodyExt as _;
use serde_json::Value;

use super::answer::Refusal;

/// The longest body, in bytes.
pub(super) const MAX_BYTES: usize = 64 * 1024;
/// How many bytes beyond the limit are read and dropped. A client that writes its whole body before it reads would
/// otherwise see a broken connection instead of the response.
const MAX_DISCARDED: usize = 1024 * 1024;

/// Reads a JSON body. Checks the media type first, then the size. A body whose length is declared too large is refused
/// before any of it is read.
pub(super) async fn read(request: Request<Body>, timeout: Duration) -> Result<Vec<u8>, Refusal> {
    let (head, mut body) = request.into_parts();
    if !header(&head.headers, &CONTENT_TYPE).is_some_and(|value| is_json(&value)) {
        return Err(Refusal::UNSUPPORTED_MEDIA_TYPE);
    }
    let is_declared_too_large = body.size_hint().lower() > MAX_BYTES as u64;
    // Reading would send `100 Continue` to a client that waits for it.
    if is_declared_too_large && head.headers.contains_key(EXPECT) {
        return Err(Refusal::PAYLOAD_TOO_LARGE);
    }
    let bytes =
        if is_declared_too_large { Ok(Ok(None)) } else { tokio::time::timeout(timeout, collect(&mut body)).await };
    match bytes {
        Err(_) => Err(Refusal::REQUEST_TIMEOUT),
        Ok(Err(_)) => Err(Refusal::INCOMPLETE),
        Ok(Ok(Some(bytes))) => Ok(bytes),
        Ok(Ok(None)) => {
            tokio::spawn(tokio::time::timeout(timeout, discard(body)));
            Err(Refusal::PAYLOAD_TOO_LARGE)
        }
    }
}

/// Reads a body up to the limit. Returns `None` if it is longer.
async fn collect(body: &mut Body) -> Result<Option<Vec<u8>>, axum::Error> {
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame?.into_data() else { continue };
        if bytes.len() + data.len() > MAX_BYTES {
            return Ok(None);
        }
        bytes.extend_from_slice(&data);
    }
    Ok(Some(bytes))
}

async fn discard(mut body: Body) {
    let mut discarded = 0;
    while let (true, Some(Ok(frame))) = (discarded <= MAX_DISCARDED, body.frame().await) {
        discarded += frame.data_ref().map_or(0, Bytes::len);
    }
}

/// Parses a body.
pub(super) fn json(bytes: &[u8]) -> Result<Value, Refusal> {
    serde_json::from_slice(bytes).map_err(|_| Refusal::BAD_REQUEST)
}

/// Returns a header as `Headers.get` of the fetch standard does: lines joined by `, `, trimmed, one character a byte.
pub(super) fn header(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let lines: Vec<String> =
        headers.get_all(name).iter().map(|line| line.as_bytes().iter().copied().map(char::from).collect()).collect();
    (!lines.is_empty()).then(|| lines.join(", ").trim_matches([' ', '\t']).to_owned())
}

/// `application/json` or a type ending in `+json`, in any case, with any parameters.
fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim_matches([' ', '\t']).to_ascii_lowercase();
    let Some((kind, subtype)) = essence.split_once('/') else { return false };
    if !is_token(kind) || !is_token(subtype) {
        return false;
    }
    essence == "application/json" || subtype.strip_suffix("+json").is_some_and(|name| !name.is_empty())
}

/// A token of RFC 9110 section 5.6.2.
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}
