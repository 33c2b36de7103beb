//! The layer that sends failed requests again.

use alloc::boxed::Box;
use core::future::poll_fn;
use core::mem;
use core::pin::Pin;
use core::task::{Context, Poll};

use http::{Request, Response, Uri};
use http_body::Body;
use tower_layer::Layer;
use tower_service::Service;

use super::super::resend::{BoxError, Run, Server, Step};
use super::{NoResponse, ReadAhead, RetryOptions};

/// Sends a failed request again while [`RetryAdvice`](crate::RetryAdvice) says so, within the limits of its
/// [`RetryOptions`].
///
/// - All attempts have one body, which is cloned, and one `Idempotency-Key`. A body such as `Full<Bytes>` is cheap to clone;
///   collect one that is a stream first.
/// - The server's delay is honoured: `Retry-After` and the like.
/// - The last response is the result, whatever its status. What was read of its body comes again: [`ReadAhead`].
/// - The error of the service is the [`NoResponse`] of the last attempt.
///
/// It is no policy of `tower::retry`: such a policy decides before the body of an error has come, and the code in the body
/// says whether a retry helps.
///
/// ```
/// use tower_layer::Layer as _;
/// use unanimous::interop::tower::{RetryLayer, RetryOptions};
///
/// # let client = ();
/// let client = RetryLayer::new(RetryOptions::default().idempotency_key(true)).layer(client);
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct RetryLayer {
    options: RetryOptions,
}

impl RetryLayer {
    /// A layer with these options. All its services share one budget.
    pub const fn new(options: RetryOptions) -> Self {
        Self { options }
    }
}

impl<S> Layer<S> for RetryLayer {
    type Service = Retry<S>;

    fn layer(&self, inner: S) -> Retry<S> {
        Retry { inner, options: self.options.clone() }
    }
}

/// The host and the port, or the port of the scheme.
fn server_of(uri: &Uri) -> Server {
    let default = || match uri.scheme_str()? {
        "https" => Some(443),
        "http" => Some(80),
        _ => None,
    };
    Server::new(uri.host(), uri.port_u16().or_else(default))
}

/// The service of a [`RetryLayer`].
#[derive(Clone, Debug)]
pub struct Retry<S> {
    inner: S,
    options: RetryOptions,
}

impl<S, B, R> Service<Request<B>> for Retry<S>
where
    S: Service<Request<B>, Response = Response<R>> + Clone + Send + 'static,
    S::Future: Send + 'static,
    S::Error: Into<BoxError> + Send + 'static,
    B: Clone + Send + 'static,
    R: Body + Send + 'static,
    R::Error: Send,
{
    type Response = Response<ReadAhead<R>>;
    type Error = NoResponse;
    type Future = Pin<Box<dyn Future<Output = Result<Response<ReadAhead<R>>, NoResponse>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), NoResponse>> {
        self.inner.poll_ready(context).map_err(|error| NoResponse::Failed(error.into()))
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        // The clone need not be ready, so it stays here.
        let clone = self.inner.clone();
        let mut inner = mem::replace(&mut self.inner, clone);
        let method = request.method().clone();
        let server = server_of(request.uri());
        let mut run = Run::new(&self.options, &method, server, request.headers_mut());
        Box::pin(async move {
            // The service is ready for the first attempt.
            let (service, first) = (&mut inner, request.clone());
            let mut sent = run.send(async move { service.call(first).await }).await;
            loop {
                match run.judge(sent, true).await {
                    Step::Done(result) => return result,
                    Step::Again => {}
                }
                let (service, again) = (&mut inner, request.clone());
                let attempt = async move {
                    poll_fn(|context| service.poll_ready(context)).await?;
                    service.call(again).await
                };
                sent = run.send(attempt).await;
            }
        })
    }
}
