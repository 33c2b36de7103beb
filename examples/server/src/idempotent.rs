//! One key, one run: what a request with an `Idempotency-Key` gets.

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
/// How often an answer is offered to a store that does not take it: the operation has run, so much hangs on it.
const FINISH_TRIES: u32 = 3;

/// The request's key.
pub(super) fn key(headers: &HeaderMap) -> Result<String, Refusal> {
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

/// Runs an operation once for its key and body, and answers every later request with what it answered.
///
/// A stored answer is given as it was written for the first client, whatever dialect the next one asks for: it is the
/// same answer to the byte, and names the first request's id in its body where it names one.
///
/// `scope` is the route. An API with accounts puts the account here too, or two accounts that happen to choose one key
/// would meet; the demo knows nobody by name.
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
            // A task of its own: a client that hangs up drops this future, but neither stops the operation halfway nor
            // leaves the key claimed. It comes again and gets the answer.
            let run = tokio::spawn(run(Arc::clone(app), client.clone(), claim, operation()));
            run.await.map_or_else(|_| Refusal::INTERNAL_ERROR.into_response(), respond)
        }
        Ok(Begin::Replay(answer)) => ([(IDEMPOTENT_REPLAYED, "true")], respond(answer)).into_response(),
        Ok(Begin::InProgress) => ([(RETRY_AFTER, SOON)], Refusal::IDEMPOTENCY_IN_PROGRESS).into_response(),
        Ok(Begin::Conflict) => Refusal::IDEMPOTENCY_CONFLICT.into_response(),
        Err(error) => {
            // Without the store nobody knows whether the operation has run, so it does not.
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
    // Again a task of its own, so that a panic ends there.
    let answer = tokio::spawn(operation).await.unwrap_or_else(|_| Refusal::INTERNAL_ERROR.answer(&client));
    for turn in 1..=FINISH_TRIES {
        let stored = if is_kept(answer.status) {
            app.keys.finish(&claim, &answer).await
        } else {
            app.keys.abandon(&claim).await
        };
        match stored {
            Ok(()) => break,
            // The key stays claimed until its lease is over.
            Err(error) => tracing::error!("attempt {turn} to store an answer: {error}"),
        }
    }
    answer
}
