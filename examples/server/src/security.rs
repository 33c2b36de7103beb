//! Response headers that restrict what a browser may do with the page.

use std::str::FromStr;

use axum::extract::State;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderMap, HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::response::Response;
use serde::Serialize;

/// An origin such as `http://127.0.0.1:8787`, which is written into the Content-Security-Policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EdgeOrigin(String);

impl EdgeOrigin {
    /// The origin, with no slash at its end.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for EdgeOrigin {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let origin = text.strip_suffix('/').unwrap_or(text);
        let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://")).unwrap_or_default();
        // `;` and `,` would end a directive of the Content-Security-Policy.
        let is_plain = !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || ".-:[]".contains(c));
        is_plain.then(|| Self(origin.into())).ok_or("expected an http or https origin, such as http://127.0.0.1:8787")
    }
}

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
