//! The routes of the demo's Rust server. The program and the tests bind them to a socket.
//!
//! `POST /api/leads` checks a lead against `www/lead.schema.json`, the schema that the page and the edge function use
//! too.

mod answer;
mod body;
mod edge_origin;
mod files;
mod idempotent;
mod leads;
mod request_id;
mod security;
mod serve;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::Method;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::json;
use unanimous::idempotency::Store;
use unanimous::{Schema, SchemaError};

use answer::Refusal;
pub use edge_origin::EdgeOrigin;
pub use serve::{ConnectionLimits, serve};

/// The schema that page, edge function and server share.
const LEAD_SCHEMA: &str = include_str!("../../../www/lead.schema.json");

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

struct App {
    lead: Schema,
    edge: Option<EdgeOrigin>,
    body_timeout: Duration,
    keys: Arc<dyn Store>,
    clock: fn() -> u64,
    work: Duration,
    on_created: Arc<dyn Fn(&str) + Send + Sync>,
}

/// Builds the routes of the demo.
///
/// # Errors
/// The schema does not compile.
pub fn router(config: Config) -> Result<Router, SchemaError> {
    let files = files::router(&config.www, &config.package);
    let app = Arc::new(App {
        lead: Schema::from_json(LEAD_SCHEMA)?,
        edge: config.edge,
        body_timeout: config.body_timeout,
        keys: config.keys,
        clock: config.clock,
        work: config.work,
        on_created: config.on_created,
    });
    let api = Router::new()
        .route("/leads", post(leads::create))
        .route("/leads/check", post(leads::check))
        .route("/health", get(health))
        .method_not_allowed_fallback(method_not_allowed)
        .fallback(not_found);
    Ok(Router::new()
        .nest("/api", api)
        .route("/config.json", get(page_config))
        .method_not_allowed_fallback(method_not_allowed)
        .fallback_service(files)
        .layer(from_fn_with_state(Arc::clone(&app), security::headers))
        .layer(from_fn(answer::written))
        .layer(from_fn(request_id::log))
        .with_state(app))
}

async fn health() -> Response {
    answer::json(&json!({ "ok": true }))
}

/// The page's settings: the origin of the edge function.
async fn page_config(State(app): State<Arc<App>>) -> Response {
    answer::json(&json!({ "edge": app.edge.as_ref().map(EdgeOrigin::as_str) }))
}

async fn not_found() -> Response {
    Refusal::NOT_FOUND.into_response()
}

/// The router adds `Allow`.
async fn method_not_allowed(method: Method) -> Response {
    Refusal::method_not_allowed(&method).into_response()
}
