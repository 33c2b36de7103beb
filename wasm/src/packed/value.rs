//! The packed form: words that say what there is, and the texts among it in UTF-8, one behind the other. All numbers are
//! little-endian.

use alloc::borrow::ToOwned;
use core::cell::Cell;

use unanimous::Json;
use unanimous::json::Number;

/// What a packed value begins with: the three low bits of a word, with a number above them. `pkg/src/pack.ts` has the same
/// list.
pub(super) mod tag {
    /// What needs no number; which one says [`atom`](super::atom).
    pub(crate) const ATOM: u32 = 0;
    /// The next text, of so many bytes.
    pub(crate) const STRING: u32 = 1;
    /// A string of so many UTF-16 units, of which nothing else is asked for.
    pub(crate) const UNITS: u32 = 2;
    /// So many items.
    pub(crate) const LIST: u32 = 3;
    /// So many keys, each a text with the word of a string, and values; or the values that a schema names, in its order.
    pub(crate) const OBJECT: u32 = 4;
    /// What it is has a name, the next text, of so many bytes.
    pub(crate) const OTHER: u32 = 5;
}

/// The numbers of [`tag::ATOM`]; any other is a value that is missing.
pub(super) mod atom {
    pub(crate) const NULL: u32 = 1;
    pub(crate) const FALSE: u32 = 2;
    pub(crate) const TRUE: u32 = 3;
    /// An f64, in two words. In a JSON value its text follows.
    pub(crate) const NUMBER: u32 = 4;
    /// An integer up to 2^53, as an f64 in two words; in a JSON value only.
    pub(crate) const INTEGER: u32 = 5;
}

/// A cursor over a packed value. Our own walker wrote it; should it end too early, the rest reads as zeros.
pub(super) struct Reader<'b> {
    words: &'b [u8],
    texts: &'b [u8],
    /// The next of the words, and of the texts.
    word: Cell<usize>,
    text: Cell<usize>,
}

fn fixed<const N: usize>(bytes: &[u8], next: &Cell<usize>) -> [u8; N] {
    let at = next.get();
    next.set(at + N);
    bytes.get(at..at + N).and_then(|found| found.try_into().ok()).unwrap_or([0; N])
}

impl<'b> Reader<'b> {
    pub(super) const fn new(texts: &'b [u8], words: &'b [u8]) -> Self {
        Self { words, texts, word: Cell::new(0), text: Cell::new(0) }
    }

    /// Of one block of bytes: how many words, the words, the texts.
    pub(super) fn of_block(block: &'b [u8]) -> Self {
        let count = u32::from_le_bytes(fixed(block, &Cell::new(0))) as usize;
        let (words, texts) = block.get(4..).and_then(|rest| rest.split_at_checked(count * 4)).unwrap_or_default();
        Self::new(texts, words)
    }

    #[inline]
    pub(super) fn word(&self) -> u32 {
        u32::from_le_bytes(fixed(self.words, &self.word))
    }

    /// A tag, and the number above it.
    #[inline]
    pub(super) fn tagged(&self) -> (u32, u32) {
        let word = self.word();
        (word & 7, word >> 3)
    }

    pub(super) fn number(&self) -> f64 {
        f64::from_le_bytes(fixed(self.words, &self.word))
    }

    /// An f64 that holds an integer.
    #[allow(clippy::cast_possible_truncation, reason = "the package writes integers up to 2^53 so")]
    pub(super) fn integer(&self) -> i64 {
        self.number() as i64
    }

    /// The next text, of so many bytes, as it was written.
    #[inline]
    pub(super) fn bytes(&self, length: u32) -> &'b [u8] {
        let at = self.text.get();
        let end = at + length as usize;
        self.text.set(end);
        self.texts.get(at..end).unwrap_or_default()
    }

    pub(super) fn text(&self, length: u32) -> &'b str {
        core::str::from_utf8(self.bytes(length)).unwrap_or_default()
    }

    /// The next text, by its word.
    pub(super) fn key(&self) -> &'b str {
        self.text(self.tagged().1)
    }

    fn is_empty(&self) -> bool {
        self.word.get() >= self.words.len()
    }
}

/// Reads a packed JSON value: schemas, options, lists of issues.
pub(super) fn value(block: &[u8]) -> Json {
    next(&Reader::of_block(block))
}

pub(super) fn next(reader: &Reader<'_>) -> Json {
    match reader.tagged() {
        (tag::ATOM, atom::FALSE) => Json::Bool(false),
        (tag::ATOM, atom::TRUE) => Json::Bool(true),
        (tag::ATOM, atom::INTEGER) => Json::from(reader.integer()),
        (tag::ATOM, atom::NUMBER) => {
            let value = reader.number();
            Json::Number(Number::from_parts(value, reader.key()))
        }
        (tag::STRING, length) => Json::from(reader.text(length)),
        (tag::LIST, count) => (0..count).map_while(|_| (!reader.is_empty()).then(|| next(reader))).collect(),
        (tag::OBJECT, count) => {
            (0..count).map_while(|_| (!reader.is_empty()).then(|| (reader.key().to_owned(), next(reader)))).collect()
        }
        (tag::OTHER, length) => {
            reader.text(length);
            Json::Null
        }
        _ => Json::Null,
    }
}
