//! The store of the idempotency keys: this process, or a Redis that several servers share.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use unanimous::idempotency::{Answer, Begin, Claim, Fingerprint, Full, MemoryStore, Store};
#[cfg(feature = "redis")]
use unanimous::idempotency::{RedisStore, StoreError};

/// How long a client is told to wait, at most, for room in a store full of running requests.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// The store of the idempotency keys.
pub enum Keys {
    /// Keeps keys in this process, up to a limit.
    Memory(MemoryStore),
    /// Keeps keys in Redis.
    #[cfg(feature = "redis")]
    Redis(RedisStore),
}

/// Why the store cannot answer.
#[derive(Debug)]
pub enum KeysError {
    /// The store in this process is full.
    Full(Full),
    /// Redis cannot answer.
    #[cfg(feature = "redis")]
    Redis(StoreError),
}

impl KeysError {
    /// After how many seconds a client should try again: when a lease ends, but at most 5. A request that runs may end at
    /// any time, and mostly does so long before its lease.
    pub(super) fn retry_after(&self) -> u64 {
        let time = match self {
            Self::Full(full) => full.retry_after.min(LONGEST_WAIT),
            #[cfg(feature = "redis")]
            Self::Redis(_) => Duration::ZERO,
        };
        // Rounded up, so that there is room when the client comes back.
        time.saturating_add(Duration::from_millis(999)).as_secs().max(1)
    }
}

impl fmt::Display for KeysError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full(error) => error.fmt(f),
            #[cfg(feature = "redis")]
            Self::Redis(error) => error.fmt(f),
        }
    }
}

impl Error for KeysError {}

impl Store for Keys {
    type Error = KeysError;

    async fn begin(&self, key: &str, fingerprint: Fingerprint, now: u64) -> Result<Begin, KeysError> {
        match self {
            Self::Memory(store) => store.begin(key, fingerprint, now).map_err(KeysError::Full),
            #[cfg(feature = "redis")]
            Self::Redis(store) => store.begin(key, fingerprint, now).await.map_err(KeysError::Redis),
        }
    }

    async fn renew(&self, claim: &Claim, now: u64) -> Result<bool, KeysError> {
        match self {
            Self::Memory(store) => store.renew(claim, now).map_err(KeysError::Full),
            #[cfg(feature = "redis")]
            Self::Redis(store) => store.renew(claim, now).await.map_err(KeysError::Redis),
        }
    }

    async fn finish(&self, claim: &Claim, answer: &Answer) -> Result<bool, KeysError> {
        match self {
            Self::Memory(store) => Ok(store.finish(claim, answer)),
            #[cfg(feature = "redis")]
            Self::Redis(store) => store.finish(claim, answer).await.map_err(KeysError::Redis),
        }
    }

    async fn abandon(&self, claim: &Claim) -> Result<(), KeysError> {
        match self {
            Self::Memory(store) => store.abandon(claim),
            #[cfg(feature = "redis")]
            Self::Redis(store) => store.abandon(claim).await.map_err(KeysError::Redis)?,
        }
        Ok(())
    }
}
