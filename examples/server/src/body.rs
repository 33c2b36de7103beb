//! Reads a request's headers and body within their limits.

use std::time::Duration;

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, HeaderName};
use axum::http::{HeaderMap, Request};
use http_body_util::BodyExt as _;
use serde_json::Value;

use super::answer::Refusal;

/// The longest body, in bytes.
pub(super) const MAX_BYTES: usize = 64 * 1024;
/// How many bytes beyond the limit are read and dropped. A client that writes its whole body before it reads would
/// otherwise see a broken connection instead of the response.
const MAX_DISCARDED: usize = 1024 * 1024;

/// Reads a JSON body. Checks the media type first, then the size.
pub(super) async fn read(request: Request<Body>, timeout: Duration) -> Result<Vec<u8>, Refusal> {
    if !header(request.headers(), &CONTENT_TYPE).is_some_and(|value| is_json(&value)) {
        return Err(Refusal::UNSUPPORTED_MEDIA_TYPE);
    }
    let mut bytes = Vec::new();
    let mut discarded = 0;
    match tokio::time::timeout(timeout, collect(request.into_body(), &mut bytes, &mut discarded)).await {
        _ if discarded > 0 => Err(Refusal::PAYLOAD_TOO_LARGE),
        Err(_) => Err(Refusal::REQUEST_TIMEOUT),
        Ok(Err(_)) => Err(Refusal::INCOMPLETE),
        Ok(Ok(())) => Ok(bytes),
    }
}

async fn collect(mut body: Body, bytes: &mut Vec<u8>, discarded: &mut usize) -> Result<(), axum::Error> {
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame?.into_data() else { continue };
        if *discarded > 0 || bytes.len() + data.len() > MAX_BYTES {
            *discarded += data.len();
            if *discarded > MAX_DISCARDED {
                break;
            }
        } else {
            bytes.extend_from_slice(&data);
        }
    }
    Ok(())
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
