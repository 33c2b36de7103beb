//! Characters of a UTF-8 text, and what assertions ask of it.

use super::class::{END, is_word};
use super::compile::Op;

/// The character at a byte, and its length in bytes. At the end of the text: [`END`], and 0.
///
/// Surrogates in the generalized form of UTF-8 (WTF-8) are read as code points. A byte that begins no character is
/// U+FFFD.
#[inline]
pub(super) fn decode(text: &[u8], at: usize) -> (u32, usize) {
    match text.get(at) {
        None => (END, 0),
        Some(&byte) if byte < 0x80 => (byte.into(), 1),
        Some(&byte) => decode_long(byte, text.get(at + 1..).unwrap_or_default()),
    }
}

/// A character of two to four bytes.
fn decode_long(first: u8, rest: &[u8]) -> (u32, usize) {
    let more = match first {
        0xc0..0xe0 => 1,
        0xe0..0xf0 => 2,
        0xf0..0xf8 => 3,
        _ => return (0xfffd, 1),
    };
    let Some(rest) = rest.get(..more) else { return (0xfffd, 1) };
    let mut c = u32::from(first) & (0x3f >> more);
    for byte in rest {
        c = c << 6 | u32::from(byte & 0x3f);
    }
    (c, more + 1)
}

/// Whether an assertion holds at a byte of the text.
pub(super) fn holds(op: &Op, text: &[u8], at: usize) -> bool {
    let word = |at: usize| text.get(at).is_some_and(|&byte| is_word(byte));
    match op {
        Op::Start => at == 0,
        Op::End => at == text.len(),
        Op::Word(boundary) => (word(at.wrapping_sub(1)) != word(at)) == *boundary,
        _ => false,
    }
}
