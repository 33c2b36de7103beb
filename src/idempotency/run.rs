//! Runs an operation once for its key, whatever happens to the client, the operation and the store.

use alloc::boxed::Box;
use core::future::poll_fn;
use core::pin::{Pin, pin};
use core::sync::atomic::{AtomicBool, Ordering};
use core::task::Poll;
use core::time::Duration;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{Answer, Begin, Claim, Fingerprint, KEPT, Store, StoreError, is_kept};

/// The pause after the first failed attempt to store an answer. Each later pause is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
/// The longest pause between two such attempts.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// The shortest pause of any loop, so that a lease of zero does not make one spin.
const SHORTEST_PAUSE: Duration = Duration::from_millis(1);

/// The clock and the timer of the caller's runtime.
///
/// ```ignore-wasm32
/// use std::time::{Duration, SystemTime};
/// use unanimous::idempotency::Timer;
///
/// struct Tokio;
///
/// impl Timer for Tokio {
///     fn now(&self) -> u64 {
///         let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
///         u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
///     }
///
///     async fn sleep(&self, time: Duration) {
///         tokio::time::sleep(time).await;
///     }
/// }
/// ```
pub trait Timer: Send + Sync {
    /// The time in milliseconds since 1970.
    fn now(&self) -> u64;

    /// Waits for this time.
    fn sleep(&self, time: Duration) -> impl Future<Output = ()> + Send;
}

/// The result of a request, which [`run_once`] passes to `respond`.
///
/// For a variant that you do not know, respond with 503.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Outcome {
    /// The operation ran. Respond with its answer.
    Ran {
        /// The answer of the operation.
        answer: Answer,
        /// Whether the store took the answer at the first attempt. `Ok(false)`: the lease had ended and another request has the
        /// key. `Err`: further attempts follow.
        stored: Result<bool, StoreError>,
    },
    /// The operation panicked. Respond with 500. The key is free.
    Panicked,
    /// The operation ran before. Respond with this stored answer and `Idempotent-Replayed: true`.
    Replay(Answer),
    /// The first request with this key still runs. Respond with 409 and `Retry-After`.
    InProgress,
    /// The key was used with another body. Respond with 422.
    Conflict,
    /// The store cannot say whether the operation ran, so it did not run now. Respond with 503 and `Retry-After`.
    Unavailable(StoreError),
}

/// Runs an operation if no request ran it before, and calls `respond` once, as soon as the client can be answered.
///
/// - While the operation runs, its lease is renewed after each third of it.
/// - An answer that [is kept](is_kept) is stored. Any other answer frees the key, and so does a panic of the operation.
/// - `respond` is called after the first attempt to store the answer or to free the key. If that attempt failed, further
///   ones follow, after pauses that double from 50 ms up to 2 s. Attempts to store an answer renew the lease in between;
///   they end when the store took the answer, when another request has the key, or after 24 hours. Attempts to free a
///   key end with the lease.
///
/// An operation keeps its key for as long as it runs, so give it a time limit.
///
/// Spawn the future as a task of its own. If it is dropped, as servers do when a client hangs up, the operation stops
/// half-way, and its key is locked until the lease ends.
///
/// ```
/// use std::time::Duration;
/// use unanimous::idempotency::{Answer, Fingerprint, MemoryStore, Outcome, Timer, run_once};
///
/// struct Clock;
///
/// impl Timer for Clock {
///     fn now(&self) -> u64 {
///         1_795_248_000_000
///     }
///
///     async fn sleep(&self, _: Duration) {
///         std::future::pending().await
///     }
/// }
///
/// # use std::pin::pin;
/// # use std::task::{Context, Poll, Waker};
/// # fn block_on(future: impl Future<Output = ()>) {
/// #     assert_eq!(pin!(future).poll(&mut Context::from_waker(Waker::noop())), Poll::Ready(()));
/// # }
/// # block_on(async {
/// let store = MemoryStore::default();
/// let (key, fingerprint) = ("POST /leads ann 8e03978e", Fingerprint::of(b"{}"));
/// let answer = Answer { status: 201, headers: Vec::new(), body: br#"{"id":"1"}"#.to_vec() };
///
/// let operation = || async { answer.clone() };
/// run_once(&store, &Clock, key, fingerprint, operation, |outcome| {
///     assert!(matches!(outcome, Outcome::Ran { answer: ran, stored: Ok(true) } if ran == answer));
/// })
/// .await;
///
/// let operation = || async { unreachable!("it ran before") };
/// run_once(&store, &Clock, key, fingerprint, operation, |outcome| {
///     assert!(matches!(outcome, Outcome::Replay(stored) if stored == answer));
/// })
/// .await;
/// # });
/// ```
pub async fn run_once<S, T, F>(
    store: &S,
    timer: &T,
    key: &str,
    fingerprint: Fingerprint,
    operation: impl FnOnce() -> F,
    respond: impl FnOnce(Outcome),
) where
    S: Store + ?Sized,
    T: Timer,
    F: Future<Output = Answer>,
{
    run_once_keeping(store, timer, key, fingerprint, operation, |answer| is_kept(answer.status), respond).await;
}

/// [`run_once`] with another rule for the answers that are kept.
pub(crate) async fn run_once_keeping<S, T, F>(
    store: &S,
    timer: &T,
    key: &str,
    fingerprint: Fingerprint,
    operation: impl FnOnce() -> F,
    keeps: impl Fn(&Answer) -> bool,
    respond: impl FnOnce(Outcome),
) where
    S: Store + ?Sized,
    T: Timer,
    F: Future<Output = Answer>,
{
    let claim = match store.begin(key, fingerprint, timer.now()).await {
        Ok(Begin::Run(claim)) => claim,
        Ok(Begin::Replay(answer)) => return respond(Outcome::Replay(answer)),
        Ok(Begin::InProgress) => return respond(Outcome::InProgress),
        Ok(Begin::Conflict) => return respond(Outcome::Conflict),
        Err(error) => return respond(Outcome::Unavailable(error)),
    };
    let is_renewing = AtomicBool::new(false);
    // `keeps` is called once, because it may be a function of the application.
    let judged = |answer: Option<Answer>| (answer.as_ref().is_some_and(&keeps), answer);
    let (is_kept, answer) = {
        let mut operation = pin!(catch_panic(operation));
        let mut renewals = pin!(renew_until_lost(store, timer, &claim, &is_renewing));
        match race(operation.as_mut(), renewals.as_mut()).await {
            First::Left(answer) => {
                // A renewal that arrives after the key was freed would claim it again.
                let (is_kept, answer) = judged(answer);
                if !is_kept {
                    until_renewed(renewals, &is_renewing).await;
                }
                (is_kept, answer)
            }
            // Another request has the key. This one cannot be undone, so it goes on.
            First::Right(()) => judged(operation.await),
        }
    };
    let kept = answer.as_ref().filter(|_| is_kept);
    let stored = settle(store, &claim, kept).await;
    let unsettled = stored.is_err().then(|| kept.cloned());
    respond(answer.map_or(Outcome::Panicked, |answer| Outcome::Ran { answer, stored }));
    if let Some(kept) = unsettled {
        let limit = if kept.is_some() { KEPT } else { claim.lease() };
        race(pin!(settle_with_retries(store, timer, &claim, kept.as_ref())), pin!(timer.sleep(limit))).await;
    }
}

/// Runs the operation. Returns `None` if it panics.
async fn catch_panic<F: Future<Output = Answer>>(operation: impl FnOnce() -> F) -> Option<Answer> {
    let mut operation = Box::pin(async { operation().await });
    // After a panic the future is only dropped, so nothing uses what the panic may have left half done.
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| operation.as_mut().poll(context))) {
        Ok(Poll::Pending) => Poll::Pending,
        Ok(Poll::Ready(answer)) => Poll::Ready(Some(answer)),
        Err(_) => Poll::Ready(None),
    })
    .await
}

/// Renews the lease after each third of it, until another request has the key. `is_renewing` is true during a call of the
/// store.
async fn renew_until_lost<S: Store + ?Sized>(store: &S, timer: &impl Timer, claim: &Claim, is_renewing: &AtomicBool) {
    let third = (claim.lease() / 3).max(SHORTEST_PAUSE);
    let mut pause = third;
    loop {
        timer.sleep(pause).await;
        is_renewing.store(true, Ordering::Relaxed);
        let renewed = store.renew(claim, timer.now()).await;
        is_renewing.store(false, Ordering::Relaxed);
        pause = match renewed {
            Ok(true) => third,
            Ok(false) => return,
            // The store did not answer. There is time for several attempts before the lease ends.
            Err(_) => (third / 4).max(SHORTEST_PAUSE),
        }
    }
}

/// Waits for the renewal that is under way, if there is one.
async fn until_renewed(mut renewals: Pin<&mut impl Future<Output = ()>>, is_renewing: &AtomicBool) {
    let is_settled = || !is_renewing.load(Ordering::Relaxed);
    poll_fn(|context| {
        if is_settled() || renewals.as_mut().poll(context).is_ready() || is_settled() {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
}

/// Stores the answer, or frees the key if there is no answer to store. Returns whether the claim still held.
async fn settle<S: Store + ?Sized>(store: &S, claim: &Claim, kept: Option<&Answer>) -> Result<bool, StoreError> {
    match kept {
        Some(answer) => store.finish(claim, answer).await,
        None => store.abandon(claim).await.map(|()| true),
    }
}

/// Repeats [`settle`] until it succeeds or another request has the key.
async fn settle_with_retries<S: Store + ?Sized>(store: &S, timer: &impl Timer, claim: &Claim, kept: Option<&Answer>) {
    let longest = LONGEST_PAUSE.min(claim.lease() / 6).max(SHORTEST_PAUSE);
    let mut pause = FIRST_PAUSE.min(longest);
    loop {
        // An operation that must run again needs no lease.
        if kept.is_some() && matches!(store.renew(claim, timer.now()).await, Ok(false)) {
            return;
        }
        timer.sleep(pause).await;
        if settle(store, claim, kept).await.is_ok() {
            return;
        }
        pause = longest.min(pause * 2);
    }
}

enum First<A, B> {
    Left(A),
    Right(B),
}

/// Waits for the first of two futures. If both are ready, it is `left`.
async fn race<A, B>(
    mut left: Pin<&mut impl Future<Output = A>>,
    mut right: Pin<&mut impl Future<Output = B>>,
) -> First<A, B> {
    poll_fn(|context| {
        if let Poll::Ready(output) = left.as_mut().poll(context) {
            return Poll::Ready(First::Left(output));
        }
        right.as_mut().poll(context).map(First::Right)
    })
    .await
}

#[cfg(test)]
mod tests;
