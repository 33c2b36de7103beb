//! Finds a name in a table of names. Case, `_` and `-` do not count, nor does a prefix such as `hydra:`.
//!
//! The tables keep hashes and not texts, so a search compares no texts and allocates nothing. Another name has the hash of
//! one of them once in a million times.

const SEED: u32 = 0x811c_9dc5;
/// The bits of an entry for the number of its row.
const ROW: u32 = 127;

/// One step of FNV-1a.
const fn step(hash: u32, byte: u8) -> u32 {
    (hash ^ byte.to_ascii_lowercase() as u32).wrapping_mul(0x0100_0193)
}

/// The hash of a name. `request_id`, `requestId` and `Request-ID` have the same one.
pub(super) const fn hash(name: &str) -> u32 {
    let bytes = name.as_bytes();
    let (mut at, mut hash) = (0, SEED);
    while at < bytes.len() {
        hash = match bytes[at] {
            b'_' | b'-' => hash,
            // The prefix of a namespace.
            b':' => SEED,
            byte => step(hash, byte),
        };
        at += 1;
    }
    hash
}

/// An open hash table. An entry is the hash of a name, with the number of its row from 1 in its low bits.
pub(super) struct Lexicon<const SLOTS: usize>([u32; SLOTS]);

impl<const SLOTS: usize> Lexicon<SLOTS> {
    /// A table of rows. A row is a list of names with a comma between them.
    pub(super) const fn new(rows: &[&str]) -> Self {
        let mut table = [0; SLOTS];
        let mut row = 0;
        while row < rows.len() {
            let names = rows[row].as_bytes();
            let (mut at, mut hash) = (0, SEED);
            while at <= names.len() {
                if at == names.len() || names[at] == b',' {
                    let mut slot = (hash >> 16) as usize % SLOTS;
                    while table[slot] != 0 {
                        assert!((table[slot] ^ hash) & !ROW != 0, "a name stands in two rows");
                        slot = (slot + 1) % SLOTS;
                    }
                    #[allow(clippy::cast_possible_truncation, reason = "there are fewer than 127 rows")]
                    let number = row as u32 + 1;
                    table[slot] = hash & !ROW | number;
                    hash = SEED;
                } else {
                    hash = step(hash, names[at]);
                }
                at += 1;
            }
            row += 1;
        }
        Self(table)
    }

    /// The row of the name with this hash.
    pub(super) fn row(&self, hash: u32) -> Option<usize> {
        let mut slot = (hash >> 16) as usize;
        while let Some(&entry @ 1..) = self.0.get(slot % SLOTS) {
            if (entry ^ hash) & !ROW == 0 {
                return Some((entry & ROW) as usize - 1);
            }
            slot += 1;
        }
        None
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
    }
}
