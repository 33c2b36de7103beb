//! A hash table of numbers, for the compiler and the checker. The standard library's maps would make the wasm module
//! larger by many times.

use alloc::vec;
use alloc::vec::Vec;

/// A map from numbers to numbers, by open addressing. The key 0 is kept as any other.
#[derive(Clone, Debug, Default)]
pub(super) struct IntMap {
    /// Pairs of a key and its value plus 1; a value of 0 marks a free slot. The length is a power of two, or 0.
    slots: Vec<(u64, u32)>,
    count: usize,
}

impl IntMap {
    pub(super) const fn new() -> Self {
        Self { slots: Vec::new(), count: 0 }
    }

    /// The slot that holds the key, or the free one where it belongs.
    fn slot(&self, key: u64) -> usize {
        let mask = self.slots.len() - 1;
        // Eight slots are a block. A hash of the key without its low four bits tells the block (the multiplier is that of PCG),
        // and the bits 1 to 3 tell the slot: the items of a list and the nodes of a union are looked up in turn, and so are
        // neighbours.
        #[allow(clippy::cast_possible_truncation, reason = "the mask keeps the low bits only")]
        let block = ((key >> 4).wrapping_mul(6_364_136_223_846_793_005) >> 32) as usize;
        let mut at = (block << 3 | (key >> 1 & 7) as usize) & mask;
        while self.slots.get(at).is_some_and(|(known, value)| *value != 0 && *known != key) {
            at = (at + 1) & mask;
        }
        at
    }

    pub(super) fn get(&self, key: u64) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        self.slots.get(self.slot(key)).and_then(|(_, value)| value.checked_sub(1))
    }

    /// How many keys there are.
    pub(super) const fn len(&self) -> usize {
        self.count
    }

    /// Sets the value of a key, and returns whether the key is new.
    pub(super) fn insert(&mut self, key: u64, value: u32) -> bool {
        if self.count * 2 >= self.slots.len() {
            let size = (self.slots.len() * 2).max(16);
            let old = core::mem::replace(&mut self.slots, vec![(0, 0); size]);
            for (key, value) in old.into_iter().filter(|(_, value)| *value != 0) {
                let at = self.slot(key);
                self.slots[at] = (key, value);
            }
        }
        let at = self.slot(key);
        let is_new = self.slots[at].1 == 0;
        self.slots[at] = (key, value + 1);
        self.count += usize::from(is_new);
        is_new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_again() {
        let mut map = IntMap::new();
        assert_eq!(map.get(0), None);
        for key in 0..1000_u32 {
            assert!(map.insert(u64::from(key) << 40, key));
            assert!(!map.insert(u64::from(key) << 40, key));
        }
        for key in 0..1000_u32 {
            assert_eq!(map.get(u64::from(key) << 40), Some(key));
            assert_eq!(map.get(u64::from(key) << 40 | 1), None);
        }
    }
}
