//! Statics of a module that has one thread.

use core::cell::RefCell;

/// A static value that calls borrow one after the other. Borrowing it twice at once ends in a trap.
pub(super) struct StaticCell<T>(RefCell<T>);

// SAFETY: this module is compiled for wasm32 without the feature `atomics`, where a module has one thread.
#[cfg(not(target_feature = "atomics"))]
#[allow(unsafe_code, reason = "the one line that says so")]
unsafe impl<T> Sync for StaticCell<T> {}

impl<T> StaticCell<T> {
    pub(super) const fn new(value: T) -> Self {
        Self(RefCell::new(value))
    }

    pub(super) fn with<R>(&self, use_value: impl FnOnce(&T) -> R) -> R {
        use_value(&self.0.borrow())
    }

    pub(super) fn with_mut<R>(&self, use_value: impl FnOnce(&mut T) -> R) -> R {
        use_value(&mut self.0.borrow_mut())
    }
}
