//! [`Answers`] as a layer.

use alloc::boxed::Box;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use axum::body::HttpBody as _;
use axum::http::header::{CONNECTION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, Request, Uri};
use axum::response::{IntoResponse, Response};
use tower_layer::Layer;
use tower_service::Service;

use super::answers::Answers;
use super::cause::{Pending, Problem};
use super::client::Client;
use crate::interop::http::X_REQUEST_ID;

impl<S> Layer<S> for Answers {
    type Service = AnswersService<S>;

    fn layer(&self, inner: S) -> AnswersService<S> {
        AnswersService { inner, answers: self.clone() }
    }
}

/// The service of the layer [`Answers`].
#[derive(Clone, Debug)]
pub struct AnswersService<S> {
    inner: S,
    answers: Answers,
}

/// Bodies of any type pass through: other layers may stand before and after this one.
impl<S, B> Service<Request<B>> for AnswersService<S>
where
    S: Service<Request<B>>,
    S::Response: IntoResponse,
    S::Future: Send + 'static,
{
    type Response = Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        let client = Client::new(&self.answers, request.headers(), request.extensions(), request.uri());
        if client
            .settings
            .head_limit
            .is_some_and(|most| head_bytes(client.uri().unwrap_or(request.uri()), request.headers()) > most)
        {
            let mut response = client.write(&Problem::HEAD_TOO_LARGE.into(), None);
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            return Box::pin(async move { Ok(with_request_id(response, &client)) });
        }
        let method = request.method().clone();
        if let Some(id) = client.request_id().cloned() {
            request.extensions_mut().insert(id);
        }
        request.extensions_mut().insert(client.clone());
        let response = self.inner.call(request);
        Box::pin(async move {
            let mut response = response.await?.into_response();
            if let Some(Pending { cause, status }) = response.extensions_mut().remove::<Pending>() {
                // A handler may have set another status, or a layer inside of this one.
                let other = Some(response.status()).filter(|found| *found != status);
                response = client.rewrite(response, &cause, other);
            } else if is_empty_error(&response) && !client.settings.keep_empty {
                let cause = Problem::of_status(response.status(), &method).into();
                response = client.rewrite(response, &cause, None);
            }
            Ok(with_request_id(response, &client))
        })
    }
}

/// Adds the id of the request.
fn with_request_id(mut response: Response, client: &Client) -> Response {
    if let Some(id) = client.request_id() {
        if let Ok(value) = HeaderValue::try_from(id.as_str()) {
            response.headers_mut().insert(X_REQUEST_ID, value);
        }
        response.extensions_mut().insert(id.clone());
    }
    response
}

/// The bytes of the target and of the names and values of the headers, as Node counts them.
fn head_bytes(uri: &Uri, headers: &HeaderMap) -> usize {
    let scheme = uri.scheme_str().map_or(0, |scheme| scheme.len() + "://".len());
    let authority = uri.authority().map_or(0, |authority| authority.as_str().len());
    let path = uri.path_and_query().map_or(0, |path| path.as_str().len());
    let headers = headers.iter().map(|(name, value)| name.as_str().len() + value.len());
    scheme + authority + path + headers.sum::<usize>()
}

fn is_empty_error(response: &Response) -> bool {
    let status = response.status();
    (status.is_client_error() || status.is_server_error())
        && response.body().size_hint().exact() == Some(0)
        && !response.headers().contains_key(CONTENT_TYPE)
}
