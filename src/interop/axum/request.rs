//! The parts of a request that an extractor keeps, and the checks of its value, whose rejections need these parts.

use axum::extract::MatchedPath;
use axum::http::Method;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::cause::Problem;
use super::client::Client;
use super::rejection::Rejection;
use crate::interop::decode::decode;
use crate::interop::tracing;
use crate::json::{Json, read};
use crate::schema::HasSchema;

/// The parts of a request that a rejection of it needs: for the client, and for the event that reports it.
#[derive(Clone, Debug)]
pub(super) struct RequestContext {
    client: Client,
    method: Method,
    route: Option<MatchedPath>,
}

impl RequestContext {
    pub(super) fn of(parts: &Parts) -> Self {
        Self {
            client: Client::of(&parts.headers, &parts.extensions, &parts.uri),
            method: parts.method.clone(),
            route: parts.extensions.get::<MatchedPath>().cloned(),
        }
    }

    /// Refuses the request, for its client.
    pub(super) fn refuse(&self, rejection: impl Into<Rejection>) -> Rejection {
        let rejection = rejection.into().for_client(&self.client);
        let status = self.client.status(rejection.cause());
        let issues = rejection.report().map(tracing::issue_codes).unwrap_or_default();
        let route = self.route.as_ref().map(MatchedPath::as_str);
        tracing::request_refused(self.method.as_str(), route, status, rejection.code(), &issues);
        rejection
    }
}

/// Reads JSON, checks it, and makes a `T` of it. The rejection does not know its client.
pub(in crate::interop) fn json<T: HasSchema + DeserializeOwned>(bytes: &[u8]) -> Result<T, Rejection> {
    match read::exact(bytes) {
        Ok(json) => value(json),
        Err(error) => Err(Problem::not_json(error).into()),
    }
}

/// Reads a form or a query, checks it, and makes a `T` of it. The rejection does not know its client.
pub(super) fn form<T: HasSchema + DeserializeOwned>(bytes: &[u8]) -> Result<T, Rejection> {
    value(T::schema().read_form(form_urlencoded::parse(bytes)))
}

/// Checks a value, and makes a `T` of it.
fn value<T: HasSchema + DeserializeOwned>(value: Json) -> Result<T, Rejection> {
    T::schema().check(&value)?;
    decode(value).map_err(|mismatch| {
        tracing::type_mismatch(Some(core::any::type_name::<T>()), &mismatch);
        Problem::INTERNAL.into()
    })
}
