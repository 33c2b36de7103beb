//! When a failed request is sent again, and the function that gets each decision.

use alloc::sync::Arc;
use core::error::Error;
use core::fmt;
use core::time::Duration;

use super::Budget;
use crate::retry::{Attempt, RetryAdvice};

/// When a failed request is sent again: what [`RetryAdvice`] says, within limits of time and number.
///
/// The defaults are three attempts of at most 30 seconds each, waits of at most 120 seconds, 5 minutes in all, and the
/// token bucket of [`Budget::default`]. Clones share the bucket.
///
/// ```
/// use std::time::Duration;
/// use unanimous::interop::tower::RetryOptions;
///
/// let options = RetryOptions::default().max_tries(5).total_time(Duration::from_secs(60)).idempotency_key(true);
/// ```
#[derive(Clone)]
#[must_use]
pub struct RetryOptions {
    pub(super) attempt: Attempt<'static>,
    pub(super) adds_key: bool,
    pub(super) attempt_timeout: Duration,
    pub(super) body_timeout: Duration,
    pub(super) total_time: Duration,
    pub(super) budget: Budget,
    pub(super) is_final: Option<Arc<IsFinal>>,
    pub(super) on_event: Option<Arc<OnEvent>>,
    pub(super) random: Option<fn() -> f64>,
}

type IsFinal = dyn Fn(&(dyn Error + 'static)) -> bool + Send + Sync;
type OnEvent = dyn Fn(&Event) + Send + Sync;

/// A failed attempt and the next step. It holds no text of the request or the response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event {
    /// How many attempts failed before this one: 0 for the first.
    pub attempt: u32,
    /// The status of the response, if there was one.
    pub status: Option<u16>,
    /// The next step.
    pub next: Next,
    /// The advice with its reason; `None` for a permanent failure.
    pub advice: Option<RetryAdvice>,
}

/// Whether a failed request is sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Next {
    /// It is sent again after this time.
    Again(Duration),
    /// This attempt was the last one.
    Stop(Stop),
}

/// Why an attempt was the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stop {
    /// The advice says so: [`Event::advice`] has the reason.
    Advice,
    /// Every attempt would fail in this way: [`NoResponse::is_permanent`](super::NoResponse::is_permanent).
    Permanent,
    /// The wait would end after [`RetryOptions::total_time`].
    TotalTime,
    /// The [`Budget`] has not enough tokens.
    Budget,
    /// The body of the request can be sent only once.
    Body,
}

impl Default for RetryOptions {
    fn default() -> Self {
        Self {
            attempt: Attempt::default(),
            adds_key: false,
            attempt_timeout: Duration::from_secs(30),
            body_timeout: Duration::from_secs(10),
            total_time: Duration::from_secs(300),
            budget: Budget::default(),
            is_final: None,
            on_event: None,
            random: None,
        }
    }
}

impl RetryOptions {
    fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    /// Says that the API honours `Idempotency-Key`: a POST or PATCH without one gets a random key, one for all its
    /// attempts. A request that has a key already may be repeated in any case.
    pub fn idempotency_key(self, adds_key: bool) -> Self {
        self.with(|options| options.adds_key = adds_key)
    }

    /// Sets how many attempts there may be in all; the default is 3.
    pub fn max_tries(self, max: u32) -> Self {
        self.with(|options| options.attempt.max_tries = max)
    }

    /// Sets the longest wait that the server may ask for; the default is 120 seconds. If it asks for more, the attempts
    /// end.
    pub fn max_wait(self, max: Duration) -> Self {
        self.with(|options| options.attempt.max_wait = max)
    }

    /// Sets the longest backoff before the first retry, which doubles with each attempt, and the longest before any; the
    /// defaults are 500 milliseconds and 30 seconds.
    pub fn backoff(self, base: Duration, cap: Duration) -> Self {
        self.with(|options| (options.attempt.base, options.attempt.cap) = (base, cap))
    }

    /// Sets the longest time for one attempt to get its response, without the body; the default is 30 seconds.
    pub fn attempt_timeout(self, timeout: Duration) -> Self {
        self.with(|options| options.attempt_timeout = timeout)
    }

    /// Sets the longest time to read the body of an error; the default is 10 seconds. Then the part that has arrived is
    /// read.
    pub fn body_timeout(self, timeout: Duration) -> Self {
        self.with(|options| options.body_timeout = timeout)
    }

    /// Sets the time for all attempts, the waits between them, and the reading of the errors; the default is 5 minutes. A
    /// wait that would end later is not begun, and no attempt takes longer.
    pub fn total_time(self, time: Duration) -> Self {
        self.with(|options| options.total_time = time)
    }

    /// Sets the token bucket that pays for retries.
    pub fn budget(self, budget: Budget) -> Self {
        self.with(|options| options.budget = budget)
    }

    /// Sets a function that says of each error among the causes of a failure whether every attempt would fail in this
    /// way.
    pub fn is_final(self, is_final: impl Fn(&(dyn Error + 'static)) -> bool + Send + Sync + 'static) -> Self {
        self.with(|options| options.is_final = Some(Arc::new(is_final)))
    }

    /// Sets a function that gets each failed attempt and the next step.
    pub fn on_event(self, callback: impl Fn(&Event) + Send + Sync + 'static) -> Self {
        self.with(|options| options.on_event = Some(Arc::new(callback)))
    }

    /// Sets the source of the random numbers from 0 to 1 for the jitter, for tests.
    pub fn random(self, random: fn() -> f64) -> Self {
        self.with(|options| options.random = Some(random))
    }
}

impl fmt::Debug for RetryOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RetryOptions")
            .field("attempt", &self.attempt)
            .field("total_time", &self.total_time)
            .field("budget", &self.budget)
            .finish_non_exhaustive()
    }
}
