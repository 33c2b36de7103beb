//! `Valid<T>` checks the body against the schema of `T`, then reads it as a `T`.

use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;
use serde_json::Value;
use unanimous::Schema;

use super::body;
use super::refusal::{Problem, Refusal};

/// A type whose JSON a schema describes.
pub trait HasSchema {
    /// The schema, compiled once.
    fn schema() -> &'static Schema;
}

/// A request's JSON body that its schema accepts.
///
/// The schema reports every issue with its path. serde alone would stop at the first, and its text may quote the input.
#[derive(Debug)]
pub struct Valid<T>(pub T);

impl<T: HasSchema + DeserializeOwned, S: Send + Sync> FromRequest<S> for Valid<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let accept = body::accept(&request);
        let judged = async {
            let value: Value = body::json(&body::read(request, state).await?).map_err(|_| Problem::NOT_JSON)?;
            T::schema().check(&value).map_err(Problem::Invalid)?;
            // The schema accepts a value that the type cannot hold. The client cannot fix that.
            serde_json::from_value(value).map_err(|error| {
                tracing::error!(line = error.line(), "the schema and {} disagree", std::any::type_name::<T>());
                Problem::INTERNAL
            })
        };
        judged.await.map(Self).map_err(|problem| Refusal { problem, accept })
    }
}
