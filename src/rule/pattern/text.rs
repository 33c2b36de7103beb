//! Characters of a UTF-8 text, and what assertions ask of it.

use super::class::{END, is_word};
use super::op::Op;

/// Takes the character at a byte. At the end of the text: [`END`].
///
/// Surrogates in the generalized form of UTF-8 (WTF-8) are read as code points. A byte that is not part of a character is
/// U+FFFD, alone.
pub(super) fn take(text: &[u8], at: &mut usize) -> u32 {
    let Some(&first) = text.get(*at) else { return END };
    *at += 1;
    // How many bytes follow, and the first code point that needs as many.
    let (more, low) = match first {
        ..0x80 => return first.into(),
        0xc0..0xe0 => (1, 0x80),
        0xe0..0xf0 => (2, 0x800),
        0xf0..0xf8 => (3, 0x1_0000),
        _ => return 0xfffd,
    };
    let Some(rest) = text.get(*at..*at + more) else { return 0xfffd };
    let c = rest.iter().fold(u32::from(first) & (0x3f >> more), |c, byte| c << 6 | u32::from(byte & 0x3f));
    if !(low..END).contains(&c) || rest.iter().any(|byte| byte & 0xc0 != 0x80) {
        return 0xfffd;
    }
    *at += more;
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

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use alloc::vec::Vec;

    use proptest::prelude::*;

    use super::*;

    fn characters(text: &[u8]) -> Vec<u32> {
        let mut at = 0;
        core::iter::from_fn(|| (at < text.len()).then(|| take(text, &mut at))).collect()
    }

    #[test]
    fn each_byte_of_no_character_is_alone() {
        for (text, expected) in [
            (&b"\xf5\xc3\xa9a"[..], &[0xfffd, 0xe9, 0x61][..]),
            // Above the last code point, and longer than needed.
            (b"\xf4\x90\x80\x80", &[0xfffd; 4]),
            (b"\xc1\x81", &[0xfffd; 2]),
            (b"\xe0\x9f\xbf", &[0xfffd; 3]),
            // The next character is not swallowed.
            (b"\xc3a", &[0xfffd, 0x61]),
            (b"\xf0\x9f\x98a", &[0xfffd, 0xfffd, 0xfffd, 0x61]),
            (b"\xe2\x82", &[0xfffd; 2]),
            // A lone surrogate.
            (b"\xed\xa0\xbd", &[0xd83d]),
        ] {
            assert_eq!(characters(text), expected, "{text:x?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

        #[test]
        fn characters_as_in_the_standard_library(text in any::<String>(), byte in 0x80_u8.., at in any::<prop::sample::Index>()) {
            prop_assert_eq!(characters(text.as_bytes()), text.chars().map(u32::from).collect::<Vec<_>>());
            // One broken byte between two characters changes neither.
            let count = text.chars().count();
            let at = at.index(count + 1);
            let split = text.char_indices().nth(at).map_or(text.len(), |(byte, _)| byte);
            let (before, after) = text.split_at(split);
            let broken = [before.as_bytes(), &[byte], after.as_bytes()].concat();
            let expected: Vec<u32> =
                before.chars().map(u32::from).chain([0xfffd]).chain(after.chars().map(u32::from)).collect();
            prop_assert_eq!(characters(&broken), expected);
        }
    }
}
