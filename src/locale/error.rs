//! Why a catalogue is refused, and where.

use alloc::string::String;
use core::fmt;

use crate::strings;

/// A catalogue that is not a locale.
///
/// `Display` names the member and the remedy: `locale error at reasons.too_short.few: missing: …`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocaleError {
    member: String,
    message: String,
}

impl LocaleError {
    pub(super) fn new(member: &[&str], message: &[&str]) -> Self {
        Self { member: strings::join(member, "."), message: strings::join(message, "") }
    }

    /// The member of the catalogue that is wrong: `reasons.too_short.few`; empty for the catalogue itself.
    pub fn member(&self) -> &str {
        &self.member
    }

    /// The mistake in it.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for LocaleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let member = if self.member.is_empty() { "the root" } else { &self.member };
        f.write_str(&strings::join(&["locale error at ", member, ": ", &self.message], ""))
    }
}

impl core::error::Error for LocaleError {}
