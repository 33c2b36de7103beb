//! How many retries a client may send in all, so that its retries do not keep a server down that fails for everybody.

use alloc::sync::Arc;
use core::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A token bucket that pays for retries. Its clones share the tokens.
///
/// It is full at first. A retry costs 14 tokens, or 5 if the server refused the request before any work
/// (`RateLimited` and `Throttled`). A request that succeeds gives back what its last retry has cost, or one token if there
/// was none. Without enough tokens there is no retry, and the last response is the result.
///
/// The numbers are those of the AWS SDKs (`@smithy/core` 3.41): 500 tokens pay for 35 retries at once.
///
/// ```
/// use unanimous::interop::tower::Budget;
///
/// let budget = Budget::new(100).with_costs(10, 4);
/// assert_eq!(budget.available(), 100);
/// ```
#[derive(Clone)]
#[must_use]
pub struct Budget {
    tokens: Arc<Mutex<u32>>,
    capacity: u32,
    cost: u32,
    throttled_cost: u32,
}

impl Default for Budget {
    fn default() -> Self {
        Self::new(500)
    }
}

impl Budget {
    /// A full bucket of this many tokens.
    pub fn new(capacity: u32) -> Self {
        Self { tokens: Arc::new(Mutex::new(capacity)), capacity, cost: 14, throttled_cost: 5 }
    }

    /// Sets what a retry costs, and what it costs if the server refused the request before any work.
    pub fn with_costs(self, cost: u32, throttled_cost: u32) -> Self {
        Self { cost, throttled_cost, ..self }
    }

    /// The number of tokens in the bucket.
    pub fn available(&self) -> u32 {
        *self.lock()
    }

    /// Takes the price of a retry. Returns it, or `None` if there are not enough tokens.
    pub(super) fn pay(&self, is_throttled: bool) -> Option<u32> {
        let price = if is_throttled { self.throttled_cost } else { self.cost };
        let mut tokens = self.lock();
        *tokens = tokens.checked_sub(price)?;
        Some(price)
    }

    /// Gives tokens back.
    pub(super) fn refund(&self, tokens: u32) {
        let mut available = self.lock();
        *available = available.saturating_add(tokens).min(self.capacity);
    }

    fn lock(&self) -> MutexGuard<'_, u32> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Budget")
            .field("available", &self.available())
            .field("capacity", &self.capacity)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_paid_and_refunded_up_to_the_capacity() {
        let budget = Budget::new(30);
        let shared = budget.clone();
        assert_eq!((budget.pay(false), shared.pay(false), budget.available()), (Some(14), Some(14), 2));
        assert_eq!((budget.pay(true), budget.available()), (None, 2));
        shared.refund(3);
        assert_eq!((budget.pay(true), budget.available()), (Some(5), 0));
        budget.refund(100);
        assert_eq!(shared.available(), 30);
        let free = Budget::new(0).with_costs(0, 0);
        assert_eq!(free.pay(false), Some(0));
    }
}
