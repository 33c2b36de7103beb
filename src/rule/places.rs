//! Where in a text the bytes of a kind stand, as sets: sixteen bytes are looked at at a time, and what is asked of places is
//! asked of all of them at once.
#![allow(
    clippy::inline_always,
    reason = "the build for npm is made small, and calls would keep the bytes out of registers"
)]

pub(super) use wide::u8x16 as Bytes;

/// The most bytes of a text whose places fit into one set. Its first byte is the lowest bit.
pub(super) const MAX: usize = u64::BITS as usize;
const STEP: usize = 16;

/// Shows a text of [`MAX`] bytes at most, sixteen at a time, and the place of the first of them. Behind a shorter text come
/// zeros; some bytes of a longer one are shown twice.
#[inline(always)]
pub(super) fn each(text: &[u8], mut see: impl FnMut(Bytes, usize)) {
    let mut at = 0;
    loop {
        let bytes = text.get(at..).and_then(|rest| rest.first_chunk()).copied();
        see(Bytes::new(bytes.unwrap_or_else(|| padded(text))), at);
        if at + STEP >= text.len() {
            return;
        }
        at = (at + STEP).min(text.len() - STEP);
    }
}

/// A text of fewer than sixteen bytes, with zeros behind it.
fn padded(text: &[u8]) -> [u8; STEP] {
    let number = |eight: &[u8; 8]| u64::from_le_bytes(*eight);
    let (low, high) = match (text.first_chunk(), text.last_chunk()) {
        // The last eight, without those that are among the first: in two steps, for they may be all eight.
        (Some(first), Some(last)) => (number(first), number(last) >> (8 * (STEP - 1 - text.len())) >> 8),
        _ => (text.iter().rev().fold(0, |bytes, byte| bytes << 8 | u64::from(*byte)), 0),
    };
    let mut out = [0; STEP];
    out[..8].copy_from_slice(&low.to_le_bytes());
    out[8..].copy_from_slice(&high.to_le_bytes());
    out
}

/// The places of what was found among the bytes from `at` on.
#[inline(always)]
pub(super) fn of(found: Bytes, at: usize) -> u64 {
    u64::from(found.move_mask().cast_unsigned()) << (at % MAX)
}

/// The bytes from `first` to `last`.
#[inline(always)]
pub(super) fn within(bytes: Bytes, first: u8, last: u8) -> Bytes {
    bytes.max(Bytes::splat(first)).min(Bytes::splat(last)).cmp_eq(bytes)
}

#[inline(always)]
pub(super) fn equal(bytes: Bytes, byte: u8) -> Bytes {
    bytes.cmp_eq(Bytes::splat(byte))
}

/// All places of a text of so many bytes, 1 to [`MAX`].
pub(super) const fn all(length: usize) -> u64 {
    u64::MAX >> ((MAX - length) % MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_of_texts_of_all_lengths() {
        for length in 1..=MAX {
            for place in 0..length {
                let mut text = vec![b'-'; length];
                text[place] = b'x';
                let (mut found, mut others) = (0, 0);
                each(&text, |bytes, at| {
                    found |= of(equal(bytes, b'x'), at);
                    others |= of(within(bytes, b'-', b'-'), at);
                });
                assert_eq!((found, others), (1 << place, all(length) & !(1 << place)), "{place} of {length}");
            }
        }
    }

    #[test]
    fn every_byte_is_judged_by_its_own_value() {
        for byte in 0..=u8::MAX {
            let (mut letters, mut above) = (0, 0);
            each(&[byte], |bytes, at| {
                letters |= of(within(bytes, b'a', b'z'), at);
                above |= of(within(bytes, 0x80, 0xff), at);
            });
            assert_eq!((letters & 1 == 1, above & 1 == 1), (byte.is_ascii_lowercase(), !byte.is_ascii()), "{byte}");
        }
    }
}
