//! Characters of a UTF-8 text, and what assertions ask of it.

use super::class::{END, is_word};
use super::compile::Op;

/// Takes the character at a byte. At the end of the text: [`END`].
///
/// Surrogates in the generalized form of UTF-8 (WTF-8) are read as code points. A byte that begins no character is
/// U+FFFD.
pub(super) fn take(text: &[u8], at: &mut usize) -> u32 {
    let Some(&first) = text.get(*at) else { return END };
    *at += 1;
    let more = match first {
        ..0x80 => return first.into(),
        0xc0..0xe0 => 1,
        0xe0..0xf0 => 2,
        0xf0..0xf8 => 3,
        _ => return 0xfffd,
    };
    let Some(rest) = text.get(*at..*at + more) else { return 0xfffd };
    *at += more;
    let mut c = u32::from(first) & (0x3f >> more);
    for byte in rest {
        c = c << 6 | u32::from(byte & 0x3f);
    }
    c
}

/// The character at a byte, which stays.
pub(super) fn peek(text: &[u8], mut at: usize) -> u32 {
    take(text, &mut at)
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
