//! Reads a request's body within its limits.

use axum::RequestExt as _;
use axum::body::{Body, Bytes, HttpBody as _};
use axum::extract::Request;
use axum::http::header::EXPECT;
use axum::http::request::Parts;
use http_body_util::LengthLimitError;

use super::answers::Settings;
use super::cause::Problem;
use crate::interop::request_body::collect;
#[cfg(not(target_arch = "wasm32"))]
use crate::interop::request_body::discard;

/// Gives the body the limit of `DefaultBodyLimit`, unless the settings have a limit.
pub(super) fn limited(request: Request, settings: &Settings) -> Request {
    if settings.body_limit.is_some() { request } else { request.with_limited_body() }
}

/// Reads the whole body of a request that is [`limited`]. A body whose length is declared too large is refused before any of
/// it is read.
pub(super) async fn read(parts: &Parts, mut body: Body, settings: &Settings) -> Result<Bytes, Problem> {
    let Some(limit) = settings.body_limit else {
        let bytes = within_time(collect(&mut body, usize::MAX), settings).await?;
        return bytes.map(Option::unwrap_or_default).map_err(|error| unreadable(&error));
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
            discard_in_background(body, settings);
            Err(Problem::too_large(Some(limit)))
        }
        Err(error) => Err(unreadable(&error)),
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

/// Why a body cannot be read: it is longer than a limit of axum or of a layer, or the connection broke.
fn unreadable(error: &axum::Error) -> Problem {
    let mut error: Option<&(dyn core::error::Error + 'static)> = Some(error);
    while let Some(found) = error {
        if found.is::<LengthLimitError>() {
            return Problem::too_large(None);
        }
        error = found.source();
    }
    Problem::INCOMPLETE
}

/// Reads and drops the rest of a body that is too long, within the time for a body.
#[cfg(not(target_arch = "wasm32"))]
fn discard_in_background(body: Body, settings: &Settings) {
    let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
    let time = settings.body_timeout;
    runtime.spawn(async move {
        match time {
            Some(time) => drop(tokio::time::timeout(time, discard(body)).await),
            None => discard(body).await,
        }
    });
}

#[cfg(target_arch = "wasm32")]
fn discard_in_background(_: Body, _: &Settings) {}
