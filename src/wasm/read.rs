//! The packed form's bytes: a tag, then what it announces. All numbers are little-endian.

use crate::json::Value;

/// What a packed value begins with; `pkg/src/pack.ts` has the same list.
pub(super) mod tag {
    // 0 is a value that is missing, as is any tag that nobody writes.
    pub(crate) const NULL: u8 = 1;
    pub(crate) const FALSE: u8 = 2;
    pub(crate) const TRUE: u8 = 3;
    /// An f64.
    pub(crate) const NUMBER: u8 = 4;
    /// A length in bytes, then UTF-8.
    pub(crate) const STRING: u8 = 5;
    /// A count, then the items.
    pub(crate) const LIST: u8 = 6;
    /// A count, then that many keys (as strings, without a tag) and values.
    pub(crate) const OBJECT: u8 = 7;
    /// The name of what it is, a string without a tag.
    pub(crate) const OTHER: u8 = 8;
}

/// A cursor over packed bytes. Our own walker wrote them; should they end too early, the rest reads as zeros.
pub(super) struct Reader<'b> {
    bytes: &'b [u8],
}

impl<'b> Reader<'b> {
    pub(super) const fn new(bytes: &'b [u8]) -> Self {
        Self { bytes }
    }

    fn take(&mut self, count: usize) -> &'b [u8] {
        let (taken, rest) = self.bytes.split_at_checked(count).unwrap_or((&[], &[]));
        self.bytes = rest;
        taken
    }

    fn fixed<const N: usize>(&mut self) -> [u8; N] {
        self.take(N).try_into().unwrap_or([0; N])
    }

    pub(super) fn tag(&mut self) -> u8 {
        let [tag] = self.fixed();
        tag
    }

    pub(super) fn count(&mut self) -> u32 {
        u32::from_le_bytes(self.fixed())
    }

    pub(super) fn number(&mut self) -> f64 {
        f64::from_le_bytes(self.fixed())
    }

    pub(super) fn text(&mut self) -> &'b str {
        let length = self.count() as usize;
        std::str::from_utf8(self.take(length)).unwrap_or_default()
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }
}

/// Reads a packed JSON value: schemas, options, lists of issues.
pub(super) fn value(bytes: &[u8]) -> Value {
    next(&mut Reader::new(bytes))
}

pub(super) fn next(reader: &mut Reader<'_>) -> Value {
    match reader.tag() {
        tag::FALSE => Value::Bool(false),
        tag::TRUE => Value::Bool(true),
        tag::NUMBER => crate::reason::number(reader.number()),
        tag::STRING => Value::from(reader.text()),
        tag::LIST => {
            let count = reader.count();
            (0..count).map_while(|_| (!reader.is_empty()).then(|| next(reader))).collect()
        }
        tag::OBJECT => {
            let count = reader.count();
            (0..count).map_while(|_| (!reader.is_empty()).then(|| (reader.text().to_owned(), next(reader)))).collect()
        }
        tag::OTHER => {
            reader.text();
            Value::Null
        }
        _ => Value::Null,
    }
}
