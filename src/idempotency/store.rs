//! The interface of every store of keys.

use alloc::string::String;
use alloc::vec::Vec;
use core::error::Error;

use super::{Fingerprint, Stored};

/// An answer that a store keeps and gives again, byte for byte.
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
    /// The header fields, as names and values. Leave out those that belong to one transmission: `Date`, the request id,
    /// `Content-Length`, `Transfer-Encoding`.
    pub headers: Vec<(String, String)>,
    /// The body's bytes.
    pub body: Vec<u8>,
}

impl Answer {
    /// The number of bytes of its headers and body.
    pub fn size(&self) -> usize {
        self.headers.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>() + self.body.len()
    }
}

/// The right to run the request of one key. Its holder calls [`Store::finish`] or [`Store::abandon`].
///
/// If a claim is dropped instead, its key stays claimed until the lease ends. After that another request may claim the
/// key; then the older claim has no effect any more.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "finish or abandon the claim, or its key stays in progress until the lease ends"]
pub struct Claim {
    pub(super) key: String,
    pub(super) stored: Stored,
    /// Differs from the token of every other claim of the same key.
    pub(super) token: u128,
}

impl Claim {
    /// When the request's time to run ends, in milliseconds since 1970.
    pub fn lease_until(&self) -> u64 {
        self.stored.lease_until.unwrap_or(u64::MAX)
    }
}

/// What a store answers to a request that begins.
///
/// Only [`Begin::Run`] lets the request run. Answer 503 to a variant that you do not know.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Begin {
    /// Run the request, then [`Store::finish`] or [`Store::abandon`] the claim.
    Run(Claim),
    /// Answer with this stored answer.
    Replay(Answer),
    /// The first request with this key still runs: answer 409.
    InProgress,
    /// The key was used with another body: answer 422.
    Conflict,
}

/// Where a server keeps its keys.
///
/// The text of a key must contain the route and the caller as well, or the keys of two clients could collide. `begin`
/// is atomic: of many requests with one new key, exactly one is told to run.
pub trait Store: Send + Sync {
    /// Why the store cannot answer. Then the request must not run.
    type Error: Error + Send + Sync + 'static;

    /// Claims a key for a request, or says what became of the first request with it. `now` is in milliseconds since
    /// 1970.
    fn begin(
        &self,
        key: &str,
        fingerprint: Fingerprint,
        now: u64,
    ) -> impl Future<Output = Result<Begin, Self::Error>> + Send;

    /// Stores the answer of a request that was told to run. A second call changes nothing.
    fn finish(&self, claim: &Claim, answer: &Answer) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Frees the key of a request that was told to run and has no answer to keep, so that a retry runs.
    fn abandon(&self, claim: &Claim) -> impl Future<Output = Result<(), Self::Error>> + Send;
}
