//! The causes of an error.

use core::error::Error;
use std::io;

/// The most causes that are read.
const MAX_CAUSES: usize = 32;

/// An error and its causes. The errors that print as the error inside skip it in their `source`: `io::Error`, `NoResponse`
/// and the error of `reqwest-middleware`. It is taken from them directly.
pub(super) fn causes<'e>(error: &'e (dyn Error + 'static)) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    core::iter::successors(Some(error), |error| cause(*error)).take(MAX_CAUSES)
}

fn cause<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e (dyn Error + 'static)> {
    if let Some(inner) = error.downcast_ref().and_then(io::Error::get_ref) {
        return Some(inner);
    }
    #[cfg(any(feature = "reqwest-middleware", feature = "tower"))]
    if let Some(super::resend::NoResponse::Failed(inner)) = error.downcast_ref() {
        return Some(&**inner);
    }
    #[cfg(feature = "reqwest-middleware")]
    match error.downcast_ref() {
        Some(::reqwest_middleware::Error::Middleware(inner)) => return Some(inner.as_ref()),
        Some(::reqwest_middleware::Error::Reqwest(inner)) => return Some(inner),
        None => {}
    }
    error.source()
}
