//! The spans of this library where the feature `tracing` is off: there are none.

#[cfg(feature = "reqwest")]
use crate::reason::Reason;

/// No span.
#[derive(Clone, Debug)]
pub(super) struct Span;

#[allow(clippy::unused_self, reason = "as with `tracing`")]
impl Span {
    #[cfg(feature = "tower")]
    pub(super) const fn idempotent_request(_: &str, _: &'static str) -> Self {
        Self
    }

    #[cfg(feature = "resend")]
    pub(super) const fn attempt(_: &str, _: Option<&str>, _: Option<u16>, _: u32) -> Self {
        Self
    }

    #[cfg(feature = "reqwest")]
    pub(super) const fn lookup(_: &str) -> Self {
        Self
    }

    pub(super) fn around<F: Future>(&self, future: F) -> F {
        future
    }

    #[cfg(any(feature = "reqwest", feature = "tower"))]
    pub(super) const fn decided(&self, _: &'static str) {}

    #[cfg(feature = "tower")]
    pub(super) const fn replayed(&self, _: bool) {}

    #[cfg(feature = "resend")]
    pub(super) const fn status(&self, _: u16) {}

    #[cfg(feature = "resend")]
    pub(super) const fn failed_with(&self, _: u16) {}

    pub(super) const fn error_type(&self, _: &str) {}

    #[cfg(feature = "reqwest")]
    pub(super) const fn refused_address(&self, _: &Reason) {}

    pub(super) const fn failed(&self) {}
}
