//! Middleware of `reqwest-middleware`: [`RetryMiddleware`] sends failed requests again, and [`Guard`] calls only URLs that
//! its policy allows. Needs the feature `reqwest-middleware`.
//!
//! ```no_run
//! use reqwest_middleware::ClientBuilder;
//! use unanimous::interop::reqwest::Guard;
//! use unanimous::interop::reqwest_middleware::{RetryMiddleware, RetryOptions};
//! use unanimous::rule::safe_url::Policy;
//!
//! let guard = Guard::new(Policy::default());
//! let client = ClientBuilder::new(guard.builder(reqwest::Client::builder())?.build()?)
//!     .with(RetryMiddleware::new(RetryOptions::default().idempotency_key(true)))
//!     .with(guard)
//!     .build();
//! # Ok::<(), reqwest::Error>(())
//! ```

use alloc::boxed::Box;

use http::Extensions;
use reqwest::{Body, Request, Response, ResponseBuilderExt as _};
use reqwest_middleware::{Error, Middleware, Next, Result};

use super::reqwest::{Guard, Refused};
use super::resend::{BoxError, Run, Server, Step};

pub use super::resend::{Budget, Event, Next as NextStep, NoResponse, RetryOptions, Stop};

/// Sends a failed request again while [`RetryAdvice`](crate::RetryAdvice) says so, within the limits of its
/// [`RetryOptions`].
///
/// - All attempts have one body and one `Idempotency-Key`. A body that is a stream can be sent once only.
/// - The server's delay is honoured: `Retry-After` and the like.
/// - The last response is the result, whatever its status, with its whole body.
/// - An attempt that takes too long gives a [`NoResponse::TimedOut`] as an error of the middleware.
///
/// Put it before a [`Guard`], so that each attempt is checked. A refusal is not retried.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct RetryMiddleware {
    options: RetryOptions,
}

impl RetryMiddleware {
    /// Middleware with these options.
    pub const fn new(options: RetryOptions) -> Self {
        Self { options }
    }
}

#[async_trait::async_trait]
impl Middleware for RetryMiddleware {
    async fn handle(&self, mut request: Request, extensions: &mut Extensions, next: Next<'_>) -> Result<Response> {
        let method = request.method().clone();
        let server = Server::new(request.url().host_str(), request.url().port_or_known_default());
        let mut run = Run::new(&self.options, &method, server, request.headers_mut());
        let mut ready = Some(request);
        while let Some(request) = ready.take() {
            ready = request.try_clone();
            let attempt = next.clone().run(request, extensions);
            let sent = run.send(async { attempt.await.map(into_http).map_err(into_boxed) }).await;
            if let Step::Done(result) = run.judge(sent, ready.is_some()).await {
                return result.map(|response| response.map(Body::wrap).into()).map_err(into_error);
            }
        }
        // `judge` asks for another attempt only if there is a request.
        Err(Error::middleware(NoResponse::TimedOut))
    }
}

/// The response as one of the crate `http`, which keeps its URL in an extension.
fn into_http(response: Response) -> http::Response<Body> {
    let url = response.url().clone();
    let mut response = http::Response::from(response);
    if let Ok(holder) = http::Response::builder().url(url).body(()) {
        response.extensions_mut().extend(holder.into_parts().0.extensions);
    }
    response
}

/// The error inside, whose type and causes the judgement looks at.
fn into_boxed(error: Error) -> BoxError {
    match error {
        Error::Reqwest(error) => error.into(),
        Error::Middleware(error) => error.reallocate_into_boxed_dyn_error_without_backtrace(),
    }
}

fn into_error(failure: NoResponse) -> Error {
    let NoResponse::Failed(error) = failure else { return Error::middleware(failure) };
    let error = match error.downcast() {
        Ok(error) => return Error::Reqwest(*error),
        Err(error) => error,
    };
    match error.downcast::<Refused>() {
        Ok(refused) => Error::middleware(*refused),
        Err(error) => Error::Middleware(anyhow::Error::from_boxed(error)),
    }
}

/// Checks the URL of each request, and the target of a redirect that was not followed. The client must be made with
/// [`Guard::builder`], which checks the addresses.
#[async_trait::async_trait]
impl Middleware for Guard {
    async fn handle(&self, request: Request, extensions: &mut Extensions, next: Next<'_>) -> Result<Response> {
        self.check(request.url().as_str()).map_err(Error::middleware)?;
        let response = next.run(request, extensions).await?;
        self.check_unfollowed(&response).map_err(Error::middleware)?;
        Ok(response)
    }
}
