//! The attempts of one request.

use alloc::borrow::ToOwned as _;
use alloc::string::String;
use core::time::Duration;

use http::{HeaderMap, HeaderValue, Method, Response};
use http_body::Body;
use tokio::time::{Instant, sleep, timeout};

use super::{BoxError, Event, Next, NoResponse, ReadAhead, RetryOptions, Stop};
use crate::api_error::{self, ApiError, MAX_BODY};
use crate::interop::span::Span;
use crate::millis;
use crate::retry::{Attempt, RetryAdvice, RetryReason};
use crate::rule::idempotency_key::new_idempotency_key;

const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// The step after an attempt.
pub(in crate::interop) enum Step<B: Body> {
    /// Send the request again, now.
    Again,
    /// This is the result.
    Done(Result<Response<ReadAhead<B>>, NoResponse>),
}

/// Where the requests go.
pub(in crate::interop) struct Server {
    host: Option<String>,
    port: Option<u16>,
}

impl Server {
    /// The host without the brackets of an IPv6 address.
    pub(in crate::interop) fn new(host: Option<&str>, port: Option<u16>) -> Self {
        Self { host: host.map(|host| host.trim_matches(['[', ']']).to_owned()), port }
    }
}

/// The attempts of one request.
pub(in crate::interop) struct Run {
    options: RetryOptions,
    method: Method,
    server: Server,
    has_key: bool,
    attempt: u32,
    started: Instant,
    /// What the last retry has cost.
    paid: Option<u32>,
}

impl Run {
    /// Begins with the first attempt. Adds a key to the headers if the options say so.
    pub(in crate::interop) fn new(
        options: &RetryOptions,
        method: &Method,
        server: Server,
        headers: &mut HeaderMap,
    ) -> Self {
        // An empty key names no operation, so no server honours it.
        let mut has_key = headers.get_all(IDEMPOTENCY_KEY).iter().any(|key| !key.as_bytes().trim_ascii().is_empty());
        if options.adds_key && matches!(*method, Method::POST | Method::PATCH) && !has_key {
            // A UUID is visible ASCII.
            if let Ok(key) = HeaderValue::from_str(&new_idempotency_key()) {
                headers.insert(IDEMPOTENCY_KEY, key);
                has_key = true;
            }
        }
        let method = method.clone();
        Self { options: options.clone(), method, server, has_key, attempt: 0, started: Instant::now(), paid: None }
    }

    /// Waits for the response of an attempt, within its limit and what is left of the time in all.
    pub(in crate::interop) async fn send<B, E: Into<BoxError>>(
        &self,
        sent: impl Future<Output = Result<Response<B>, E>>,
    ) -> Result<Response<B>, NoResponse> {
        let (host, port) = (self.server.host.as_deref(), self.server.port);
        let span = Span::attempt(self.method.as_str(), host, port, self.attempt);
        let result = match span.around(timeout(self.options.attempt_timeout.min(self.remaining()), sent)).await {
            Ok(sent) => sent.map_err(|error| NoResponse::Failed(error.into())),
            Err(_) => Err(NoResponse::TimedOut),
        };
        match &result {
            Ok(response) if is_error(response) => span.failed_with(response.status().as_u16()),
            Ok(response) => span.status(response.status().as_u16()),
            Err(failure) => {
                span.error_type(failure.error_type());
                span.failed();
            }
        }
        result
    }

    /// Judges an attempt, and waits before the next one. `is_repeatable` says whether the body can be sent again.
    pub(in crate::interop) async fn judge<B: Body>(
        &mut self,
        sent: Result<Response<B>, NoResponse>,
        is_repeatable: bool,
    ) -> Step<B> {
        let (result, event) = self.read(sent, is_repeatable).await;
        let Some(event) = event else {
            self.options.budget.refund(self.paid.unwrap_or(1));
            return Step::Done(result);
        };
        #[cfg(feature = "tracing")]
        crate::interop::tracing::resend_decided(self.method.as_str(), &event);
        if let Some(on_event) = &self.options.on_event {
            on_event(&event);
        }
        let Next::Again(after) = event.next else { return Step::Done(result) };
        // An unread body would keep its connection open.
        drop(result);
        sleep(after).await;
        self.attempt += 1;
        Step::Again
    }

    /// Reads an error and decides what to do. Returns no event for a response that is no error.
    async fn read<B: Body>(
        &mut self,
        sent: Result<Response<B>, NoResponse>,
        is_repeatable: bool,
    ) -> (Result<Response<ReadAhead<B>>, NoResponse>, Option<Event>) {
        let attempt = self.attempt;
        match sent {
            Ok(response) if !is_error(&response) => (Ok(response.map(ReadAhead::unread)), None),
            Ok(response) => {
                let (parts, body) = response.into_parts();
                let mut body = ReadAhead::unread(body);
                // `ApiError::read` ignores what is longer.
                let (bytes, incomplete) = body.read(MAX_BODY, self.options.body_timeout.min(self.remaining())).await;
                let status = parts.status.as_u16();
                let now = Some(millis::now());
                let headers = (&parts.headers).into();
                let response = api_error::Response { status, headers, body: &bytes, now, incomplete };
                let advice = RetryAdvice::decide(&ApiError::read(&response), &self.attempt());
                let next = self.next(&advice, is_repeatable);
                let event = Event { attempt, status: Some(status), next, advice: Some(advice) };
                (Ok(Response::from_parts(parts, body)), Some(event))
            }
            Err(failure) if failure.is_permanent(|cause| self.is_final(cause)) => {
                let event = Event { attempt, status: None, next: Next::Stop(Stop::Permanent), advice: None };
                (Err(failure), Some(event))
            }
            Err(failure) => {
                let advice = RetryAdvice::no_response(&self.attempt());
                let next = self.next(&advice, is_repeatable);
                (Err(failure), Some(Event { attempt, status: None, next, advice: Some(advice) }))
            }
        }
    }

    /// Turns an advice into the next step, within the limits of the options.
    fn next(&mut self, advice: &RetryAdvice, is_repeatable: bool) -> Next {
        let Some(after) = advice.after.filter(|_| advice.retry) else { return Next::Stop(Stop::Advice) };
        if !is_repeatable {
            return Next::Stop(Stop::Body);
        }
        if self.started.elapsed().saturating_add(after) >= self.options.total_time {
            return Next::Stop(Stop::TotalTime);
        }
        let is_throttled = matches!(advice.why, RetryReason::RateLimited | RetryReason::Throttled);
        match self.options.budget.pay(is_throttled) {
            None => Next::Stop(Stop::Budget),
            paid => {
                self.paid = paid;
                Next::Again(after)
            }
        }
    }

    /// The rest of the total time.
    fn remaining(&self) -> Duration {
        self.options.total_time.saturating_sub(self.started.elapsed())
    }

    fn attempt(&self) -> Attempt<'_> {
        Attempt {
            method: self.method.as_str(),
            idempotency_key: self.has_key,
            attempt: self.attempt,
            now: Some(millis::now()),
            random: self.options.random.unwrap_or(random)(),
            ..self.options.attempt.clone()
        }
    }

    fn is_final(&self, cause: &(dyn core::error::Error + 'static)) -> bool {
        self.options.is_final.as_ref().is_some_and(|is_final| is_final(cause))
    }
}

fn is_error<B>(response: &Response<B>) -> bool {
    response.status().is_client_error() || response.status().is_server_error()
}

/// A random number from 0 to 1 for the jitter, so that clients that failed together do not come back together.
fn random() -> f64 {
    let mut bytes = [0xff; 4];
    // Without random numbers, the wait is the longest.
    let _ = getrandom::fill(&mut bytes);
    f64::from(u32::from_be_bytes(bytes)) / f64::from(u32::MAX)
}
