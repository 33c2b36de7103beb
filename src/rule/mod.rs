//! Rules that check one string without a schema. Each is a pure function: it has no state and uses no network.
//!
//! A rule returns `Ok` or a [`Reason`] with a stable code, a text, and in most cases a detail that names the mistake.
//!
//! ```
//! use unanimous::rule::{email, phone};
//!
//! assert!(phone::check("+1 (415) 555-2671").is_ok());
//! let reason = email::check("ann.example.com").unwrap_err();
//! assert_eq!((reason.code().as_str(), reason.detail()), ("invalid_email", Some("missing_at")));
//! assert_eq!(reason.to_string(), "Invalid email");
//! ```

#[cfg(feature = "fast-paths")]
mod byte_masks;
mod cursor;
pub mod date_time;
mod dns;
pub mod duration;
pub mod email;
#[cfg(feature = "idn")]
pub mod hostname;
pub mod idempotency_key;
#[cfg(feature = "idn")]
pub mod idn_hostname;
pub mod ip;
pub mod json_pointer;
pub(crate) mod length;
#[cfg(feature = "idn")]
mod lower;
pub mod pattern;
pub mod phone;
#[cfg(feature = "idn")]
mod runs;
#[cfg(feature = "safe-url")]
pub mod safe_url;
#[cfg(feature = "idn")]
pub(crate) mod u_label;
pub mod uri;
pub mod uuid;

use crate::reason::{Code, Reason};

/// The mistake that a rule found in a text, before it is put into words.
///
/// A [`Reason`] owns texts and parameters. Rules return this small `Copy` value instead, so that a valid text costs
/// nothing and a schema can add its own limits to the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) code: Code,
    /// The detail of the code; empty if it has none.
    pub(crate) detail: &'static str,
}

impl Fault {
    pub(crate) const fn new(code: Code) -> Self {
        Self { code, detail: "" }
    }

    /// The reason, without parameters.
    #[inline]
    pub(crate) fn reason(self) -> Reason {
        let reason = Reason::new(self.code);
        if self.detail.is_empty() { reason } else { reason.with_detail(self.detail) }
    }
}
