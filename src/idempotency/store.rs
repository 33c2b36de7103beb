//! The interface of every store of keys.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use core::pin::Pin;
use core::time::Duration;

use super::{Fingerprint, StoreError, Stored};

/// The most bytes of one stored answer, unless an option says otherwise: 64 KiB.
pub const ANSWER_BYTES: usize = 64 * 1024;

/// Marks an answer whose body was not stored.
const BODY_OMITTED: (&str, &str) = ("idempotent-body-omitted", "true");

/// A response that a store keeps and sends again, byte for byte.
///
/// ```
/// use unanimous::idempotency::Answer;
///
/// let headers = vec![("location".to_owned(), "/leads/1".to_owned())];
/// let answer = Answer { status: 201, headers, body: br#"{"id":"1"}"#.to_vec() };
/// assert_eq!(answer.size(), 26);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The header fields, as names and values. Each character of a value is one byte, as in the `Headers` of JavaScript: `é`
    /// is the byte E9. A value with a character above U+00FF, or one that a header cannot have, is not sent. Leave out those
    /// that belong to one transmission: `Date`, the request id, `Content-Length`, `Transfer-Encoding`.
    pub headers: Vec<(String, String)>,
    /// The body's bytes.
    pub body: Vec<u8>,
}

impl Answer {
    /// The number of bytes of its headers and body.
    pub fn size(&self) -> usize {
        self.headers.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>() + self.body.len()
    }

    /// The part of the answer that a store keeps within `max` bytes: the whole answer, or its status without the body.
    ///
    /// A retry must learn that the operation is done, so an answer that is too large is not dropped. It keeps its
    /// status and the header fields that do not describe the body, such as `Location`, and gets
    /// `Idempotent-Body-Omitted: true`. If these are still too large, only the status and that mark are kept.
    ///
    /// ```
    /// use unanimous::idempotency::Answer;
    ///
    /// let headers = [("content-type", "application/json"), ("location", "/leads/1")];
    /// let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    /// let answer = Answer { status: 201, headers, body: vec![b'x'; 1_000] };
    /// assert_eq!(answer.within(2_000).as_ref(), &answer);
    ///
    /// let stored = answer.within(1_000);
    /// assert_eq!((stored.status, stored.body.len()), (201, 0));
    /// assert_eq!(stored.headers[0], ("location".to_owned(), "/leads/1".to_owned()));
    /// assert_eq!(stored.headers[1], ("idempotent-body-omitted".to_owned(), "true".to_owned()));
    /// ```
    pub fn within(&self, max: usize) -> Cow<'_, Self> {
        if self.size() <= max {
            return Cow::Borrowed(self);
        }
        let (name, value) = BODY_OMITTED;
        let mark = (String::from(name), String::from(value));
        let describes_body = |name: &str| {
            let lower = name.to_ascii_lowercase();
            lower.starts_with("content-") || matches!(lower.as_str(), "etag" | "digest" | "repr-digest")
        };
        let mut headers: Vec<_> = self.headers.iter().filter(|(name, _)| !describes_body(name)).cloned().collect();
        headers.push(mark.clone());
        let short = Self { status: self.status, headers, body: Vec::new() };
        Cow::Owned(if short.size() <= max { short } else { Self { headers: vec![mark], ..short } })
    }
}

/// The right to run the request of one key. Its holder calls [`Store::finish`] or [`Store::abandon`], and until then
/// [`Store::renew`] before each end of the lease.
///
/// If a claim is dropped instead, its key stays claimed until the lease ends. After that another request may claim the
/// key; then the older claim has no effect on it any more.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "finish or abandon the claim, or its key stays in progress until the lease ends"]
pub struct Claim {
    pub(super) key: String,
    pub(super) stored: Stored,
    /// Differs from the token of every other claim of the same key.
    pub(super) token: u128,
}

impl Claim {
    /// When the request's time to run ends unless it is renewed, in milliseconds since 1970.
    pub fn lease_until(&self) -> u64 {
        self.stored.lease_until.unwrap_or(u64::MAX)
    }

    /// How long the claim holds from its beginning and from each renewal.
    pub fn lease(&self) -> Duration {
        Duration::from_millis(self.lease_until().saturating_sub(self.stored.since))
    }
}

/// The decision of a store about a request that begins.
///
/// Only [`Begin::Run`] lets the request run. For a variant that you do not know, respond with 503.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Begin {
    /// Run the request, then [`Store::finish`] or [`Store::abandon`] the claim.
    Run(Claim),
    /// Respond with this stored answer.
    Replay(Answer),
    /// The first request with this key still runs: respond with 409.
    InProgress,
    /// The key was used with another body: respond with 422.
    Conflict,
}

/// A future of a [`Store`].
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Keeps a server's idempotency keys and the answers to their requests.
///
/// The text of a key must contain the route and the caller as well, or the keys of two clients could collide. `begin`
/// is atomic: of many requests with one new key, exactly one is told to run.
///
/// A call ends within seconds, with an error if it must: `run_once` waits for it. The stores of this crate take 2 seconds at
/// most.
///
/// A server that chooses its store when it starts has an `Arc<dyn Store>`, which is a store too.
///
/// A store of your own wraps each body in `Box::pin(async move { … })`:
///
/// ```
/// use unanimous::idempotency::{Answer, Begin, BoxFuture, Claim, Fingerprint, MemoryStore, Store, StoreError};
///
/// /// Adds the name of a tenant to each key.
/// struct Tenant(&'static str, MemoryStore);
///
/// impl Store for Tenant {
///     fn begin<'a>(
///         &'a self,
///         key: &'a str,
///         fingerprint: Fingerprint,
///         now: u64,
///     ) -> BoxFuture<'a, Result<Begin, StoreError>> {
///         Box::pin(async move { Ok(self.1.begin(&format!("{} {key}", self.0), fingerprint, now)?) })
///     }
///
///     // A claim knows its key.
///     fn renew<'a>(&'a self, claim: &'a Claim, now: u64) -> BoxFuture<'a, Result<bool, StoreError>> {
///         Box::pin(async move { Ok(self.1.renew(claim, now)?) })
///     }
///
///     fn finish<'a>(&'a self, claim: &'a Claim, answer: &'a Answer) -> BoxFuture<'a, Result<bool, StoreError>> {
///         Box::pin(async move { Ok(self.1.finish(claim, answer)) })
///     }
///
///     fn abandon<'a>(&'a self, claim: &'a Claim) -> BoxFuture<'a, Result<(), StoreError>> {
///         Box::pin(async move { Ok(self.1.abandon(claim)) })
///     }
/// }
/// ```
pub trait Store: Send + Sync {
    /// Claims a key for a request, or returns the state of the first request with the key. `now` is in milliseconds
    /// since 1970.
    ///
    /// # Errors
    /// The store cannot answer. Then the request must not run.
    fn begin<'a>(
        &'a self,
        key: &'a str,
        fingerprint: Fingerprint,
        now: u64,
    ) -> BoxFuture<'a, Result<Begin, StoreError>>;

    /// Extends the lease: the claim holds for a whole lease from `now` on. Returns whether it holds.
    ///
    /// A key that the store has lost is claimed anew, even if its lease has ended. `false` says that another request has
    /// the key.
    ///
    /// # Errors
    /// The store cannot answer.
    fn renew<'a>(&'a self, claim: &'a Claim, now: u64) -> BoxFuture<'a, Result<bool, StoreError>>;

    /// Stores the answer of a request for which `begin` returned [`Begin::Run`]. Returns whether the key now has this
    /// answer; `false` if another request has the key. A second call changes nothing.
    ///
    /// A key that the store has lost is stored anew.
    ///
    /// # Errors
    /// The store cannot answer.
    fn finish<'a>(&'a self, claim: &'a Claim, answer: &'a Answer) -> BoxFuture<'a, Result<bool, StoreError>>;

    /// Frees the key of a request that got [`Begin::Run`] and has no answer to store, so that a retry runs.
    ///
    /// # Errors
    /// The store cannot answer.
    fn abandon<'a>(&'a self, claim: &'a Claim) -> BoxFuture<'a, Result<(), StoreError>>;

    /// The kind of the store, for spans and logs: `memory`, `redis`, `postgresql`; by default `other`.
    fn name(&self) -> &'static str {
        "other"
    }
}

/// Makes a pointer to a store a store.
macro_rules! store_by_pointer {
    ($($pointer:ty),*) => {$(
        impl<S: Store + ?Sized> Store for $pointer {
            fn begin<'a>(
                &'a self,
                key: &'a str,
                fingerprint: Fingerprint,
                now: u64,
            ) -> BoxFuture<'a, Result<Begin, StoreError>> {
                S::begin(self, key, fingerprint, now)
            }

            fn renew<'a>(&'a self, claim: &'a Claim, now: u64) -> BoxFuture<'a, Result<bool, StoreError>> {
                S::renew(self, claim, now)
            }

            fn finish<'a>(&'a self, claim: &'a Claim, answer: &'a Answer) -> BoxFuture<'a, Result<bool, StoreError>> {
                S::finish(self, claim, answer)
            }

            fn abandon<'a>(&'a self, claim: &'a Claim) -> BoxFuture<'a, Result<(), StoreError>> {
                S::abandon(self, claim)
            }

            fn name(&self) -> &'static str {
                S::name(self)
            }
        }
    )*};
}

store_by_pointer!(&S, Box<S>, Arc<S>);
