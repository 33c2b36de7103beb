//! The store of the idempotency keys: this process, or a Redis that several servers share.

use std::error::Error;

use unanimous::idempotency::{Answer, Begin, Claim, Fingerprint, MemoryStore};
#[cfg(feature = "redis")]
use unanimous::idempotency::{RedisStore, Store as _};

/// The store of the idempotency keys.
pub enum Keys {
    /// Keeps keys in this process, up to a limit.
    Memory(MemoryStore),
    /// Keeps keys in Redis.
    #[cfg(feature = "redis")]
    Redis(RedisStore),
}

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

#[cfg_attr(not(feature = "redis"), allow(clippy::unused_async, reason = "as with Redis"))]
impl Keys {
    pub(super) async fn begin(&self, key: &str, fingerprint: Fingerprint, now: u64) -> Result<Begin> {
        Ok(match self {
            Self::Memory(store) => store.begin(key, fingerprint, now)?,
            #[cfg(feature = "redis")]
            Self::Redis(store) => store.begin(key, fingerprint, now).await?,
        })
    }

    pub(super) async fn finish(&self, claim: &Claim, answer: &Answer) -> Result<()> {
        match self {
            Self::Memory(store) => store.finish(claim, answer),
            #[cfg(feature = "redis")]
            Self::Redis(store) => store.finish(claim, answer).await?,
        }
        Ok(())
    }

    pub(super) async fn abandon(&self, claim: &Claim) -> Result<()> {
        match self {
            Self::Memory(store) => store.abandon(claim),
            #[cfg(feature = "redis")]
            Self::Redis(store) => store.abandon(claim).await?,
        }
        Ok(())
    }
}
