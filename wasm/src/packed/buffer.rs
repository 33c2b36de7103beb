//! How bytes cross the boundary: JavaScript writes what goes in into one buffer of wasm's memory, and reads the text that
//! comes out from another, so that every call passes numbers and nothing else.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use wasm_bindgen::prelude::wasm_bindgen;

use super::cell::StaticCell;
use super::trap;

/// What the input has room for unless more is asked for; `pkg/src/engine.ts` has the same number.
const AT_REST: usize = 64 * 1024;
/// A text's length stands in so many bits of a word, so no text may be longer. It ends as where memory ends: in a trap.
const MOST: usize = 1 << 29;

static INPUT: StaticCell<Vec<u8>> = StaticCell::new(Vec::new());
static OUTPUT: StaticCell<String> = StaticCell::new(String::new());

/// Makes room for so many bytes of input and says where. What stood there is lost, and room for a big input is given
/// back when the next one is smaller.
#[wasm_bindgen(js_name = inputReserve)]
pub fn reserve(bytes: usize) -> *mut u8 {
    let size = bytes.max(AT_REST);
    if size >= MOST {
        trap();
    }
    INPUT.with_mut(|input| {
        if input.len() != size {
            // First gone, then made anew: the two need not fit into memory together.
            *input = Vec::new();
            *input = vec![0; size];
        }
        input.as_mut_ptr()
    })
}

/// Where the text of the last answer begins.
#[wasm_bindgen(js_name = outputPointer)]
pub fn output_pointer() -> *const u8 {
    OUTPUT.with(|text| text.as_ptr())
}

/// How many bytes of UTF-8 it has.
#[wasm_bindgen(js_name = outputLength)]
pub fn output_length() -> usize {
    OUTPUT.with(String::len)
}

/// Where the words of a packed value begin; before them is room for its texts. `pkg/src/pack.ts` has the same number.
const WORDS: usize = 48 * 1024;

/// The texts and the words of a value that has so many words.
pub(super) fn with_value<T>(words: usize, use_value: impl FnOnce(&[u8], &[u8]) -> T) -> T {
    INPUT.with(|input| {
        let (texts, rest) = input.split_at_checked(WORDS).unwrap_or_default();
        use_value(texts, rest.get(..words * 4).unwrap_or_default())
    })
}

/// Writes numbers to where words begin; gives their count.
pub(super) fn answer(numbers: &[u32]) -> usize {
    if !numbers.is_empty() {
        INPUT.with_mut(|input| {
            for (place, number) in input[WORDS..].chunks_exact_mut(4).zip(numbers) {
                place.copy_from_slice(&number.to_le_bytes());
            }
        });
    }
    numbers.len()
}

/// The first `length` bytes of the input.
pub(super) fn with<T>(length: usize, use_bytes: impl FnOnce(&[u8]) -> T) -> T {
    INPUT.with(|input| use_bytes(input.get(..length).unwrap_or_default()))
}

/// The same as a text. What is no UTF-8 was not written by the package.
pub(super) fn with_text<T>(length: usize, use_text: impl FnOnce(&str) -> T) -> T {
    with(length, |bytes| use_text(core::str::from_utf8(bytes).unwrap_or_default()))
}

/// Leaves an answer to be read.
pub(super) fn put(text: String) {
    OUTPUT.with_mut(|output| *output = text);
}
