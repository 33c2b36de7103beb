//! A store in PostgreSQL, shared by any number of processes.

mod connections;
mod error;
mod statement;

use alloc::borrow::ToOwned as _;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::{Config, Socket, Transaction};

use crate::millis;

use super::orphans::Unanswered;
use super::{
    ANSWER_BYTES, Answer, Begin, BoxFuture, Claim, Fingerprint, Store, StoreError, Stored, lease_within_limits, token,
};

use connections::OwnConnections;
pub use connections::{PostgresConnection, PostgresConnections};
pub use error::PostgresStoreError;
use statement::{Claiming, LOCK_TIMEOUT, PostgresLink, Record, RowVerdict, SWEPT_AT_ONCE, Statements};

/// How often `begin` tries to claim a key that other processes change at the same time. Of the processes that try at the same
/// time, one succeeds.
const CLAIM_ATTEMPTS: usize = 16;
/// The most bytes of a name as it is. An entry of PostgreSQL's indexes may have 2,704 bytes.
const LONGEST_NAME: usize = 1024;
/// How often a store deletes expired rows.
const SWEEP_EVERY: Duration = Duration::from_secs(60);

/// A [`Store`] in PostgreSQL 12 or later, shared by any number of processes. Needs the feature `postgres`.
///
/// Each call is one statement, which compares the token of the row before it changes it. So two processes never both run a
/// request while its lease holds. PostgreSQL's own clock decides when a lease ends. The `now` of [`Store::begin`] and
/// [`Store::renew`] is not used.
///
/// # One transaction for the key and the effect
///
/// With any other store, a process that dies between the effect of an operation and the stored answer leaves a key whose
/// operation runs again after the lease. If the effect is in the same database, [`Self::claim_in`] and [`Self::finish_in`]
/// exclude that: they claim the key and store the answer in the transaction of the effect. Either all is committed or
/// nothing is.
///
/// ```no_run
/// # use std::time::Duration;
/// # use tokio_postgres::{Client, NoTls};
/// # use unanimous::idempotency::{Answer, Begin, Fingerprint, PostgresStore};
/// # async fn create(store: &PostgresStore, client: &mut Client, key: &str, body: &[u8], now: u64)
/// # -> Result<Option<Answer>, Box<dyn std::error::Error>> {
/// let transaction = client.transaction().await?;
/// let claim = match store.claim_in(&transaction, key, Fingerprint::of(body), now).await? {
///     Begin::Run(claim) => claim,
///     Begin::Replay(answer) => return Ok(Some(answer)),
///     // Another request has the key, or it was used with another body.
///     _ => return Ok(None),
/// };
/// transaction.execute("INSERT INTO leads (body) VALUES ($1)", &[&body]).await?;
/// let answer = Answer { status: 201, headers: Vec::new(), body: b"{}".to_vec() };
/// store.finish_in(&transaction, &claim, &answer).await?;
/// transaction.commit().await?;
/// # Ok(Some(answer))
/// # }
/// ```
///
/// Until the commit, another request with the key gets [`Begin::InProgress`] at once, from [`Self::claim_in`] and from
/// [`Store::begin`]. If the transaction is rolled back, or its process dies, the key is free. If the answer to `COMMIT` is
/// lost, the client's retry finds the stored answer, or runs the operation, which was rolled back.
///
/// # The table
///
/// [`Self::TABLE`] is its definition, for a migration. [`Self::create_table`] runs it. The store deletes expired rows once
/// a minute while it claims keys. A key may have any length. One that has a NUL, or more than 1,024 bytes with its
/// prefix, is stored as its SHA-256. A prefix may have 2,600 bytes, and no NUL.
///
/// # Connections
///
/// [`Self::connect`] opens up to eight connections. [`Self::with_connections`] takes those of a pool. Each statement is a
/// transaction of its own and needs nothing of its session, so a pool such as PgBouncer may stand between.
///
/// Claims use six connections at most ([`PostgresConnections::claims_at_once`]), so renewals and answers do not wait behind
/// them. A claim that gets no connection fails after two seconds at most, and nothing is stored.
///
/// If PostgreSQL leaves a `begin` without an answer, or its future is dropped, the claim may still be stored, now or later.
/// A retry in this process takes its key over at once. For retries in other processes, a task abandons the claim as soon
/// as PostgreSQL answers. If this process dies before, the key is locked until the lease ends.
///
/// ```no_run
/// # async fn connect() -> Result<(), unanimous::idempotency::PostgresStoreError> {
/// use std::time::Duration;
/// use tokio_postgres::NoTls;
/// use unanimous::idempotency::PostgresStore;
///
/// let url = "postgres://leads@127.0.0.1/leads";
/// let store = PostgresStore::connect(url, NoTls, "leads:", Duration::from_secs(60)).await?;
/// store.create_table().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct PostgresStore {
    link: PostgresLink,
    prefix: String,
    lease: Duration,
    answer_bytes: usize,
    swept: Arc<Mutex<Instant>>,
}

impl fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresStore").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

impl PostgresStore {
    /// The SQL that creates the table `unanimous_idempotency_keys` and its index, if they do not exist.
    pub const TABLE: &str = statement::TABLE;

    /// Connects to `postgres://user:password@host:port/database`, or by a text such as `host=/run/postgresql user=leads`.
    /// The future must run in a Tokio runtime with time and I/O.
    ///
    /// `tls` is `tokio_postgres::NoTls`, or a connector of a crate such as `tokio-postgres-rustls` or
    /// `postgres-native-tls`. Each key in the table begins with `prefix`. A request may run for `lease` (whole milliseconds)
    /// after its beginning or a renewal, from 50 ms to ten years: a lease outside of them counts as the nearer one. It should be
    /// several times the 2 seconds that an answer of PostgreSQL may take. If PostgreSQL has closed a connection, another one is
    /// opened and the statement is sent again, within the same 2 seconds.
    ///
    /// # Errors
    /// - [`PostgresStoreError::Postgres`]: `url` is not of that form.
    /// - [`PostgresStoreError::Connection`], [`PostgresStoreError::TimedOut`]: there is no connection within 2 seconds.
    pub async fn connect<T>(url: &str, tls: T, prefix: &str, lease: Duration) -> Result<Self, PostgresStoreError>
    where
        T: MakeTlsConnect<Socket> + Clone + Send + Sync + 'static,
        T::Stream: Send,
        T::TlsConnect: Send,
        <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
    {
        let config: Config = url.parse()?;
        let store = Self::with_connections(OwnConnections::new(config, tls), prefix, lease);
        store.link.rows("SELECT", &[]).await?;
        Ok(store)
    }

    /// A store that takes each of its connections from a pool. Call it in a Tokio runtime with time, which abandons the
    /// claims that PostgreSQL left without an answer, and deletes expired rows.
    ///
    /// The rest is as for [`Self::connect`].
    pub fn with_connections(connections: impl PostgresConnections, prefix: &str, lease: Duration) -> Self {
        let link = PostgresLink::new(connections);
        let lease = lease_within_limits(lease);
        let swept = Arc::new(Mutex::new(Instant::now()));
        Self { link, prefix: prefix.to_owned(), lease, answer_bytes: ANSWER_BYTES, swept }
    }

    /// Stores at most this many bytes of an answer; the default is 64 KiB. [`Answer::within`] says what is stored of a
    /// larger one.
    #[must_use]
    pub fn with_answer_bytes(self, answer_bytes: usize) -> Self {
        Self { answer_bytes, ..self }
    }

    /// Creates the table if it does not exist.
    ///
    /// # Errors
    /// There is no connection, or its role may not create a table.
    pub async fn create_table(&self) -> Result<(), PostgresStoreError> {
        self.link.create_table().await
    }

    /// Claims a key in a transaction of the caller, which also writes the effect of the operation and ends with
    /// [`Self::finish_in`] and a commit. The type's documentation has an example.
    ///
    /// Until the transaction ends, other requests with the key get [`Begin::InProgress`], without waiting.
    ///
    /// # Errors
    /// [`PostgresStoreError::Postgres`]: as for any statement in this transaction. Roll it back. With the isolation level
    /// `REPEATABLE READ` or `SERIALIZABLE`, PostgreSQL may ask to run the transaction again.
    pub async fn claim_in(
        &self,
        transaction: &Transaction<'_>,
        key: &str,
        fingerprint: Fingerprint,
        now: u64,
    ) -> Result<Begin, PostgresStoreError> {
        let (claim, record) = self.new_claim(key, fingerprint, now)?;
        self.try_claim(transaction, claim, &record).await
    }

    /// Stores the answer in a transaction of the caller: of a claim of [`Self::claim_in`], or of one of [`Store::begin`],
    /// which makes sure that only one of two runs is committed. If it returns `false`, another request has the key: roll
    /// the transaction back.
    ///
    /// # Errors
    /// [`PostgresStoreError::Postgres`]: as for any statement in this transaction. Roll it back.
    pub async fn finish_in(
        &self,
        transaction: &Transaction<'_>,
        claim: &Claim,
        answer: &Answer,
    ) -> Result<bool, PostgresStoreError> {
        let record = self.record(claim);
        // From now on a request with this key need not wait for the commit.
        statement::lock(transaction, &record.name).await?;
        statement::finish(transaction, &record, &answer.within(self.answer_bytes), None).await
    }

    /// Deletes expired rows, and returns how many. The store does this by itself once a minute, while it claims keys.
    ///
    /// # Errors
    /// PostgreSQL cannot answer.
    pub async fn sweep(&self) -> Result<u64, PostgresStoreError> {
        sweep(&self.link).await
    }

    fn new_claim(&self, key: &str, fingerprint: Fingerprint, now: u64) -> Result<(Claim, Record), PostgresStoreError> {
        let lease_until = Some(now.saturating_add(millis::of(self.lease)));
        let stored = Stored { fingerprint, since: now, done: false, lease_until };
        let token = token::random().map_err(|_| PostgresStoreError::NoRandomNumbers)?;
        let claim = Claim { key: key.to_owned(), stored, token };
        let record = self.record(&claim);
        Ok((claim, record))
    }

    fn record(&self, claim: &Claim) -> Record {
        Record {
            name: name_of(&self.prefix, &claim.key),
            fingerprint: claim.stored.fingerprint.0,
            token: claim.token.to_be_bytes(),
        }
    }

    fn lease_ms(&self) -> i64 {
        i64::try_from(millis::of(self.lease)).unwrap_or(i64::MAX)
    }

    /// Claims the key, or returns the state of the first request. Tries again while other processes change the key.
    async fn try_claim(
        &self,
        client: &impl Statements,
        claim: Claim,
        record: &Record,
    ) -> Result<Begin, PostgresStoreError> {
        let mut orphan: Option<Vec<u8>> = None;
        for _ in 0..CLAIM_ATTEMPTS {
            match statement::begin(client, record, self.lease_ms(), orphan.as_deref()).await? {
                RowVerdict::Run => return Ok(Begin::Run(claim)),
                RowVerdict::Replay(answer) => return Ok(Begin::Replay(answer)),
                RowVerdict::InProgress(Some(token)) | RowVerdict::Conflict(Some(token))
                    if self.is_orphan(&token, orphan.as_deref()) =>
                {
                    orphan = Some(token);
                }
                RowVerdict::InProgress(_) => return Ok(Begin::InProgress),
                RowVerdict::Conflict(_) => return Ok(Begin::Conflict),
                RowVerdict::Again => {}
            }
        }
        Err(PostgresStoreError::Contended)
    }

    /// Whether a claim is an orphan that this call has not tried to replace. If it has, another process was faster.
    fn is_orphan(&self, token: &[u8], tried: Option<&[u8]>) -> bool {
        tried != Some(token) && self.link.orphans.contains(token)
    }

    /// [`Store::begin`] with the error of this store.
    async fn claim(&self, key: &str, fingerprint: Fingerprint, now: u64) -> Result<Begin, PostgresStoreError> {
        let (claim, record) = self.new_claim(key, fingerprint, now)?;
        let unanswered = Unanswered {
            orphans: &self.link.orphans,
            link: &self.link,
            claim: Some((record.name.clone(), record.token.to_vec())),
        };
        let begin = self.try_claim(&Claiming(&self.link), claim, &record).await;
        let begin = match begin {
            Err(error) if error.is_unknown() => return Err(error),
            // Stored answers are given even when nothing can be written.
            Err(error) if error.is_refused_write() => match statement::look(&Claiming(&self.link), &record).await {
                Ok(Some(RowVerdict::Replay(answer))) => Ok(Begin::Replay(answer)),
                Ok(Some(RowVerdict::InProgress(_))) => Ok(Begin::InProgress),
                Ok(Some(RowVerdict::Conflict(_))) => Ok(Begin::Conflict),
                _ => Err(error),
            },
            begin => begin,
        };
        unanswered.answered();
        if matches!(begin, Ok(Begin::Run(_))) {
            self.sweep_in_background();
        }
        begin
    }

    fn sweep_in_background(&self) {
        let mut swept = self.swept.lock().unwrap_or_else(PoisonError::into_inner);
        if swept.elapsed() < SWEEP_EVERY {
            return;
        }
        *swept = Instant::now();
        if let Some(runtime) = &self.link.runtime {
            let link = self.link.clone();
            runtime.spawn(async move { sweep(&link).await });
        }
    }

    fn failed(&self, error: PostgresStoreError) -> StoreError {
        if error.is_unknown() {
            self.link.orphans.note_unanswered();
        }
        error.into()
    }
}

/// The name of a key in the table: prefix and key. If that has more than 1,024 bytes, or the key a NUL, which PostgreSQL's
/// texts cannot hold, the name is the prefix and the SHA-256 of the key. The store in JavaScript does the same.
fn name_of(prefix: &str, key: &str) -> String {
    if prefix.len() + key.len() <= LONGEST_NAME && !key.contains('\0') {
        return format!("{prefix}{key}");
    }
    // A fingerprint is a SHA-256, too.
    format!("{prefix}sha256:{}", Fingerprint::of(key.as_bytes()))
}

async fn sweep(link: &PostgresLink) -> Result<u64, PostgresStoreError> {
    let mut count = 0;
    loop {
        let swept = statement::sweep(&Claiming(link)).await?;
        count += swept;
        if swept < SWEPT_AT_ONCE {
            return Ok(count);
        }
    }
}

impl Store for PostgresStore {
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
            let renewed = statement::renew(&self.link, &self.record(claim), self.lease_ms()).await;
            renewed.map_err(|error| self.failed(error))
        })
    }

    fn finish<'a>(&'a self, claim: &'a Claim, answer: &'a Answer) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(async move {
            let (record, answer) = (self.record(claim), answer.within(self.answer_bytes));
            let finished = statement::finish(&self.link, &record, &answer, Some(LOCK_TIMEOUT)).await;
            finished.map_err(|error| self.failed(error))
        })
    }

    fn abandon<'a>(&'a self, claim: &'a Claim) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let Record { name, token, .. } = self.record(claim);
            // A renewal without an answer may still be on its way, and would claim the key again.
            if self.link.orphans.had_unanswered(self.lease) {
                self.link.orphans.add(name.clone(), token.to_vec(), &self.link);
            }
            let abandoned = statement::abandon(&self.link, &name, &token).await;
            abandoned.map_err(|error| {
                self.link.orphans.add(name, token.to_vec(), &self.link);
                self.failed(error)
            })
        })
    }

    fn name(&self) -> &'static str {
        "postgresql"
    }
}
