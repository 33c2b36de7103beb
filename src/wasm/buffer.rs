//! The buffer inside wasm's memory that the walker writes into, so that a call passes a length and nothing else.

use std::cell::RefCell;

use wasm_bindgen::prelude::wasm_bindgen;

/// What fits without a copy; `pkg/src/engine.ts` asks for it. Whatever is longer comes as an argument.
const BYTES: usize = 64 * 1024;

thread_local! {
    static BUFFER: RefCell<Vec<u8>> = RefCell::new(vec![0; BYTES]);
}

/// Where the buffer begins. It never moves.
#[wasm_bindgen(js_name = bufferPointer)]
pub fn pointer() -> *mut u8 {
    BUFFER.with_borrow_mut(Vec::as_mut_ptr)
}

/// How many bytes it has.
#[wasm_bindgen(js_name = bufferBytes)]
pub fn bytes() -> usize {
    BYTES
}

/// The first `length` bytes of what was written.
pub(super) fn with<T>(length: usize, use_bytes: impl FnOnce(&[u8]) -> T) -> T {
    BUFFER.with_borrow(|buffer| use_bytes(buffer.get(..length).unwrap_or_default()))
}

/// The same as a text. What is no UTF-8 was not written by the walker.
#[cfg(feature = "safe-url")]
pub(super) fn with_text<T>(length: usize, use_text: impl FnOnce(&str) -> T) -> T {
    with(length, |bytes| use_text(std::str::from_utf8(bytes).unwrap_or_default()))
}
