//! What every store of keys does.

use alloc::string::String;
use alloc::vec::Vec;
use core::error::Error;

use super::{Fingerprint, Stored};

/// An answer that is kept, to be given again byte for byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The header fields that belong to the answer, not to its sending: no `Date`, no request id, no framing.
    pub headers: Vec<(String, String)>,
    /// The body's bytes.
    pub body: Vec<u8>,
}

impl Answer {
    /// The bytes of its headers and body.
    pub fn size(&self) -> usize {
        self.headers.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>() + self.body.len()
    }
}

/// The right to run the request of one key: whoever holds it finishes or abandons the key.
///
/// A claim that is dropped holds its key until the lease is over. After that the key may have been claimed anew; then
/// the older claim has no effect any more.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "finish or abandon it, or the key is in progress until the lease is over"]
pub struct Claim {
    pub(super) key: String,
    pub(super) stored: Stored,
    /// Tells this claim from every other one of the same key.
    pub(super) token: u128,
}

impl Claim {
    /// Until when the request may run, in milliseconds since 1970.
    pub fn lease_until(&self) -> u64 {
        self.stored.lease_until.unwrap_or(u64::MAX)
    }
}

/// What a store answers to a request that begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begin {
    /// Run the request; then [`Store::finish`] or [`Store::abandon`] the claim.
    Run(Claim),
    /// Give this answer again.
    Replay(Answer),
    /// The first request still runs.
    InProgress,
    /// The key stands for another body.
    Conflict,
}

/// Where a server keeps its keys. The text of a key must name the route and the caller too, or one client's key would
/// meet another's.
///
/// `begin` is atomic: of many requests with one new key exactly one is told to run.
pub trait Store: Send + Sync {
    /// Why a store cannot answer. The request must not run then.
    type Error: Error + Send + Sync + 'static;

    /// Claims a key for a request, or says what became of the first one. `now` is in milliseconds since 1970.
    fn begin(
        &self,
        key: &str,
        fingerprint: Fingerprint,
        now: u64,
    ) -> impl Future<Output = Result<Begin, Self::Error>> + Send;

    /// Stores the answer of a request that was told to run. To do it twice changes nothing.
    fn finish(&self, claim: &Claim, answer: &Answer) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Frees the key of a request that was told to run and has no answer to keep, so that a retry runs again.
    fn abandon(&self, claim: &Claim) -> impl Future<Output = Result<(), Self::Error>> + Send;
}
