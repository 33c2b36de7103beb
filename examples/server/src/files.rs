//! Serves the page at `/` and the built npm package at `/pkg/`.

use std::path::Path;

use axum::Router;
use axum::http::header::{ALLOW, CACHE_CONTROL};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use tower_http::services::ServeDir;

use super::answer::Refusal;

pub(super) fn router(www: &Path, package: &Path) -> Router {
    Router::new()
        .nest_service("/pkg", ServeDir::new(package))
        .fallback_service(ServeDir::new(www))
        .layer(from_fn(refusals))
}

/// Middleware that gives errors the same form as elsewhere, and forbids caching because files change with each build.
async fn refusals(method: Method, request: axum::extract::Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let refusal = match response.status() {
        StatusCode::NOT_FOUND => Some(Refusal::NOT_FOUND),
        StatusCode::METHOD_NOT_ALLOWED => Some(Refusal::method_not_allowed(&method)),
        _ => None,
    };
    if let Some(refusal) = refusal {
        let allow = response.headers().get(ALLOW).cloned();
        response = refusal.into_response();
        response.headers_mut().extend(allow.map(|methods| (ALLOW, methods)));
    }
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}
