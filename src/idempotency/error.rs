//! Why a store cannot answer.

use alloc::sync::Arc;
use core::error::Error;
use core::fmt;
use core::time::Duration;

/// Why a [`Store`](super::Store) cannot answer. The request must not run then: respond with 503 and `Retry-After`.
///
/// It holds the error of the store: of `MemoryStore` a `Full`, of `RedisStore` a `RedisStoreError`, of `PostgresStore` a
/// `PostgresStoreError`. Its text and its source are those of that error.
///
/// ```
/// use std::time::Duration;
/// use unanimous::idempotency::{Fingerprint, Full, Limits, MemoryStore, Store};
///
/// # use std::pin::pin;
/// # use std::task::{Context, Poll, Waker};
/// # fn block_on<T>(future: impl Future<Output = T>) -> T {
/// #     let Poll::Ready(output) = pin!(future).poll(&mut Context::from_waker(Waker::noop())) else { panic!() };
/// #     output
/// # }
/// let store: Box<dyn Store> = Box::new(MemoryStore::new(Limits { max_keys: 0, ..Limits::default() }));
/// # block_on(async {
/// let error = store.begin("key", Fingerprint::of(b"{}"), 0).await.unwrap_err();
/// assert_eq!(error.to_string(), "the store of idempotency keys is full of requests that run");
/// assert_eq!(error.retry_after(), Some(Duration::from_secs(60)));
/// assert!(error.downcast_ref::<Full>().is_some());
/// # });
/// ```
#[derive(Clone)]
pub struct StoreError {
    inner: Arc<dyn Error + Send + Sync>,
    code: &'static str,
    retry_after: Option<Duration>,
}

impl StoreError {
    /// Wraps the error of a store. Its code is `other`.
    pub fn new(error: impl Error + Send + Sync + 'static) -> Self {
        Self { inner: Arc::new(error), code: "other", retry_after: None }
    }

    /// Adds a code, for spans and events, which must hold no value of a user. The text of the error may hold one.
    #[must_use]
    pub fn with_code(self, code: &'static str) -> Self {
        Self { code, ..self }
    }

    /// Adds the time after which to call the store again.
    #[must_use]
    pub fn with_retry_after(self, time: Duration) -> Self {
        Self { retry_after: Some(time), ..self }
    }

    /// The time after which to call the store again, if the store names one.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// The kind of the error as a stable code: `full`, `no_connection`, `no_answer`, `timed_out`, `refused`, `not_ours`,
    /// `contended`, `not_replicated`, `no_random_numbers`; `other` for an error without a code.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The error of the store, if it is of this type.
    pub fn downcast_ref<E: Error + 'static>(&self) -> Option<&E> {
        self.inner.downcast_ref()
    }
}

impl fmt::Debug for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

impl Error for StoreError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.inner.source()
    }
}
