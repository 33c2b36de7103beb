//! A packed value that can be looked at in any order, for schemas that are not plain.
//!
//! `pkg/src/packed/schema-walker.ts` packs the whole value in the order in which it reads it. [`Reader::read`] reads that once, and
//! makes a flat list of entries. The items of a list, and the members of an object, stand next to each other in it:
//!
//! ```text
//! {"a": [1, 2], "b": "x"}      entry   0       1        2       3  4
//!                                      object  a: list  b: "x"  1  2
//!                                      at: 1   at: 3
//! ```

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use unanimous::Json;
use unanimous::json::ToJson as _;
use unanimous::schema::{Input, Kind, Property, Subject, sorted_indices};

use super::constants::{
    ATOM_FALSE, ATOM_INTEGER, ATOM_MISSING, ATOM_NULL, ATOM_NUMBER, ATOM_TRUE, TAG_ATOM, TAG_BITS, TAG_ILL_FORMED,
    TAG_KEY, TAG_LIST, TAG_OBJECT, TAG_OTHER, TAG_STRING, TAG_UTF16_LENGTH,
};
use super::cursor::{Cursor, TAG_MASK, number_at, word_at};

/// Up to this many members, a search through all is faster than one in a sorted list.
const FEW: usize = 16;
/// Marks a key that the schema does not name: the other bits are its index in [`Room::other_keys`].
const OTHER_KEY: u32 = 1 << 31;
/// The room for entries that is kept for the next value.
const KEPT_ENTRIES: usize = 1024;

/// The bit of [`Entry::more`] that says of an object that one of its keys is not Unicode text.
const HAS_ILL_FORMED_KEY: u32 = 1 << 31;

/// One value: a member of an object, an item of a list, or the whole value.
#[derive(Clone, Copy)]
struct Entry {
    /// The key of a member: its number, or an index with [`OTHER_KEY`].
    key: u32,
    /// The tag, and the atom or the count of bytes, items or members.
    word: u32,
    /// The entry of the first item or member, where the text of a string begins, or the index of a number's first word.
    at: u32,
    /// For a number, where its text begins. For a list or an object, how many lists and objects stand inside one another,
    /// itself included.
    more: u32,
}

impl Entry {
    const MISSING: Self = Self { key: 0, word: TAG_ATOM | ATOM_MISSING << TAG_BITS, at: 0, more: 0 };

    const fn tag(self) -> u32 {
        self.word & TAG_MASK
    }

    const fn count(self) -> u32 {
        self.word >> TAG_BITS
    }
}

/// A key that the schema does not name.
#[derive(Clone, Copy)]
struct OtherKey {
    /// Where its text begins.
    at: u32,
    length: u32,
    is_text: bool,
}

/// The memory of a tape. It is kept for the next value.
pub(super) struct Room {
    entries: Vec<Entry>,
    other_keys: Vec<OtherKey>,
}

impl Room {
    pub(super) const fn new() -> Self {
        Self { entries: Vec::new(), other_keys: Vec::new() }
    }

    /// Forgets the value, and frees the memory that only a large value needs.
    pub(super) fn clear(&mut self) {
        self.entries.clear();
        self.other_keys.clear();
        if self.entries.capacity() > KEPT_ENTRIES {
            *self = Self::new();
        }
    }
}

/// A value, and what its entries refer to. The first entry is the value itself.
pub(super) struct Tape<'b> {
    entries: &'b [Entry],
    other_keys: &'b [OtherKey],
    words: &'b [[u8; 4]],
    texts: &'b [u8],
    /// The names of the keys that the schema names, sorted.
    keys: &'b [String],
}

impl<'b> Tape<'b> {
    /// Reads a value. `keys` are the names of the keys that the schema names, sorted: a key of the value is an index into
    /// them, or a text. `has_number_texts` says that fractions have their texts.
    pub(super) fn new(room: &'b mut Room, cursor: &Cursor<'b>, keys: &'b [String], has_number_texts: bool) -> Self {
        room.entries.push(Entry::MISSING);
        let (words, texts) = (cursor.words(), cursor.texts());
        let mut reader = Reader { room, cursor, keys, has_number_texts };
        reader.read(0..1, false);
        Tape { entries: &room.entries, other_keys: &room.other_keys, words, texts, keys }
    }

    pub(super) const fn root(&self) -> TapeValue<'_> {
        TapeValue { tape: self, entry: &self.entries[0], is_key: false }
    }

    fn text(&self, at: u32, length: u32) -> &'b [u8] {
        let at = at as usize;
        self.texts.get(at..at + length as usize).unwrap_or_default()
    }

    fn other_key(&self, key: u32) -> Option<&OtherKey> {
        if key & OTHER_KEY == 0 { None } else { self.other_keys.get((key & !OTHER_KEY) as usize) }
    }

    /// The text of a key.
    fn key_text(&self, key: u32) -> &'b [u8] {
        match self.other_key(key) {
            Some(other) => self.text(other.at, other.length),
            None => self.keys.get(key as usize).map_or(&b""[..], |key| key.as_bytes()),
        }
    }

    /// The name of a key, and whether it is Unicode text.
    fn key_name(&self, key: u32) -> (&'b str, bool) {
        match self.other_key(key) {
            Some(other) => {
                let text = self.text(other.at, other.length);
                (core::str::from_utf8(text).unwrap_or_default(), other.is_text)
            }
            None => (self.keys.get(key as usize).map_or("", |key| &**key), true),
        }
    }
}

/// Reads the entries of a value.
struct Reader<'r, 'b> {
    room: &'r mut Room,
    cursor: &'r Cursor<'b>,
    keys: &'b [String],
    has_number_texts: bool,
}

impl Reader<'_, '_> {
    /// Reads values into entries that stand next to each other: the members of an object, each after its key, or the items
    /// of a list. Returns how many lists and objects stand inside one another in them, with a bit for a key that is not
    /// Unicode text.
    fn read(&mut self, slots: Range<usize>, have_keys: bool) -> u32 {
        let mut levels = 0;
        let mut ill_formed = 0;
        for slot in slots {
            let mut entry = Entry::MISSING;
            if have_keys {
                let (tag, count) = self.cursor.tag_and_count();
                entry.key = if tag == TAG_KEY { count } else { self.other_key(tag, count) };
                if tag == TAG_ILL_FORMED {
                    ill_formed = HAS_ILL_FORMED_KEY;
                }
            }
            entry.word = self.cursor.word();
            let (tag, count) = (entry.tag(), entry.count());
            match tag {
                TAG_ATOM if matches!(count, ATOM_NUMBER | ATOM_INTEGER) => {
                    entry.at = self.cursor.skip_number();
                    if self.has_number_texts && count == ATOM_NUMBER {
                        entry.more = self.cursor.skip_text(self.cursor.tag_and_count().1);
                    }
                }
                TAG_STRING | TAG_ILL_FORMED | TAG_OTHER => entry.at = self.cursor.skip_text(count),
                TAG_LIST | TAG_OBJECT => {
                    let start = self.room.entries.len();
                    let end = start + count as usize;
                    entry.at = index(start);
                    self.room.entries.resize(end, Entry::MISSING);
                    entry.more = self.read(start..end, tag == TAG_OBJECT) + 1;
                    levels = levels.max(entry.more & !HAS_ILL_FORMED_KEY);
                    if tag == TAG_OBJECT && count as usize > FEW {
                        self.sort(start, count as usize);
                    }
                }
                _ => {}
            }
            self.room.entries[slot] = entry;
        }
        levels | ill_formed
    }

    /// Reads a key that the schema does not name.
    fn other_key(&mut self, tag: u32, length: u32) -> u32 {
        let is_text = tag != TAG_ILL_FORMED;
        self.room.other_keys.push(OtherKey { at: self.cursor.skip_text(length), length, is_text });
        OTHER_KEY | index(self.room.other_keys.len() - 1)
    }

    /// Sorts the members of a large object: first those whose keys the schema names, by the number of the key, then the
    /// others by the text of the key.
    fn sort(&mut self, start: usize, count: usize) {
        let old = self.room.entries[start..start + count].to_vec();
        let (words, texts) = (&[][..], self.cursor.texts());
        let tape = Tape { entries: &[], other_keys: &self.room.other_keys, words, texts, keys: self.keys };
        let order = sorted_indices(count, &mut |one, other| {
            let (one, other) = (old[one].key, old[other].key);
            if one & other & OTHER_KEY == 0 { one < other } else { tape.key_text(one) < tape.key_text(other) }
        });
        for (to, from) in order.into_iter().enumerate() {
            self.room.entries[start + to] = old[from];
        }
    }
}

/// No value has 2^32 entries, because wasm has no memory for them.
#[allow(clippy::cast_possible_truncation, reason = "wasm's addresses have 32 bits")]
const fn index(at: usize) -> u32 {
    at as u32
}

/// A value of a tape, or the key of a member.
#[derive(Clone, Copy)]
pub(super) struct TapeValue<'t> {
    tape: &'t Tape<'t>,
    entry: &'t Entry,
    is_key: bool,
}

impl<'t> Subject<'t> for TapeValue<'t> {
    fn key(self, _: &'t str) -> Self {
        Self { is_key: true, ..self }
    }

    fn is_key(self) -> bool {
        self.is_key
    }
}

impl<'t> TapeValue<'t> {
    const fn with(self, entry: &'t Entry) -> Self {
        Self { entry, ..self }
    }

    /// The members of an object.
    #[cfg_attr(feature = "fast-paths", allow(clippy::inline_always, reason = "a build for size would call it"))]
    #[cfg_attr(feature = "fast-paths", inline(always))]
    fn members(self) -> &'t [Entry] {
        let start = self.entry.at as usize;
        let count = if self.entry.tag() == TAG_OBJECT { self.entry.count() as usize } else { 0 };
        self.tape.entries.get(start..start + count).unwrap_or_default()
    }

    /// The member of a key that the schema names.
    #[inline(never)]
    fn member_of(self, key: u32) -> Option<Self> {
        let members = self.members();
        let member = if members.len() > FEW {
            members.binary_search_by_key(&key, |member| member.key).ok().and_then(|slot| members.get(slot))
        } else {
            members.iter().find(|member| member.key == key)
        };
        member.map(|member| self.with(member))
    }

    /// The keys of an object that are Unicode text, or those that are not.
    fn keys_of(self, are_text: bool) -> impl Iterator<Item = &'t str> {
        let keys = self.members().iter().map(move |member| self.tape.key_name(member.key));
        keys.filter(move |(_, is_text)| *is_text == are_text).map(|(name, _)| name)
    }
}

impl<'t> Input<'t> for TapeValue<'t> {
    #[allow(
        clippy::inline_always,
        reason = "the checker calls it for every value; without inlining the kind is returned through memory"
    )]
    #[inline(always)]
    fn kind(self) -> Kind<'t> {
        if self.is_key {
            return Kind::String(self.tape.key_text(self.entry.key));
        }
        let at = self.entry.at;
        match (self.entry.tag(), self.entry.count()) {
            (TAG_STRING, length) => Kind::String(self.tape.text(at, length)),
            (TAG_UTF16_LENGTH, units) => Kind::Utf16Length(units),
            (TAG_ILL_FORMED, _) => Kind::IllFormedString,
            (TAG_LIST, count) => Kind::List(count as usize),
            (TAG_OBJECT, _) => Kind::Object,
            (TAG_OTHER, length) => Kind::Other(core::str::from_utf8(self.tape.text(at, length)).unwrap_or_default()),
            (_, ATOM_NULL) => Kind::Null,
            (_, ATOM_FALSE) => Kind::Boolean(false),
            (_, ATOM_TRUE) => Kind::Boolean(true),
            (_, ATOM_NUMBER | ATOM_INTEGER) => Kind::Number,
            _ => Kind::Missing,
        }
    }

    fn is_missing(self) -> bool {
        self.entry.word == Entry::MISSING.word
    }

    fn number(self) -> f64 {
        number_at(self.tape.words, self.entry.at as usize)
    }

    fn item(self, index: usize) -> Self {
        self.tape.entries.get(self.entry.at as usize + index).map_or(self, |item| self.with(item))
    }

    fn property(self, name: &str) -> Option<Self> {
        let Self { tape, .. } = self;
        if let Ok(key) = tape.keys.binary_search_by(|key| key.as_str().cmp(name)) {
            return self.member_of(index(key));
        }
        let members = self.members();
        // The members of a large object are sorted.
        let first = if members.len() > FEW {
            members.partition_point(|member| member.key & OTHER_KEY == 0 || tape.key_text(member.key) < name.as_bytes())
        } else {
            0
        };
        for member in members.iter().skip(first) {
            let Some(other) = tape.other_key(member.key) else { continue };
            let is_named = tape.text(other.at, other.length) == name.as_bytes();
            // Keys that are not Unicode text may have the same text as one that is.
            if is_named && other.is_text {
                return Some(self.with(member));
            }
            if !is_named && members.len() > FEW {
                return None;
            }
        }
        None
    }

    fn keys(self) -> impl Iterator<Item = &'t str> {
        self.keys_of(true)
    }

    fn ill_formed_keys(self) -> impl Iterator<Item = &'t str> {
        self.keys_of(false)
    }

    fn key_count(self) -> usize {
        self.members().len()
    }

    fn every_member(self, fits: &mut dyn FnMut(&'t str, bool, Option<Self>) -> bool) -> bool {
        self.members().iter().all(|member| {
            let (name, is_text) = self.tape.key_name(member.key);
            fits(name, is_text, Some(self.with(member)))
        })
    }

    fn has_shallow_members(self, levels: usize) -> bool {
        // With the bit it is more than any number of levels.
        self.entry.more as usize <= levels + 1
    }

    #[cfg_attr(feature = "fast-paths", allow(clippy::inline_always, reason = "a build for size would call it"))]
    #[cfg_attr(feature = "fast-paths", inline(always))]
    fn property_after(self, next: &mut usize, property: &Property) -> Option<Self> {
        if let Some(member) = self.members().get(*next).filter(|member| member.key == property.key()) {
            *next += 1;
            return Some(self.with(member));
        }
        self.member_of(property.key())
    }

    fn with_number_text(self, read: &mut dyn FnMut(&str)) {
        let Entry { at, more, .. } = *self.entry;
        if self.entry.count() == ATOM_INTEGER {
            #[allow(clippy::cast_possible_truncation, reason = "the package writes integers up to 2^53 this way")]
            read(&Json::from(self.number() as i64).to_json_string());
        } else {
            // The text is there: only `multipleOf` asks for it, and then the package writes the text of each fraction.
            let length = word_at(self.tape.words, at as usize + 2) >> TAG_BITS;
            read(core::str::from_utf8(self.tape.text(more, length)).unwrap_or_default());
        }
    }
}
