//! Decisions of the guard, the hook that gets them, and the mode that says whether they are enforced.

use alloc::sync::Arc;
use core::net::IpAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::reason::Reason;

/// The thing that was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Check {
    /// The text of the URL.
    Url,
    /// The text of a redirect's target.
    Redirect,
    /// One address that the host resolved to.
    Address,
}

/// Whether a refusal stops the call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mode {
    /// A URL that the policy refuses is not called.
    #[default]
    Enforce,
    /// Every URL is called, and the hook gets what the policy would refuse, so that you can try a policy first.
    Report,
}

/// One decision of the guard. It never holds the user name, password, path or query of a URL.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Decision<'d> {
    /// The thing that was checked.
    pub check: Check,
    /// Whether a refusal stops the call.
    pub mode: Mode,
    /// The host; empty if it cannot be read from the URL.
    pub host: &'d str,
    /// The address, if one was judged.
    pub address: Option<IpAddr>,
    /// Why the policy refuses it, with code and detail; `None` if it allows it.
    pub refusal: Option<&'d Reason>,
}

/// A function that is called with each decision, before it takes effect.
type OnDecision = Arc<dyn Fn(&Decision<'_>) + Send + Sync>;

/// Passes decisions to the hook, and enforces them.
#[derive(Clone, Default)]
pub(super) struct Decisions {
    pub(super) mode: Mode,
    pub(super) hook: Option<OnDecision>,
}

impl Decisions {
    /// Reports the decision about a URL to the hook. Returns the refusal as an error if it stops the call.
    pub(super) fn url(&self, check: Check, url: &str, refusal: Option<Reason>) -> Result<(), Reason> {
        let parsed = reqwest::Url::parse(url);
        let host = parsed.as_ref().ok().and_then(reqwest::Url::host_str).unwrap_or_default();
        let host = host.trim_start_matches('[').trim_end_matches(']');
        self.notify(&Decision { check, mode: self.mode, host, address: host.parse().ok(), refusal: refusal.as_ref() });
        self.enforce(refusal)
    }

    /// Reports the decision about each address of a host to the hook; `None` stands for a host without addresses.
    pub(super) fn addresses<'a>(&self, host: &str, each: impl Iterator<Item = (Option<IpAddr>, Option<&'a Reason>)>) {
        for (address, refusal) in each {
            self.notify(&Decision { check: Check::Address, mode: self.mode, host, address, refusal });
        }
    }

    /// Returns the refusal as an error if it stops the call.
    pub(super) fn enforce(&self, refusal: Option<Reason>) -> Result<(), Reason> {
        refusal.filter(|_| self.mode == Mode::Enforce).map_or(Ok(()), Err)
    }

    fn notify(&self, decision: &Decision<'_>) {
        #[cfg(feature = "tracing")]
        decision.refusal.into_iter().for_each(crate::interop::tracing::url_refused);
        if let Some(hook) = &self.hook {
            // The decision stands, whatever its hook does. The panic has printed its message.
            let _ = catch_unwind(AssertUnwindSafe(|| hook(decision)));
        }
    }
}
