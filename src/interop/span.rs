//! The spans of this library, with the names of OpenTelemetry's semantic conventions. `docs/servers.md` has their table.
//!
//! No span holds a value of a user. A span names only the host and the port of a URL, as the conventions ask.

#[cfg(feature = "resend")]
use alloc::string::ToString as _;

use tracing::field::Empty;
use tracing::{Instrument as _, info_span};

#[cfg(feature = "reqwest")]
use super::tracing::detail_code;
#[cfg(feature = "resend")]
use super::tracing::known_method;
#[cfg(feature = "reqwest")]
use crate::reason::Reason;

/// One span. Its clones are the same span.
#[derive(Clone, Debug)]
pub(super) struct Span(tracing::Span);

impl Span {
    /// A request with an `Idempotency-Key`, on a server.
    #[cfg(feature = "tower")]
    pub(super) fn idempotent_request(method: &str, store: &'static str) -> Self {
        Self(info_span!(
            target: "unanimous",
            "idempotent request",
            "http.request.method" = known_method(method),
            store,
            decision = Empty,
            replayed = Empty,
            "http.response.status_code" = Empty,
            "error.type" = Empty,
            "otel.status_code" = Empty,
        ))
    }

    /// One attempt of a client. `resends` is the number of attempts before it.
    #[cfg(feature = "resend")]
    pub(super) fn attempt(method: &str, host: Option<&str>, port: Option<u16>, resends: u32) -> Self {
        let method = known_method(method);
        Self(info_span!(
            target: "unanimous",
            "HTTP request",
            "otel.name" = method,
            "otel.kind" = "client",
            "http.request.method" = method,
            "http.request.resend_count" = Some(resends).filter(|count| *count > 0),
            "server.address" = host,
            "server.port" = port,
            "http.response.status_code" = Empty,
            "error.type" = Empty,
            "otel.status_code" = Empty,
        ))
    }

    /// The resolution of a host, and the guard's decision about its addresses.
    #[cfg(feature = "reqwest")]
    pub(super) fn lookup(host: &str) -> Self {
        Self(info_span!(
            target: "unanimous",
            "DNS lookup",
            "dns.question.name" = host,
            decision = Empty,
            "error.type" = Empty,
            detail = Empty,
            "otel.status_code" = Empty,
        ))
    }

    /// Runs a future in the span.
    pub(super) fn around<F: Future>(&self, future: F) -> impl Future<Output = F::Output> + use<F> {
        future.instrument(self.0.clone())
    }

    /// Records the decision.
    #[cfg(any(feature = "reqwest", feature = "tower"))]
    pub(super) fn decided(&self, decision: &'static str) {
        self.0.record("decision", decision);
    }

    /// Whether the response is a stored one.
    #[cfg(feature = "tower")]
    pub(super) fn replayed(&self, replayed: bool) {
        self.0.record("replayed", replayed);
    }

    /// The status of the response.
    #[cfg(feature = "resend")]
    pub(super) fn status(&self, status: u16) {
        self.0.record("http.response.status_code", status);
    }

    /// The status of a response that is an error.
    #[cfg(feature = "resend")]
    pub(super) fn failed_with(&self, status: u16) {
        self.status(status);
        self.error_type(&status.to_string());
        self.failed();
    }

    /// What went wrong: a code, which holds no value of a user.
    pub(super) fn error_type(&self, code: &str) {
        self.0.record("error.type", code);
    }

    /// Why the guard refused an address.
    #[cfg(feature = "reqwest")]
    pub(super) fn refused_address(&self, reason: &Reason) {
        self.error_type(reason.code().as_str());
        if let Some(detail) = detail_code(reason) {
            self.0.record("detail", detail);
        }
    }

    /// Marks the span as failed.
    pub(super) fn failed(&self) {
        self.0.record("otel.status_code", "ERROR");
    }
}
