//! Extractors and a layer for [`axum`] 0.8: a request that does not fit its schema never reaches the handler, and every
//! error is written in the dialect that the client asks for. Needs the feature `axum`.
//!
//! ```
//! use axum::routing::{get, post};
//! use axum::{Json, Router};
//! use serde::{Deserialize, Serialize};
//! use unanimous::has_schema;
//! use unanimous::interop::axum::{Answers, ValidJson, ValidQuery};
//!
//! #[derive(Deserialize, Serialize)]
//! struct Lead {
//!     email: String,
//! }
//!
//! has_schema!(Lead, r#"{
//!     "type": "object", "required": ["email"], "properties": { "email": { "type": "string", "format": "email" } }
//! }"#);
//!
//! async fn create(ValidJson(lead): ValidJson<Lead>) -> Json<Lead> {
//!     Json(lead)
//! }
//!
//! async fn search(ValidQuery(lead): ValidQuery<Lead>) -> Json<Lead> {
//!     Json(lead)
//! }
//!
//! let app: Router = Router::new().route("/leads", get(search).post(create)).layer(Answers::new());
//! ```
//!
//! A POST of `{"email":"ann"}` is answered with 400 and
//! `{"error":{"message":"Validation error: email: Invalid email","code":"VALIDATION_ERROR"}}`, and with 422 and problem
//! details (RFC 9457) if its `Accept` asks for `application/problem+json`.
//!
//! - `valid`: the extractors. `request`: the parts of a request that they keep. `media_type` and `body`: the request's body.
//! - `rejection`: why a request is refused. `client`: how that is written for the client.
//! - `answers`, `layer`, `request_id`: the settings, and the layer that applies them to every answer.

mod answers;
mod body;
mod cause;
mod client;
mod layer;
mod media_type;
mod rejection;
mod request;
mod request_id;
mod valid;

#[cfg(all(feature = "tower", not(target_arch = "wasm32")))]
pub(in crate::interop) use client::Client;
#[cfg(all(feature = "tower", not(target_arch = "wasm32")))]
pub(in crate::interop) use request::json;
#[cfg(all(feature = "tower", not(target_arch = "wasm32")))]
pub(in crate::interop) use valid::check_json_type;

pub use answers::{Answers, RequestIds};
pub use layer::AnswersService;
pub use rejection::Rejection;
pub use request_id::RequestId;
pub use valid::{JsonBody, Valid, ValidForm, ValidJson, ValidQuery};
