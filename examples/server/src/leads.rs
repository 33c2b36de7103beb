//! `POST /api/leads` creates a lead. `POST /api/leads/check` only validates one.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::Request;
use axum::response::Response;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use unanimous::idempotency::Answer;

use super::answer::{self, Refusal};
use super::{App, body, idempotent};

pub(super) async fn create(State(app): State<Arc<App>>, request: Request<Body>) -> Result<Response, Refusal> {
    let headers = request.headers().clone();
    let bytes = body::read(request, app.body_timeout).await?;
    let key = idempotent::key(&headers)?;
    // A refused lead does not claim its key: the same request would be refused again, and the corrected one runs.
    let lead = judge(&app, &bytes)?;
    let operation = || {
        let (app, key) = (Arc::clone(&app), key.clone());
        async move { create_lead(&app, &key, lead).await }
    };
    Ok(idempotent::once(&app, "POST /api/leads", &key, &bytes, operation).await)
}

/// Creates a lead. This is the operation that runs once per key.
async fn create_lead(app: &App, key: &str, lead: Value) -> Answer {
    tokio::time::sleep(app.work).await;
    let id = lead_id(key);
    (app.on_created)(&id);
    let mut answer = answer::json_answer(201, &json!({ "id": id, "lead": lead }));
    answer.headers.push(("location".into(), format!("/api/leads/{id}")));
    answer
}

pub(super) async fn check(State(app): State<Arc<App>>, request: Request<Body>) -> Result<Response, Refusal> {
    let bytes = body::read(request, app.body_timeout).await?;
    judge(&app, &bytes)?;
    Ok(answer::json(&json!({ "ok": true })))
}

fn judge(app: &App, bytes: &[u8]) -> Result<Value, Refusal> {
    let lead = body::json(bytes)?;
    app.lead.check(&lead).map_err(Refusal::invalid)?;
    Ok(lead)
}

/// Derives the id of a lead from its key, so that edge function and server give the same id. The demo stores no leads.
fn lead_id(key: &str) -> String {
    Sha256::digest(key).iter().take(12).fold(String::from("lead_"), |mut id, byte| {
        let _ = write!(id, "{byte:02x}");
        id
    })
}
