//! Runs each `Idempotency-Key` once.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::http::header::{HeaderName, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use tokio::sync::oneshot;
use unanimous::idempotency::{Answer, Fingerprint, Outcome, StoreError, Timer, run_once};
use unanimous::rule::idempotency_key::{self, Form};
use unanimous::{Code, Reason};

use super::answer::{Refusal, respond};
use super::{App, body};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const IDEMPOTENT_REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
const SOON: HeaderValue = HeaderValue::from_static("1");

/// How long a client is told to wait, at most, for room in a store full of running requests.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// The app's clock and Tokio's timer.
struct Clock(fn() -> u64);

impl Timer for Clock {
    fn now(&self) -> u64 {
        (self.0)()
    }

    async fn sleep(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }
}

/// Reads the key from the request's headers.
pub(super) fn key(headers: &HeaderMap) -> Result<String, Refusal> {
    let value = body::header(headers, &IDEMPOTENCY_KEY)
        .ok_or_else(|| Refusal::key(&Reason::new(Code::IdempotencyKeyRequired)))?;
    // Two header lines become one value, joined by a comma and a space, and RFC 9110 section 5.3 takes them for the same.
    // If one of the lines is empty, trimming leaves only a comma at one end.
    if value.contains(", ") || value.starts_with(',') || value.ends_with(',') {
        return Err(Refusal::key(&Reason::new(Code::InvalidIdempotencyKey).with_detail("repeated")));
    }
    let key = idempotency_key::check(&value, Form::Bare, idempotency_key::MAX_CHARACTERS)
        .map_err(|reason| Refusal::key(&reason))?;
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
    scope: &str,
    key: &str,
    bytes: &[u8],
    operation: impl FnOnce() -> F,
) -> Response
where
    F: Future<Output = Answer> + Send + 'static,
{
    let (app, key, fingerprint) = (Arc::clone(app), format!("{scope} {key}"), Fingerprint::of(bytes));
    let operation = operation();
    let (answered, outcome) = oneshot::channel();
    // The operation runs in a task of its own. If the client hangs up, this future is dropped, but the task goes on and
    // stores its answer, which the client gets when it sends the request again.
    tokio::spawn(async move {
        let respond = |outcome| drop(answered.send(outcome));
        run_once(&app.keys, &Clock(app.clock), &key, fingerprint, || operation, respond).await;
    });
    outcome.await.map_or_else(|_| Refusal::INTERNAL_ERROR.into_response(), response)
}

fn response(outcome: Outcome) -> Response {
    match outcome {
        Outcome::Ran { answer, stored } => {
            if let Err(error) = stored {
                tracing::error!("an answer is not stored yet: {error}");
            }
            respond(answer)
        }
        Outcome::Panicked => Refusal::INTERNAL_ERROR.into_response(),
        Outcome::Replay(answer) => ([(IDEMPOTENT_REPLAYED, "true")], respond(answer)).into_response(),
        Outcome::InProgress => ([(RETRY_AFTER, SOON)], Refusal::IDEMPOTENCY_IN_PROGRESS).into_response(),
        Outcome::Conflict => Refusal::IDEMPOTENCY_CONFLICT.into_response(),
        Outcome::Unavailable(error) => {
            // Without the store, nobody knows whether the operation has run before. So it must not run now.
            tracing::error!("{error}");
            let after = HeaderValue::from(retry_seconds(&error));
            ([(RETRY_AFTER, after)], Refusal::STORE_UNAVAILABLE).into_response()
        }
        // Later versions of the library may add outcomes.
        _ => ([(RETRY_AFTER, SOON)], Refusal::STORE_UNAVAILABLE).into_response(),
    }
}

/// After how many seconds a client should try again: when a lease ends, but at most 5. A request that runs may end at any
/// time, and mostly does so long before its lease.
fn retry_seconds(error: &StoreError) -> u64 {
    let time = error.retry_after().unwrap_or_default().min(LONGEST_WAIT);
    // Rounded up, so that there is room when the client comes back.
    time.saturating_add(Duration::from_millis(999)).as_secs().max(1)
}
