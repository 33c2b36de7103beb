//! `POST /api/leads` creates a lead. `POST /api/leads/check` only validates one.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Extension, State};
use axum::http::Request;
use axum::response::Response;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use unanimous::idempotency::Answer;

use super::answer::{self, Client, Refusal};
use super::{App, body, idempotent};

pub(super) async fn create(
    State(app): State<Arc<App>>,
    Extension(client): Extension<Client>,
    request: Request<Body>,
) -> Result<Response, Refusal> {
    let headers = request.headers().clone();
    let bytes = body::read(request, app.body_timeout).await?;
    let key = idempotent::key(&headers)?;
    let operation = || {
        let (app, client, key, bytes) = (Arc::clone(&app), client.clone(), key.clone(), bytes.clone());
        async move { create_lead(&app, &key, &bytes).await.unwrap_or_else(|refusal| refusal.answer(&client)) }
    };
    Ok(idempotent::once(&app, &client, "POST /api/leads", &key, &bytes, operation).await)
}

/// Creates a lead. A response with a status below 500 is stored for its key.
async fn create_lead(app: &App, key: &str, bytes: &[u8]) -> Result<Answer, Refusal> {
    let lead = judge(app, bytes)?;
    tokio::time::sleep(app.work).await;
    let id = lead_id(key);
    (app.on_created)(&id);
    let mut answer = answer::json_answer(201, &json!({ "id": id, "lead": lead }));
    answer.headers.push(("location".into(), format!("/api/leads/{id}")));
    Ok(answer)
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
