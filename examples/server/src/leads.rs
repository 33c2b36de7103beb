//! `POST /api/leads` creates a lead. `POST /api/leads/check` only validates one.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use unanimous::idempotency::Answer;
use unanimous::interop::axum::{JsonBody, Rejection, ValidJson};

use super::{Config, idempotent};

/// A lead as it came, its keys in their order.
#[derive(Deserialize, Serialize)]
#[serde(transparent)]
pub(super) struct Lead(unanimous::Json);

// The schema that page, edge function and server share.
unanimous::has_schema!(Lead, include_str!("../../../www/lead.schema.json"));

pub(super) async fn create(
    State(app): State<Arc<Config>>,
    headers: HeaderMap,
    body: JsonBody,
) -> Result<Response, Rejection> {
    let key = idempotent::key(&headers)?;
    // A refused lead does not claim its key: the same request would be refused again, and the corrected one runs.
    let lead: Lead = body.check()?;
    let operation = || {
        let (app, key) = (Arc::clone(&app), key.clone());
        async move { create_lead(&app, &key, lead).await }
    };
    Ok(idempotent::once(&app, "POST /api/leads", &key, body.bytes(), operation).await)
}

/// Creates a lead. This is the operation that runs once per key.
async fn create_lead(app: &Config, key: &str, lead: Lead) -> Answer {
    tokio::time::sleep(app.work).await;
    let id = lead_id(key);
    (app.on_created)(&id);
    let headers = [("content-type", "application/json"), ("location", &format!("/api/leads/{id}"))];
    Answer {
        status: 201,
        headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
        body: json!({ "id": id, "lead": lead }).to_string().into_bytes(),
    }
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
