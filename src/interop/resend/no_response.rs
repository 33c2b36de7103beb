//! Why an attempt got no response, and whether another attempt could get one.

use alloc::string::ToString as _;
use core::error::Error;
use core::fmt;

use super::BoxError;
use crate::interop::causes::causes;

/// Why an attempt got no response.
#[derive(Debug)]
#[non_exhaustive]
pub enum NoResponse {
    /// The connection or the request failed.
    Failed(BoxError),
    /// The attempt took longer than its limit.
    TimedOut,
}

impl NoResponse {
    /// Whether every attempt would fail in this way: a guard refused the URL, the server's certificate is invalid, the
    /// request or a redirect is one that reqwest refuses, or `is_final` says so of a cause.
    pub fn is_permanent(&self, is_final: impl Fn(&(dyn Error + 'static)) -> bool) -> bool {
        let Self::Failed(failure) = self else { return false };
        causes(&**failure).any(|cause| is_final(cause) || is_refused(cause) || is_invalid_certificate(cause))
    }

    /// The `error.type` of the attempt: `timeout`, the code of the guard's refusal, or `no_response`.
    pub(super) fn error_type(&self) -> &'static str {
        match self {
            Self::TimedOut => "timeout",
            Self::Failed(failure) => refusal_code(&**failure).unwrap_or("no_response"),
        }
    }
}

#[cfg(feature = "reqwest")]
fn refusal_code(failure: &(dyn Error + 'static)) -> Option<&'static str> {
    crate::interop::reqwest::refusal(failure).map(|reason| reason.code().as_str())
}

#[cfg(not(feature = "reqwest"))]
fn refusal_code(_: &(dyn Error + 'static)) -> Option<&'static str> {
    None
}

/// Whether reqwest or a guard around it refused the request. A host without addresses is not refused for good: it may have
/// some later.
#[cfg(feature = "reqwest")]
fn is_refused(cause: &(dyn Error + 'static)) -> bool {
    let by_guard =
        crate::interop::reqwest::refusal_itself(cause).is_some_and(|reason| reason.detail() != Some("no_address"));
    by_guard || cause.downcast_ref().is_some_and(|error: &reqwest::Error| error.is_builder() || error.is_redirect())
}

#[cfg(not(feature = "reqwest"))]
fn is_refused(_: &(dyn Error + 'static)) -> bool {
    false
}

/// The text of `rustls::Error::InvalidCertificate`. This crate does not choose the TLS library of a client, so it does not
/// know its types.
fn is_invalid_certificate(cause: &(dyn Error + 'static)) -> bool {
    cause.to_string().starts_with("invalid peer certificate")
}

impl fmt::Display for NoResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(error) => error.fmt(f),
            Self::TimedOut => f.write_str("no response within the time limit"),
        }
    }
}

impl Error for NoResponse {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Failed(error) => error.source(),
            Self::TimedOut => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn the_causes_inside_of_io_errors_count() {
        let certificate = || io::Error::other("invalid peer certificate: Expired");
        let other = |inner: io::Error| NoResponse::Failed(io::Error::other(inner).into());
        assert!(NoResponse::Failed(certificate().into()).is_permanent(|_| false));
        assert!(other(io::Error::other(certificate())).is_permanent(|_| false));
        let refused = || io::Error::from(io::ErrorKind::ConnectionRefused);
        assert!(!other(refused()).is_permanent(|_| false));
        let is_refused = |cause: &(dyn Error + 'static)| {
            cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::ConnectionRefused)
        };
        assert!(other(refused()).is_permanent(is_refused));
        assert!(!NoResponse::TimedOut.is_permanent(|_| true));
    }
}
