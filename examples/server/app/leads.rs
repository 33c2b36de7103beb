//! `POST /api/leads` takes a lead; `POST /api/leads/check` only says what the first would say of it.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{HeaderName, LOCATION};
use axum::http::{HeaderMap, Request, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use unanimous::rule::idempotency_key::{self, Form};
use unanimous::{Code, Reason};

use super::answer::{self, Refusal};
use super::{App, body};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

pub(super) async fn create(State(app): State<Arc<App>>, request: Request<Body>) -> Result<Response, Refusal> {
    let headers = request.headers().clone();
    let bytes = body::read(request, app.body_timeout).await?;
    let key = idempotency_key(&headers)?;
    let lead = judge(&app, &bytes)?;
    let id = lead_id(&key);
    let location = [(LOCATION, format!("/api/leads/{id}"))];
    Ok((StatusCode::CREATED, location, answer::json(&json!({ "id": id, "lead": lead }))).into_response())
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

fn idempotency_key(headers: &HeaderMap) -> Result<String, Refusal> {
    let value = body::header(headers, &IDEMPOTENCY_KEY)
        .ok_or_else(|| Refusal::key(&Reason::new(Code::IdempotencyKeyRequired)))?;
    let key = idempotency_key::check(&value, Form::Bare, idempotency_key::MAX_CHARACTERS)
        .map_err(|reason| Refusal::key(&reason))?;
    // Two header lines are one value here, joined by a comma and a space, as the edge function sees them. A space is
    // refused above; where one of the lines was empty, only the comma is left of it.
    if key.starts_with(',') || key.ends_with(',') {
        return Err(Refusal::key(&Reason::new(Code::InvalidIdempotencyKey)));
    }
    Ok(key.into_owned())
}

/// The demo stores no leads. So that a request sent again still names the same lead, the id comes from its key.
fn lead_id(key: &str) -> String {
    Sha256::digest(key).iter().take(12).fold(String::from("lead_"), |mut id, byte| {
        let _ = write!(id, "{byte:02x}");
        id
    })
}
