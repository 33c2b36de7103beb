//! A lead as a Rust type, its schema by `schemars`, and a handler that checks bodies against it.

mod lead;

use axum::routing::{get, post};
use axum::{Json, Router};
use schemars::schema_for;
use unanimous::has_schema;
use unanimous::interop::axum::{Answers, ValidJson};
use unanimous::schema::HasSchema as _;

pub use lead::{Address, Channel, Lead, Plan};

has_schema!(Lead, schema_for!(Lead).as_value());

/// The routes of the example.
///
/// # Panics
/// If the schema does not compile: the program then stops at its start, not at the first request.
pub fn router() -> Router {
    Lead::schema();
    Router::new()
        .route("/leads", post(|ValidJson(lead): ValidJson<Lead>| async { Json(lead) }))
        .route("/lead.schema.json", get(|| async { Json(schema_for!(Lead)) }))
        .layer(Answers::new())
}
