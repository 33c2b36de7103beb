//! Sets of characters: code points as sorted ranges, and a bitmap for ASCII.

use alloc::vec::Vec;
use core::mem::take;

use crate::sort;

/// The end of the text, as a character: one above the last code point. No class of a pattern contains it.
pub(super) const END: u32 = 0x11_0000;
const LAST: u32 = END - 1;

/// Code points from the first to the last, both included.
type Range = (u32, u32);

/// `CharacterClassEscape :: d` (ECMA-262 section 22.2.2.9).
const DIGITS: [Range; 1] = [(0x30, 0x39)];
/// `CharacterClassEscape :: w`: the word characters without the flag `i`.
const WORD: [Range; 4] = [(0x30, 0x39), (0x41, 0x5a), (0x5f, 0x5f), (0x61, 0x7a)];
/// `CharacterClassEscape :: s`: `WhiteSpace` and `LineTerminator` (sections 12.2 and 12.3). `WhiteSpace` takes in the
/// category Zs, which Unicode has not changed since 2013.
const SPACE: [Range; 10] = [
    (0x09, 0x0d),
    (0x20, 0x20),
    (0xa0, 0xa0),
    (0x1680, 0x1680),
    (0x2000, 0x200a),
    (0x2028, 0x2029),
    (0x202f, 0x202f),
    (0x205f, 0x205f),
    (0x3000, 0x3000),
    (0xfeff, 0xfeff),
];
/// `LineTerminator`: what `.` does not match without the flag `s`.
const LINE_ENDS: [Range; 3] = [(0x0a, 0x0a), (0x0d, 0x0d), (0x2028, 0x2029)];

/// Whether `\w` contains an ASCII byte. No byte of a longer character is one.
pub(super) const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// A set of characters.
#[derive(Clone, Debug)]
pub(super) struct Class {
    /// One bit for each byte. Those of bytes that are not ASCII are 0.
    bytes: [u32; 8],
    /// Where its ranges stand in `Classes::ranges`: from the first index to before the second.
    span: (usize, usize),
}

impl Class {
    /// Whether the class contains an ASCII character; false for any other byte.
    #[cfg_attr(feature = "fast-paths", allow(clippy::inline_always, reason = "a build for size would call it"))]
    #[cfg_attr(feature = "fast-paths", inline(always))]
    pub(super) const fn has_ascii(&self, byte: u8) -> bool {
        self.bytes[(byte >> 5) as usize] >> (byte & 31) & 1 != 0
    }

    /// How many bytes at the beginning of a text are ASCII characters of the class, at most `most`.
    #[inline(never)]
    #[allow(clippy::cast_possible_truncation, reason = "at most `most`")]
    pub(super) fn count_ascii(&self, text: &[u8], most: u32) -> u32 {
        text.iter().take(most as usize).take_while(|byte| self.has_ascii(**byte)).count() as u32
    }
}

/// All classes of a pattern, by index, and the ranges of the class that is being read.
#[derive(Clone, Debug, Default)]
pub(super) struct Classes {
    list: Vec<Class>,
    /// The ranges of all classes. Those of one class are sorted and do not touch.
    ranges: Vec<Range>,
    /// The ranges of the next class, in any order.
    open: Vec<Range>,
}

impl Classes {
    /// Adds a range to the open class.
    pub(super) fn add(&mut self, low: u32, high: u32) {
        self.open.push((low, high));
    }

    /// How many ranges the open class has.
    pub(super) fn open_ranges(&self) -> usize {
        self.open.len()
    }

    /// Adds the set of `\d`, `\D`, `\s`, `\S`, `\w`, `\W` or `.` to the open class.
    pub(super) fn add_shorthand(&mut self, letter: u8) {
        let ranges: &[Range] = match letter | 0x20 {
            b'd' => &DIGITS,
            b'w' => &WORD,
            b's' => &SPACE,
            _ => &LINE_ENDS,
        };
        // `\D`, `\S`, `\W` and `.` are complements: their letters lack the bit 0x20, or are no letters.
        if letter & 0x60 == 0x60 { self.open.extend_from_slice(ranges) } else { complement(ranges, &mut self.open) }
    }

    /// Adds what a class contains to the open class.
    pub(super) fn add_class(&mut self, class: u32) {
        if let Some(class) = self.list.get(class as usize) {
            self.open.extend_from_slice(ranges_of(&self.ranges, class));
        }
    }

    /// Forgets the open class.
    pub(super) fn discard(&mut self) {
        self.open.clear();
    }

    /// Closes the open class, or its complement, and returns its index.
    pub(super) fn close(&mut self, negated: bool) -> u32 {
        let ranges = merged(&take(&mut self.open));
        let from = self.ranges.len();
        if negated {
            complement(&ranges, &mut self.ranges);
        } else {
            self.ranges.extend_from_slice(&ranges);
        }
        let mut class = Class { bytes: [0; 8], span: (from, self.ranges.len()) };
        for &(low, high) in ranges_of(&self.ranges, &class) {
            for c in low..=high.min(0x7f) {
                class.bytes[(c >> 5 & 7) as usize] |= 1 << (c & 31);
            }
        }
        self.list.push(class);
        index(self.list.len() - 1)
    }

    pub(super) fn get(&self, class: u32) -> Option<&Class> {
        self.list.get(class as usize)
    }

    /// The ranges of a class, which are sorted and do not touch.
    #[cfg(feature = "fast-paths")]
    pub(super) fn ranges(&self, class: u32) -> &[Range] {
        self.get(class).map_or(&[], |class| ranges_of(&self.ranges, class))
    }

    /// Whether a class contains a code point. It is one function of its own, not copied to where it is called, for size.
    #[inline(never)]
    pub(super) fn contains(&self, class: u32, c: u32) -> bool {
        let Some(class) = self.get(class) else { return false };
        if let Ok(byte @ ..0x80) = u8::try_from(c) {
            return class.has_ascii(byte);
        }
        let ranges = ranges_of(&self.ranges, class);
        let at = ranges.partition_point(|&(_, high)| high < c);
        ranges.get(at).is_some_and(|&(low, _)| low <= c)
    }

    /// Whether both classes have members, and none in common.
    pub(super) fn apart(&mut self, one: u32, other: u32) -> bool {
        self.add_class(one);
        self.add_class(other);
        let both = self.close(false);
        let (one, other) = (self.size(one), self.size(other));
        one > 0 && other > 0 && one + other == self.size(both)
    }

    /// How many code points a class has.
    fn size(&self, class: u32) -> u32 {
        let mut size = 0;
        if let Some(class) = self.get(class) {
            for (low, high) in ranges_of(&self.ranges, class) {
                size += high - low + 1;
            }
        }
        size
    }

    /// Forgets all classes.
    pub(super) fn clear(&mut self) {
        self.list.clear();
        self.ranges.clear();
        self.open.clear();
    }
}

fn ranges_of<'r>(ranges: &'r [Range], class: &Class) -> &'r [Range] {
    ranges.get(class.span.0..class.span.1).unwrap_or_default()
}

/// The same code points as sorted ranges that do not touch.
fn merged(ranges: &[Range]) -> Vec<Range> {
    let mut merged: Vec<Range> = Vec::new();
    for at in sort::sorted_indices(ranges.len(), &mut |one, other| ranges.get(one) < ranges.get(other)) {
        let Some(&(low, high)) = ranges.get(at) else { continue };
        match merged.last_mut() {
            Some(last) if low <= last.1 + 1 => last.1 = last.1.max(high),
            _ => merged.push((low, high)),
        }
    }
    merged
}

/// Appends the code points that sorted ranges lack.
fn complement(ranges: &[Range], out: &mut Vec<Range>) {
    let mut from = 0;
    for &(low, high) in ranges {
        if from < low {
            out.push((from, low - 1));
        }
        from = high + 1;
    }
    if from <= LAST {
        out.push((from, LAST));
    }
}

/// The index of a class.
#[expect(clippy::cast_possible_truncation, reason = "a pattern has fewer than 2^32 classes")]
fn index(at: usize) -> u32 {
    at as u32
}
