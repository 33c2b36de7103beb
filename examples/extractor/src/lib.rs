//! Two axum extractors for JSON bodies, [`Valid`] and [`Derived`], and routes that use them.

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

/// A lead that a schema describes.
#[derive(Debug, Deserialize, Serialize)]
struct Lead {
    email: String,
    phone: Option<String>,
    #[serde(default)]
    contacts: Vec<Contact>,
}

/// Another person to ask.
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

/// The same lead, with rules of the `validator` crate.
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

/// Another person to ask.
#[derive(Debug, Deserialize, Serialize, Validate)]
struct DerivedContact {
    #[validate(email)]
    email: String,
}

/// A type that cannot hold all values that its schema accepts: a bug in the program, which the tests need.
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
