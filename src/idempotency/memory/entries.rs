//! The keys of a `MemoryStore`, and the order in which it forgets them.

use alloc::string::String;
use std::collections::{BTreeMap, HashMap};

use super::super::{Answer, Claim, Stored};

/// The most expired keys that one `begin` deletes. It is more than the one key that `begin` adds, so the store shrinks,
/// and few enough that no request waits long.
pub(super) const SWEPT_AT_ONCE: usize = 64;
/// The bytes of an entry beside its key (which is kept twice) and its answer. An estimate is enough to bound the
/// memory.
const ENTRY_BYTES: usize = 256;

#[derive(Debug, Default)]
pub(super) struct Entries {
    pub(super) by_key: HashMap<String, Entry>,
    /// The keys that have an answer, in the order of their claims' last renewals.
    pub(super) finished: BTreeMap<(u64, u128), String>,
    /// The other keys, in the order in which their leases end.
    pub(super) running: BTreeMap<(u64, u128), String>,
    pub(super) bytes: usize,
    pub(super) last_token: u128,
}

#[derive(Debug)]
pub(super) struct Entry {
    pub(super) stored: Stored,
    pub(super) token: u128,
    pub(super) answer: Option<Answer>,
}

/// The bytes that a key without an answer takes.
pub(super) fn entry_bytes(key: &str) -> usize {
    ENTRY_BYTES + 2 * key.len()
}

impl Entries {
    /// Adds a key that is not in the store.
    pub(super) fn insert(&mut self, claim: &Claim, stored: Stored, answer: Option<Answer>) {
        let Claim { key, token, .. } = claim;
        self.bytes += entry_bytes(key) + answer.as_ref().map_or(0, Answer::size);
        self.order(&stored).insert((sort_time(&stored), *token), key.clone());
        self.by_key.insert(key.clone(), Entry { stored, token: *token, answer });
    }

    /// Removes a key, if it is there.
    pub(super) fn remove(&mut self, key: &str) {
        let Some(entry) = self.by_key.remove(key) else { return };
        self.order(&entry.stored).remove(&(sort_time(&entry.stored), entry.token));
        self.bytes -= entry_bytes(key) + entry.answer.as_ref().map_or(0, Answer::size);
    }

    /// The map that orders keys like this one: finished or running.
    fn order(&mut self, stored: &Stored) -> &mut BTreeMap<(u64, u128), String> {
        if stored.done { &mut self.finished } else { &mut self.running }
    }

    /// Forgets the oldest finished key, and returns whether there was one.
    pub(super) fn evict_finished(&mut self) -> bool {
        let oldest = self.finished.first_key_value().map(|(_, key)| key.clone());
        oldest.inspect(|key| self.remove(key)).is_some()
    }

    /// Forgets the key whose lease ended first, and returns whether there was one.
    pub(super) fn evict_ended(&mut self, now: u64) -> bool {
        let first = self.running.first_key_value().filter(|&(&(until, _), _)| until <= now).map(|(_, key)| key.clone());
        first.inspect(|key| self.remove(key)).is_some()
    }

    /// Deletes expired keys, at most [`SWEPT_AT_ONCE`] of them.
    pub(super) fn sweep(&mut self, now: u64) {
        for _ in 0..SWEPT_AT_ONCE {
            let firsts = [self.finished.first_key_value(), self.running.first_key_value()];
            let is_expired = |key: &&String| self.by_key.get(*key).is_some_and(|entry| entry.stored.is_expired(now));
            let expired = firsts.into_iter().flatten().map(|(_, key)| key).find(is_expired).cloned();
            let Some(key) = expired else { return };
            self.remove(&key);
        }
    }
}

/// The time by which keys are sorted: of an answer, when its 24 hours begin; of a running request, the end of its lease.
fn sort_time(stored: &Stored) -> u64 {
    if stored.done { stored.since } else { stored.lease_until.unwrap_or(u64::MAX) }
}
