//! A packed value that can be looked at in any order, for schemas that are not plain.
//!
//! `pkg/src/packed/walker.ts` packs the whole value in the order in which it reads it. [`Tape::new`] reads that once, and
//! makes a flat list of entries. The items of a list, and the members of an object, stand next to each other in it:
//!
//! ```text
//! {"a": [1, 2], "b": "x"}      entry   0       1  2       3  4    5  6
//!                                      object  a  list    b  "x"  1  2
//!                                      at: 1      at: 5
//! ```

use alloc::string::String;
use alloc::vec::Vec;

use unanimous::Json;
use unanimous::json::ToJson as _;
use unanimous::schema::{Input, Kind, sorted_indices};

use super::constants::{
    ATOM_FALSE, ATOM_INTEGER, ATOM_NULL, ATOM_NUMBER, ATOM_TRUE, TAG_ATOM, TAG_ILL_FORMED, TAG_KEY, TAG_LIST,
    TAG_OBJECT, TAG_OTHER, TAG_STRING,
};
use super::value::Cursor;

/// Up to this many members, a search through all is faster than one in a sorted list.
const FEW: usize = 16;

/// One value, or the key of a member.
#[derive(Clone, Copy)]
struct Entry<'b> {
    tag: u32,
    /// The atom, or the count of items or members, or the index of a key in the schema's list.
    count: u32,
    /// The entry of the first item or member.
    at: usize,
    number: f64,
    /// The text of a string or a key, or of a number.
    text: &'b [u8],
}

impl Entry<'_> {
    const MISSING: Self = Self { tag: TAG_ATOM, count: 0, at: 0, number: 0.0, text: b"" };
}

/// The entries of a value. The first one is the value itself.
pub(super) struct Tape<'b> {
    entries: Vec<Entry<'b>>,
}

impl<'b> Tape<'b> {
    /// Reads a value. `keys` are the names that the schema gives to keys: a key of the value is an index into them, or a
    /// text. `has_number_texts` says that fractions have their texts.
    pub(super) fn new(cursor: &Cursor<'b>, keys: &'b [String], has_number_texts: bool) -> Self {
        let mut tape = Self { entries: Vec::new() };
        tape.entries.push(Entry::MISSING);
        tape.read(cursor, keys, has_number_texts, 0);
        tape
    }

    pub(super) fn root(&self) -> TapeValue<'_> {
        TapeValue { entries: &self.entries, at: 0 }
    }

    /// Reads a value into the entry at `at`.
    fn read(&mut self, cursor: &Cursor<'b>, keys: &'b [String], has_number_texts: bool, at: usize) {
        let (tag, count) = cursor.tag_and_count();
        let mut entry = Entry { tag, count, ..Entry::MISSING };
        match tag {
            TAG_ATOM if matches!(count, ATOM_NUMBER | ATOM_INTEGER) => {
                entry.number = cursor.number();
                if has_number_texts && count == ATOM_NUMBER {
                    entry.text = cursor.string().as_bytes();
                }
            }
            TAG_STRING | TAG_ILL_FORMED | TAG_OTHER => entry.text = cursor.bytes(count),
            TAG_LIST | TAG_OBJECT => {
                entry.at = self.entries.len();
                let members = if tag == TAG_OBJECT { 2 } else { 1 };
                self.entries.resize(entry.at + count as usize * members, Entry::MISSING);
                for slot in 0..count as usize {
                    let at = entry.at + slot * members;
                    if tag == TAG_OBJECT {
                        self.entries[at] = key(cursor, keys);
                    }
                    self.read(cursor, keys, has_number_texts, at + members - 1);
                }
                if tag == TAG_OBJECT && count as usize > FEW {
                    self.sort(entry.at, count as usize);
                }
            }
            _ => {}
        }
        self.entries[at] = entry;
    }

    /// Sorts the members of a large object by their keys.
    fn sort(&mut self, start: usize, count: usize) {
        let members = &mut self.entries[start..start + count * 2];
        let order = sorted_indices(count, &mut |one, other| members[one * 2].text < members[other * 2].text);
        let old = members.to_vec();
        for (to, from) in order.into_iter().enumerate() {
            members[to * 2] = old[from * 2];
            members[to * 2 + 1] = old[from * 2 + 1];
        }
    }
}

/// Reads the key of a member.
fn key<'b>(cursor: &Cursor<'b>, keys: &'b [String]) -> Entry<'b> {
    let (tag, count) = cursor.tag_and_count();
    let text = match tag {
        TAG_KEY => keys.get(count as usize).map_or(&b""[..], |key| key.as_bytes()),
        _ => cursor.bytes(count),
    };
    Entry { tag, count, text, ..Entry::MISSING }
}

/// A value of a tape.
#[derive(Clone, Copy)]
pub(super) struct TapeValue<'t> {
    entries: &'t [Entry<'t>],
    at: usize,
}

impl<'t> TapeValue<'t> {
    fn entry(self) -> &'t Entry<'t> {
        &self.entries[self.at]
    }

    const fn with(self, at: usize) -> Self {
        Self { at, ..self }
    }

    /// The keys of an object that are Unicode text, or those that are not.
    fn keys_of(self, are_text: bool) -> impl Iterator<Item = &'t str> {
        let Entry { tag, count, at, .. } = *self.entry();
        let count = if tag == TAG_OBJECT { count as usize } else { 0 };
        let keys = (0..count).map(move |slot| &self.entries[at + slot * 2]);
        let keys = keys.filter(move |key| (key.tag != TAG_ILL_FORMED) == are_text);
        keys.map(|key| core::str::from_utf8(key.text).unwrap_or_default())
    }
}

impl<'t> Input<'t> for TapeValue<'t> {
    fn kind(self) -> Kind<'t> {
        let Entry { tag, count, text, .. } = *self.entry();
        match (tag, count) {
            (TAG_STRING, _) => Kind::String(text),
            (TAG_ILL_FORMED, _) => Kind::IllFormedString,
            (TAG_LIST, count) => Kind::List(count as usize),
            (TAG_OBJECT, _) => Kind::Object,
            (TAG_OTHER, _) => Kind::Other(core::str::from_utf8(text).unwrap_or_default()),
            (_, ATOM_NULL) => Kind::Null,
            (_, ATOM_FALSE) => Kind::Boolean(false),
            (_, ATOM_TRUE) => Kind::Boolean(true),
            (_, ATOM_NUMBER | ATOM_INTEGER) => Kind::Number,
            _ => Kind::Missing,
        }
    }

    fn number(self) -> f64 {
        self.entry().number
    }

    fn item(self, index: usize) -> Self {
        self.with(self.entry().at + index)
    }

    fn property(self, name: &str) -> Option<Self> {
        let Entry { tag, count, at, .. } = *self.entry();
        let count = if tag == TAG_OBJECT { count as usize } else { 0 };
        let key = |slot: usize| &self.entries[at + slot * 2];
        let is_named = |slot: usize| key(slot).tag != TAG_ILL_FORMED && key(slot).text == name.as_bytes();
        let slot = if count > FEW {
            // Keys that are not Unicode text may have the same text as one that is.
            let (mut low, mut high) = (0, count);
            while low < high {
                let middle = low.midpoint(high);
                if key(middle).text < name.as_bytes() { low = middle + 1 } else { high = middle }
            }
            (low..count).take_while(|slot| key(*slot).text == name.as_bytes()).find(|slot| is_named(*slot))
        } else {
            (0..count).find(|slot| is_named(*slot))
        };
        slot.map(|slot| self.with(at + slot * 2 + 1))
    }

    fn keys(self) -> impl Iterator<Item = &'t str> {
        self.keys_of(true)
    }

    fn ill_formed_keys(self) -> impl Iterator<Item = &'t str> {
        self.keys_of(false)
    }

    fn property_after(self, next: &mut usize, name: &str) -> Option<Self> {
        let Entry { tag, count, at, .. } = *self.entry();
        if tag == TAG_OBJECT && *next < count as usize {
            let key = &self.entries[at + *next * 2];
            if key.tag != TAG_ILL_FORMED && key.text == name.as_bytes() {
                *next += 1;
                return Some(self.with(at + *next * 2 - 1));
            }
        }
        self.property(name)
    }

    fn with_number_text(self, read: &mut dyn FnMut(&str)) {
        let Entry { count, number, text, .. } = *self.entry();
        if count == ATOM_INTEGER {
            #[allow(clippy::cast_possible_truncation, reason = "the package writes integers up to 2^53 this way")]
            read(&Json::from(number as i64).to_json_string());
        } else {
            read(core::str::from_utf8(text).unwrap_or_default());
        }
    }
}
