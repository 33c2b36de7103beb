//! A client of reqwest that calls only URLs which a policy allows, and checks redirects and DNS answers too. Needs the
//! feature `reqwest`.
//!
//! A check of the URL alone can be bypassed in four ways. The client closes each of them:
//! - DNS answers can change between check and call (rebinding). The client connects only to addresses that it has
//!   checked: reqwest asks its resolver once for each connection and uses no other addresses.
//! - reqwest does not resolve IP literals. The client checks the URL itself before the call.
//! - A redirect is a new URL. The client checks each hop, and the same resolver resolves its host.
//! - A proxy resolves host names by itself. The client takes no proxy from the environment. Where all traffic must go
//!   through a proxy, the proxy has to check the addresses, and [`Guard::guarding_proxy`] says that it does.
//!
//! The feature adds no TLS to reqwest. Choose one of reqwest's own features, such as `rustls`.
//!
//! ```no_run
//! use reqwest::Method;
//! use unanimous::interop::reqwest::{CallError, Guard};
//! use unanimous::rule::safe_url::Policy;
//!
//! # async fn deliver() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Guard::new(Policy::default()).client()?;
//! // A stored URL is checked again at each call, because the policy may have changed since it was stored.
//! let sent = client.send(Method::POST, "https://hooks.example.com/lead", |request| request.body("{}")).await;
//! match sent {
//!     Ok(response) => println!("{}", response.status()),
//!     Err(CallError::Refused(reason)) => println!("{reason}"),
//!     Err(error) => return Err(error.into()),
//! }
//! # Ok(())
//! # }
//! ```

mod decision;
mod error;
mod lookup;

use alloc::borrow::ToOwned as _;
use alloc::string::String;
use alloc::sync::Arc;
use core::fmt;
use core::time::Duration;

use reqwest::header::LOCATION;
use reqwest::{Client, ClientBuilder, Method, Proxy, RequestBuilder, Response, Url, redirect};

use crate::rule::safe_url::{self, Policy};

pub use decision::{Check, Decision, Mode};
#[cfg(any(feature = "reqwest-middleware", feature = "tower"))]
pub(in crate::interop) use error::refusal_itself;
pub use error::{CallError, Refused, refusal};
pub use lookup::{GuardedResolver, Lookup, SystemLookup};

use decision::Decisions;

/// The most redirects of one call, as of `safeFetch` in JavaScript.
const MAX_REDIRECTS: usize = 5;

/// The statuses that redirect: section 2.2.3 of the Fetch standard.
const REDIRECTS: [u16; 5] = [301, 302, 303, 307, 308];

/// A policy for the URLs that a client may call, and the hook for its decisions. [`Guard::client`] makes the client.
#[derive(Clone)]
pub struct Guard {
    policy: Arc<Policy>,
    lookup: Arc<dyn Lookup>,
    decisions: Decisions,
    proxy: Option<Url>,
}

impl Guard {
    /// A guard that resolves with the system's resolver, and enforces the policy.
    pub fn new(policy: Policy) -> Self {
        let decisions = Decisions::default();
        Self { policy: Arc::new(policy), lookup: Arc::new(SystemLookup), decisions, proxy: None }
    }

    /// Sets the resolver.
    #[must_use]
    pub fn lookup(self, lookup: impl Lookup + 'static) -> Self {
        Self { lookup: Arc::new(lookup), ..self }
    }

    /// Sets a proxy that checks addresses itself. All calls go through it, and only the texts of URLs are checked here.
    #[must_use]
    pub fn guarding_proxy(self, proxy: Url) -> Self {
        Self { proxy: Some(proxy), ..self }
    }

    /// Sets whether a refusal stops the call.
    #[must_use]
    pub fn mode(mut self, mode: Mode) -> Self {
        self.decisions.mode = mode;
        self
    }

    /// Sets a function that is called with each decision, before it takes effect. If it panics, the decision stands.
    #[must_use]
    pub fn on_decision(mut self, callback: impl Fn(&Decision<'_>) + Send + Sync + 'static) -> Self {
        self.decisions.hook = Some(Arc::new(callback));
        self
    }

    /// The resolver of the client, for a client of your own. It alone is not enough: see [`GuardedResolver`].
    pub fn resolver(&self) -> GuardedResolver {
        GuardedResolver {
            policy: Arc::clone(&self.policy),
            lookup: Arc::clone(&self.lookup),
            decisions: self.decisions.clone(),
            proxy: self.proxy.as_ref().and_then(Url::host_str).map(str::to_owned),
        }
    }

    /// A client with time limits: 3 seconds for a connection, 10 seconds for a call. It follows at most 5 redirects.
    ///
    /// # Errors
    /// As [`Guard::client_of`].
    pub fn client(self) -> reqwest::Result<GuardedClient> {
        let limits = Client::builder().connect_timeout(Duration::from_secs(3)).timeout(Duration::from_secs(10));
        self.client_of(limits)
    }

    /// A client with other settings of your own. The guard replaces its resolver, its redirect policy (at most 5 redirects)
    /// and its proxies. Do not give it addresses by `ClientBuilder::resolve`, which the guard does not see.
    ///
    /// # Errors
    /// TLS cannot be set up, or the proxy's URL is not one that reqwest accepts for a proxy.
    pub fn client_of(self, settings: ClientBuilder) -> reqwest::Result<GuardedClient> {
        let client = self.builder(settings)?.build()?;
        Ok(GuardedClient { guard: self, client })
    }

    /// Adds the resolver, the redirect policy and the proxy to the settings of a client, such as one of
    /// `reqwest-middleware`. reqwest does not resolve a URL that holds an address, so check each URL as well:
    /// [`Guard::check`].
    ///
    /// # Errors
    /// The proxy's URL is not one that reqwest accepts for a proxy.
    pub fn builder(&self, settings: ClientBuilder) -> reqwest::Result<ClientBuilder> {
        let (policy, decisions) = (Arc::clone(&self.policy), self.decisions.clone());
        let client = settings
            .dns_resolver(Arc::new(self.resolver()))
            .redirect(redirect::Policy::custom(move |hop| follow(hop, &policy, &decisions)))
            // Without this, reqwest would take a proxy from the environment.
            .no_proxy();
        Ok(match &self.proxy {
            Some(proxy) => client.proxy(Proxy::all(proxy.clone())?),
            None => client,
        })
    }

    /// Checks the text of a URL, and gives its canonical form, the only one to call.
    ///
    /// # Errors
    /// The policy refuses it.
    pub fn check(&self, url: &str) -> Result<String, Refused> {
        let (href, refusal) = match safe_url::check(url, &self.policy) {
            Ok(safe) => (safe.href.into_owned(), None),
            Err(reason) => (url.to_owned(), Some(reason)),
        };
        self.decisions.url(Check::Url, url, refusal).map_err(Refused)?;
        Ok(href)
    }

    /// Checks the target of a redirect that reqwest did not ask its redirect policy about, such as `file:///etc/passwd`.
    ///
    /// # Errors
    /// The policy refuses it.
    pub fn check_unfollowed(&self, response: &Response) -> Result<(), Refused> {
        let location = response.headers().get(LOCATION).filter(|_| REDIRECTS.contains(&response.status().as_u16()));
        let Some(location) = location else { return Ok(()) };
        let text = String::from_utf8_lossy(location.as_bytes());
        let target = response.url().join(&text).map_or_else(|_| text.into_owned(), String::from);
        let refusal = safe_url::check(&target, &self.policy).err();
        self.decisions.url(Check::Redirect, &target, refusal).map_err(Refused)
    }
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guard")
            .field("policy", &self.policy)
            .field("mode", &self.decisions.mode)
            .finish_non_exhaustive()
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

/// A client that calls what its guard allows.
#[derive(Clone, Debug)]
pub struct GuardedClient {
    guard: Guard,
    client: Client,
}

impl GuardedClient {
    /// Checks a URL and sends a request to it. `build` adds headers and a body.
    ///
    /// If a stranger gave the URL, do not show the stranger the body of the response. It may be endless, too.
    ///
    /// # Errors
    /// [`CallError`]. It never holds the URL, which may have a password in it.
    pub async fn send(
        &self,
        method: Method,
        url: &str,
        build: impl FnOnce(RequestBuilder) -> RequestBuilder,
    ) -> Result<Response, CallError> {
        let href = self.guard.check(url).map_err(|Refused(reason)| CallError::Refused(reason))?;
        let response = build(self.client.request(method, href)).send().await?;
        self.guard.check_unfollowed(&response).map_err(|Refused(reason)| CallError::Refused(reason))?;
        Ok(response)
    }
}
