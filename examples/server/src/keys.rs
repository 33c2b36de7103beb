//! Where the idempotency keys are kept: in memory, or in a database that several servers share.

use std::sync::Arc;

#[cfg(feature = "postgres")]
use tokio_postgres::NoTls;
#[cfg(feature = "postgres")]
use unanimous::idempotency::PostgresStore;
#[cfg(feature = "redis")]
use unanimous::idempotency::RedisStore;
use unanimous::idempotency::{Limits, MemoryStore, Store};

/// The options of the store. At most one can be given.
#[derive(clap::Args)]
#[group(multiple = false)]
pub struct KeyOptions {
    /// How many bytes of memory the idempotency keys and their answers may take. A full store forgets the oldest keys.
    #[arg(long, default_value_t = Limits::default().max_bytes)]
    key_bytes: usize,
    /// The Redis that keeps the idempotency keys, such as `redis://127.0.0.1:6379`.
    #[cfg(feature = "redis")]
    #[arg(long, env = "REDIS_URL")]
    redis_url: Option<String>,
    /// The PostgreSQL that keeps the idempotency keys, such as `postgres://app@127.0.0.1/leads`. Without TLS.
    #[cfg(feature = "postgres")]
    #[arg(long, env = "POSTGRES_URL")]
    postgres_url: Option<String>,
}

impl KeyOptions {
    /// Connects to the database, if there is one.
    ///
    /// # Errors
    /// There is no connection to the database.
    #[allow(clippy::unused_async, reason = "memory needs no connection")]
    pub async fn store(&self) -> anyhow::Result<Arc<dyn Store>> {
        // In a database, a key stays locked for the lease if its server dies. While a request runs, it is renewed.
        let limits = Limits { max_bytes: self.key_bytes, ..Limits::default() };
        #[cfg(feature = "redis")]
        if let Some(url) = &self.redis_url {
            return Ok(Arc::new(RedisStore::connect(url, "unanimous:", limits.lease).await?));
        }
        #[cfg(feature = "postgres")]
        if let Some(url) = &self.postgres_url {
            let store = PostgresStore::connect(url, NoTls, "unanimous:", limits.lease).await?;
            store.create_table().await?;
            return Ok(Arc::new(store));
        }
        Ok(Arc::new(MemoryStore::new(limits)))
    }
}
