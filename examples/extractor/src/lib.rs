//! Two routes that take the same lead, each by its own kind of extractor.

mod body;
mod derived;
mod refusal;
mod valid;

use std::sync::LazyLock;

use axum::extract::DefaultBodyLimit;
use axum::routing::post;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use unanimous::Schema;
use validator::Validate;

pub use derived::Derived;
pub use refusal::Refusal;
pub use valid::{HasSchema, Valid};

/// A lead, as the schema has it.
#[derive(Debug, Deserialize, Serialize)]
struct Lead {
    email: String,
    phone: Option<String>,
    #[serde(default)]
    contacts: Vec<Contact>,
}

/// Someone else to ask.
#[derive(Debug, Deserialize, Serialize)]
struct Contact {
    email: String,
}

impl HasSchema for Lead {
    fn schema() -> &'static Schema {
        static SCHEMA: LazyLock<Schema> =
            LazyLock::new(|| include_str!("lead.schema.json").parse().expect("the schema is part of the program"));
        &SCHEMA
    }
}

/// The same lead, as the `validator` crate has it.
#[derive(Debug, Deserialize, Serialize, Validate)]
struct DerivedLead {
    #[validate(email)]
    email: String,
    #[validate(length(max = 50))]
    phone: Option<String>,
    #[serde(default)]
    #[validate(nested)]
    contacts: Vec<DerivedContact>,
}

/// Someone else to ask.
#[derive(Debug, Deserialize, Serialize, Validate)]
struct DerivedContact {
    #[validate(email)]
    email: String,
}

/// A type that holds less than its schema lets through: a mistake of the program's.
#[derive(Debug, Deserialize, Serialize)]
struct Narrow {
    count: u8,
}

impl HasSchema for Narrow {
    fn schema() -> &'static Schema {
        static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
            r#"{"type": "object", "required": ["count"], "properties": {"count": {"type": "integer"}}}"#
                .parse()
                .expect("the schema is part of the program")
        });
        &SCHEMA
    }
}

/// The routes of the example.
pub fn router() -> Router {
    Router::new()
        .route("/leads", post(|Valid(lead): Valid<Lead>| async { Json(lead) }))
        .route("/derived/leads", post(|Derived(lead): Derived<DerivedLead>| async { Json(lead) }))
        .route("/narrow", post(|Valid(narrow): Valid<Narrow>| async { Json(narrow) }))
        .layer(DefaultBodyLimit::max(64 * 1024))
}
