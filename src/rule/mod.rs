//! The rules: one file a rule, each a pure function of its input.

#[cfg(feature = "fast-paths")]
mod byte_masks;
pub mod email;
pub mod idempotency_key;
pub(crate) mod length;
#[cfg(feature = "idn")]
mod lower;
pub mod phone;
#[cfg(feature = "safe-url")]
pub mod safe_url;
#[cfg(feature = "idn")]
pub(crate) mod u_label;
pub mod uuid;

use crate::reason::{Code, Reason};

/// What a rule has against a text, before it is put into words: a [`Reason`] is large to hand around, and most texts are
/// right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) code: Code,
    /// Empty where the code says it all.
    pub(crate) detail: &'static str,
}

impl Fault {
    pub(crate) const fn new(code: Code) -> Self {
        Self { code, detail: "" }
    }

    /// A reason with no parameters.
    pub(crate) fn reason(self) -> Reason {
        let reason = Reason::new(self.code);
        if self.detail.is_empty() { reason } else { reason.with_detail(self.detail) }
    }
}
