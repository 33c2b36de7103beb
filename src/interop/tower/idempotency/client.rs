//! The parts of a request on which its error response depends.

use alloc::borrow::ToOwned as _;
use alloc::string::String;

use bytes::Bytes;
use http::header::{ACCEPT, CONNECTION};
use http::request::Parts;
use http::{HeaderValue, Response, StatusCode};

use super::refusal::{Cause, Refusal};
use super::{Options, answers};
use crate::interop::http::field;
use crate::interop::span::Span;
use crate::render::{self, Context, Dialect};

/// The client of one request.
pub(super) struct Client {
    #[cfg(feature = "tracing")]
    method: http::Method,
    accept: String,
    path: String,
    pub(super) request_id: String,
    dialect: Dialect,
    docs_base: Option<String>,
    pub(super) answers: answers::AnswersClient,
    span: Span,
}

impl Client {
    pub(super) fn of(parts: &Parts, options: &Options, span: Span) -> Self {
        Self {
            #[cfg(feature = "tracing")]
            method: parts.method.clone(),
            accept: field(&parts.headers, &ACCEPT).unwrap_or_default(),
            path: answers::path(parts).to_owned(),
            request_id: options.request_id.as_ref().map_or_else(|| answers::request_id(parts), |id| id(parts)),
            dialect: options.dialect.or_else(|| answers::dialect(parts)).unwrap_or_default(),
            docs_base: options.docs_base.clone().or_else(|| answers::docs_base(parts)),
            answers: answers::AnswersClient::of(parts),
            span,
        }
    }

    /// Writes a refusal in the dialect of the client.
    pub(super) async fn refuse<B: From<Bytes>>(&self, refusal: &Refusal) -> Response<B> {
        if let Cause::Invalid(report) = &refusal.0
            && let Some(response) = self.answers.refuse(report).await
        {
            self.trace(refusal, response.status().as_u16());
            return response.map(Into::into);
        }
        let context = Context {
            request_id: Some(&self.request_id),
            instance: Some(&self.path),
            accept: Some(&self.accept),
            docs_base: self.docs_base.as_deref(),
            ..Context::default()
        };
        let written = match &refusal.0 {
            Cause::Error { status, code, message } => {
                render::error(status.as_u16(), code, message, self.dialect, &context)
            }
            Cause::Invalid(report) => render::response(report, self.dialect, &context),
        };
        self.trace(refusal, written.status);
        let mut response = Response::<String>::from(written).map(|body| Bytes::from(body).into());
        if matches!(response.status(), StatusCode::PAYLOAD_TOO_LARGE | StatusCode::REQUEST_TIMEOUT) {
            // The rest of the body is not read to its end, so the next bytes are not a request.
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }

    /// Emits an event, and records the status and the code in the span.
    fn trace(&self, refusal: &Refusal, status: u16) {
        self.span.status(status);
        self.span.error_type(refusal.code());
        if status >= 500 {
            self.span.failed();
        }
        #[cfg(feature = "tracing")]
        refusal.trace(self.method.as_str(), status);
    }
}
