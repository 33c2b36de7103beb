//! The settings of a request that has passed the layer `Answers` of `interop::axum`.

use alloc::string::String;

use axum::extract::OriginalUri;
use bytes::Bytes;
use http::request::Parts;
use http::response;

use super::client;
use crate::interop::axum::{Client, RequestId};
use crate::render::Dialect;

/// The path as the client sent it: inside of a nested router, the other one lacks the prefix.
pub(super) fn path(parts: &Parts) -> &str {
    parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |OriginalUri(uri)| uri).path()
}

pub(super) fn request_id(parts: &Parts) -> String {
    let known = parts.extensions.get::<RequestId>();
    known.map_or_else(|| client::request_id(parts), |id| id.as_str().into())
}

pub(super) fn dialect(parts: &Parts) -> Option<Dialect> {
    parts.extensions.get::<Client>().map(Client::dialect)
}

pub(super) fn docs_base(parts: &Parts) -> Option<String> {
    parts.extensions.get::<Client>()?.docs_base()
}

/// The client of the request, which a handler does not know.
#[derive(Clone)]
pub(super) struct Pending(Option<Client>);

impl Pending {
    pub(super) fn of(parts: &Parts) -> Self {
        Self(parts.extensions.get().cloned())
    }

    /// Writes a `Rejection` that the handler has left to the layer, so that what is stored is what is sent. `None`: the
    /// handler has written the response itself.
    pub(super) async fn write(&self, parts: &mut response::Parts) -> Option<Bytes> {
        self.0.as_ref()?.write_pending(parts).await
    }
}
