//! Why the store cannot answer.

use alloc::boxed::Box;
use core::error::Error;
use core::fmt;

use tokio_postgres::error::{DbError, Severity, SqlState};

use super::super::StoreError;

/// Why a [`PostgresStore`](super::PostgresStore) cannot answer: the error within its [`StoreError`].
#[derive(Debug)]
#[non_exhaustive]
pub enum PostgresStoreError {
    /// There is no connection.
    Connection(Box<dyn Error + Send + Sync>),
    /// PostgreSQL does not answer, or answers with an error.
    Postgres(tokio_postgres::Error),
    /// PostgreSQL does not answer within 2 seconds.
    TimedOut,
    /// The row of the key is not one that this store wrote.
    NotOurs,
    /// Other processes changed the key at each of several tries.
    Contended,
    /// The system gives no random numbers, which tell claims apart.
    NoRandomNumbers,
}

impl fmt::Display for PostgresStoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connection(error) => match error.downcast_ref() {
                Some(error) => write!(f, "PostgreSQL: no connection: {}", Text(error)),
                None => write!(f, "PostgreSQL: no connection: {error}"),
            },
            Self::Postgres(error) => write!(f, "PostgreSQL: {}", Text(error)),
            Self::TimedOut => f.write_str("PostgreSQL: no answer within 2 seconds"),
            Self::NotOurs => f.write_str("PostgreSQL: the row of the key is not one that this store wrote"),
            Self::Contended => f.write_str("PostgreSQL: too many processes claim the key at once"),
            Self::NoRandomNumbers => f.write_str("the system gives no random numbers"),
        }
    }
}

/// An error of `tokio_postgres` with its cause. Its own text is only "db error" or "error connecting to server".
struct Text<'e>(&'e tokio_postgres::Error);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(error) = self.0.as_db_error() {
            return error.fmt(f);
        }
        match self.0.source() {
            Some(cause) => write!(f, "{}: {cause}", self.0),
            None => self.0.fmt(f),
        }
    }
}

impl Error for PostgresStoreError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Connection(error) => Some(&**error),
            Self::Postgres(error) => Some(error),
            _ => None,
        }
    }
}

impl From<PostgresStoreError> for StoreError {
    fn from(error: PostgresStoreError) -> Self {
        let code = error.store_code();
        Self::new(error).with_code(code)
    }
}

impl From<tokio_postgres::Error> for PostgresStoreError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Postgres(error)
    }
}

impl PostgresStoreError {
    /// Whether PostgreSQL may have executed the statement, or may still do so.
    ///
    /// An `ERROR` says that it was rolled back. A `FATAL` does not: PostgreSQL can end a session that has committed and
    /// waits for its replica.
    pub(super) fn is_unknown(&self) -> bool {
        match self {
            Self::Postgres(error) => !is_answer(error),
            Self::TimedOut => true,
            _ => false,
        }
    }

    /// Whether the connection was closed before PostgreSQL answered.
    pub(super) fn is_closed(&self) -> bool {
        matches!(self, Self::Postgres(error) if !is_answer(error))
    }

    /// Whether PostgreSQL takes no writes: it is read-only, or its disk or memory is full.
    pub(super) fn is_refused_write(&self) -> bool {
        let Some(code) = self.code() else { return false };
        [SqlState::READ_ONLY_SQL_TRANSACTION, SqlState::DISK_FULL, SqlState::OUT_OF_MEMORY].contains(code)
    }

    /// Whether the statement can simply run again: PostgreSQL has chosen it as the loser of a conflict.
    pub(super) fn is_conflict(&self) -> bool {
        let Some(code) = self.code() else { return false };
        [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED].contains(code)
    }

    /// The code of the [`StoreError`].
    fn store_code(&self) -> &'static str {
        match self {
            Self::Connection(_) => "no_connection",
            Self::Postgres(error) if is_answer(error) => "refused",
            Self::Postgres(_) => "no_answer",
            Self::TimedOut => "timed_out",
            Self::NotOurs => "not_ours",
            Self::Contended => "contended",
            Self::NoRandomNumbers => "no_random_numbers",
        }
    }

    fn code(&self) -> Option<&SqlState> {
        if let Self::Postgres(error) = self { error.code() } else { None }
    }
}

/// Whether PostgreSQL itself says that the statement failed, in a session that goes on.
fn is_answer(error: &tokio_postgres::Error) -> bool {
    let severity = error.as_db_error().map(DbError::parsed_severity);
    severity.is_some_and(|severity| !matches!(severity, Some(Severity::Fatal | Severity::Panic)))
}
