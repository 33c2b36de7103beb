//! The settings of a request where the feature `axum` is off: there is no layer `Answers`.

use alloc::string::String;
use core::time::Duration;

use bytes::Bytes;
use http::request::Parts;
use http::{Response, response};

use crate::interop::http::request_id_or_new;
use crate::render::Dialect;
use crate::report::Report;

pub(super) fn path(parts: &Parts) -> &str {
    parts.uri.path()
}

pub(super) fn request_id(parts: &Parts) -> String {
    request_id_or_new(&parts.headers)
}

pub(super) const fn dialect(_: &Parts) -> Option<Dialect> {
    None
}

pub(super) const fn docs_base(_: &Parts) -> Option<String> {
    None
}

pub(super) const fn body_limit(_: &Parts) -> Option<usize> {
    None
}

pub(super) const fn body_timeout(_: &Parts) -> Option<Duration> {
    None
}

/// No layer `Answers` knows the client.
#[derive(Clone)]
pub(super) struct AnswersClient;

impl AnswersClient {
    pub(super) const fn of(_: &Parts) -> Self {
        Self
    }

    /// Writes the issues of a body with the settings of the layer. `None`: there is no such layer.
    #[allow(clippy::unused_async, reason = "as with `axum`")]
    pub(super) async fn refuse(&self, _: &Report) -> Option<Response<Bytes>> {
        None
    }

    /// Writes what a handler has left to the layer. `None`: the handler has written the response itself.
    #[allow(clippy::unused_async, reason = "as with `axum`")]
    pub(super) async fn write_pending(&self, _: &mut response::Parts) -> Option<Bytes> {
        None
    }
}
