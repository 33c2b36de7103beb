//! `POST /api/leads` creates a lead. `POST /api/leads/check` only validates one.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::IntoResponse;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use unanimous::idempotency::Fingerprint;
use unanimous::interop::axum::ValidJson;
use unanimous::interop::tower::IdempotencyKey;

use super::App;

/// A lead as it came, its keys in their order.
#[derive(Clone, Deserialize, Serialize)]
#[serde(transparent)]
pub(super) struct Lead(unanimous::Json);

// The schema that page, edge function and server share.
unanimous::has_schema!(Lead, include_str!("../../../www/lead.schema.json"));

/// Creates a lead. It runs once per key.
pub(super) async fn create(
    State(app): State<Arc<App>>,
    Extension(IdempotencyKey(key)): Extension<IdempotencyKey>,
    Extension(lead): Extension<Lead>,
) -> impl IntoResponse {
    tokio::time::sleep(Duration::from_millis(app.options.work_ms)).await;
    // The demo stores no leads. Edge function and server derive the same id from a key: 12 bytes of its SHA-256.
    let id = format!("lead_{}", &Fingerprint::of(key.as_bytes()).to_hex()[..24]);
    (app.on_created)(&id);
    let location = format!("/api/leads/{id}");
    (StatusCode::CREATED, [(LOCATION, location)], Json(json!({ "id": id, "lead": lead })))
}

pub(super) async fn check(_: ValidJson<Lead>) -> Json<Value> {
    Json(json!({ "ok": true }))
}
