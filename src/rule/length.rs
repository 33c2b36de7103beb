//! Lengths of texts in Unicode code points, as JSON Schema counts them (Validation section 6.3.1).

use crate::reason::{Code, Reason};

/// Whether a text in UTF-8 has more than `max` code points.
pub(crate) fn exceeds(text: &[u8], max: u32) -> bool {
    let max = max as usize;
    // A code point has one to four bytes, so the number of bytes decides most cases.
    text.len() > max && (text.len() / 4 > max || count(text) > max)
}

/// The number of code points: of the bytes that are no continuation byte (0b10xxxxxx). Tests eight bytes at a time in a
/// u64.
fn count(text: &[u8]) -> usize {
    const TOP_BITS: u64 = u64::MAX / 0xff * 0x80;
    let (words, rest) = text.as_chunks();
    let continuing = |word: &[u8; 8]| {
        let word = u64::from_ne_bytes(*word);
        (word & !(word << 1) & TOP_BITS).count_ones() as usize
    };
    let rest_continuing = rest.iter().filter(|&&byte| byte & 0xc0 == 0x80).count();
    text.len() - words.iter().map(continuing).sum::<usize>() - rest_continuing
}

/// Whether a text in UTF-8 has fewer than `min` code points.
pub(crate) fn falls_short(text: &[u8], min: u32) -> bool {
    min > 0 && !exceeds(text, min - 1)
}

/// Checks that a text has at most `max` code points.
///
/// # Errors
/// `too_long`, with the parameter `max`.
pub(crate) fn at_most(text: &str, max: u32) -> Result<(), Reason> {
    if exceeds(text.as_bytes(), max) { Err(Reason::new(Code::TooLong).with_number("max", max.into())) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_are_counted_not_bytes() {
        for (text, count) in [
            ("", 0),
            ("abc", 3),
            ("é", 1),
            ("💚💚", 2),
            ("e\u{301}", 2),
            ("👨‍👩‍👧", 5),
            ("naïve café, ¿no?", 16),
            ("日本語日本語日本語", 9),
        ] {
            let bytes = text.as_bytes();
            assert!(!exceeds(bytes, count), "{text}");
            assert!(count == 0 || exceeds(bytes, count - 1), "{text}");
            assert!(!falls_short(bytes, count), "{text}");
            assert!(falls_short(bytes, count + 1), "{text}");
        }
    }
}
