//! The settings of a request that has passed the layer `Answers` of `interop::axum`.

use alloc::string::String;
use core::time::Duration;

use axum::extract::OriginalUri;
use bytes::Bytes;
use http::request::Parts;
use http::{Response, StatusCode, response};
use serde::de::DeserializeOwned;

use super::IdempotencyLayer;
use super::refusal::Refusal;
use crate::interop::axum::{Client, Rejection, RequestId, check_json_type, json};
use crate::interop::http::request_id_or_new;
use crate::render::Dialect;
use crate::report::Report;
use crate::schema::HasSchema;

impl IdempotencyLayer {
    /// Adds a check of each body as `interop::axum::ValidJson` does it, before the key is claimed. The handler takes the value
    /// as an `Extension<T>`.
    ///
    /// A refused request does not use up its key, so the corrected request may have the same key. The body's limits are
    /// those of this layer: [`max_bytes`](Self::max_bytes), [`body_timeout`](Self::body_timeout).
    ///
    /// ```
    /// use axum::{Extension, Router, routing::post};
    /// use unanimous::idempotency::MemoryStore;
    /// use unanimous::interop::tower::IdempotencyLayer;
    ///
    /// #[derive(Clone, serde::Deserialize)]
    /// struct Lead {
    ///     email: String,
    /// }
    /// unanimous::has_schema!(Lead, r#"{
    ///     "type": "object", "required": ["email"], "properties": { "email": { "type": "string", "format": "email" } }
    /// }"#);
    ///
    /// let once = IdempotencyLayer::new(MemoryStore::default()).valid_json::<Lead>();
    /// let create = |Extension(lead): Extension<Lead>| async move { lead.email };
    /// let app: Router = Router::new().route("/leads", post(create).route_layer(once));
    /// ```
    pub fn valid_json<T: HasSchema + DeserializeOwned + Clone + Send + Sync + 'static>(self) -> Self {
        self.check_head(|parts| Ok(check_json_type(&parts.headers)?)).check(|parts, bytes| {
            parts.extensions.insert(json::<T>(bytes)?);
            Ok(())
        })
    }
}

/// The same refusal, written by this layer.
impl From<Rejection> for Refusal {
    fn from(rejection: Rejection) -> Self {
        if let Some(report) = rejection.report() {
            return report.clone().into();
        }
        let (status, code, message) = rejection.into_problem();
        Self::new(StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), code, message)
    }
}

/// The path as the client sent it: inside of a nested router, the other one lacks the prefix.
pub(super) fn path(parts: &Parts) -> &str {
    parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |OriginalUri(uri)| uri).path()
}

pub(super) fn request_id(parts: &Parts) -> String {
    let known = parts.extensions.get::<RequestId>();
    known.map_or_else(|| request_id_or_new(&parts.headers), |id| id.as_str().into())
}

pub(super) fn dialect(parts: &Parts) -> Option<Dialect> {
    parts.extensions.get::<Client>().map(Client::dialect)
}

pub(super) fn docs_base(parts: &Parts) -> Option<String> {
    parts.extensions.get::<Client>()?.docs_base()
}

pub(super) fn body_limit(parts: &Parts) -> Option<usize> {
    parts.extensions.get::<Client>()?.body_limit()
}

pub(super) fn body_timeout(parts: &Parts) -> Option<Duration> {
    parts.extensions.get::<Client>()?.body_timeout()
}

/// The client of the request as the layer `Answers` knows it.
#[derive(Clone)]
pub(super) struct AnswersClient(Option<Client>);

impl AnswersClient {
    pub(super) fn of(parts: &Parts) -> Self {
        Self(parts.extensions.get().cloned())
    }

    /// Writes the issues of a body with the settings of `Answers`. `None`: there is no such layer.
    pub(super) async fn refuse(&self, report: &Report) -> Option<Response<Bytes>> {
        let (parts, body) = self.0.as_ref()?.refuse(report).into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.ok()?;
        Some(Response::from_parts(parts, body))
    }

    /// Writes a `Rejection` that the handler has left to the layer, so that what is stored is what is sent. `None`: the
    /// handler has written the response itself.
    pub(super) async fn write_pending(&self, parts: &mut response::Parts) -> Option<Bytes> {
        self.0.as_ref()?.write_pending(parts).await
    }
}
