//! Runs the SQL statements of this folder. Each is one transaction, and compares the token of the row before it changes it,
//! so that a lost claim has no effect and a statement may run twice.

use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::sync::atomic::{AtomicBool, Ordering};
use core::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Row, Transaction};

use super::super::Answer;
use super::super::orphans::{Link, Orphans};
use super::connections::{InUse, PostgresConnections, TIMEOUT};
use super::error::PostgresStoreError;

/// The longest wait of a claim while [`PostgresConnections::claims_at_once`] others use connections. It is shorter than
/// [`TIMEOUT`], so that time is left for the statement: one that begins too late is cancelled, and others wait for nothing.
const QUEUE_TIMEOUT: Duration = Duration::from_millis(1_500);
/// Why a claim has no connection although the pool may have one.
const ALL_USED: &str = "other claims use all connections that claims may use: \
    raise `claims_at_once`, or use a larger pool";
/// How many times a statement is sent if connections turn out to be closed, or PostgreSQL gives up one of two transactions. After
/// a restart of PostgreSQL, all idle connections are closed.
const SENDS: usize = 16;
/// How long a statement waits for a row that another transaction has changed.
pub(super) const LOCK_TIMEOUT: &str = "1s";

/// As in `sweep.sql`.
pub(super) const SWEPT_AT_ONCE: u64 = 1_000;

pub(super) const TABLE: &str = include_str!("table.sql");
const BEGIN: &str = include_str!("begin.sql");
const LOOK: &str = include_str!("look.sql");
const RENEW: &str = include_str!("renew.sql");
const FINISH: &str = include_str!("finish.sql");
const ABANDON: &str = include_str!("abandon.sql");
const LOCK: &str = include_str!("lock.sql");
const SWEEP: &str = include_str!("sweep.sql");

const LOCK_TABLE: &str = "SELECT pg_advisory_xact_lock(hashtextextended('unanimous', 0))";

type Parameters<'p> = [(&'p (dyn ToSql + Sync), Type)];

/// A claim as its row has it.
pub(super) struct Record {
    pub(super) name: String,
    pub(super) fingerprint: [u8; 32],
    pub(super) token: [u8; 16],
}

/// The column `verdict` of `begin.sql` and `look.sql`, with the columns that belong to it.
pub(super) enum RowVerdict {
    Run,
    Replay(Answer),
    /// With the token of the row, if it is known.
    InProgress(Option<Vec<u8>>),
    Conflict(Option<Vec<u8>>),
    /// Another process has changed the row meanwhile: try again.
    Again,
}

pub(super) async fn begin(
    client: &impl Statements,
    record: &Record,
    lease_ms: i64,
    orphan: Option<&[u8]>,
) -> Result<RowVerdict, PostgresStoreError> {
    let Record { name, fingerprint, token } = record;
    let parameters: &Parameters<'_> = &[
        (name, Type::TEXT),
        (&&fingerprint[..], Type::BYTEA),
        (&&token[..], Type::BYTEA),
        (&lease_ms, Type::INT8),
        (&orphan, Type::BYTEA),
    ];
    let rows = client.rows(BEGIN, parameters).await?;
    verdict(rows.first().ok_or(PostgresStoreError::NotOurs)?)
}

/// `None`: the key can be claimed.
pub(super) async fn look(client: &impl Statements, record: &Record) -> Result<Option<RowVerdict>, PostgresStoreError> {
    let parameters: &Parameters<'_> = &[(&record.name, Type::TEXT), (&&record.fingerprint[..], Type::BYTEA)];
    client.rows(LOOK, parameters).await?.first().map(verdict).transpose()
}

fn verdict(row: &Row) -> Result<RowVerdict, PostgresStoreError> {
    let token = || row.try_get::<_, Option<Vec<u8>>>("token");
    Ok(match row.try_get("verdict")? {
        "run" => RowVerdict::Run,
        "replay" => RowVerdict::Replay(answer(row)?),
        "in_progress" => RowVerdict::InProgress(token()?),
        "conflict" => RowVerdict::Conflict(token()?),
        "again" => RowVerdict::Again,
        _ => return Err(PostgresStoreError::NotOurs),
    })
}

fn answer(row: &Row) -> Result<Answer, PostgresStoreError> {
    let not_ours = |_| PostgresStoreError::NotOurs;
    let status: i16 = row.try_get("status").map_err(not_ours)?;
    let headers: &str = row.try_get("headers").map_err(not_ours)?;
    Ok(Answer {
        status: u16::try_from(status).map_err(|_| PostgresStoreError::NotOurs)?,
        headers: serde_json::from_str(headers).map_err(|_| PostgresStoreError::NotOurs)?,
        body: row.try_get("body").map_err(not_ours)?,
    })
}

pub(super) async fn renew(
    client: &impl Statements,
    record: &Record,
    lease_ms: i64,
) -> Result<bool, PostgresStoreError> {
    let Record { name, fingerprint, token } = record;
    let parameters: &Parameters<'_> =
        &[(name, Type::TEXT), (&&fingerprint[..], Type::BYTEA), (&&token[..], Type::BYTEA), (&lease_ms, Type::INT8)];
    Ok(!client.rows(RENEW, parameters).await?.is_empty())
}

/// `lock_timeout`: how long to wait for the row. `None`: as long as the session does.
pub(super) async fn finish(
    client: &impl Statements,
    record: &Record,
    answer: &Answer,
    lock_timeout: Option<&str>,
) -> Result<bool, PostgresStoreError> {
    let Record { name, fingerprint, token } = record;
    let headers = serde_json::to_string(&answer.headers).unwrap_or_default();
    // No HTTP status is larger than 999.
    let status = i16::try_from(answer.status).unwrap_or(i16::MAX);
    let parameters: &Parameters<'_> = &[
        (name, Type::TEXT),
        (&&fingerprint[..], Type::BYTEA),
        (&&token[..], Type::BYTEA),
        (&status, Type::INT2),
        (&headers, Type::TEXT),
        (&answer.body, Type::BYTEA),
        (&lock_timeout, Type::TEXT),
    ];
    let rows = client.rows(FINISH, parameters).await?;
    Ok(rows.first().ok_or(PostgresStoreError::NotOurs)?.try_get("stored")?)
}

pub(super) async fn abandon(client: &impl Statements, name: &str, token: &[u8]) -> Result<(), PostgresStoreError> {
    let rows = client.rows(ABANDON, &[(&name, Type::TEXT), (&token, Type::BYTEA)]).await?;
    let is_settled: bool = rows.first().ok_or(PostgresStoreError::NotOurs)?.try_get("settled")?;
    if is_settled { Ok(()) } else { Err(PostgresStoreError::Contended) }
}

pub(super) async fn lock(client: &impl Statements, name: &str) -> Result<(), PostgresStoreError> {
    client.rows(LOCK, &[(&name, Type::TEXT)]).await.map(drop)
}

/// Returns the number of rows that it deleted, at most [`SWEPT_AT_ONCE`].
pub(super) async fn sweep(client: &impl Statements) -> Result<u64, PostgresStoreError> {
    let rows = client.rows(SWEEP, &[]).await?;
    let count: i64 = rows.first().ok_or(PostgresStoreError::NotOurs)?.try_get("count")?;
    Ok(count.unsigned_abs())
}

/// Runs statements: in a transaction of the caller, or over a connection for each statement.
pub(super) trait Statements: Sync {
    fn rows(
        &self,
        statement: &str,
        parameters: &Parameters<'_>,
    ) -> impl Future<Output = Result<Vec<Row>, PostgresStoreError>> + Send;
}

// `query_typed` names no statement, so that a pool between this process and PostgreSQL may change sessions.
impl Statements for Transaction<'_> {
    async fn rows(&self, statement: &str, parameters: &Parameters<'_>) -> Result<Vec<Row>, PostgresStoreError> {
        Ok(self.query_typed(statement, parameters).await?)
    }
}

/// The connections of a store, and the runtime for its tasks, because `begin` may be dropped outside of the runtime.
#[derive(Clone)]
pub(super) struct PostgresLink {
    connections: Arc<dyn PostgresConnections>,
    /// How many more claims may use a connection.
    claims: Arc<Semaphore>,
    pub(super) runtime: Option<Handle>,
    pub(super) orphans: Arc<Orphans>,
}

impl Statements for PostgresLink {
    async fn rows(&self, statement: &str, parameters: &Parameters<'_>) -> Result<Vec<Row>, PostgresStoreError> {
        let is_sent = AtomicBool::new(false);
        let sent = tokio::time::timeout(TIMEOUT, self.send(statement, parameters, &is_sent)).await;
        sent.unwrap_or_else(|_| Err(timed_out(&is_sent)))
    }
}

/// Runs the statements of claims, with a limit on the connections that they use: the others serve renewals and answers.
pub(super) struct Claiming<'l>(pub(super) &'l PostgresLink);

impl Statements for Claiming<'_> {
    async fn rows(&self, statement: &str, parameters: &Parameters<'_>) -> Result<Vec<Row>, PostgresStoreError> {
        let is_sent = AtomicBool::new(false);
        let sent = async {
            let permit = tokio::time::timeout(QUEUE_TIMEOUT, self.0.claims.acquire()).await;
            let Ok(Ok(_permit)) = permit else {
                return Err(PostgresStoreError::Connection(ALL_USED.into()));
            };
            self.0.send(statement, parameters, &is_sent).await
        };
        tokio::time::timeout(TIMEOUT, sent).await.unwrap_or_else(|_| Err(timed_out(&is_sent)))
    }
}

/// The error of a statement whose time is over. Only one that was sent may have an effect.
fn timed_out(is_sent: &AtomicBool) -> PostgresStoreError {
    if is_sent.load(Ordering::Relaxed) {
        PostgresStoreError::TimedOut
    } else {
        PostgresStoreError::Connection("none within 2 seconds".into())
    }
}

impl PostgresLink {
    pub(super) fn new(connections: impl PostgresConnections) -> Self {
        let claims = Arc::new(Semaphore::new(connections.claims_at_once().clamp(1, Semaphore::MAX_PERMITS)));
        Self {
            connections: Arc::new(connections),
            claims,
            runtime: Handle::try_current().ok(),
            orphans: Arc::default(),
        }
    }

    /// Sends a statement. If the connection is closed, this takes another one and sends the statement again.
    ///
    /// PostgreSQL closes connections: when it restarts, at `idle_session_timeout`, by `pg_terminate_backend`. Only the next
    /// statement shows that. `is_sent` becomes true before PostgreSQL can know the statement.
    async fn send(
        &self,
        statement: &str,
        parameters: &Parameters<'_>,
        is_sent: &AtomicBool,
    ) -> Result<Vec<Row>, PostgresStoreError> {
        let mut closed = None;
        for _ in 0..SENDS {
            let connection = match self.connection().await {
                Ok(connection) => connection,
                // Nothing was sent now, but an earlier statement may have arrived.
                Err(error) => return Err(closed.unwrap_or(error)),
            };
            let Some(client) = connection.client() else { break };
            is_sent.store(true, Ordering::Relaxed);
            match client.query_typed(statement, parameters).await.map_err(PostgresStoreError::from) {
                Err(error) if error.is_closed() => {
                    // The statement may still arrive, even after the claim has ended.
                    self.orphans.note_unanswered();
                    closed = Some(error);
                }
                // PostgreSQL gave up one of two transactions, as it does if all are serializable. The statement had no effect,
                // so it is sent again.
                Err(error) if error.is_conflict() => connection.end(),
                answer => {
                    connection.end();
                    // A failure does not say what became of the statement before.
                    return answer.map_err(|error| closed.unwrap_or(error));
                }
            }
        }
        Err(closed.unwrap_or(PostgresStoreError::Contended))
    }

    async fn connection(&self) -> Result<InUse, PostgresStoreError> {
        self.connections.get().await.map(InUse::new).map_err(PostgresStoreError::Connection)
    }

    pub(super) async fn create_table(&self) -> Result<(), PostgresStoreError> {
        let connection = tokio::time::timeout(TIMEOUT, self.connection()).await;
        let connection = connection.unwrap_or(Err(PostgresStoreError::TimedOut))?;
        if let Some(client) = connection.client() {
            // `IF NOT EXISTS` fails if another session creates the table at the same moment.
            client.batch_execute(&format!("{LOCK_TABLE};\n{TABLE}")).await?;
        }
        connection.end();
        Ok(())
    }
}

impl Link for PostgresLink {
    fn runtime(&self) -> Option<&Handle> {
        self.runtime.as_ref()
    }

    async fn abandon(&self, _: &Orphans, name: &str, record: &[u8]) -> bool {
        abandon(self, name, record).await.is_ok()
    }
}
