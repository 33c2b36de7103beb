//! `POST /api/leads` creates a lead. `POST /api/leads/check` only validates one.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::IntoResponse;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use unanimous::interop::axum::ValidJson;
use unanimous::interop::tower::IdempotencyKey;

use super::Config;

/// A lead as it came, its keys in their order.
#[derive(Clone, Deserialize, Serialize)]
#[serde(transparent)]
pub(super) struct Lead(unanimous::Json);

// The schema that page, edge function and server share.
unanimous::has_schema!(Lead, include_str!("../../../www/lead.schema.json"));

/// Creates a lead. It runs once per key.
pub(super) async fn create(
    State(app): State<Arc<Config>>,
    Extension(IdempotencyKey(key)): Extension<IdempotencyKey>,
    Extension(lead): Extension<Lead>,
) -> impl IntoResponse {
    tokio::time::sleep(app.work).await;
    let id = lead_id(&key);
    (app.on_created)(&id);
    let location = format!("/api/leads/{id}");
    (StatusCode::CREATED, [(LOCATION, location)], Json(json!({ "id": id, "lead": lead })))
}

pub(super) async fn check(_: ValidJson<Lead>) -> Json<Value> {
    Json(json!({ "ok": true }))
}

/// Derives the id of a lead from its key, so that edge function and server give the same id. The demo stores no leads.
fn lead_id(key: &str) -> String {
    Sha256::digest(key).iter().take(12).fold(String::from("lead_"), |mut id, byte| {
        let _ = write!(id, "{byte:02x}");
        id
    })
}
