//! Why a call did not happen.

use core::error::Error;
use core::fmt;

use crate::interop::causes::causes;
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

/// The reason of the guard, if this error or one of its causes is a refusal of the guard: a [`Refused`] or a [`CallError`].
///
/// It finds the refusal in an error of reqwest, of `reqwest-middleware`, and in an error of yours whose `source` is one of
/// these. Pass an `anyhow::Error` as `error.as_ref()`.
///
/// ```
/// use unanimous::interop::reqwest::{Guard, refusal};
/// use unanimous::rule::safe_url::Policy;
///
/// let error = Guard::new(Policy::default()).check("https://127.0.0.1/").unwrap_err();
/// assert_eq!(refusal(&error).and_then(|reason| reason.detail()), Some("loopback"));
/// ```
pub fn refusal<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e Reason> {
    causes(error).find_map(refusal_itself)
}

/// The reason of the guard, if this error is a refusal of the guard, whatever its causes are.
pub(in crate::interop) fn refusal_itself<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e Reason> {
    if let Some(CallError::Refused(reason)) = error.downcast_ref() {
        return Some(reason);
    }
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
        match refusal(&error) {
            Some(reason) => Self::Refused(reason.clone()),
            // The URL of a redirect may hold a password.
            None => Self::Failed(error.without_url()),
        }
    }
}
