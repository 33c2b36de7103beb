//! What an error response has to know about its request.

use alloc::borrow::ToOwned as _;
use alloc::string::String;
use alloc::vec::Vec;

use bytes::Bytes;
use http::header::{ACCEPT, CONNECTION};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Response, StatusCode};

use super::Options;
use super::key::path;
use super::refusal::{Refusal, Why};
use super::response::field;
use crate::headers::trim_ows;
use crate::render::{self, Context, Dialect};
use crate::rule::idempotency_key::new_idempotency_key;

pub(super) const X_REQUEST_ID: &str = "x-request-id";

/// The request's own id if it is safe in a log and in a header, otherwise a new one.
pub(super) fn request_id(parts: &Parts) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let given = header(&parts.headers, X_REQUEST_ID);
    let well_formed = given.filter(|id| (1..=64).contains(&id.len()) && id.chars().all(is_plain));
    // Both are random UUIDs.
    well_formed.unwrap_or_else(new_idempotency_key)
}

/// Returns a header as `Headers.get` of the fetch standard does: lines joined by `, `, trimmed, one character a byte.
pub(super) fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines: Vec<String> =
        headers.get_all(name).iter().map(|line| line.as_bytes().iter().copied().map(char::from).collect()).collect();
    (!lines.is_empty()).then(|| trim_ows(&lines.join(", ")).to_owned())
}

/// The client of one request.
pub(super) struct Client {
    accept: String,
    path: String,
    pub(super) request_id: String,
    dialect: Dialect,
    docs_base: Option<String>,
}

impl Client {
    pub(super) fn of(parts: &Parts, options: &Options) -> Self {
        Self {
            accept: header(&parts.headers, ACCEPT.as_str()).unwrap_or_default(),
            path: path(parts).to_owned(),
            request_id: (options.request_id)(parts),
            dialect: options.dialect,
            docs_base: options.docs_base.clone(),
        }
    }

    /// Writes a refusal in the dialect of the client.
    pub(super) fn refuse<B: From<Bytes>>(&self, refusal: &Refusal) -> Response<B> {
        let context = Context {
            request_id: Some(&self.request_id),
            instance: Some(&self.path),
            accept: Some(&self.accept),
            docs_base: self.docs_base.as_deref(),
            ..Context::default()
        };
        let written = match &refusal.0 {
            Why::Error { status, code, message } => {
                render::error(status.as_u16(), code, message, self.dialect, &context)
            }
            Why::Invalid(report) => render::response(report, self.dialect, &context),
        };
        let mut response = Response::new(Bytes::from(written.body).into());
        *response.status_mut() = StatusCode::from_u16(written.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        response.headers_mut().extend(written.headers.iter().filter_map(|(name, value)| field(name, value)));
        if response.status() == StatusCode::PAYLOAD_TOO_LARGE {
            // The rest of the body is not read to its end, so the next bytes are not a request.
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}
