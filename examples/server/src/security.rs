//! Response headers that restrict what a browser may do with the page.

use axum::extract::State;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderMap, HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::response::Response;

use super::EdgeOrigin;

/// The page has no inline script or style. `'wasm-unsafe-eval'` allows WebAssembly but not `eval`.
pub(super) fn headers(edge: Option<&EdgeOrigin>) -> HeaderMap {
    let connect = format!("connect-src 'self' {}", edge.map_or("", EdgeOrigin::as_str));
    let policy = format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; {}; object-src 'none'; \
         base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        connect.trim_end(),
    );
    let mut headers = HeaderMap::new();
    headers.extend(policy.parse().ok().map(|policy: HeaderValue| (CONTENT_SECURITY_POLICY, policy)));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    headers
}

pub(super) async fn set(State(headers): State<HeaderMap>, mut response: Response) -> Response {
    response.headers_mut().extend(headers);
    response.headers_mut().entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
