//! Why an attempt got no response, and whether another attempt could get one.

use std::error::Error;
use std::{fmt, io};

/// Says whether an error among the causes of a failure makes the failure permanent.
pub type IsFinal = fn(&(dyn Error + 'static)) -> bool;

/// The most causes that are read.
const MAX_CAUSES: usize = 32;

/// Why an attempt got no response.
#[derive(Debug)]
#[non_exhaustive]
pub enum NoResponse {
    /// The connection or the request failed.
    Failed(reqwest::Error),
    /// The attempt took longer than its limit.
    TimedOut,
}

impl NoResponse {
    /// Whether every attempt would fail in this way: the URL or a header is invalid, a redirect was refused, the server's
    /// certificate is invalid, or `is_final` says so of a cause.
    pub fn is_permanent(&self, is_final: IsFinal) -> bool {
        let Self::Failed(failure) = self else { return false };
        failure.is_builder() || failure.is_redirect() || causes(failure).any(|cause| is_final(cause) || is_tls(cause))
    }
}

fn is_tls(cause: &(dyn Error + 'static)) -> bool {
    matches!(cause.downcast_ref(), Some(rustls::Error::InvalidCertificate(_)))
}

/// An error and its causes. `io::Error::source` skips the error inside, so that one is taken from the `io::Error` itself.
fn causes<'e>(error: &'e (dyn Error + 'static)) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    let next = |error: &&'e (dyn Error + 'static)| {
        let error: &'e (dyn Error + 'static) = *error;
        match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner) => Some(inner as &(dyn Error + 'static)),
            None => error.source(),
        }
    };
    std::iter::successors(Some(error), next).take(MAX_CAUSES)
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
