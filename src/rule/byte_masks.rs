//! Bitmasks of where the bytes of a class stand in a short text. The code compares 16 bytes at a time and collects the
//! matches in a `u64` mask: bit 0 is the first byte, bit 1 the second.
//!
//! ```text
//! text          a  n  n  @  b  .  c  o           "ann@b.co"
//! bit           0  1  2  3  4  5  6  7  8 … 63
//! `@`           0  0  0  1  0  0  0  0  0 …  0   0b0000_1000
//! `a`–`z`       1  1  1  0  1  0  1  1  0 …  0   0b1101_0111
//! all(8)        1  1  1  1  1  1  1  1  0 …  0   0b1111_1111
//! ```
//!
//! One integer operation on a mask then tests all bytes at once: `mask << 1` holds the byte after each match, and
//! `mask.trailing_zeros()` is the index of the first match.
#![allow(
    clippy::inline_always,
    reason = "the npm package is optimized for size, and calls would keep the bytes out of registers"
)]

pub(super) use wide::u8x16 as Bytes;

/// The longest text that has one mask, in bytes.
pub(super) const MAX: usize = u64::BITS as usize;
const STEP: usize = 16;

/// Calls `visit` with 16 bytes of the text and the index of the first of them, until every byte was in a call.
///
/// The text has [`MAX`] bytes at most. If it is shorter than 16 bytes, zeros follow it; if its length is not a multiple
/// of 16, the last call repeats some bytes of the call before.
#[inline(always)]
pub(super) fn each(text: &[u8], mut visit: impl FnMut(Bytes, usize)) {
    let mut at = 0;
    loop {
        let bytes = text.get(at..).and_then(|rest| rest.first_chunk()).copied();
        visit(Bytes::new(bytes.unwrap_or_else(|| padded(text))), at);
        if at + STEP >= text.len() {
            return;
        }
        at = (at + STEP).min(text.len() - STEP);
    }
}

/// A text of fewer than 16 bytes, with zeros after it.
fn padded(text: &[u8]) -> [u8; STEP] {
    let number = |eight: &[u8; 8]| u64::from_le_bytes(*eight);
    let (low, high) = match (text.first_chunk(), text.last_chunk()) {
        // The last eight bytes, shifted until only those after the first eight are left. All eight may have to go, and
        // a shift by 64 overflows, so there are two shifts.
        (Some(first), Some(last)) => (number(first), number(last) >> (8 * (STEP - 1 - text.len())) >> 8),
        _ => (text.iter().rev().fold(0, |bytes, byte| bytes << 8 | u64::from(*byte)), 0),
    };
    let mut out = [0; STEP];
    out[..8].copy_from_slice(&low.to_le_bytes());
    out[8..].copy_from_slice(&high.to_le_bytes());
    out
}

/// The mask of the bytes that a comparison matched; `at` is the index of the first of the 16 bytes.
#[inline(always)]
pub(super) fn mask(matched: Bytes, at: usize) -> u64 {
    u64::from(matched.move_mask().cast_unsigned()) << (at % MAX)
}

/// Matches the bytes from `first` to `last`.
#[inline(always)]
pub(super) fn in_range(bytes: Bytes, first: u8, last: u8) -> Bytes {
    bytes.max(Bytes::splat(first)).min(Bytes::splat(last)).cmp_eq(bytes)
}

/// Matches one byte.
#[inline(always)]
pub(super) fn equal(bytes: Bytes, byte: u8) -> Bytes {
    bytes.cmp_eq(Bytes::splat(byte))
}

/// The mask of all bytes of a text of this length, 1 to [`MAX`].
pub(super) const fn all(length: usize) -> u64 {
    u64::MAX >> ((MAX - length) % MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_byte_at_each_index_of_each_length() {
        for length in 1..=MAX {
            for index in 0..length {
                let mut text = vec![b'-'; length];
                text[index] = b'x';
                let (mut found, mut others) = (0, 0);
                each(&text, |bytes, at| {
                    found |= mask(equal(bytes, b'x'), at);
                    others |= mask(in_range(bytes, b'-', b'-'), at);
                });
                assert_eq!((found, others), (1 << index, all(length) & !(1 << index)), "byte {index} of {length}");
            }
        }
    }

    #[test]
    fn compares_bytes_as_unsigned_numbers() {
        for byte in 0..=u8::MAX {
            let (mut letters, mut above) = (0, 0);
            each(&[byte], |bytes, at| {
                letters |= mask(in_range(bytes, b'a', b'z'), at);
                above |= mask(in_range(bytes, 0x80, 0xff), at);
            });
            assert_eq!((letters & 1 == 1, above & 1 == 1), (byte.is_ascii_lowercase(), !byte.is_ascii()), "{byte}");
        }
    }
}
