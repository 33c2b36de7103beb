//! A store in the memory of one process, bounded in entries and bytes.

use alloc::borrow::ToOwned;
use alloc::string::String;
use core::fmt;
use std::collections::{BTreeMap, HashMap};
use std::future::ready;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Answer, Begin, Claim, Fingerprint, KEPT_MS, Store, Stored, Verdict, judge_replay};

/// How many expired keys one `begin` drops at most: each adds one key, so the store shrinks, and none has to wait long.
const SWEPT_AT_ONCE: usize = 64;
/// What an entry takes beside its key (kept twice) and its answer; roughly, for the limit is one of memory.
const ENTRY_BYTES: usize = 256;

/// How much a [`MemoryStore`] keeps, and how long a request may run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most keys.
    pub entries: usize,
    /// The most bytes of keys and answers. It is looked at when a key is claimed, so the answers of the requests that
    /// run at that time may pass it.
    pub bytes: usize,
    /// How long a request may run before its key is free for the same body again, in milliseconds. It must be longer
    /// than any request takes: after it, the request could run twice.
    pub lease_ms: u64,
}

/// 100,000 keys, 64 MiB, one minute.
impl Default for Limits {
    fn default() -> Self {
        Self { entries: 100_000, bytes: 64 * 1024 * 1024, lease_ms: 60_000 }
    }
}

/// A [`MemoryStore`] takes no new key: answer 503.
///
/// To forget a key early instead would mean to run its request twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Full;

impl fmt::Display for Full {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the store of idempotency keys is full")
    }
}

impl core::error::Error for Full {}

/// A [`Store`] in the memory of one process. Its own methods do the same at once, without a future.
///
/// Keys that have expired are dropped as new ones come, a few at a time.
#[derive(Debug, Default)]
pub struct MemoryStore {
    limits: Limits,
    entries: Mutex<Entries>,
}

#[derive(Debug, Default)]
struct Entries {
    by_key: HashMap<String, Entry>,
    /// Keys by the time at which they were claimed, and by their token where that is the same.
    by_age: BTreeMap<(u64, u128), String>,
    bytes: usize,
    last_token: u128,
}

#[derive(Debug)]
struct Entry {
    stored: Stored,
    token: u128,
    answer: Option<Answer>,
}

impl MemoryStore {
    /// An empty store.
    pub fn new(limits: Limits) -> Self {
        Self { limits, entries: Mutex::default() }
    }

    /// How many keys are kept.
    pub fn len(&self) -> usize {
        self.lock().by_key.len()
    }

    /// Whether no key is kept.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Claims a key: [`Store::begin`].
    ///
    /// # Errors
    /// [`Full`], for a new key only: what is stored is still given.
    pub fn begin(&self, key: &str, fingerprint: Fingerprint, now: u64) -> Result<Begin, Full> {
        let mut entries = self.lock();
        entries.sweep(now);
        let known = entries.by_key.get(key);
        match judge_replay(known.map(|entry| &entry.stored), fingerprint, now) {
            Verdict::New if entries.by_key.len() >= self.limits.entries || entries.bytes >= self.limits.bytes => {
                Err(Full)
            }
            Verdict::New | Verdict::Expired => {
                let lease_until = Some(now.saturating_add(self.limits.lease_ms));
                let stored = Stored { fingerprint, since: now, done: false, lease_until };
                Ok(Begin::Run(entries.claim(key, stored)))
            }
            Verdict::Replay => {
                let answer = known.and_then(|entry| entry.answer.clone());
                Ok(answer.map_or(Begin::InProgress, Begin::Replay))
            }
            Verdict::InProgress => Ok(Begin::InProgress),
            Verdict::Conflict => Ok(Begin::Conflict),
        }
    }

    /// Stores the answer: [`Store::finish`].
    pub fn finish(&self, claim: &Claim, answer: &Answer) {
        let mut entries = self.lock();
        let Some(entry) = entries.claimed(claim).filter(|entry| !entry.stored.done) else { return };
        entry.stored.done = true;
        entry.answer = Some(answer.clone());
        entries.bytes += answer.size();
    }

    /// Frees the key: [`Store::abandon`].
    pub fn abandon(&self, claim: &Claim) {
        let mut entries = self.lock();
        if entries.claimed(claim).is_some_and(|entry| !entry.stored.done) {
            entries.remove(&claim.key);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        // No code of a caller's runs under the lock.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entries {
    fn claim(&mut self, key: &str, stored: Stored) -> Claim {
        self.remove(key);
        self.last_token += 1;
        let token = self.last_token;
        self.by_age.insert((stored.since, token), key.to_owned());
        self.by_key.insert(key.to_owned(), Entry { stored, token, answer: None });
        self.bytes += ENTRY_BYTES + 2 * key.len();
        Claim { key: key.to_owned(), stored, token }
    }

    fn claimed(&mut self, claim: &Claim) -> Option<&mut Entry> {
        self.by_key.get_mut(&claim.key).filter(|entry| entry.token == claim.token)
    }

    fn remove(&mut self, key: &str) {
        let Some(entry) = self.by_key.remove(key) else { return };
        self.by_age.remove(&(entry.stored.since, entry.token));
        self.bytes -= ENTRY_BYTES + 2 * key.len() + entry.answer.as_ref().map_or(0, Answer::size);
    }

    fn sweep(&mut self, now: u64) {
        for _ in 0..SWEPT_AT_ONCE {
            let Some((&(since, _), key)) = self.by_age.first_key_value() else { return };
            if now.saturating_sub(since) < KEPT_MS {
                return;
            }
            let key = key.clone();
            self.remove(&key);
        }
    }
}

impl Store for MemoryStore {
    type Error = Full;

    fn begin(&self, key: &str, fingerprint: Fingerprint, now: u64) -> impl Future<Output = Result<Begin, Full>> + Send {
        ready(self.begin(key, fingerprint, now))
    }

    fn finish(&self, claim: &Claim, answer: &Answer) -> impl Future<Output = Result<(), Full>> + Send {
        self.finish(claim, answer);
        ready(Ok(()))
    }

    fn abandon(&self, claim: &Claim) -> impl Future<Output = Result<(), Full>> + Send {
        self.abandon(claim);
        ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    fn answer(body: &str) -> Answer {
        let headers = vec![("location".to_owned(), "/1".to_owned())];
        Answer { status: 201, headers, body: body.as_bytes().to_vec() }
    }

    fn body(text: &str) -> Fingerprint {
        Fingerprint::of(text.as_bytes())
    }

    #[track_caller]
    fn run(begin: Result<Begin, Full>) -> Claim {
        match begin {
            Ok(Begin::Run(claim)) => claim,
            other => panic!("expected to run, got {other:?}"),
        }
    }

    #[test]
    fn one_of_many_runs_and_the_others_get_its_answer() {
        let store = MemoryStore::default();
        let runs = AtomicU32::new(0);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..200 {
                        if let Ok(Begin::Run(claim)) = store.begin("a/k", body("lead"), 5) {
                            runs.fetch_add(1, Ordering::Relaxed);
                            store.finish(&claim, &answer("1"));
                        }
                    }
                });
            }
        });
        assert_eq!(runs.into_inner(), 1);
        assert_eq!(store.begin("a/k", body("lead"), 6), Ok(Begin::Replay(answer("1"))));
        assert_eq!(store.begin("a/k", body("other"), 6), Ok(Begin::Conflict));
        let _ = run(store.begin("b/k", body("other"), 6));
    }

    #[test]
    fn keys_are_freed_and_expire() {
        let store = MemoryStore::new(Limits { lease_ms: KEPT_MS, ..Limits::default() });
        let first = run(store.begin("k", body(""), 0));
        assert_eq!(store.begin("k", body(""), 0), Ok(Begin::InProgress));
        store.abandon(&first);
        let again = run(store.begin("k", body(""), 10));
        store.finish(&again, &answer("1"));
        store.abandon(&again);
        assert_eq!(store.begin("k", body(""), KEPT_MS + 9), Ok(Begin::Replay(answer("1"))), "answers stay");
        let _ = run(store.begin("other", body(""), KEPT_MS + 10));
        assert_eq!(store.len(), 1, "what has expired is dropped");
    }

    #[test]
    fn a_lease_that_is_over_frees_the_key_for_its_own_body() {
        let store = MemoryStore::new(Limits { lease_ms: 100, ..Limits::default() });
        let late = run(store.begin("k", body("1"), 0));
        assert_eq!(late.lease_until(), 100);
        assert_eq!(store.begin("k", body("1"), 99), Ok(Begin::InProgress));
        assert_eq!(store.begin("k", body("2"), 100), Ok(Begin::Conflict));
        let second = run(store.begin("k", body("1"), 100));
        // The first one comes back: the key is no longer its own.
        store.finish(&late, &answer("late"));
        store.abandon(&late);
        assert_eq!(store.begin("k", body("1"), 101), Ok(Begin::InProgress));
        store.finish(&second, &answer("second"));
        store.finish(&late, &answer("late"));
        assert_eq!(store.begin("k", body("1"), 500), Ok(Begin::Replay(answer("second"))));
    }

    #[test]
    fn a_full_store_takes_no_new_key_and_forgets_none() {
        let small =
            [Limits { entries: 2, ..Limits::default() }, Limits { bytes: 2 * ENTRY_BYTES, ..Limits::default() }];
        for limits in small {
            let store = MemoryStore::new(limits);
            let first = run(store.begin("k1", body(""), 0));
            store.finish(&first, &answer("1"));
            let second = run(store.begin("k2", body(""), 0));
            assert_eq!(store.begin("k3", body(""), 1), Err(Full));
            assert_eq!(store.begin("k1", body(""), 1), Ok(Begin::Replay(answer("1"))));
            store.abandon(&second);
            let _ = store.begin("k3", body(""), KEPT_MS).expect("room again");
        }
    }

    #[test]
    fn what_was_counted_is_counted_back() {
        let store = MemoryStore::default();
        for round in 0..300_u64 {
            let claim = run(store.begin(&format!("k{}", round % 7), body("x"), round * KEPT_MS));
            if round % 3 == 0 {
                store.abandon(&claim);
            } else {
                store.finish(&claim, &answer(&"x".repeat(usize::try_from(round).unwrap())));
                store.finish(&claim, &answer("twice"));
            }
        }
        let _ = run(store.begin("last", body("x"), 1_000 * KEPT_MS));
        let entries = store.lock();
        assert_eq!((entries.by_key.len(), entries.by_age.len()), (1, 1));
        assert_eq!(entries.bytes, ENTRY_BYTES + 2 * "last".len());
    }

    #[test]
    fn one_call_drops_a_bounded_number_of_keys() {
        let store = MemoryStore::default();
        for n in 0..200 {
            let _ = run(store.begin(&n.to_string(), body(""), 0));
        }
        let _ = run(store.begin("next", body(""), KEPT_MS));
        assert_eq!(store.len(), 201 - SWEPT_AT_ONCE);
    }
}
