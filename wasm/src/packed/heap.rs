//! The allocator of a module that keeps schemas between two calls: TLSF, in memory that grows in large steps.

#![allow(unsafe_code, reason = "an allocator hands out memory")]

use core::alloc::{GlobalAlloc, Layout};
use core::arch::wasm32::{memory_grow, memory_size};
use core::cell::UnsafeCell;
use core::ptr::{self, NonNull};

use rlsf::{FlexSource, FlexTlsf};

const PAGE: usize = 64 * 1024;

/// Memory grows by at least this fraction of itself. V8 can collect all garbage whenever memory grows, so many small steps
/// would take minutes for a schema of some megabytes.
const FRACTION: usize = 8;

struct Memory;

// SAFETY: pages that `memory.grow` adds belong to nobody else.
unsafe impl FlexSource for Memory {
    unsafe fn alloc(&mut self, min_size: usize) -> Option<NonNull<[u8]>> {
        let needed = min_size.div_ceil(PAGE);
        for pages in [needed.max(memory_size(0) / FRACTION), needed] {
            let first = memory_grow(0, pages);
            if first != usize::MAX {
                let start = NonNull::new(ptr::with_exposed_provenance_mut(first * PAGE))?;
                return Some(NonNull::slice_from_raw_parts(start, pages * PAGE));
            }
        }
        None
    }

    fn min_align(&self) -> usize {
        PAGE
    }
}

const BITS: usize = usize::BITS as usize;

pub(super) struct Heap(UnsafeCell<FlexTlsf<Memory, usize, usize, BITS, BITS>>);

// SAFETY: this module is compiled for wasm32 without the feature `atomics`, where a module has one thread.
#[cfg(not(target_feature = "atomics"))]
unsafe impl Sync for Heap {}

impl Heap {
    pub(super) const fn new() -> Self {
        Self(UnsafeCell::new(FlexTlsf::new(Memory)))
    }
}

// SAFETY: `FlexTlsf` hands out blocks as `GlobalAlloc` asks for, and neither function calls the other.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: there is one thread, and no other reference while this one lives.
        let heap = unsafe { &mut *self.0.get() };
        heap.allocate(layout).map_or(ptr::null_mut(), NonNull::as_ptr)
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: as above; the block is one that `alloc` has returned, which is not null, with this alignment.
        unsafe { (*self.0.get()).deallocate(NonNull::new_unchecked(block), layout.align()) };
    }
}
