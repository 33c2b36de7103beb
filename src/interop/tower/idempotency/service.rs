//! The service that the layer makes.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::mem;
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use http::header::RETRY_AFTER;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response};
use http_body::Body;
use http_body_util::BodyExt as _;
use tokio::sync::oneshot;
use tower_service::Service;

use super::client::Client;
use super::key::IdempotencyKey;
use super::refusal::{Refusal, report_internal_error};
use super::{Options, answers, body, response};
use crate::idempotency::{Answer, Fingerprint, Outcome, StoreError, is_kept, run_once_keeping};
use crate::interop::http::X_REQUEST_ID;
use crate::interop::span::Span;

/// The longest `Retry-After` for a store full of running requests. One may end at any time, mostly long before its lease does.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// The service of an [`IdempotencyLayer`](super::IdempotencyLayer).
#[derive(Clone)]
pub struct Idempotency<S> {
    inner: S,
    options: Arc<Options>,
}

impl<S> Idempotency<S> {
    pub(super) const fn new(inner: S, options: Arc<Options>) -> Self {
        Self { inner, options }
    }
}

impl<S: core::fmt::Debug> core::fmt::Debug for Idempotency<S> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Idempotency").field("inner", &self.inner).finish_non_exhaustive()
    }
}

impl<S, B, R> Service<Request<B>> for Idempotency<S>
where
    S: Service<Request<B>, Response = Response<R>> + Clone + Send + 'static,
    S::Future: Send + 'static,
    S::Error: Send + 'static,
    B: Body + From<Bytes> + Send + 'static,
    B::Data: Send,
    B::Error: Send,
    R: Body + From<Bytes> + Send + 'static,
    R::Data: Send,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response<R>, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        // The clone need not be ready, so it stays here.
        let clone = self.inner.clone();
        let mut inner = mem::replace(&mut self.inner, clone);
        if self.options.bypasses_store(request.method(), request.headers()) {
            return Box::pin(inner.call(request));
        }
        let span = Span::idempotent_request(request.method().as_str(), self.options.store.name());
        let once = once(inner, Arc::clone(&self.options), request, span.clone());
        Box::pin(span.around(once))
    }
}

/// Refuses the request, replays its response, or runs it once.
async fn once<S, B, R>(
    mut inner: S,
    options: Arc<Options>,
    request: Request<B>,
    span: Span,
) -> Result<Response<R>, S::Error>
where
    S: Service<Request<B>, Response = Response<R>> + Send + 'static,
    S::Future: Send + 'static,
    S::Error: Send + 'static,
    B: Body + From<Bytes> + Send + 'static,
    B::Data: Send,
    B::Error: Send,
    R: Body + From<Bytes> + Send + 'static,
    R::Data: Send,
{
    let (mut parts, body) = request.into_parts();
    let client = Client::of(&parts, &options, span.clone());
    let answers = client.answers.clone();
    let (key, bytes) = match admit(&mut parts, body, &options).await {
        Ok(admitted) => admitted,
        Err(refusal) => {
            span.decided("refused");
            span.replayed(false);
            return Ok(client.refuse(&refusal).await);
        }
    };
    set_request_id(&mut parts.headers, &client.request_id);
    if parts.extensions.get::<Claimed>().is_some_and(|Claimed(claimed)| *claimed == key) {
        span.decided("run");
        span.replayed(false);
        return inner.call(Request::from_parts(parts, bytes.into())).await;
    }
    parts.extensions.insert(Claimed(key.clone()));
    let fingerprint = Fingerprint::of_request(parts.uri.query(), &bytes);
    let request = Request::from_parts(parts, bytes.into());
    let slot = Arc::new(Mutex::new(None));
    let ran = Arc::clone(&slot);
    let operation = || async move {
        let (head, answer) = collect(inner.call(request).await, &answers).await;
        *ran.lock().unwrap_or_else(PoisonError::into_inner) = head;
        answer
    };
    let (answered, outcome) = oneshot::channel();
    // The operation runs in a task of its own. If the client hangs up, this future is dropped, but the task goes on and
    // stores its answer, which the client gets when it sends the request again.
    let task = Arc::clone(&options);
    let run = async move {
        let respond = |outcome: Outcome| {
            record(&span, &outcome);
            let error = store_error(&outcome).cloned();
            drop(answered.send(outcome));
            if let Some(error) = error {
                report_store_error(&task, &error);
            }
        };
        let keeps = |answer: &Answer| keeps(&task, answer);
        run_once_keeping(&*task.store, &task.clock, &key, fingerprint, operation, keeps, respond).await;
    };
    // The events of the inner service stay in the span of the request, or in the outer one if a filter drops it.
    #[cfg(feature = "tracing")]
    let run = tracing::Instrument::in_current_span(run);
    tokio::spawn(run);
    let outcome = outcome.await.unwrap_or(Outcome::Panicked);
    let head = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
    let mut response = respond(outcome, head, &client).await?;
    if !response.headers().contains_key(X_REQUEST_ID) {
        response.headers_mut().extend(response::field(X_REQUEST_ID.as_str(), &client.request_id));
    }
    Ok(response)
}

/// Reads the body and the key, and checks the request. Returns the key as the store knows it, and the body.
async fn admit<B>(parts: &mut http::request::Parts, body: B, options: &Options) -> Result<(String, Bytes), Refusal>
where
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Send,
{
    options.head_checks.iter().try_for_each(|check| check(parts))?;
    let limits = body::Limits::of(parts, options);
    let bytes = body::read(&parts.headers, body, limits).await?;
    let key = options.key(parts)?;
    options.checks.iter().try_for_each(|check| check(parts, &bytes))?;
    let stored_key = options.stored_key(parts, &key)?;
    parts.extensions.insert(IdempotencyKey(key));
    Ok((stored_key, bytes))
}

/// Gives the request the id that the answers of the layer name.
fn set_request_id(headers: &mut HeaderMap, id: &str) {
    match id.parse() {
        Ok(id) => _ = headers.insert(X_REQUEST_ID, id),
        Err(_) => report_internal_error("the function `request_id` of IdempotencyLayer returned no value of a header"),
    }
}

/// Tells the application and its traces of an error of the store.
fn report_store_error(options: &Options, error: &StoreError) {
    #[cfg(feature = "tracing")]
    crate::interop::tracing::store_failed(options.store.name(), error.code());
    options.on_store_error.iter().for_each(|callback| {
        _ = catch_panic("the function `on_store_error` of IdempotencyLayer panicked", || callback(error));
    });
}

/// Whether an answer is stored. An error of the service frees the key, whatever `keep` says. If `keep` panics, the default
/// decides.
fn keeps(options: &Options, answer: &Answer) -> bool {
    answer.status != NO_STATUS
        && catch_panic("the function `keep` of IdempotencyLayer panicked", || (options.keep)(answer))
            .unwrap_or_else(|| is_kept(answer.status))
}

/// Calls a function of the application. A panic in it must not end the task, which would leave the key locked.
fn catch_panic<T>(panicked: &'static str, call: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(call)).inspect_err(|_| report_internal_error(panicked)).ok()
}

/// The key that a layer has claimed, in the extensions of the request. A layer inside of that one would otherwise find the
/// request in progress, and refuse it each time.
#[derive(Clone)]
struct Claimed(String);

/// The status of an answer that stands for an error of the service.
const NO_STATUS: u16 = 0;

/// The head of the response for the first client, or the error of the service. `None` if the body broke.
type Head<E> = Option<Result<http::response::Parts, E>>;

/// Reads the whole response. A body that breaks counts as a failed request.
async fn collect<R: Body, E>(response: Result<Response<R>, E>, answers: &answers::AnswersClient) -> (Head<E>, Answer) {
    let empty = |status| Answer { status, headers: Vec::new(), body: Vec::new() };
    match response {
        Err(error) => (Some(Err(error)), empty(NO_STATUS)),
        Ok(response) => {
            let (mut parts, body) = response.into_parts();
            let Some(body) = body.collect().await.ok().map(http_body_util::Collected::to_bytes) else {
                return (None, empty(NO_STATUS));
            };
            let body = answers.write_pending(&mut parts).await.unwrap_or(body);
            let answer = response::answer(&parts, body);
            (Some(Ok(parts)), answer)
        }
    }
}

/// Records the decision, and the status of an answer that the client may not wait for.
fn record(span: &Span, outcome: &Outcome) {
    span.replayed(matches!(outcome, Outcome::Replay(_)));
    span.decided(match outcome {
        Outcome::Ran { .. } | Outcome::Panicked => "run",
        Outcome::Replay(_) => "replay",
        Outcome::InProgress => "in_progress",
        Outcome::Conflict => "conflict",
        Outcome::Unavailable(_) => "unavailable",
    });
    match outcome {
        Outcome::Ran { answer, .. } if answer.status == NO_STATUS => {
            span.error_type("_OTHER");
            span.failed();
        }
        Outcome::Ran { answer, .. } if answer.status >= 500 => span.failed_with(answer.status),
        Outcome::Ran { answer, .. } | Outcome::Replay(answer) => span.status(answer.status),
        _ => {}
    }
}

/// The error of the store, if it failed.
fn store_error(outcome: &Outcome) -> Option<&StoreError> {
    match outcome {
        Outcome::Ran { stored: Err(error), .. } | Outcome::Unavailable(error) => Some(error),
        _ => None,
    }
}

async fn respond<R: From<Bytes>, E>(outcome: Outcome, head: Head<E>, client: &Client) -> Result<Response<R>, E> {
    Ok(match outcome {
        Outcome::Ran { answer, .. } => match head.transpose()? {
            Some(parts) => Response::from_parts(parts, Bytes::from(answer.body).into()),
            None => client.refuse(&Refusal::internal_error("the body of the response broke")).await,
        },
        Outcome::Panicked => {
            client.refuse(&Refusal::internal_error("the inner service panicked, or the runtime shut down")).await
        }
        Outcome::Replay(answer) => {
            #[cfg(feature = "tracing")]
            crate::interop::tracing::replayed(answer.status);
            response::replayed(answer)
        }
        Outcome::InProgress => with_retry_after(client.refuse(&Refusal::IN_PROGRESS).await, Duration::ZERO),
        Outcome::Conflict => client.refuse(&Refusal::CONFLICT).await,
        Outcome::Unavailable(error) => {
            with_retry_after(client.refuse(&Refusal::UNAVAILABLE).await, error.retry_after().unwrap_or_default())
        }
    })
}

/// Adds `Retry-After`, in whole seconds from 1 to 5. It is rounded up, so that there is room when the client comes back.
fn with_retry_after<R>(mut response: Response<R>, time: Duration) -> Response<R> {
    let seconds = time.min(LONGEST_WAIT).saturating_add(Duration::from_millis(999)).as_secs().max(1);
    let headers: &mut HeaderMap = response.headers_mut();
    headers.insert::<HeaderName>(RETRY_AFTER, HeaderValue::from(seconds));
    response
}
