//! Reads words, and the texts whose lengths they state. All numbers are little-endian, and texts are UTF-8.

use core::cell::Cell;

#[cfg(any(feature = "packed-validator", feature = "packed-writer"))]
use super::constants::TAG_BITS;

/// The bits of a word that are its tag.
#[cfg(any(feature = "packed-validator", feature = "packed-writer"))]
pub(super) const TAG_MASK: u32 = (1 << TAG_BITS) - 1;

/// The word at an index; 0 behind the last one.
#[cfg_attr(feature = "fast-paths", allow(clippy::inline_always, reason = "a build for size would call it"))]
#[cfg_attr(feature = "fast-paths", inline(always))]
pub(super) fn word_at(words: &[[u8; 4]], at: usize) -> u32 {
    u32::from_le_bytes(words.get(at).copied().unwrap_or_default())
}

/// The number of which the first word stands at an index.
#[cfg(any(feature = "packed-validator", feature = "packed-writer"))]
pub(super) fn number_at(words: &[[u8; 4]], at: usize) -> f64 {
    f64::from_bits(u64::from(word_at(words, at + 1)) << 32 | u64::from(word_at(words, at)))
}

/// Reads the words and the texts of a packed value in order. Where they end too early, the rest reads as zeros: only
/// the package's own walker writes packed values.
pub(super) struct Cursor<'b> {
    words: &'b [[u8; 4]],
    texts: &'b [u8],
    /// The index of the next word.
    next_word: Cell<usize>,
    /// Where the next text begins in `texts`, in bytes.
    next_text: Cell<usize>,
}

impl<'b> Cursor<'b> {
    pub(super) const fn new(texts: &'b [u8], words: &'b [u8]) -> Self {
        Self { words: words.as_chunks().0, texts, next_word: Cell::new(0), next_text: Cell::new(0) }
    }

    /// A cursor over a value in the block layout: the count of the words, the words, the texts.
    #[cfg(any(feature = "packed-validator", feature = "packed-writer"))]
    pub(super) fn of_block(block: &'b [u8]) -> Self {
        let (first, rest) = block.split_first_chunk().unwrap_or((&[0; 4], &[]));
        let count = u32::from_le_bytes(*first) as usize;
        let (words, texts) = rest.split_at_checked(count * 4).unwrap_or_default();
        Self::new(texts, words)
    }

    #[cfg_attr(feature = "fast-paths", allow(clippy::inline_always, reason = "a build for size would call it"))]
    #[cfg_attr(feature = "fast-paths", inline(always))]
    pub(super) fn word(&self) -> u32 {
        let at = self.next_word.get();
        self.next_word.set(at + 1);
        word_at(self.words, at)
    }

    /// Reads a word as a tag and its count.
    #[cfg(any(feature = "packed-validator", feature = "packed-writer"))]
    #[cfg_attr(feature = "fast-paths", allow(clippy::inline_always, reason = "a build for size would call it"))]
    #[cfg_attr(feature = "fast-paths", inline(always))]
    pub(super) fn tag_and_count(&self) -> (u32, u32) {
        let word = self.word();
        (word & TAG_MASK, word >> TAG_BITS)
    }

    #[cfg(any(feature = "packed-validator", feature = "packed-writer"))]
    pub(super) fn number(&self) -> f64 {
        let at = self.next_word.get();
        self.next_word.set(at + 2);
        number_at(self.words, at)
    }

    /// Skips a number, and returns the index of its first word in [`words`](Self::words).
    #[cfg(feature = "packed-validator")]
    #[allow(clippy::cast_possible_truncation, reason = "wasm's addresses have 32 bits")]
    pub(super) fn skip_number(&self) -> u32 {
        let at = self.next_word.get();
        self.next_word.set(at + 2);
        at as u32
    }

    #[cfg(feature = "packed-validator")]
    pub(super) const fn words(&self) -> &'b [[u8; 4]] {
        self.words
    }

    /// Reads an f64 that holds an integer.
    #[cfg(any(feature = "packed-validator", feature = "packed-writer"))]
    #[allow(clippy::cast_possible_truncation, reason = "the package writes integers up to 2^53 this way")]
    pub(super) fn integer(&self) -> i64 {
        self.number() as i64
    }

    /// Reads the next text, which has `length` bytes, without a look at its encoding.
    #[inline]
    pub(super) fn bytes(&self, length: u32) -> &'b [u8] {
        let at = self.next_text.get();
        let end = at + length as usize;
        self.next_text.set(end);
        self.texts.get(at..end).unwrap_or_default()
    }

    /// Skips the next text, which has `length` bytes, and returns where it begins in [`texts`](Self::texts).
    #[cfg(feature = "packed-validator")]
    #[allow(clippy::cast_possible_truncation, reason = "wasm's addresses have 32 bits")]
    pub(super) fn skip_text(&self, length: u32) -> u32 {
        let at = self.next_text.get();
        self.next_text.set(at + length as usize);
        at as u32
    }

    #[cfg(feature = "packed-validator")]
    pub(super) const fn texts(&self) -> &'b [u8] {
        self.texts
    }

    pub(super) fn text(&self, length: u32) -> &'b str {
        core::str::from_utf8(self.bytes(length)).unwrap_or_default()
    }

    /// The bytes after the texts that have been read.
    #[cfg(feature = "packed-errors")]
    pub(super) fn rest(&self) -> &'b [u8] {
        self.texts.get(self.next_text.get()..).unwrap_or_default()
    }

    /// Reads the word of a string, and the string's text.
    #[cfg(any(feature = "packed-validator", feature = "packed-writer"))]
    pub(super) fn string(&self) -> &'b str {
        self.text(self.tag_and_count().1)
    }

    #[cfg(any(feature = "packed-validator", feature = "packed-writer"))]
    pub(super) fn is_at_end(&self) -> bool {
        self.next_word.get() >= self.words.len()
    }
}
