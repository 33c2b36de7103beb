//! The packed form: words that say what there is, the lengths of the texts among it, and the texts in UTF-8 one behind
//! the other. All numbers are little-endian.

use std::cell::Cell;

use crate::json::Value;

/// What a packed value begins with, a word; `pkg/src/pack.ts` has the same list.
pub(super) mod tag {
    // 0 is a value that is missing, as is any tag that nobody writes.
    pub(crate) const NULL: u32 = 1;
    pub(crate) const FALSE: u32 = 2;
    pub(crate) const TRUE: u32 = 3;
    /// An f64, in two words.
    pub(crate) const NUMBER: u32 = 4;
    /// The next text.
    pub(crate) const STRING: u32 = 5;
    /// A count, then the items.
    pub(crate) const LIST: u32 = 6;
    /// A count, then that many keys (the next texts) and values.
    pub(crate) const OBJECT: u32 = 7;
    /// The name of what it is, the next text.
    pub(crate) const OTHER: u32 = 8;
    /// A string, of which only the number of its UTF-16 units is asked for.
    pub(crate) const UNITS: u32 = 9;
}

/// A cursor over a packed value. Our own walker wrote it; should it end too early, the rest reads as zeros.
pub(super) struct Reader<'b> {
    words: &'b [u8],
    texts: &'b [u8],
    /// The next of the words, of the texts' lengths, and of the texts.
    word: Cell<usize>,
    length: Cell<usize>,
    text: Cell<usize>,
}

fn fixed<const N: usize>(bytes: &[u8], next: &Cell<usize>) -> [u8; N] {
    let at = next.get();
    next.set(at + N);
    bytes.get(at..at + N).and_then(|found| found.try_into().ok()).unwrap_or([0; N])
}

impl<'b> Reader<'b> {
    /// Of so many texts, whose lengths stand before the other words.
    pub(super) const fn new(texts: &'b [u8], words: &'b [u8], count: usize) -> Self {
        Self { words, texts, word: Cell::new(count * 4), length: Cell::new(0), text: Cell::new(0) }
    }

    /// Of one block of bytes: how many texts, how many words, the words, the texts.
    pub(super) fn of_block(block: &'b [u8]) -> Self {
        let next = Cell::new(0);
        let [count, words] = [fixed(block, &next), fixed(block, &next)].map(|bytes| u32::from_le_bytes(bytes) as usize);
        let (words, texts) = block.get(8..).and_then(|rest| rest.split_at_checked(words * 4)).unwrap_or_default();
        Self::new(texts, words, count)
    }

    #[inline]
    pub(super) fn word(&self) -> u32 {
        u32::from_le_bytes(fixed(self.words, &self.word))
    }

    pub(super) fn number(&self) -> f64 {
        f64::from_le_bytes(fixed(self.words, &self.word))
    }

    /// The next text, as it was written.
    #[inline]
    pub(super) fn bytes(&self) -> &'b [u8] {
        let length = u32::from_le_bytes(fixed(self.words, &self.length)) as usize;
        let at = self.text.get();
        self.text.set(at + length);
        self.texts.get(at..at + length).unwrap_or_default()
    }

    pub(super) fn text(&self) -> &'b str {
        std::str::from_utf8(self.bytes()).unwrap_or_default()
    }

    fn is_empty(&self) -> bool {
        self.word.get() >= self.words.len()
    }
}

/// Reads a packed JSON value: schemas, options, lists of issues.
pub(super) fn value(block: &[u8]) -> Value {
    next(&Reader::of_block(block))
}

pub(super) fn next(reader: &Reader<'_>) -> Value {
    match reader.word() {
        tag::FALSE => Value::Bool(false),
        tag::TRUE => Value::Bool(true),
        tag::NUMBER => crate::reason::number(reader.number()),
        tag::STRING => Value::from(reader.text()),
        tag::LIST => {
            let count = reader.word();
            (0..count).map_while(|_| (!reader.is_empty()).then(|| next(reader))).collect()
        }
        tag::OBJECT => {
            let count = reader.word();
            (0..count).map_while(|_| (!reader.is_empty()).then(|| (reader.text().to_owned(), next(reader)))).collect()
        }
        tag::OTHER => {
            reader.text();
            Value::Null
        }
        _ => Value::Null,
    }
}
