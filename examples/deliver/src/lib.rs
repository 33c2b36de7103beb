//! A `reqwest` client that calls only safe URLs. It checks redirects and DNS answers too.
//!
//! A check of the URL alone can be bypassed in four ways. The client closes each of them:
//! - DNS answers can change between check and call (rebinding). The client connects only to addresses that it has
//!   checked: `reqwest` asks its resolver once for each connection and uses no other addresses.
//! - `reqwest` does not resolve IP literals. The client checks the URL itself before the call.
//! - A redirect is a new URL. The client checks each hop, and the same resolver resolves its host.
//! - A proxy resolves host names by itself. The client takes no proxy from the environment. Where all traffic must go
//!   through a proxy, the proxy has to check the addresses, and [`Options::guarding_proxy`] says that it does.

mod decision;
mod error;
mod lookup;

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::LOCATION;
use reqwest::{Proxy, Url, redirect};
use unanimous::rule::safe_url::{self, Policy};

pub use decision::{Check, Decision, Mode, OnDecision};
pub use error::DeliveryError;
pub use lookup::{Lookup, SystemLookup};

use decision::Decisions;
use error::Refused;
use lookup::CheckedLookup;

/// The most redirects of one delivery.
const MAX_REDIRECTS: usize = 3;

/// The statuses that redirect: section 2.2.3 of the Fetch standard.
const REDIRECTS: [u16; 5] = [301, 302, 303, 307, 308];

/// The options of a guard, beside its policy.
#[derive(Clone, Default)]
pub struct Options {
    /// A proxy that checks addresses itself. All calls go through it, and only the texts of URLs are checked here.
    pub guarding_proxy: Option<Url>,
    /// Whether a refusal stops the delivery.
    pub mode: Mode,
    /// Is called with each decision. If it panics, the decision stands.
    pub on_decision: Option<OnDecision>,
}

/// A client that calls what its policy allows.
pub struct Guard {
    policy: Arc<Policy>,
    client: reqwest::Client,
    decisions: Decisions,
}

impl Guard {
    /// Creates a client that resolves with `lookup` and calls what `policy` allows.
    ///
    /// # Errors
    /// TLS cannot be set up.
    pub fn new(policy: Policy, lookup: Arc<dyn Lookup>) -> reqwest::Result<Self> {
        Self::with_options(policy, lookup, Options::default())
    }

    /// Creates a client as [`Guard::new`] does, with options.
    ///
    /// # Errors
    /// TLS cannot be set up, or the proxy's URL is not one that `reqwest` accepts for a proxy.
    pub fn with_options(policy: Policy, lookup: Arc<dyn Lookup>, options: Options) -> reqwest::Result<Self> {
        let Options { guarding_proxy, mode, on_decision } = options;
        let policy = Arc::new(policy);
        let decisions = Decisions { mode, hook: on_decision };
        let (hops, hop_decisions) = (Arc::clone(&policy), decisions.clone());
        let resolver = CheckedLookup {
            policy: Arc::clone(&policy),
            lookup,
            decisions: decisions.clone(),
            proxy: guarding_proxy.as_ref().and_then(Url::host_str).map(str::to_owned),
        };
        let client = reqwest::Client::builder()
            .dns_resolver(Arc::new(resolver))
            .redirect(redirect::Policy::custom(move |hop| follow(hop, &hops, &hop_decisions)))
            // Without this, `reqwest` would take a proxy from the environment.
            .no_proxy()
            .connect_timeout(Duration::from_secs(3))
            .timeout(Duration::from_secs(10));
        let client = match guarding_proxy {
            Some(proxy) => client.proxy(Proxy::all(proxy)?),
            None => client,
        };
        Ok(Self { policy, client: client.build()?, decisions })
    }

    /// Posts `body` to `url` and returns the status of the response.
    ///
    /// # Errors
    /// [`DeliveryError`].
    pub async fn deliver(&self, url: &str, body: String) -> Result<reqwest::StatusCode, DeliveryError> {
        // A stored URL is checked again because the policy may have changed since it was stored.
        let (href, refusal) = match safe_url::check(url, &self.policy) {
            Ok(safe) => (safe.href, None),
            Err(reason) => (url.into(), Some(reason)),
        };
        self.decisions.url(Check::Url, url, refusal).map_err(DeliveryError::Refused)?;
        let request = self.client.post(href.as_ref()).header("content-type", "application/json").body(body);
        // The response's body is never read: it may be endless, and whoever gave the URL must not see it.
        let response = request.send().await?;
        self.refuse_unfollowed(&response)?;
        Ok(response.status())
    }

    /// Judges the target of a redirect that `reqwest` did not ask [`follow`] about, such as `file:///etc/passwd`.
    fn refuse_unfollowed(&self, response: &reqwest::Response) -> Result<(), DeliveryError> {
        let location = response.headers().get(LOCATION).filter(|_| REDIRECTS.contains(&response.status().as_u16()));
        let Some(location) = location else { return Ok(()) };
        let text = String::from_utf8_lossy(location.as_bytes());
        let target = response.url().join(&text).map_or_else(|_| text.into_owned(), String::from);
        let refusal = safe_url::check(&target, &self.policy).err();
        self.decisions.url(Check::Redirect, &target, refusal).map_err(DeliveryError::Refused)
    }
}

fn follow(hop: redirect::Attempt<'_>, policy: &Policy, decisions: &Decisions) -> redirect::Action {
    if hop.previous().len() > MAX_REDIRECTS {
        return hop.error("too many redirects");
    }
    let url = hop.url().as_str();
    match decisions.url(Check::Redirect, url, safe_url::check(url, policy).err()) {
        Ok(()) => hop.follow(),
        Err(reason) => hop.error(Refused(reason)),
    }
}
