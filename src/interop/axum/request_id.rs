//! The id of a request.

use alloc::string::String;
use alloc::sync::Arc;
use core::convert::Infallible;
use core::fmt;

use axum::extract::FromRequestParts;
use axum::http::header::{HeaderMap, HeaderName};
use axum::http::request::Parts;

use super::answers::RequestIds;
use crate::interop::http::field;
use crate::rule::idempotency_key::new_idempotency_key;

pub(super) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of a request, which its response has in the header `x-request-id`. Handlers can take it as an argument, and
/// layers outside of [`Answers`](super::Answers) find it in the extensions of the response.
///
/// Without the layer, or with [`RequestIds::None`], it is an id that no answer carries.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// The id's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn of(headers: &HeaderMap, rule: RequestIds) -> Option<Self> {
        let given = match rule {
            RequestIds::FromClient => well_formed(headers),
            RequestIds::Random => None,
            RequestIds::None => return None,
            RequestIds::Custom(make) => make(headers),
        };
        // Both are random UUIDs.
        Some(Self(given.unwrap_or_else(new_idempotency_key).into()))
    }

    pub(super) fn of_client(headers: &HeaderMap) -> Option<Self> {
        well_formed(headers).map(|id| Self(id.into()))
    }
}

/// The client's id, if it is safe in a log and in a header.
fn well_formed(headers: &HeaderMap) -> Option<String> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    field(headers, &X_REQUEST_ID).filter(|id| (1..=64).contains(&id.len()) && id.bytes().all(is_plain))
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
