//! The allocator of a module: it keeps the free blocks of each size, and takes new blocks from the end of the memory.
//!
//! It has a fifth of the code of a general allocator, and needs the same few steps however many blocks there are.
#![allow(unsafe_code, reason = "an allocator gives out memory by its address")]
#![allow(clippy::cast_ptr_alignment, reason = "every block begins at a multiple of 16")]

use core::alloc::{GlobalAlloc, Layout};
use core::arch::wasm32::memory_grow;
use core::cell::UnsafeCell;
use core::ptr;

/// A block has at least 2^4 bytes, and begins at a multiple of them. No type of this module needs a larger alignment.
const SMALLEST: u32 = 4;
/// A block has at most 2^31 bytes.
const SIZES: usize = 32;
const PAGE: usize = 1 << 16;

/// An allocator whose blocks have a power of two of bytes, so that a freed block fits the next request for its size.
/// Blocks are never split or joined: each size keeps as many blocks as it had in use at its peak.
pub(super) struct Allocator(UnsafeCell<State>);

struct State {
    /// The first free block of each power of two; null if there is none. A free block begins with the address of the
    /// next one.
    free: [*mut u8; SIZES],
    /// Where the next new block begins.
    next: usize,
    /// The end of the memory for new blocks.
    end: usize,
}

// SAFETY: as in `cell.rs`, the module has one thread.
#[cfg(not(target_feature = "atomics"))]
unsafe impl Sync for Allocator {}

impl Allocator {
    pub(super) const fn new() -> Self {
        Self(UnsafeCell::new(State { free: [ptr::null_mut(); SIZES], next: 0, end: 0 }))
    }
}

/// The power of two that holds `bytes` bytes, as an exponent.
const fn exponent(bytes: usize) -> usize {
    let exponent = usize::BITS - bytes.wrapping_sub(1).leading_zeros();
    (if exponent < SMALLEST { SMALLEST } else { exponent }) as usize
}

impl State {
    /// Takes a new block of `size` bytes, a power of two. Returns null if there is no memory.
    fn grow(&mut self, size: usize) -> *mut u8 {
        if self.end - self.next < size {
            let pages = size.div_ceil(PAGE);
            let before = memory_grow(0, pages);
            if before == usize::MAX {
                return ptr::null_mut();
            }
            // The rest of the last page is used too, unless other code grew the memory in between.
            if before * PAGE != self.end {
                self.next = before * PAGE;
            }
            self.end = (before + pages) * PAGE;
        }
        let block = self.next;
        self.next += size;
        block as *mut u8
    }
}

// SAFETY: a block is in use or in one list of free blocks, never both, and no two blocks overlap: each was taken from new
// memory once. The state is borrowed within one call, which calls no other code.
unsafe impl GlobalAlloc for Allocator {
    #[cfg_attr(feature = "fast-paths", inline(never))]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        unsafe {
            let state = &mut *self.0.get();
            let exponent = exponent(layout.size());
            match state.free.get_mut(exponent) {
                None => ptr::null_mut(),
                Some(free) if free.is_null() => state.grow(1 << exponent),
                Some(free) => {
                    let block = *free;
                    *free = block.cast::<*mut u8>().read();
                    block
                }
            }
        }
    }

    #[cfg_attr(feature = "fast-paths", inline(never))]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        unsafe {
            if let Some(free) = (*self.0.get()).free.get_mut(exponent(layout.size())) {
                block.cast::<*mut u8>().write(*free);
                *free = block;
            }
        }
    }

    #[cfg_attr(feature = "fast-paths", inline(never))]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, bytes: usize) -> *mut u8 {
        unsafe {
            if exponent(bytes) == exponent(layout.size()) {
                return block;
            }
            let moved = self.alloc(Layout::from_size_align_unchecked(bytes, layout.align()));
            if !moved.is_null() {
                ptr::copy_nonoverlapping(block, moved, layout.size().min(bytes));
                self.dealloc(block, layout);
            }
            moved
        }
    }
}
