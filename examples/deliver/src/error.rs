//! Why a delivery did not happen.

use std::error::Error;
use std::fmt;

use unanimous::Reason;

/// A refusal that is the source of an error of `reqwest`.
#[derive(Debug)]
pub(crate) struct Refused(pub(crate) Reason);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.0, self.0.detail().unwrap_or("no detail"))
    }
}

impl Error for Refused {}

/// Why a delivery did not happen.
#[derive(Debug)]
pub enum DeliveryError {
    /// The URL, a redirect, or a resolved address is not safe to call. A retry does not help, except for the detail
    /// `no_address`.
    Refused(Reason),
    /// The call failed.
    Http(reqwest::Error),
}

impl fmt::Display for DeliveryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(reason) => write!(f, "refused: {}", Refused(reason.clone())),
            Self::Http(error) => write!(f, "{error}"),
        }
    }
}

impl Error for DeliveryError {}

impl From<reqwest::Error> for DeliveryError {
    fn from(error: reqwest::Error) -> Self {
        let mut source = error.source();
        while let Some(inner) = source {
            if let Some(Refused(reason)) = inner.downcast_ref() {
                return Self::Refused(reason.clone());
            }
            source = inner.source();
        }
        // The URL of a redirect may hold a password.
        Self::Http(error.without_url())
    }
}
