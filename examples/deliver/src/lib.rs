//! A `reqwest` client that calls only safe URLs. It checks redirects and DNS answers too.
//!
//! A check of the URL alone can be bypassed in four ways. The client closes each of them:
//! - DNS answers can change between check and call (rebinding). The client connects only to addresses that it has
//!   checked: `reqwest` asks [`Resolve`] once for each connection and uses no other addresses.
//! - `reqwest` does not resolve IP literals. The client checks the URL itself before the call.
//! - A redirect is a new URL. The client checks each hop, and the same resolver resolves its host.
//! - A proxy resolves host names by itself. The client takes no proxy from the environment. Where all traffic must go
//!   through a proxy, the proxy has to do these checks.

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

/// The most redirects of one delivery.
const MAX_REDIRECTS: usize = 3;

/// Resolves host names: the system's resolver, or one of a test.
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

/// A refusal that is the source of an error of `reqwest`.
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
    /// The URL, a redirect, or a resolved address is not safe to call. A retry does not help, except for the detail
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

/// A client that calls what its policy allows.
pub struct Guard {
    policy: Arc<Policy>,
    client: reqwest::Client,
}

impl Guard {
    /// Creates a client that resolves with `lookup` and calls what `policy` allows.
    ///
    /// # Errors
    /// TLS cannot be set up.
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

    /// Posts `body` to `url` and returns the status of the response.
    ///
    /// # Errors
    /// [`DeliveryError`].
    pub async fn deliver(&self, url: &str, body: String) -> Result<reqwest::StatusCode, DeliveryError> {
        // A stored URL is checked again because the policy may have changed since it was stored.
        let safe = safe_url::check(url, &self.policy).map_err(DeliveryError::Refused)?;
        let request = self.client.post(safe.href.as_ref()).header("content-type", "application/json").body(body);
        // The response's body is never read: it may be endless, and whoever gave the URL must not see it.
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

/// The resolver of the client. It returns an error unless all addresses of a host are safe.
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
            // With port 0, `reqwest` uses the port of the URL.
            let addresses = addresses.into_iter().map(|address| SocketAddr::new(address, 0));
            Ok(Box::new(addresses) as Addrs)
        })
    }
}
