//! A store in Redis, shared by any number of processes.

mod connection;
mod error;
mod record;
mod script;

use alloc::borrow::ToOwned as _;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

use redis::Client;
use redis::aio::{ConnectionLike, ConnectionManager, ConnectionManagerConfig};
use tokio::runtime::Handle;

use crate::millis;

use super::orphans::{Link, Orphans, Unanswered};
use super::{
    ANSWER_BYTES, Answer, Begin, BoxFuture, Claim, Fingerprint, Store, StoreError, Stored, Verdict, judge_replay,
    lease_within_limits, token,
};

use connection::Connections;
pub use error::RedisStoreError;
use script::{Replaced, Replicas, TIMEOUT, Target};

/// How often `begin` tries to claim a key that other processes change at the same time. Of the processes that try at the same
/// time, one succeeds.
const CLAIM_ATTEMPTS: usize = 16;
/// The longest time for the replicas, so that the 2 seconds of an answer leave some for Redis itself.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// A [`Store`] in Redis 7.0 or later, or Valkey, shared by any number of processes. Needs the feature `redis`.
///
/// A key is changed only by scripts that compare its value first, so two processes never both run a request while its
/// lease holds. Redis's own clock decides when a lease ends. The `now` of [`Store::begin`] and [`Store::renew`] is not
/// used.
///
/// If Redis leaves a `begin` without an answer, or its future is dropped, the claim may still be stored, now or later.
/// A retry in this process takes its key over at once. For retries in other processes, a task abandons the claim as soon
/// as Redis answers. If this process dies before, the key is locked until the lease ends.
///
/// Give the store a Redis of its own, with one of two policies for a full memory (`maxmemory-policy`):
/// - `volatile-ttl`: Redis forgets the answers that would expire next, as `MemoryStore` does. A retry with a forgotten
///   key runs again. Redis chooses among samples, so it forgets a running claim only if nearly all keys have one.
/// - `noeviction`: Redis takes no new key, and `begin` fails until memory is free. Nothing is forgotten.
///
/// Under the other policies Redis may forget a running claim. A key that Redis loses (`FLUSHALL`, a restart without
/// persistence, a failover before replication) is new again, unless its request still runs: then the next renewal or the
/// answer restores it.
///
/// ```no_run
/// # async fn connect() -> Result<(), unanimous::idempotency::RedisStoreError> {
/// use std::time::Duration;
/// use unanimous::idempotency::RedisStore;
///
/// let store = RedisStore::connect("redis://127.0.0.1:6379", "leads:", Duration::from_secs(60)).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct RedisStore {
    link: RedisLink,
    prefix: String,
    lease: Duration,
    answer_bytes: usize,
    orphans: Arc<Orphans>,
}

#[derive(Clone)]
struct RedisLink {
    connections: Connections,
    replicas: Option<Replicas>,
    runtime: Option<Handle>,
}

impl RedisLink {
    fn target<'t>(&'t self, orphans: &'t Orphans) -> Target<'t> {
        Target { connections: &self.connections, orphans, replicas: self.replicas }
    }
}

impl Link for RedisLink {
    fn runtime(&self) -> Option<&Handle> {
        self.runtime.as_ref()
    }

    async fn abandon(&self, orphans: &Orphans, name: &str, record: &[u8]) -> bool {
        script::abandon(&self.target(orphans), name, record).await.is_ok()
    }
}

impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

impl RedisStore {
    /// Connects to `redis://host:port/database`. The future must run in a Tokio runtime with time and I/O.
    ///
    /// With the feature `redis-tls` the URL may also be `rediss://host:port/database`, for TLS by rustls with the
    /// certificates that the system trusts. If the process has no default `CryptoProvider` of rustls, this installs that
    /// of ring.
    ///
    /// Each key in Redis begins with `prefix`. A request may run for `lease` (whole milliseconds) after its beginning or
    /// a renewal, from 50 ms to ten years: a lease outside of them counts as the nearer one. It should be several times the
    /// 2 seconds that an answer of Redis may take. If Redis has closed the connection, a command opens a new one and is sent
    /// once more, within the same 2 seconds.
    ///
    /// # Errors
    /// [`RedisStoreError::Redis`]: `url` is not a Redis URL, or Redis does not answer within 2 seconds.
    pub async fn connect(url: &str, prefix: &str, lease: Duration) -> Result<Self, RedisStoreError> {
        #[cfg(feature = "redis-tls")]
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            // It fails if another thread was faster.
            let _ = rustls::crypto::ring::default_provider().install_default();
        }
        Self::from_client(Client::open(url)?, prefix, lease).await
    }

    /// Connects with a client of the crate `redis`, for example one with certificates of its own
    /// (`Client::build_with_tls`). The rest is as for [`Self::connect`].
    ///
    /// # Errors
    /// [`RedisStoreError::Redis`]: Redis does not answer within 2 seconds.
    pub async fn from_client(client: Client, prefix: &str, lease: Duration) -> Result<Self, RedisStoreError> {
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(TIMEOUT))
            .set_response_timeout(Some(TIMEOUT))
            .set_number_of_retries(2)
            .set_max_delay(Duration::from_millis(500));
        Ok(Self::new(ConnectionManager::new_with_config(client, config).await?, prefix, lease))
    }

    /// A store over a connection that other code may use, too: a `ConnectionManager`, a `ClusterConnection` of Redis
    /// Cluster, or any other that can be cloned. Call it in a Tokio runtime with time, which abandons the claims that Redis
    /// left without an answer.
    ///
    /// An answer may take 2 seconds, or less if the connection has a shorter limit. The connection must connect again by
    /// itself, as a `ConnectionManager` and a `ClusterConnection` do. Each command has one key, so the slots of a cluster
    /// do not matter.
    ///
    /// With `ConnectionManager::new_lazy_with_config` a server starts even if Redis is away. New keys get 503 until it is
    /// there.
    pub fn new(connection: impl ConnectionLike + Clone + Send + Sync + 'static, prefix: &str, lease: Duration) -> Self {
        let connections = Connections::of(connection);
        let link = RedisLink { connections, replicas: None, runtime: Handle::try_current().ok() };
        let lease = lease_within_limits(lease);
        Self { link, prefix: prefix.to_owned(), lease, answer_bytes: ANSWER_BYTES, orphans: Arc::default() }
    }

    /// Runs nothing before `count` replicas have the claim: `WAIT` follows each change of a key. If a replica that has
    /// confirmed takes over, no key runs twice. That replica needs replicas of its own then, or new keys get 503.
    ///
    /// If too few replicas confirm `within` this time (whole milliseconds, from 1 ms to 1 s), the call fails with
    /// [`RedisStoreError::NotReplicated`], and a new key gets 503. Stored answers are still replayed. Redis serves the
    /// commands of one connection in turn, so while replicas are missing, each call waits for those before it: choose a
    /// short time, such as 100 ms. The response timeout of a connection of your own must be longer.
    ///
    /// ```no_run
    /// # async fn connect() -> Result<(), unanimous::idempotency::RedisStoreError> {
    /// use std::time::Duration;
    /// use unanimous::idempotency::RedisStore;
    ///
    /// let store = RedisStore::connect("redis://127.0.0.1:6379", "leads:", Duration::from_secs(60)).await?;
    /// let store = store.with_replicas(1, Duration::from_millis(100));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_replicas(mut self, count: u32, within: Duration) -> Self {
        self.link.replicas = (count > 0).then(|| Replicas { count, within: within.min(LONGEST_WAIT) });
        self
    }

    /// Stores at most this many bytes of an answer; the default is 64 KiB. [`Answer::within`] says what is stored of a
    /// larger one.
    #[must_use]
    pub fn with_answer_bytes(self, answer_bytes: usize) -> Self {
        Self { answer_bytes, ..self }
    }

    /// [`Store::begin`] with the error of this store.
    async fn claim(&self, key: &str, fingerprint: Fingerprint, now: u64) -> Result<Begin, RedisStoreError> {
        let lease_ms = millis::of(self.lease);
        let stored = Stored { fingerprint, since: now, done: false, lease_until: Some(now.saturating_add(lease_ms)) };
        let claim = Claim {
            key: key.to_owned(),
            stored,
            token: token::random().map_err(|_| RedisStoreError::NoRandomNumbers)?,
        };
        let (name, ours) = (self.name(key), record::running(&claim));
        let unanswered =
            Unanswered { orphans: &self.orphans, link: &self.link, claim: Some((name.clone(), ours.clone())) };
        let mut current: Option<Vec<u8>> = None;
        let mut is_orphan = false;
        for _ in 0..CLAIM_ATTEMPTS {
            let replaced = match &current {
                None => Replaced::Nothing,
                Some(value) if is_orphan => Replaced::Orphan(value),
                Some(value) => Replaced::Ended(value),
            };
            let left = script::claim(&self.target(), &name, replaced, &ours, lease_ms).await;
            let (value, left_ms) = match left {
                Ok(Some((value, left_ms))) if value != ours => (value, left_ms),
                // The claim is stored: now, or by an attempt that the connection repeated.
                Ok(_) => {
                    unanswered.answered();
                    return Ok(Begin::Run(claim));
                }
                Err(error) if error.is_unknown() => return Err(error),
                Err(error) => {
                    unanswered.answered();
                    return Err(error);
                }
            };
            is_orphan = self.orphans.contains(&value);
            if !is_orphan {
                let begin = judge(&value, left_ms, fingerprint, now).transpose();
                if let Some(begin) = begin {
                    unanswered.answered();
                    return begin;
                }
            }
            current = Some(value);
        }
        unanswered.answered();
        Err(RedisStoreError::Contended)
    }

    fn name(&self, key: &str) -> String {
        format!("{}{key}", self.prefix)
    }

    fn target(&self) -> Target<'_> {
        self.link.target(&self.orphans)
    }

    fn failed(&self, error: RedisStoreError) -> StoreError {
        if error.is_unknown() {
            self.orphans.note_unanswered();
        }
        error.into()
    }
}

impl Store for RedisStore {
    fn begin<'a>(
        &'a self,
        key: &'a str,
        fingerprint: Fingerprint,
        now: u64,
    ) -> BoxFuture<'a, Result<Begin, StoreError>> {
        Box::pin(async move { Ok(self.claim(key, fingerprint, now).await?) })
    }

    fn renew<'a>(&'a self, claim: &'a Claim, _now: u64) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(async move {
            let (name, ours) = (self.name(&claim.key), record::running(claim));
            let lease_ms = millis::of(self.lease);
            let renewed = script::renew(&self.target(), &name, &ours, lease_ms).await;
            renewed.map_err(|error| self.failed(error))
        })
    }

    fn finish<'a>(&'a self, claim: &'a Claim, answer: &'a Answer) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(async move {
            let (name, ours) = (self.name(&claim.key), record::running(claim));
            let done = record::done(&ours, &answer.within(self.answer_bytes));
            let finished = script::finish(&self.target(), &name, &ours, done).await;
            finished.map_err(|error| self.failed(error))
        })
    }

    fn abandon<'a>(&'a self, claim: &'a Claim) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let (name, ours) = (self.name(&claim.key), record::running(claim));
            // A renewal without an answer may still be on its way, and would claim the key again.
            if self.orphans.had_unanswered(self.lease) {
                self.orphans.add(name.clone(), ours.clone(), &self.link);
            }
            let abandoned = script::abandon(&self.target(), &name, &ours).await;
            abandoned.map_err(|error| {
                self.orphans.add(name, ours, &self.link);
                self.failed(error)
            })
        })
    }

    fn name(&self) -> &'static str {
        "redis"
    }
}

/// The decision about a request whose key holds this value of another claim. `None`: its lease has ended, so the claim
/// can be replaced.
fn judge(value: &[u8], left_ms: i64, fingerprint: Fingerprint, now: u64) -> Result<Option<Begin>, RedisStoreError> {
    let (first, answer) = record::parse(value).ok_or(RedisStoreError::NotOurs)?;
    let lease_until = Some(now.saturating_add(u64::try_from(left_ms).unwrap_or(0)));
    // Redis itself forgets what is too old.
    let stored = Stored { fingerprint: first, since: now, done: answer.is_some(), lease_until };
    Ok(match judge_replay(Some(&stored), fingerprint, now) {
        Verdict::Replay => Some(answer.map_or(Begin::InProgress, Begin::Replay)),
        Verdict::InProgress => Some(Begin::InProgress),
        Verdict::Conflict => Some(Begin::Conflict),
        Verdict::New | Verdict::Expired => None,
    })
}
