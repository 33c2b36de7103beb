//! The routes of the demo's Rust server. The program and the tests bind them to a socket.
//!
//! `POST /api/leads` checks a lead against `www/lead.schema.json`, the schema that the page and the edge function use
//! too.

mod keys;
mod leads;
mod options;
mod security;
mod serve;

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, HeaderValue};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::json;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;
use unanimous::idempotency::Store;
use unanimous::interop::axum::{Answers, RequestId};
use unanimous::interop::tower::IdempotencyLayer;
use unanimous::schema::HasSchema as _;

pub use keys::KeyOptions;
pub use options::Options;
pub use security::EdgeOrigin;
pub use serve::serve;

/// What the routes need.
pub struct App {
    /// The options of the command line.
    pub options: Arc<Options>,
    /// The store of the idempotency keys.
    pub keys: Arc<dyn Store>,
    /// Called with the id of each lead that is created.
    pub on_created: Arc<dyn Fn(&str) + Send + Sync>,
}

/// Builds the routes of the demo.
///
/// # Panics
/// If the schema does not compile.
pub fn router(app: App) -> Router {
    leads::Lead::schema();
    let edge = app.options.edge_url.as_ref();
    let config = json!({ "edge": edge });
    // The limits of the edge function in Node, which counts the bytes of a head in the same way.
    let answers = Answers::new()
        .head_limit(64 * 1024 - 1)
        .body_limit(64 * 1024)
        .body_timeout(Duration::from_millis(app.options.timeout_ms));
    // An API with accounts must say whose keys they are: `IdempotencyLayer::scope`.
    let once = IdempotencyLayer::new(Arc::clone(&app.keys)).valid_json::<leads::Lead>();
    let api = Router::new()
        .route("/leads", post(leads::create).route_layer(once))
        .route("/leads/check", post(leads::check))
        .route("/health", get(|| async { Json(json!({ "ok": true })) }))
        .fallback(|| async { StatusCode::NOT_FOUND });
    // Files change with each build.
    let files = Router::new()
        .nest_service("/pkg", ServeDir::new(app.options.root.join("pkg/dist")))
        .fallback_service(ServeDir::new(app.options.root.join("www")))
        .layer(SetResponseHeaderLayer::overriding(CACHE_CONTROL, HeaderValue::from_static("no-cache")));
    let routes =
        Router::new().nest("/api", api).route("/config.json", get(|| async { Json(config) })).fallback_service(files);
    security::restrict(routes, edge).layer(answers).layer(from_fn(log)).with_state(Arc::new(app))
}

/// Logs method, path, status, milliseconds and id. It does not log queries, headers and bodies, which may hold personal
/// data.
async fn log(request: Request, next: Next) -> Response {
    let start = Instant::now();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let response = next.run(request).await;
    let (status, ms) = (response.status().as_u16(), start.elapsed().as_millis());
    let id = response.extensions().get::<RequestId>().map_or("", RequestId::as_str);
    tracing::info!("{method} {path} {status} {ms} ms {id}");
    response
}
