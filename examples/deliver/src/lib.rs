//! A `reqwest` client that calls safe URLs only, redirects and DNS answers included.
//!
//! Four ways lead around a check of the URL alone, and each is shut here:
//! - DNS answers change (rebinding), so the addresses that were checked are those connected to: `reqwest` asks
//!   [`Resolve`] once a connection and takes no other addresses.
//! - An IP literal is never resolved, so the URL itself is checked before the call.
//! - A redirect is a new URL, so each hop is checked; its host is resolved by the same resolver.
//! - A proxy resolves by itself, so none is taken from the environment. Behind a proxy, the proxy must be the guard.

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect;
use unanimous::Reason;
use unanimous::rule::safe_url::{self, Policy};

/// A webhook that needs more hops than this is set up wrongly.
const MAX_REDIRECTS: usize = 3;

/// Where addresses come from: the system's resolver, or a test's.
pub trait Lookup: Send + Sync {
    /// All addresses of a host name.
    fn lookup(&self, host: String) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;
}

/// The system's resolver.
pub struct SystemLookup;

impl Lookup for SystemLookup {
    fn lookup(&self, host: String) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>> {
        Box::pin(async move { Ok(tokio::net::lookup_host((host, 0)).await?.map(|address| address.ip()).collect()) })
    }
}

/// A refusal, as it travels in the errors of `reqwest`.
#[derive(Debug)]
struct Refused(Reason);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.0, self.0.detail().unwrap_or("no detail"))
    }
}

impl Error for Refused {}

/// Why a delivery did not happen.
#[derive(Debug)]
pub enum DeliveryError {
    /// The URL, a redirect of it, or an address behind one of them is not safe to call. A retry will not help, but for
    /// `no_address`.
    Refused(Reason),
    /// The call failed.
    Http(reqwest::Error),
}

impl fmt::Display for DeliveryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(reason) => write!(f, "refused: {}", Refused(reason.clone())),
            Self::Http(error) => write!(f, "{error}"),
        }
    }
}

impl Error for DeliveryError {}

impl From<reqwest::Error> for DeliveryError {
    fn from(error: reqwest::Error) -> Self {
        let mut source = error.source();
        while let Some(inner) = source {
            if let Some(Refused(reason)) = inner.downcast_ref() {
                return Self::Refused(reason.clone());
            }
            source = inner.source();
        }
        Self::Http(error)
    }
}

/// A client with a policy.
pub struct Guard {
    policy: Arc<Policy>,
    client: reqwest::Client,
}

impl Guard {
    /// A client that resolves with `lookup` and calls what `policy` allows.
    ///
    /// # Errors
    /// Where TLS cannot be set up.
    pub fn new(policy: Policy, lookup: Arc<dyn Lookup>) -> reqwest::Result<Self> {
        let policy = Arc::new(policy);
        let hops = Arc::clone(&policy);
        let client = reqwest::Client::builder()
            .dns_resolver(Arc::new(CheckedLookup { policy: Arc::clone(&policy), lookup }))
            .redirect(redirect::Policy::custom(move |hop| follow(hop, &hops)))
            .no_proxy()
            .connect_timeout(Duration::from_secs(3))
            .timeout(Duration::from_secs(10))
            .build()?;
        Ok(Self { policy, client })
    }

    /// Posts `body` to `url`, and gives the status of the answer.
    ///
    /// # Errors
    /// [`DeliveryError`].
    pub async fn deliver(&self, url: &str, body: String) -> Result<reqwest::StatusCode, DeliveryError> {
        // Stored URLs are checked again: the policy may have changed since.
        let safe = safe_url::check(url, &self.policy).map_err(DeliveryError::Refused)?;
        let request = self.client.post(safe.href.as_ref()).header("content-type", "application/json").body(body);
        // The body of the answer is never read, so it cannot be too long, nor be shown to whoever gave the URL.
        Ok(request.send().await?.status())
    }
}

fn follow(hop: redirect::Attempt<'_>, policy: &Policy) -> redirect::Action {
    if hop.previous().len() > MAX_REDIRECTS {
        return hop.error("too many redirects");
    }
    match safe_url::check(hop.url().as_str(), policy) {
        Ok(_) => hop.follow(),
        Err(reason) => hop.error(Refused(reason)),
    }
}

/// The resolver that `reqwest` connects by: it answers with checked addresses or not at all.
struct CheckedLookup {
    policy: Arc<Policy>,
    lookup: Arc<dyn Lookup>,
}

impl Resolve for CheckedLookup {
    fn resolve(&self, name: Name) -> Resolving {
        let policy = Arc::clone(&self.policy);
        let host = name.as_str().to_owned();
        let answer = self.lookup.lookup(host.clone());
        Box::pin(async move {
            let addresses = answer.await?;
            safe_url::check_addresses(&host, &addresses, &policy).map_err(Refused)?;
            // Port 0 stands for the port of the URL.
            let addresses = addresses.into_iter().map(|address| SocketAddr::new(address, 0));
            Ok(Box::new(addresses) as Addrs)
        })
    }
}
