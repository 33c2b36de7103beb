//! Where the store gets its connections: from its own, or from a pool of the application.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::error::Error;
use core::time::Duration;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::AbortHandle;
use tokio::time::timeout;
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::{Client, Config, Socket};

use super::super::BoxFuture;

/// Where a [`PostgresStore`](super::PostgresStore) gets its connections. Implement it for the pool of your application.
pub trait PostgresConnections: Send + Sync + 'static {
    /// Gives a connection that is in no transaction. The store stops waiting after 2 seconds.
    ///
    /// # Errors
    /// There is no connection.
    fn get(&self) -> BoxFuture<'_, Result<Box<dyn PostgresConnection>, Box<dyn Error + Send + Sync>>>;

    /// How many connections [`Store::begin`](crate::idempotency::Store::begin) uses at the same time; 6 by default.
    ///
    /// The pool should have at least two more. They serve renewals and answers, which otherwise wait behind the claims of a
    /// busy server, while their own leases end.
    fn claims_at_once(&self) -> usize {
        CLAIMS_AT_ONCE
    }
}

/// A connection of [`PostgresConnections`]. Dropping it gives it back.
pub trait PostgresConnection: Send + Sync {
    /// Its client.
    fn client(&self) -> &Client;

    /// Closes the connection, because PostgreSQL left a statement without an answer. Whoever used the connection next would
    /// wait for that answer.
    ///
    /// If it can, it also cancels the statement (`Client::cancel_token`). Otherwise give the connections of the pool a
    /// `statement_timeout`, or statements that wait for a lock take more and more sessions.
    fn discard(self: Box<Self>);
}

/// How long an answer of PostgreSQL may take, a new connection included.
pub(super) const TIMEOUT: Duration = Duration::from_secs(2);
/// The most connections that a store opens by itself.
const MAX_CONNECTIONS: usize = 8;
/// How many of them claims use at the same time.
const CLAIMS_AT_ONCE: usize = MAX_CONNECTIONS - 2;

/// Connections that the store opens itself.
pub(super) struct OwnConnections<T> {
    config: Config,
    tls: T,
    idle: Arc<Mutex<Vec<Arc<OpenConnection>>>>,
    limit: Arc<Semaphore>,
}

/// An open connection, whose socket a task of Tokio serves.
struct OpenConnection {
    client: Client,
    task: AbortHandle,
}

impl Drop for OpenConnection {
    fn drop(&mut self) {
        // Without this, the task would wait for the answers to what was sent.
        self.task.abort();
    }
}

impl<T> OwnConnections<T>
where
    T: MakeTlsConnect<Socket> + Clone,
    T::Stream: Send + 'static,
{
    pub(super) fn new(config: Config, tls: T) -> Self {
        Self { config, tls, idle: Arc::default(), limit: Arc::new(Semaphore::new(MAX_CONNECTIONS)) }
    }

    async fn open(&self) -> Result<Arc<OpenConnection>, tokio_postgres::Error> {
        let (client, connection) = self.config.connect(self.tls.clone()).await?;
        Ok(Arc::new(OpenConnection { client, task: tokio::spawn(connection).abort_handle() }))
    }
}

impl<T> PostgresConnections for OwnConnections<T>
where
    T: MakeTlsConnect<Socket> + Clone + Send + Sync + 'static,
    T::Stream: Send,
    T::TlsConnect: Send,
    <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
{
    fn get(&self) -> BoxFuture<'_, Result<Box<dyn PostgresConnection>, Box<dyn Error + Send + Sync>>> {
        Box::pin(async {
            let permit = Arc::clone(&self.limit).acquire_owned().await?;
            let open = match pop(&self.idle) {
                Some(open) => open,
                None => self.open().await?,
            };
            let (idle, tls) = (Arc::clone(&self.idle), self.tls.clone());
            let lent = LentConnection { open, is_discarded: false, idle, tls, _permit: permit };
            Ok(Box::new(lent) as Box<dyn PostgresConnection>)
        })
    }
}

/// Takes the connection that was used last. Drops closed ones.
fn pop(idle: &Mutex<Vec<Arc<OpenConnection>>>) -> Option<Arc<OpenConnection>> {
    let mut idle = lock(idle);
    while let Some(open) = idle.pop() {
        if !open.client.is_closed() {
            return Some(open);
        }
    }
    None
}

fn lock(idle: &Mutex<Vec<Arc<OpenConnection>>>) -> MutexGuard<'_, Vec<Arc<OpenConnection>>> {
    idle.lock().unwrap_or_else(PoisonError::into_inner)
}

struct LentConnection<T> {
    open: Arc<OpenConnection>,
    is_discarded: bool,
    idle: Arc<Mutex<Vec<Arc<OpenConnection>>>>,
    tls: T,
    _permit: OwnedSemaphorePermit,
}

impl<T> PostgresConnection for LentConnection<T>
where
    T: MakeTlsConnect<Socket> + Clone + Send + Sync + 'static,
    T::Stream: Send,
    T::TlsConnect: Send,
    <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
{
    fn client(&self) -> &Client {
        &self.open.client
    }

    /// Cancels the statement, too. PostgreSQL itself would let it wait for a lock even if nobody is there any more, and
    /// every further attempt would take one more of its sessions.
    fn discard(mut self: Box<Self>) {
        self.is_discarded = true;
        if self.open.client.is_closed() {
            return;
        }
        if let Ok(runtime) = Handle::try_current() {
            let (open, tls) = (Arc::clone(&self.open), self.tls.clone());
            runtime.spawn(async move {
                // The connection stays open until then, so that the number of its session is not another one's.
                let _ = timeout(TIMEOUT, open.client.cancel_token().cancel_query(tls)).await;
            });
        }
    }
}

impl<T> Drop for LentConnection<T> {
    fn drop(&mut self) {
        if !self.is_discarded {
            lock(&self.idle).push(Arc::clone(&self.open));
        }
    }
}

/// A connection in use. If it is dropped before [`InUse::end`], as when nobody waits for the answer any more, it is closed.
pub(super) struct InUse(Option<Box<dyn PostgresConnection>>);

impl InUse {
    pub(super) fn new(connection: Box<dyn PostgresConnection>) -> Self {
        Self(Some(connection))
    }

    pub(super) fn client(&self) -> Option<&Client> {
        self.0.as_deref().map(PostgresConnection::client)
    }

    /// Gives the connection back.
    pub(super) fn end(mut self) {
        self.0 = None;
    }
}

impl Drop for InUse {
    fn drop(&mut self) {
        if let Some(connection) = self.0.take() {
            connection.discard();
        }
    }
}
