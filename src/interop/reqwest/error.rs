//! Why a call did not happen.

use core::error::Error;
use core::fmt;

use crate::reason::Reason;

/// A refusal of the guard: the URL, a redirect, or a resolved address is not safe to call. It is among the causes of the
/// errors of reqwest and of `reqwest-middleware`: [`refusal`].
///
/// A retry does not help, except for the detail `no_address`.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused(pub(super) Reason);

impl Refused {
    /// The reason, with code and detail.
    pub const fn reason(&self) -> &Reason {
        &self.0
    }
}

/// The reason of the guard, if this error is its refusal. It looks at this error alone, not at its causes.
pub fn refusal<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e Reason> {
    error.downcast_ref().map(Refused::reason)
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.0, self.0.detail().unwrap_or("no detail"))
    }
}

impl Error for Refused {}

/// Why a call did not happen.
#[derive(Debug)]
#[non_exhaustive]
pub enum CallError {
    /// The URL, a redirect, or a resolved address is not safe to call. A retry does not help, except for the detail
    /// `no_address`.
    Refused(Reason),
    /// The call failed.
    Failed(reqwest::Error),
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(reason) => write!(f, "refused: {}", Refused(reason.clone())),
            Self::Failed(error) => write!(f, "{error}"),
        }
    }
}

impl Error for CallError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Refused(_) => None,
            Self::Failed(error) => Some(error),
        }
    }
}

impl From<reqwest::Error> for CallError {
    fn from(error: reqwest::Error) -> Self {
        let mut source = error.source();
        while let Some(inner) = source {
            if let Some(Refused(reason)) = inner.downcast_ref() {
                return Self::Refused(reason.clone());
            }
            source = inner.source();
        }
        // The URL of a redirect may hold a password.
        Self::Failed(error.without_url())
    }
}
