//! Runs each `Idempotency-Key` once.

use std::future::Future;
use std::sync::Arc;

use axum::http::header::{HeaderName, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use unanimous::idempotency::{Answer, Begin, Claim, Fingerprint, is_kept};
use unanimous::rule::idempotency_key::{self, Form};
use unanimous::{Code, Reason};

use super::answer::{Client, Refusal, respond};
use super::{App, body};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const IDEMPOTENT_REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
const SOON: HeaderValue = HeaderValue::from_static("1");
/// How often to try to store a response. The operation has run, so losing its response would be costly.
const FINISH_TRIES: u32 = 3;

/// Reads the key from the request's headers.
pub(super) fn key(headers: &HeaderMap) -> Result<String, Refusal> {
    let value = body::header(headers, &IDEMPOTENCY_KEY)
        .ok_or_else(|| Refusal::key(&Reason::new(Code::IdempotencyKeyRequired)))?;
    let key = idempotency_key::check(&value, Form::Bare, idempotency_key::MAX_CHARACTERS)
        .map_err(|reason| Refusal::key(&reason))?;
    // Two header lines become one value, joined by a comma and a space. The check above refuses the space. If one of
    // the lines is empty, trimming leaves only a comma at one end.
    if key.starts_with(',') || key.ends_with(',') {
        return Err(Refusal::key(&Reason::new(Code::InvalidIdempotencyKey)));
    }
    Ok(key.into_owned())
}

/// Runs an operation once for its key and body. Every later request gets the response of the first.
///
/// A stored response is sent byte for byte as the first client got it, in its dialect and with its request id in the
/// body.
///
/// `scope` is the route. An API with accounts must add the account, so that two accounts can use the same key. The demo
/// has no accounts.
pub(super) async fn once<F>(
    app: &Arc<App>,
    client: &Client,
    scope: &str,
    key: &str,
    bytes: &[u8],
    operation: impl FnOnce() -> F,
) -> Response
where
    F: Future<Output = Answer> + Send + 'static,
{
    let begun = app.keys.begin(&format!("{scope} {key}"), Fingerprint::of(bytes), (app.clock)()).await;
    match begun {
        Ok(Begin::Run(claim)) => {
            // The operation runs in a task of its own. If the client hangs up, this future is dropped, but the task
            // goes on and stores its response. The client can send the request again and get it.
            let run = tokio::spawn(run(Arc::clone(app), client.clone(), claim, operation()));
            run.await.map_or_else(|_| Refusal::INTERNAL_ERROR.into_response(), respond)
        }
        Ok(Begin::Replay(answer)) => ([(IDEMPOTENT_REPLAYED, "true")], respond(answer)).into_response(),
        Ok(Begin::InProgress) => ([(RETRY_AFTER, SOON)], Refusal::IDEMPOTENCY_IN_PROGRESS).into_response(),
        Ok(Begin::Conflict) => Refusal::IDEMPOTENCY_CONFLICT.into_response(),
        // Later versions of the library may add answers. None but `Run` lets the operation run.
        Ok(_) => ([(RETRY_AFTER, SOON)], Refusal::STORE_UNAVAILABLE).into_response(),
        Err(error) => {
            // Without the store, nobody knows whether the operation has run before. So it must not run now.
            tracing::error!("{error}");
            ([(RETRY_AFTER, SOON)], Refusal::STORE_UNAVAILABLE).into_response()
        }
    }
}

async fn run(
    app: Arc<App>,
    client: Client,
    claim: Claim,
    operation: impl Future<Output = Answer> + Send + 'static,
) -> Answer {
    // Another task, so that a panic ends only the operation.
    let answer = tokio::spawn(operation).await.unwrap_or_else(|_| Refusal::INTERNAL_ERROR.answer(&client));
    for turn in 1..=FINISH_TRIES {
        let stored = if is_kept(answer.status) {
            app.keys.finish(&claim, &answer).await
        } else {
            app.keys.abandon(&claim).await
        };
        match stored {
            Ok(()) => break,
            // If all attempts fail, the key stays claimed until its lease ends.
            Err(error) => tracing::error!("attempt {turn} to store an answer: {error}"),
        }
    }
    answer
}
