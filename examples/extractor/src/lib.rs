//! Two handlers for JSON bodies: one checks a lead against its schema, the other calls `validator::Validate`. Both answer
//! an invalid lead in the same words.

use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use unanimous::interop::axum::{Answers, JsonBody, Rejection, ValidJson};
use unanimous::{Report, has_schema};
use validator::Validate;

/// A lead, with rules of the `validator` crate for the second handler.
#[derive(Debug, Deserialize, Serialize, Validate)]
struct Lead {
    #[validate(email)]
    email: String,
    #[validate(length(max = 50))]
    phone: Option<String>,
    #[serde(default)]
    #[validate(nested)]
    contacts: Vec<Contact>,
}

/// Another person to ask.
#[derive(Debug, Deserialize, Serialize, Validate)]
struct Contact {
    #[validate(email)]
    email: String,
}

has_schema!(Lead, include_str!("lead.schema.json"));

async fn create(ValidJson(lead): ValidJson<Lead>) -> Json<Lead> {
    Json(lead)
}

/// A derived rule cannot say what is wrong with a value of the wrong type: serde fails before it is asked.
async fn create_derived(body: JsonBody) -> Result<Json<Lead>, Rejection> {
    let lead: Lead = serde_json::from_slice(body.bytes()).map_err(|_| {
        Rejection::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", "Request body does not have the shape asked for")
    })?;
    lead.validate().map_err(Report::from)?;
    Ok(Json(lead))
}

/// The routes of the example.
pub fn router() -> Router {
    Router::new()
        .route("/leads", post(create))
        .route("/derived/leads", post(create_derived))
        .layer(DefaultBodyLimit::max(64 * 1024))
        .layer(Answers::new())
}
