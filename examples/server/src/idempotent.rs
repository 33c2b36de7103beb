//! Runs each `Idempotency-Key` once.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::http::header::{HeaderName, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use tokio::sync::oneshot;
use unanimous::idempotency::{Answer, Fingerprint, Outcome, Timer, run_once};
use unanimous::interop::axum::Rejection;
use unanimous::rule::idempotency_key::{self, Form};
use unanimous::{Code, Reason};

use super::Config;
use super::keys::KeysError;

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const IDEMPOTENT_REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
const SOON: HeaderValue = HeaderValue::from_static("1");

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
pub(super) fn key(headers: &HeaderMap) -> Result<String, Rejection> {
    // One character a byte, as the fetch standard reads a header.
    let latin1 = |line: &HeaderValue| line.as_bytes().iter().copied().map(char::from).collect();
    let lines: Vec<String> = headers.get_all(IDEMPOTENCY_KEY).iter().map(latin1).collect();
    if lines.is_empty() {
        return Err(refused_key(&Reason::new(Code::IdempotencyKeyRequired)));
    }
    // Two header lines are the same as one with a list (RFC 9110 section 5.3). If one of the lines is empty, trimming leaves
    // only a comma at one end.
    let joined = lines.join(", ");
    let value = joined.trim_matches([' ', '\t']);
    if value.contains(", ") || value.starts_with(',') || value.ends_with(',') {
        return Err(refused_key(&Reason::new(Code::InvalidIdempotencyKey).with_detail("repeated")));
    }
    let key = idempotency_key::check(value, Form::Bare, idempotency_key::MAX_CHARACTERS);
    key.map(Into::into).map_err(|reason| refused_key(&reason))
}

/// The answer to an `Idempotency-Key` header that is missing or not valid.
fn refused_key(reason: &Reason) -> Rejection {
    let code = match reason.code() {
        Code::IdempotencyKeyRequired => "IDEMPOTENCY_KEY_REQUIRED",
        Code::TooLong => "IDEMPOTENCY_KEY_TOO_LONG",
        _ => "IDEMPOTENCY_KEY_INVALID",
    };
    let message = match reason.detail() {
        Some("repeated") => "Idempotency-Key header was sent more than once, or holds a list".into(),
        Some("quoted") => "Idempotency key must be sent without quotation marks".into(),
        _ => reason.to_string(),
    };
    Rejection::new(StatusCode::BAD_REQUEST, code, message)
}

/// Runs an operation once for its key and body. Every later request gets the response of the first.
///
/// A stored response is sent byte for byte as the first client got it, in its dialect and with its request id in the
/// body.
///
/// `scope` is the route. An API with accounts must add the account, so that two accounts can use the same key. The demo
/// has no accounts.
pub(super) async fn once<F>(
    app: &Arc<Config>,
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
    outcome.await.map_or_else(|_| internal_error(), response)
}

fn response(outcome: Outcome<KeysError>) -> Response {
    match outcome {
        Outcome::Ran { answer, stored } => {
            if let Err(error) = stored {
                tracing::error!("an answer is not stored yet: {error}");
            }
            respond(answer)
        }
        Outcome::Panicked => internal_error(),
        Outcome::Replay(answer) => ([(IDEMPOTENT_REPLAYED, "true")], respond(answer)).into_response(),
        Outcome::InProgress => {
            let message = "The first request with this Idempotency-Key is still running";
            ([(RETRY_AFTER, SOON)], Rejection::new(StatusCode::CONFLICT, "IDEMPOTENCY_IN_PROGRESS", message))
                .into_response()
        }
        Outcome::Conflict => {
            let message = "This Idempotency-Key was already used with another body";
            Rejection::new(StatusCode::UNPROCESSABLE_ENTITY, "IDEMPOTENCY_CONFLICT", message).into_response()
        }
        Outcome::Unavailable(error) => {
            // Without the store, nobody knows whether the operation has run before. So it must not run now.
            tracing::error!("{error}");
            unavailable(HeaderValue::from(error.retry_after()))
        }
        // Later versions of the library may add outcomes.
        _ => unavailable(SOON),
    }
}

fn internal_error() -> Response {
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

fn unavailable(after: HeaderValue) -> Response {
    let message = "Idempotency keys cannot be stored at the moment";
    let rejection = Rejection::new(StatusCode::SERVICE_UNAVAILABLE, "SERVICE_UNAVAILABLE", message);
    ([(RETRY_AFTER, after)], rejection).into_response()
}

/// Turns a stored response into an axum response.
fn respond(answer: Answer) -> Response {
    let mut response = Response::new(answer.body.into());
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in answer.headers {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(&value)) {
            response.headers_mut().append(name, value);
        }
    }
    response
}
