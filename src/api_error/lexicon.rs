//! Finds a name in a table of names. Case, `_`, `-`, `$` and spaces do not count, nor does a prefix such as `hydra:`.
//!
//! The tables keep hashes and not texts, so a search compares no texts and allocates nothing. Another name is taken for one of
//! them once in five thousand times, at four fifths full.

const SEED: u32 = 0x811c_9dc5;

/// The most bytes of a name that is hashed: more than any name of a table has, with any prefix of a namespace.
const MAX_HASHED: usize = 1024;

/// One step of FNV-1a.
const fn step(hash: u32, byte: u8) -> u32 {
    // This bit tells small letters from capital ones.
    (hash ^ (byte | 0x20) as u32).wrapping_mul(0x0100_0193)
}

/// The hash of a name. `request_id`, `requestId` and `Request-ID` have the same one.
///
/// A name of more than [`MAX_HASHED`] bytes has the hash of the empty name, which is in no table.
pub(super) const fn hash(name: &str) -> u32 {
    let bytes = name.as_bytes();
    let (mut at, mut hash) = (0, SEED);
    if bytes.len() > MAX_HASHED {
        return SEED;
    }
    while at < bytes.len() {
        hash = match bytes[at] {
            // Sage and .NET begin names with `$`.
            b'_' | b'-' | b' ' | b'$' => hash,
            // The prefix of a namespace.
            b':' => SEED,
            byte => step(hash, byte),
        };
        at += 1;
    }
    hash
}

/// The half of a hash that a slot keeps. The other half tells the slot.
#[allow(clippy::cast_possible_truncation, reason = "that is what it does")]
const fn kept(hash: u32) -> u16 {
    hash as u16
}

/// The slot where the search for a hash begins.
const fn home(hash: u32, slots: usize) -> usize {
    ((hash >> 16) as usize * slots) >> 16
}

/// An open hash table: for each slot the number of the row from 1, and half of the hash. The two are apart because so they
/// compress better.
pub(super) struct Lexicon<const SLOTS: usize> {
    rows: [u8; SLOTS],
    hashes: [u16; SLOTS],
}

impl<const SLOTS: usize> Lexicon<SLOTS> {
    /// A table of rows. A row is a list of names with a comma between them.
    pub(super) const fn new(rows: &[&str]) -> Self {
        let mut table = Self { rows: [0; SLOTS], hashes: [0; SLOTS] };
        let (mut row, mut count) = (0, 0);
        while row < rows.len() {
            let names = rows[row].as_bytes();
            let (mut at, mut hash) = (0, SEED);
            while at <= names.len() {
                if at == names.len() || names[at] == b',' {
                    let mut slot = home(hash, SLOTS);
                    while table.rows[slot] != 0 {
                        assert!(table.hashes[slot] != kept(hash), "a name stands in two rows");
                        slot = (slot + 1) % SLOTS;
                    }
                    #[allow(clippy::cast_possible_truncation, reason = "there are fewer than 256 rows")]
                    let number = row as u8 + 1;
                    table.rows[slot] = number;
                    table.hashes[slot] = kept(hash);
                    count += 1;
                    hash = SEED;
                } else {
                    hash = step(hash, names[at]);
                }
                at += 1;
            }
            row += 1;
        }
        // In a fuller table the search for an unknown name passes more slots, and each may hold the same half of the hash. The
        // search also ends only at an empty slot.
        assert!(count * 5 <= SLOTS * 4, "a table is at most four fifths full");
        table
    }

    /// The row of the name with this hash.
    pub(super) fn row(&self, hash: u32) -> Option<usize> {
        find(&self.rows, &self.hashes, hash)
    }

    /// The row of a text that may be a name. Most texts are sentences, and are not hashed.
    pub(super) fn row_of(&self, text: &str) -> Option<usize> {
        if may_be_name(text) { self.row(hash(text)) } else { None }
    }
}

/// More bytes than any name of a table has.
const MAX_NAME: usize = 32;

/// Whether a text may be a name: its last [`MAX_NAME`] bytes hold no space, and it is not longer. A prefix with a colon does
/// not count.
fn may_be_name(text: &str) -> bool {
    let mut length = 0;
    for byte in text.bytes().rev() {
        match byte {
            b' ' => return false,
            b':' => return true,
            b'_' | b'-' => {}
            _ if length == MAX_NAME => return false,
            _ => length += 1,
        }
    }
    true
}

/// The same code for tables of all sizes.
fn find(rows: &[u8], hashes: &[u16], hash: u32) -> Option<usize> {
    let mut slot = home(hash, rows.len());
    loop {
        let row = usize::from(*rows.get(slot)?);
        if row == 0 || hashes.get(slot) == Some(&kept(hash)) {
            return row.checked_sub(1);
        }
        slot += 1;
        if slot == rows.len() {
            slot = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_any_spelling() {
        const TABLE: Lexicon<8> = Lexicon::new(&["requestid,traceid", "message"]);
        for (name, row) in [
            ("request_id", Some(0)),
            ("Request-ID", Some(0)),
            ("traceId", Some(0)),
            ("Message", Some(1)),
            ("soap:message", Some(1)),
            ("messages", None),
            ("", None),
        ] {
            assert_eq!(TABLE.row(hash(name)), row, "{name}");
        }
        assert_eq!(TABLE.row(hash(&["_".repeat(MAX_HASHED).as_str(), "message"].concat())), None, "it is too long");
    }
}
