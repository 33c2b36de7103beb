//! Resolvers: where the addresses of a host come from, and the check of them.

use alloc::borrow::ToOwned as _;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::net::{IpAddr, SocketAddr};
use core::pin::Pin;
use std::io;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::decision::{Decisions, Mode};
use super::error::Refused;
use crate::interop::span::Span;
use crate::reason::Reason;
use crate::rule::safe_url::{self, Policy};

/// Resolves host names: the system's resolver, or one of a test.
pub trait Lookup: Send + Sync {
    /// All addresses of a host name.
    fn lookup(&self, host: String) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;
}

/// The system's resolver.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemLookup;

impl Lookup for SystemLookup {
    fn lookup(&self, host: String) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>> {
        Box::pin(async move { Ok(tokio::net::lookup_host((host, 0)).await?.map(|address| address.ip()).collect()) })
    }
}

/// A resolver for reqwest that gives the addresses of a host only if all of them are safe to call. Its error has a
/// [`Refused`](super::Refused) among its causes.
///
/// [`Guard::resolver`](super::Guard::resolver) makes one. It is a part of the guard: reqwest does not resolve a URL that
/// holds an address.
#[derive(Clone)]
pub struct GuardedResolver {
    pub(super) policy: Arc<Policy>,
    pub(super) lookup: Arc<dyn Lookup>,
    pub(super) decisions: Decisions,
    /// The host of the guarding proxy, whose address is not checked, because it is the operator's own.
    pub(super) proxy: Option<String>,
}

impl fmt::Debug for GuardedResolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GuardedResolver").field("policy", &self.policy).finish_non_exhaustive()
    }
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (policy, decisions) = (Arc::clone(&self.policy), self.decisions.clone());
        let host = name.as_str().to_owned();
        let is_proxy = self.proxy.as_ref() == Some(&host);
        let answer = self.lookup.lookup(host.clone());
        let span = Span::lookup(&host);
        Box::pin(span.clone().around(async move {
            let addresses = answer.await.inspect_err(|_| {
                span.error_type("lookup_failed");
                span.failed();
            })?;
            if is_proxy {
                span.decided("unchecked");
            } else {
                let refusal = check(&host, &addresses, &policy, &decisions);
                record(&span, refusal.as_ref(), decisions.mode);
                decisions.enforce(refusal).map_err(Refused)?;
            }
            // With port 0, `reqwest` uses the port of the URL.
            let addresses = addresses.into_iter().map(|address| SocketAddr::new(address, 0));
            Ok(Box::new(addresses) as Addrs)
        }))
    }
}

fn record(span: &Span, refusal: Option<&Reason>, mode: Mode) {
    let Some(reason) = refusal else { return span.decided("allowed") };
    span.refused_address(reason);
    if mode == Mode::Report {
        return span.decided("reported");
    }
    span.decided("refused");
    span.failed();
}

/// Judges each address, because the hook gets a decision about each. One refused address refuses the host.
fn check(host: &str, addresses: &[IpAddr], policy: &Policy, decisions: &Decisions) -> Option<Reason> {
    let judge = |some: &[IpAddr]| safe_url::check_addresses(host, some, policy).err();
    if addresses.is_empty() {
        let refusal = judge(&[]);
        decisions.addresses(host, [(None, refusal.as_ref())].into_iter());
        return refusal;
    }
    let each: Vec<_> = addresses.iter().map(|&address| (address, judge(&[address]))).collect();
    decisions.addresses(host, each.iter().map(|(address, refusal)| (Some(*address), refusal.as_ref())));
    each.into_iter().find_map(|(_, refusal)| refusal)
}
