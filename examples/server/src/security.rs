//! Response headers that restrict what a browser may do with the page.

use std::str::FromStr;

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use serde::Serialize;
use tower_http::set_header::SetResponseHeaderLayer;

/// An origin such as `http://127.0.0.1:8787`, which is written into the Content-Security-Policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EdgeOrigin(String);

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

/// Adds the headers to every response that has none of its own. The page may call the edge function.
pub(super) fn restrict<S: Clone + Send + Sync + 'static>(app: Router<S>, edge: Option<&EdgeOrigin>) -> Router<S> {
    let edge = edge.map_or_else(String::new, |EdgeOrigin(origin)| format!(" {origin}"));
    // The page has no inline script or style. `'wasm-unsafe-eval'` allows WebAssembly but not `eval`.
    let policy = format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'{edge}; \
         object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    );
    let policy = HeaderValue::try_from(policy).expect("an origin is ASCII");
    let headers = [
        (CONTENT_SECURITY_POLICY, policy),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    headers.into_iter().fold(app, |app, (name, value)| app.layer(SetResponseHeaderLayer::if_not_present(name, value)))
}
