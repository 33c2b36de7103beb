//! Reads a request's body within its limits.

use alloc::vec::Vec;

use axum::RequestExt as _;
use axum::body::{Body, Bytes, HttpBody as _};
use axum::extract::Request;
use axum::http::header::EXPECT;
use axum::http::request::Parts;
use http_body_util::{BodyExt as _, LengthLimitError};

use super::answers::Settings;
use super::rejection::Problem;

/// How many bytes beyond the limit are read and dropped. A client that writes its whole body before it reads would otherwise
/// see a broken connection instead of the response.
#[cfg(not(target_arch = "wasm32"))]
const MAX_DISCARDED: usize = 1024 * 1024;

/// Gives the body the limit of `DefaultBodyLimit`, unless the settings have a limit.
pub(super) fn limited(request: Request, settings: &Settings) -> Request {
    if settings.body_limit.is_some() { request } else { request.with_limited_body() }
}

/// Reads the whole body of a request that is [`limited`]. A body whose length is declared too large is refused before any of
/// it is read.
pub(super) async fn read(parts: &Parts, mut body: Body, settings: &Settings) -> Result<Bytes, Problem> {
    let Some(limit) = settings.body_limit else {
        return within_time(collect(&mut body, usize::MAX), settings).await?.map(Option::unwrap_or_default);
    };
    let is_waiting = parts.headers.contains_key(EXPECT);
    let is_declared_too_large = body.size_hint().lower() > limit as u64;
    // Reading would send `100 Continue` to a client that waits for it.
    if is_declared_too_large && is_waiting {
        return Err(Problem::too_large(Some(limit)));
    }
    let bytes = if is_declared_too_large { Ok(None) } else { within_time(collect(&mut body, limit), settings).await? };
    match bytes {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => {
            discard(body, settings);
            Err(Problem::too_large(Some(limit)))
        }
        Err(problem) => Err(problem),
    }
}

#[cfg(not(target_arch = "wasm32"))]
async fn within_time<T>(read: impl Future<Output = T>, settings: &Settings) -> Result<T, Problem> {
    match settings.body_timeout {
        Some(time) => tokio::time::timeout(time, read).await.map_err(|_| Problem::TOO_SLOW),
        None => Ok(read.await),
    }
}

#[cfg(target_arch = "wasm32")]
async fn within_time<T>(read: impl Future<Output = T>, _: &Settings) -> Result<T, Problem> {
    Ok(read.await)
}

/// Reads a body up to the limit. Returns `None` if it is longer.
async fn collect(body: &mut Body, limit: usize) -> Result<Option<Bytes>, Problem> {
    let mut first: Option<Bytes> = None;
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|error| broken(&error))?.into_data() else { continue };
        let length = first.as_ref().map_or(bytes.len(), Bytes::len);
        if length + data.len() > limit {
            return Ok(None);
        }
        // Most bodies are one frame, which is not copied.
        match first.take() {
            None if bytes.is_empty() => first = Some(data),
            None => bytes.extend_from_slice(&data),
            Some(head) => {
                bytes.extend_from_slice(&head);
                bytes.extend_from_slice(&data);
            }
        }
    }
    Ok(Some(first.unwrap_or_else(|| bytes.into())))
}

/// Why a body cannot be read: it is longer than a limit of axum or of a layer, or the connection broke.
fn broken(error: &axum::Error) -> Problem {
    let mut error: Option<&(dyn core::error::Error + 'static)> = Some(error);
    while let Some(found) = error {
        if found.is::<LengthLimitError>() {
            return Problem::too_large(None);
        }
        error = found.source();
    }
    Problem::INCOMPLETE
}

/// Reads and drops the rest of a body that is too long, in the background.
#[cfg(not(target_arch = "wasm32"))]
fn discard(mut body: Body, settings: &Settings) {
    let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
    let time = settings.body_timeout;
    let drop_rest = async move {
        let mut discarded = 0;
        while let (true, Some(Ok(frame))) = (discarded <= MAX_DISCARDED, body.frame().await) {
            discarded += frame.data_ref().map_or(0, Bytes::len);
        }
    };
    runtime.spawn(async move {
        match time {
            Some(time) => drop(tokio::time::timeout(time, drop_rest).await),
            None => drop_rest.await,
        }
    });
}

#[cfg(target_arch = "wasm32")]
fn discard(_: Body, _: &Settings) {}
