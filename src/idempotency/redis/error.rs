//! Why the store cannot answer.

use core::fmt;

use redis::{ErrorKind, RedisError};

use super::super::StoreError;

/// Why a [`RedisStore`](super::RedisStore) cannot answer: the error within its [`StoreError`].
#[derive(Debug)]
#[non_exhaustive]
pub enum RedisStoreError {
    /// Redis does not answer, or answers with an error.
    Redis(RedisError),
    /// The key holds a value that this store did not write.
    NotOurs,
    /// Other processes changed the key at each of several tries.
    Contended,
    /// Too few replicas have confirmed the change: [`RedisStore::with_replicas`](super::RedisStore::with_replicas).
    NotReplicated,
    /// The system gives no random numbers, which tell claims apart.
    NoRandomNumbers,
}

impl fmt::Display for RedisStoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Redis(error) => write!(f, "Redis: {error}"),
            Self::NotOurs => f.write_str("Redis: the key holds a value that this store did not write"),
            Self::Contended => f.write_str("Redis: too many processes claim the key at once"),
            Self::NotReplicated => f.write_str("Redis: too few replicas have confirmed the change"),
            Self::NoRandomNumbers => f.write_str("the system gives no random numbers"),
        }
    }
}

impl core::error::Error for RedisStoreError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        if let Self::Redis(error) = self { Some(error) } else { None }
    }
}

impl From<RedisStoreError> for StoreError {
    fn from(error: RedisStoreError) -> Self {
        let code = error.code();
        Self::new(error).with_code(code)
    }
}

impl From<RedisError> for RedisStoreError {
    fn from(error: RedisError) -> Self {
        Self::Redis(error)
    }
}

impl RedisStoreError {
    /// The code of the [`StoreError`].
    fn code(&self) -> &'static str {
        match self {
            Self::Redis(error) if error.is_timeout() => "timed_out",
            Self::Redis(error) if error.is_connection_refusal() => "no_connection",
            Self::Redis(error) if is_unknown(error) => "no_answer",
            Self::Redis(_) => "refused",
            Self::NotOurs => "not_ours",
            Self::Contended => "contended",
            Self::NotReplicated => "not_replicated",
            Self::NoRandomNumbers => "no_random_numbers",
        }
    }

    /// Whether Redis may have executed the command, or may still do so: it did not answer at all, or its replicas did not.
    pub(super) fn is_unknown(&self) -> bool {
        match self {
            Self::Redis(error) => is_unknown(error),
            Self::NotReplicated => true,
            _ => false,
        }
    }
}

fn is_unknown(error: &RedisError) -> bool {
    let answered = matches!(error.kind(), ErrorKind::Server(_) | ErrorKind::Extension | ErrorKind::Client);
    !answered && !error.is_connection_refusal()
}

/// Whether the connection was closed before Redis answered.
pub(super) fn is_closed(error: &RedisError) -> bool {
    error.is_connection_dropped() && !error.is_connection_refusal()
}
