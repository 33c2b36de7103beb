//! Reads a JSON body: checks the media type first, then the size, then the JSON.

use axum::body::Bytes;
use axum::extract::{FromRequest as _, Request};
use axum::http::StatusCode;
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::response::IntoResponse as _;
use serde::de::DeserializeOwned;

use super::refusal::Problem;

/// The request's `Accept` header, or an empty string.
pub(super) fn accept(request: &Request) -> String {
    let lines = request.headers().get_all(ACCEPT).iter().filter_map(|line| line.to_str().ok());
    lines.collect::<Vec<_>>().join(", ")
}

/// Reads a body whose media type is JSON, up to the size that `DefaultBodyLimit` allows.
pub(super) async fn read<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    let content_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if !content_type.is_some_and(is_json) {
        return Err(Problem::NOT_SAID_TO_BE_JSON);
    }
    Bytes::from_request(request, state).await.map_err(|rejection| {
        match rejection.into_response().status() {
            StatusCode::PAYLOAD_TOO_LARGE => Problem::TOO_LARGE,
            // The client closed the connection in the middle of its body, so nobody reads this.
            _ => Problem::INCOMPLETE,
        }
    })
}

/// Parses the whole body.
pub(super) fn json<T: DeserializeOwned>(bytes: &[u8]) -> serde_json::Result<T> {
    serde_json::from_slice(bytes)
}

/// `application/json` or a type ending in `+json`, in any case, with any parameters.
fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim_matches([' ', '\t']).to_ascii_lowercase();
    essence == "application/json" || essence.split_once('/').is_some_and(|(_, subtype)| subtype.ends_with("+json"))
}
