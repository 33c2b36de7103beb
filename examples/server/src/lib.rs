//! The routes of the demo's Rust server. The program and the tests bind them to a socket.
//!
//! `POST /api/leads` checks a lead against `www/lead.schema.json`, the schema that the page and the edge function use
//! too.

mod leads;
mod security;
mod serve;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, HeaderValue};
use axum::middleware::{Next, from_fn, map_response_with_state};
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

pub use security::EdgeOrigin;
pub use serve::{ConnectionLimits, serve};

/// The settings of the app.
pub struct Config {
    /// The folder of the page.
    pub www: PathBuf,
    /// The folder of the built npm package, served at `/pkg/`.
    pub package: PathBuf,
    /// The origin of the edge function, which the page calls too.
    pub edge: Option<EdgeOrigin>,
    /// How long a request's body may take to arrive.
    pub body_timeout: Duration,
    /// The store of the idempotency keys.
    pub keys: Arc<dyn Store>,
    /// The time, in milliseconds since 1970.
    pub clock: fn() -> u64,
    /// How long each lead takes, so that a test can send a second request while the first still runs.
    pub work: Duration,
    /// Called with the id of each lead that is created.
    pub on_created: Arc<dyn Fn(&str) + Send + Sync>,
}

/// Builds the routes of the demo.
///
/// # Panics
/// If the schema does not compile.
pub fn router(config: Config) -> Router {
    leads::Lead::schema();
    let answers = Answers::new().body_limit(64 * 1024).body_timeout(config.body_timeout);
    // An API with accounts must say whose keys they are: `IdempotencyLayer::scope`.
    let once = IdempotencyLayer::new(Arc::clone(&config.keys))
        .valid_json::<leads::Lead>()
        .body_timeout(config.body_timeout)
        .clock(config.clock)
        .on_store_error(|error| tracing::error!("idempotency keys: {error}"));
    let api = Router::new()
        .route("/leads", post(leads::create).route_layer(once))
        .route("/leads/check", post(leads::check))
        .route("/health", get(|| async { Json(json!({ "ok": true })) }))
        .fallback(|| async { StatusCode::NOT_FOUND });
    // Files change with each build.
    let files = Router::new()
        .nest_service("/pkg", ServeDir::new(&config.package))
        .fallback_service(ServeDir::new(&config.www))
        .layer(SetResponseHeaderLayer::overriding(CACHE_CONTROL, HeaderValue::from_static("no-cache")));
    Router::new()
        .nest("/api", api)
        .route("/config.json", get(|State(app): State<Arc<Config>>| async move { Json(json!({ "edge": app.edge })) }))
        .fallback_service(files)
        .layer(map_response_with_state(security::headers(config.edge.as_ref()), security::set))
        .layer(answers)
        .layer(from_fn(log))
        .with_state(Arc::new(config))
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
