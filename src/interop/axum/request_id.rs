//! The id of a request.

use alloc::sync::Arc;
use core::convert::Infallible;
use core::fmt;

use axum::extract::FromRequestParts;
use axum::http::header::HeaderMap;
use axum::http::request::Parts;

use super::answers::RequestIds;
use crate::interop::http::request_id_of_client;
use crate::rule::idempotency_key::new_idempotency_key;

/// The id of a request, which its response has in the header `x-request-id`. Handlers can take it as an argument, and
/// layers outside of [`Answers`](super::Answers) find it in the extensions of the response.
///
/// Without the layer, or with [`RequestIds::None`], it is an id that no response has.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// The id's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn of(headers: &HeaderMap, rule: RequestIds) -> Option<Self> {
        let given = match rule {
            RequestIds::FromClient => request_id_of_client(headers),
            RequestIds::Random => None,
            RequestIds::None => return None,
            RequestIds::Custom(make) => make(headers),
        };
        // A new request id is a random UUID, as a new idempotency key is.
        Some(Self(given.unwrap_or_else(new_idempotency_key).into()))
    }

    pub(super) fn of_client(headers: &HeaderMap) -> Option<Self> {
        request_id_of_client(headers).map(|id| Self(id.into()))
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for RequestId {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        if let Some(id) = parts.extensions.get::<Self>() {
            return Ok(id.clone());
        }
        let id = Self::of_client(&parts.headers).unwrap_or_else(|| Self(new_idempotency_key().into()));
        parts.extensions.insert(id.clone());
        Ok(id)
    }
}
