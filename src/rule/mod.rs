//! The rules, one file each. A rule is a pure function of its input.

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

/// Why a rule rejects a text. It becomes a [`Reason`], which is larger, only when somebody needs the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) code: Code,
    /// The detail code; empty if the code has no details.
    pub(crate) detail: &'static str,
}

impl Fault {
    pub(crate) const fn new(code: Code) -> Self {
        Self { code, detail: "" }
    }

    /// The reason, without parameters.
    pub(crate) fn reason(self) -> Reason {
        let reason = Reason::new(self.code);
        if self.detail.is_empty() { reason } else { reason.with_detail(self.detail) }
    }
}
