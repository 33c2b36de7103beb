//! The allocator of the modules for errors: memory is taken in order, and all of it is free again when the next call begins.
//!
//! A call leaves its output in memory and nothing else, and the next call does not need that. So no block is freed by
//! itself, and the compiler leaves out all code that would do so.

#![allow(unsafe_code, reason = "an allocator hands out memory")]

use core::alloc::{GlobalAlloc, Layout};
use core::arch::wasm32::{memory_grow, memory_size};
use core::cell::Cell;
use core::ptr;

const PAGE: usize = 64 * 1024;
/// The address of every block is a multiple of this, which JavaScript relies on.
const ALIGN: usize = 16;
/// Memory grows by at least this many pages.
const PAGES: usize = 16;

pub(super) struct Arena {
    /// Where the memory begins; 0 before the first use.
    start: Cell<usize>,
    /// Where the memory begins that [`free`](Self::free) frees.
    kept: Cell<usize>,
    /// Where the next block may begin.
    next: Cell<usize>,
    end: Cell<usize>,
}

// SAFETY: this module is compiled for wasm32 without the feature `atomics`, where a module has one thread.
#[cfg(not(target_feature = "atomics"))]
unsafe impl Sync for Arena {}

impl Arena {
    pub(super) const fn new() -> Self {
        Self { start: Cell::new(0), kept: Cell::new(0), next: Cell::new(0), end: Cell::new(0) }
    }

    /// Frees all blocks that came after the last call of [`keep`](Self::keep).
    ///
    /// # Safety
    /// No such block may be used again.
    pub(super) unsafe fn free(&self) {
        self.next.set(self.kept.get());
    }

    /// Frees all blocks.
    ///
    /// # Safety
    /// No block may be used again.
    pub(super) unsafe fn clear(&self) {
        self.kept.set(self.start.get());
        self.next.set(self.start.get());
    }

    /// Keeps all blocks that are in use now until the next call of [`clear`](Self::clear).
    pub(super) fn keep(&self) {
        self.kept.set(self.next.get());
    }

    /// Makes the memory from `next` on reach to `end`. Returns whether there is enough.
    #[inline]
    fn take(&self, end: Option<usize>) -> bool {
        match end {
            Some(end) if end <= self.end.get() || self.grow(end) => self.next.set(end),
            _ => return false,
        }
        true
    }

    #[cold]
    fn grow(&self, end: usize) -> bool {
        let pages = (end - self.end.get()).div_ceil(PAGE);
        if memory_grow(0, pages.max(PAGES)) == usize::MAX && memory_grow(0, pages) == usize::MAX {
            return false;
        }
        self.end.set(memory_size(0).saturating_mul(PAGE));
        true
    }

    #[cold]
    fn begin(&self) {
        let start = memory_size(0) * PAGE;
        self.start.set(start);
        self.kept.set(start);
        self.next.set(start);
        self.end.set(start);
    }
}

// SAFETY: blocks lie one after the other between `start` and `next`, which lies in memory that only this allocator has
// asked for. `next` moves back only in `free` and `clear`, whose callers use no block above it, and in `realloc` to the new
// end of the last block.
unsafe impl GlobalAlloc for Arena {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if self.start.get() == 0 {
            self.begin();
        }
        let mask = layout.align().max(ALIGN) - 1;
        let at = (self.next.get() + mask) & !mask;
        if !self.take(at.checked_add(layout.size())) {
            return ptr::null_mut();
        }
        ptr::with_exposed_provenance_mut(at)
    }

    #[inline]
    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if block.addr() + layout.size() == self.next.get() {
            return if self.take(block.addr().checked_add(size)) { block } else { ptr::null_mut() };
        }
        if size <= layout.size() {
            return block;
        }
        // SAFETY: `realloc`'s caller gives a size that is valid with this alignment, and both blocks have the old size.
        unsafe {
            let new = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            if !new.is_null() {
                ptr::copy_nonoverlapping(block, new, layout.size());
            }
            new
        }
    }
}
