//! A lead as a Rust type, its schema by `schemars`, and a handler that checks bodies against it.

mod lead;

use std::sync::LazyLock;

use axum::body::Bytes;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use schemars::JsonSchema;
use unanimous::Schema;
use unanimous::render::{self, Context, Dialect, ErrorResponse};

pub use lead::{Address, Channel, Lead, Plan};

/// The schema of a lead, compiled once.
static LEAD: LazyLock<Schema> = LazyLock::new(schema_of::<Lead>);

/// The routes of the example.
///
/// # Panics
/// If the schema does not compile: the program then stops at its start, not at the first request.
pub fn router() -> Router {
    LazyLock::force(&LEAD);
    Router::new()
        .route("/leads", post(create_lead))
        .route("/lead.schema.json", get(|| async { Json(schemars::schema_for!(Lead)) }))
}

/// Compiles the schema that `schemars` makes of a type, as it is.
///
/// # Panics
/// If the schema does not compile.
pub fn schema_of<T: JsonSchema>() -> Schema {
    let schema = schemars::schema_for!(T);
    Schema::from_json(&schema.as_value().to_string()).expect("the schema of a type compiles")
}

/// Answers with the lead, or with an error body that names every mistake.
async fn create_lead(body: Bytes) -> Response {
    let context = Context::default();
    let Ok(value) = serde_json::from_slice::<serde_json::Value>(&body) else {
        let answer = render::error(400, "BAD_REQUEST", "Request body is not valid JSON", Dialect::default(), &context);
        return respond(answer);
    };
    if let Err(report) = LEAD.check(&value) {
        return respond(render::response(&report, Dialect::default(), &context));
    }
    match serde_json::from_value::<Lead>(value) {
        Ok(lead) => Json(lead).into_response(),
        // The schema accepts what the type cannot hold: a bug of this program, which the client cannot fix.
        Err(_) => respond(render::error(500, "INTERNAL_ERROR", "Internal error", Dialect::default(), &context)),
    }
}

fn respond(answer: ErrorResponse) -> Response {
    let status = StatusCode::from_u16(answer.status).expect("a status");
    let mut response = (status, answer.body).into_response();
    response.headers_mut().extend(answer.headers.into_iter().map(|(name, value)| {
        let name = HeaderName::try_from(name).expect("a header's name");
        (name, HeaderValue::try_from(value).expect("a header's value"))
    }));
    response
}
