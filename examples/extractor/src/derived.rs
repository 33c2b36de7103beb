//! `Derived<T>` reads the body as a `T`, then calls `T::validate`.

use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use validator::Validate;

use super::body;
use super::refusal::{Problem, Refusal};

/// A request's JSON body that `validator::Validate` accepts.
///
/// Issues come in a fixed order; `validator`'s own order changes from run to run. JSON that serde cannot read as a `T`
/// is refused without details, because serde stops at the first mistake and its text may quote the input.
/// [`Valid`](super::Valid) names every mistake.
#[derive(Debug)]
pub struct Derived<T>(pub T);

impl<T: Validate + DeserializeOwned, S: Send + Sync> FromRequest<S> for Derived<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let accept = body::accept(&request);
        let judged = async {
            let value: T = body::json(&body::read(request, state).await?).map_err(|error| match error.classify() {
                Category::Data => Problem::WRONG_SHAPE,
                Category::Io | Category::Syntax | Category::Eof => Problem::NOT_JSON,
            })?;
            value.validate().map_err(|errors| Problem::Invalid(errors.into()))?;
            Ok(value)
        };
        judged.await.map(Self).map_err(|problem| Refusal { problem, accept })
    }
}
