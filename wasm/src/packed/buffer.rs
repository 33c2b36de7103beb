//! The three buffers of a module. Every call passes numbers alone; all else crosses the boundary in these buffers.
//!
//! - The input buffer: JavaScript writes a text or a packed value into it before a call.
//! - The output buffer: a call leaves a text in it for JavaScript to read.
//! - The answer buffer: a check of a value leaves the ids of its issues in it.
//!
//! The answer buffer stays where it is for as long as the instance lives. The other two may move at any call.

#[cfg(any(feature = "packed-validator", feature = "packed-writer"))]
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use wasm_bindgen::prelude::wasm_bindgen;

#[cfg(not(feature = "packed-validator"))]
use super::ALLOCATOR;
use super::cell::StaticCell;
#[cfg(feature = "packed-validator")]
use super::constants::WORDS_START;
use super::constants::{INPUT_BYTES, MAX_COUNT};
#[cfg(feature = "packed-validator")]
use super::interner::MAX_ANSWER_WORDS;
use super::trap;

#[cfg(feature = "packed-validator")]
static INPUT: StaticCell<Vec<u8>> = StaticCell::new(Vec::new());

/// Bytes at an address that is a multiple of 16.
#[cfg(not(feature = "packed-validator"))]
#[repr(align(16))]
struct Aligned([u8; INPUT_BYTES as usize]);

/// The input buffer at its usual size. It is no block of the allocator, which frees all blocks at once. It is a static of
/// its own, because zeros alone take no room in the file.
#[cfg(not(feature = "packed-validator"))]
static USUAL: StaticCell<Aligned> = StaticCell::new(Aligned([0; INPUT_BYTES as usize]));
/// The input buffer if it is larger; else empty.
#[cfg(not(feature = "packed-validator"))]
static LARGE: StaticCell<Vec<u8>> = StaticCell::new(Vec::new());

static OUTPUT: StaticCell<Vec<u8>> = StaticCell::new(Vec::new());
#[cfg(feature = "packed-validator")]
static ANSWER: StaticCell<[u32; MAX_ANSWER_WORDS]> = StaticCell::new([0; MAX_ANSWER_WORDS]);

/// Makes room for at least `bytes` bytes of input, and returns its address. What the input buffer held is lost if its
/// size changes. A large buffer is freed as soon as a smaller one will do.
///
/// Traps if the buffer would be larger than the length of any text that a word can state.
#[wasm_bindgen(js_name = inputReserve)]
pub fn reserve(bytes: usize) -> *mut u8 {
    if bytes > MAX_COUNT as usize {
        trap();
    }
    resized(bytes)
}

/// The address of the input buffer, after it was given this size, or its usual one if that is enough.
#[cfg(feature = "packed-validator")]
fn resized(bytes: usize) -> *mut u8 {
    let size = bytes.max(INPUT_BYTES as usize);
    INPUT.with_mut(|input| {
        if input.len() != size {
            // The old buffer is freed before the new one is made, so that they never need memory at the same time.
            *input = Vec::new();
            *input = vec![0; size];
        }
        input.as_mut_ptr()
    })
}

#[cfg(not(feature = "packed-validator"))]
#[allow(unsafe_code, reason = "it frees all memory")]
fn resized(bytes: usize) -> *mut u8 {
    LARGE.with_mut(|large| {
        let is_large = bytes > INPUT_BYTES as usize;
        if !is_large || large.len() != bytes {
            // The old buffer is freed before the new one is made, so that they never need memory at the same time.
            *large = Vec::new();
            put_bytes(Vec::new());
            // SAFETY: between two calls nothing but the input and the output is in memory.
            unsafe { ALLOCATOR.clear() };
        }
        if !is_large {
            return USUAL.with_mut(|usual| usual.0.as_mut_ptr());
        }
        if large.is_empty() {
            *large = vec![0; bytes];
            ALLOCATOR.keep();
        }
        large.as_mut_ptr()
    })
}

/// Frees the output of the last call, and all memory but the input. Each call begins with it.
#[cfg(not(feature = "packed-validator"))]
#[allow(unsafe_code, reason = "it frees memory")]
pub(super) fn free_memory() {
    put_bytes(Vec::new());
    // SAFETY: a call that has just begun has nothing in memory, and `keep` has been called for the input.
    unsafe { ALLOCATOR.free() };
}

/// Calls `use_input` with the input buffer.
#[cfg(feature = "packed-validator")]
fn with_input<T>(use_input: impl FnOnce(&[u8]) -> T) -> T {
    INPUT.with(|input| use_input(input))
}

/// Calls `use_input` with the input buffer. The output of the last call is freed.
#[cfg(not(feature = "packed-validator"))]
fn with_input<T>(use_input: impl FnOnce(&[u8]) -> T) -> T {
    free_memory();
    LARGE.with(|large| if large.is_empty() { USUAL.with(|usual| use_input(&usual.0)) } else { use_input(large) })
}

/// Returns the address of the text that the last call left.
#[wasm_bindgen(js_name = outputPointer)]
pub fn output_pointer() -> *const u8 {
    OUTPUT.with(Vec::as_ptr)
}

/// Returns the length of that text in bytes of UTF-8.
#[wasm_bindgen(js_name = outputLength)]
pub fn output_length() -> usize {
    OUTPUT.with(Vec::len)
}

/// Returns the address of the answer buffer. It never changes.
#[cfg(feature = "packed-validator")]
#[wasm_bindgen(js_name = answerPointer)]
pub fn answer_pointer() -> *const u32 {
    ANSWER.with(|answer| answer.as_ptr())
}

/// Writes the words of an answer, and returns their count.
#[cfg(feature = "packed-validator")]
pub(super) fn put_answer(words: &[u32]) -> usize {
    if !words.is_empty() {
        ANSWER.with_mut(|answer| {
            for (slot, word) in answer.iter_mut().zip(words) {
                *slot = *word;
            }
        });
    }
    words.len()
}

/// Leaves a text in the output buffer.
#[cfg(any(feature = "packed-validator", feature = "packed-writer"))]
pub(super) fn put_text(text: String) {
    put_bytes(text.into_bytes());
}

/// Leaves the UTF-8 of a text in the output buffer.
pub(super) fn put_bytes(text: Vec<u8>) {
    OUTPUT.with_mut(|output| *output = text);
}

/// Calls `use_value` with the texts and the words of a value in the split layout. The value has `count` words.
#[cfg(feature = "packed-validator")]
pub(super) fn with_split<T>(count: usize, use_value: impl FnOnce(&[u8], &[u8]) -> T) -> T {
    with_input(|input| {
        let (texts, words) = input.split_at_checked(WORDS_START as usize).unwrap_or_default();
        use_value(texts, words.get(..count * 4).unwrap_or_default())
    })
}

/// Calls `use_bytes` with the first `length` bytes of the input.
pub(super) fn with_bytes<T>(length: usize, use_bytes: impl FnOnce(&[u8]) -> T) -> T {
    with_input(|input| use_bytes(input.get(..length).unwrap_or_default()))
}

/// Calls `use_text` with the first `length` bytes of the input as text. The package writes UTF-8 alone, so any other
/// bytes count as an empty text.
#[cfg(feature = "packed-validator")]
pub(super) fn with_text<T>(length: usize, use_text: impl FnOnce(&str) -> T) -> T {
    with_bytes(length, |bytes| use_text(core::str::from_utf8(bytes).unwrap_or_default()))
}
