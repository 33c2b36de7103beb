//! The stores that the checks run over, and how time passes in each.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio_postgres::NoTls;
use unanimous::idempotency::{Limits, MemoryStore, PostgresStore, RedisStore, Store};

use crate::postgres_server::Postgres;
use crate::redis_server::Redis;

pub(crate) const LEASE_MS: u64 = 60_000;
pub(crate) const LEASE: Duration = Duration::from_millis(LEASE_MS);

/// A store, and the means of a test to change what it holds.
pub(crate) struct Subject {
    pub(crate) store: Arc<dyn Store>,
    /// The caller's clock. Only `MemoryStore` uses it.
    clock: AtomicU64,
    server: Option<Server>,
}

enum Server {
    Redis(Redis),
    Postgres(Postgres),
}

impl Subject {
    fn new(store: impl Store + 'static, server: Option<Server>) -> Self {
        Self { store: Arc::new(store), clock: AtomicU64::new(1_000_000), server }
    }

    pub(crate) fn now(&self) -> u64 {
        self.clock.load(Ordering::Relaxed)
    }

    /// Lets time pass for a key.
    pub(crate) fn pass(&self, key: &str, ms: u64) {
        match &self.server {
            None => drop(self.clock.fetch_add(ms, Ordering::Relaxed)),
            Some(Server::Redis(redis)) => {
                let key = format!("test:{key}");
                let left: i64 = redis.ask(&["PTTL", &key]).trim().parse().expect("a time to live");
                let left = left - i64::try_from(ms).expect("a short time");
                redis.ask(&["PEXPIRE", &key, &left.to_string()]);
            }
            Some(Server::Postgres(postgres)) => postgres.must(&format!(
                "UPDATE unanimous_idempotency_keys SET lease_until = lease_until - interval '{ms} ms',
                 expires_at = expires_at - interval '{ms} ms' WHERE key = 'test:{key}'"
            )),
        }
    }

    /// Makes the store lose all keys. Returns whether it can.
    pub(crate) fn lose_all(&self) -> bool {
        match &self.server {
            None => return false,
            Some(Server::Redis(redis)) => redis.must(&["FLUSHALL"]),
            Some(Server::Postgres(postgres)) => postgres.must("TRUNCATE unanimous_idempotency_keys"),
        }
        true
    }
}

#[allow(clippy::unused_async, reason = "as the others")]
pub(crate) async fn memory() -> Subject {
    Subject::new(MemoryStore::new(Limits { lease: LEASE, ..Limits::default() }), None)
}

pub(crate) async fn redis() -> Subject {
    let redis = Redis::start();
    let store = RedisStore::connect(&redis.url(), "test:", LEASE).await.expect("Redis answers");
    Subject::new(store, Some(Server::Redis(redis)))
}

pub(crate) async fn postgres() -> Subject {
    let postgres = Postgres::start();
    let store = PostgresStore::connect(&postgres.url(), NoTls, "test:", LEASE).await.expect("PostgreSQL answers");
    store.create_table().await.expect("a table");
    Subject::new(store, Some(Server::Postgres(postgres)))
}
