//! A store in the memory of one process, with limits on the number of keys and on bytes.

mod entries;

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use core::fmt;
use core::time::Duration;
use std::future::ready;
use std::sync::{Mutex, MutexGuard, PoisonError};

use entries::{Entries, entry_bytes};

use super::{
    ANSWER_BYTES, Answer, Begin, BoxFuture, Claim, Fingerprint, Store, StoreError, Stored, Verdict, judge_replay,
    lease_within_limits,
};
use crate::millis;

/// How much a [`MemoryStore`] keeps, and how long a request may run without a renewal.
///
/// Build it with `..Limits::default()`: later versions may add fields. The names and the defaults are those of the
/// `MemoryStore` in JavaScript.
///
/// ```
/// use std::time::Duration;
/// use unanimous::idempotency::{Limits, MemoryStore};
///
/// let store = MemoryStore::new(Limits { lease: Duration::from_secs(300), ..Limits::default() });
/// assert!(store.is_empty());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most keys; 50,000 by default.
    pub max_keys: usize,
    /// The most bytes of keys and answers; 64 MiB by default. If running requests alone fill the store, each of them may
    /// exceed this by 27 bytes when it ends: the mark that its body is not stored.
    pub max_bytes: usize,
    /// The most bytes of one answer; 64 KiB by default. [`Answer::within`] says what is stored of a larger one.
    pub answer_bytes: usize,
    /// How long a request may run after its beginning, or after a renewal, before its key is free for the same body
    /// again; one minute by default. Whole milliseconds count, from 50 ms to ten years: a lease outside of them counts as the
    /// nearer one.
    pub lease: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_keys: 50_000, max_bytes: 64 << 20, answer_bytes: ANSWER_BYTES, lease: Duration::from_secs(60) }
    }
}

/// A [`MemoryStore`] holds only running requests, and has no room for a new key. The server answers 503 with
/// `Retry-After`.
///
/// The store never forgets a request that runs, because then it could run twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Full {
    /// The time until the first lease ends. There may be room earlier, because most requests end before their leases do.
    pub retry_after: Duration,
}

impl fmt::Display for Full {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the store of idempotency keys is full of requests that run")
    }
}

impl core::error::Error for Full {}

impl From<Full> for StoreError {
    fn from(full: Full) -> Self {
        Self::new(full).with_code("full").with_retry_after(full.retry_after)
    }
}

/// A [`Store`] in the memory of one process. Needs the feature `std`.
///
/// Its own methods `begin`, `renew`, `finish` and `abandon` do the same as those of the trait, without a future. Each
/// `begin` deletes a few expired keys.
///
/// A full store forgets the oldest finished keys to make room. A retry with a forgotten key runs again. So choose
/// limits that hold all keys of the time in which clients retry, and check a request before `begin`, so that only
/// requests that run take room.
#[derive(Debug, Default)]
pub struct MemoryStore {
    limits: Limits,
    entries: Mutex<Entries>,
}

impl MemoryStore {
    /// An empty store.
    pub fn new(limits: Limits) -> Self {
        Self { limits, entries: Mutex::default() }
    }

    /// The number of keys in the store.
    pub fn len(&self) -> usize {
        self.lock().by_key.len()
    }

    /// Whether there is no key in the store.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes of the keys and answers in the store, as [`Limits::max_bytes`] counts them.
    pub fn bytes(&self) -> usize {
        self.lock().bytes
    }

    /// Claims a key: [`Store::begin`].
    ///
    /// # Errors
    /// [`Full`], for a new key only. Stored answers are still replayed.
    pub fn begin(&self, key: &str, fingerprint: Fingerprint, now: u64) -> Result<Begin, Full> {
        let mut entries = self.lock();
        entries.sweep(now);
        let known = entries.by_key.get(key);
        match judge_replay(known.map(|entry| &entry.stored), fingerprint, now) {
            Verdict::New | Verdict::Expired => {
                entries.remove(key);
                self.make_room(&mut entries, key, now)?;
                let lease_until = Some(self.lease_from(now));
                let stored = Stored { fingerprint, since: now, done: false, lease_until };
                entries.last_token += 1;
                let claim = Claim { key: key.to_owned(), stored, token: entries.last_token };
                entries.insert(&claim, stored, None);
                Ok(Begin::Run(claim))
            }
            Verdict::Replay => {
                let answer = known.and_then(|entry| entry.answer.clone());
                Ok(answer.map_or(Begin::InProgress, Begin::Replay))
            }
            Verdict::InProgress => Ok(Begin::InProgress),
            Verdict::Conflict => Ok(Begin::Conflict),
        }
    }

    /// Extends the lease: [`Store::renew`].
    ///
    /// # Errors
    /// [`Full`], if the store has lost the key and has no room for it.
    pub fn renew(&self, claim: &Claim, now: u64) -> Result<bool, Full> {
        let mut entries = self.lock();
        match entries.by_key.get(&claim.key) {
            Some(entry) if entry.token != claim.token || entry.stored.done => return Ok(false),
            Some(_) => entries.remove(&claim.key),
            None => self.make_room(&mut entries, &claim.key, now)?,
        }
        entries.insert(claim, Stored { lease_until: Some(self.lease_from(now)), ..claim.stored }, None);
        Ok(true)
    }

    /// Stores the answer: [`Store::finish`].
    ///
    /// If there is no room for an answer even when all finished keys are forgotten, only its status is stored.
    pub fn finish(&self, claim: &Claim, answer: &Answer) -> bool {
        let mut entries = self.lock();
        let lease_until = match entries.by_key.get(&claim.key) {
            Some(entry) if entry.token != claim.token => return false,
            Some(entry) if entry.stored.done => return true,
            Some(entry) => entry.stored.lease_until,
            None => claim.stored.lease_until,
        };
        // The last renewal. The answer of a request that ran for long is kept for as long as any other.
        let since = lease_until.map_or(claim.stored.since, |until| until.saturating_sub(millis::of(claim.lease())));
        entries.remove(&claim.key);
        let mut answer = answer.within(self.limits.answer_bytes).into_owned();
        let (key_bytes, limits) = (entry_bytes(&claim.key), self.limits);
        let has_room = |entries: &Entries, bytes: usize| {
            entries.by_key.len() < limits.max_keys && entries.bytes + key_bytes + bytes <= limits.max_bytes
        };
        while !has_room(&entries, answer.size()) && entries.evict_finished() {}
        if !has_room(&entries, answer.size()) {
            answer = answer.within(0).into_owned();
        }
        // Removing the claim's own entry has made room, unless the store had forgotten the claim after its lease.
        let is_stored = has_room(&entries, 0);
        if is_stored {
            entries.insert(claim, Stored { done: true, since, ..claim.stored }, Some(answer));
        }
        is_stored
    }

    /// Frees the key: [`Store::abandon`].
    pub fn abandon(&self, claim: &Claim) {
        let mut entries = self.lock();
        if entries.by_key.get(&claim.key).is_some_and(|entry| entry.token == claim.token && !entry.stored.done) {
            entries.remove(&claim.key);
        }
    }

    fn lease_from(&self, now: u64) -> u64 {
        now.saturating_add(millis::of(lease_within_limits(self.limits.lease)))
    }

    /// Forgets keys until the limits leave room for one more: the oldest finished ones first, then those whose leases
    /// have ended. Never one that runs.
    fn make_room(&self, entries: &mut Entries, key: &str, now: u64) -> Result<(), Full> {
        while entries.by_key.len() >= self.limits.max_keys || entries.bytes + entry_bytes(key) > self.limits.max_bytes {
            if !entries.evict_finished() && !entries.evict_ended(now) {
                let first_end = entries.running.first_key_value().map(|(&(until, _), _)| until.saturating_sub(now));
                return Err(Full { retry_after: first_end.map_or(self.limits.lease, Duration::from_millis) });
            }
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        // No callback of a caller runs under the lock, so even a poisoned one guards consistent entries.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for MemoryStore {
    fn begin<'a>(
        &'a self,
        key: &'a str,
        fingerprint: Fingerprint,
        now: u64,
    ) -> BoxFuture<'a, Result<Begin, StoreError>> {
        Box::pin(ready(self.begin(key, fingerprint, now).map_err(StoreError::from)))
    }

    fn renew<'a>(&'a self, claim: &'a Claim, now: u64) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(ready(self.renew(claim, now).map_err(StoreError::from)))
    }

    fn finish<'a>(&'a self, claim: &'a Claim, answer: &'a Answer) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(ready(Ok(self.finish(claim, answer))))
    }

    fn abandon<'a>(&'a self, claim: &'a Claim) -> BoxFuture<'a, Result<(), StoreError>> {
        self.abandon(claim);
        Box::pin(ready(Ok(())))
    }

    fn name(&self) -> &'static str {
        "memory"
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::super::{KEPT, KEPT_MS};
    use super::entries::SWEPT_AT_ONCE;
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
    fn of_many_requests_with_one_key_one_runs_and_the_others_get_its_answer() {
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
    fn a_key_is_free_when_it_is_abandoned_or_expires() {
        let store = MemoryStore::new(Limits { lease: KEPT, ..Limits::default() });
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
    fn a_lease_is_at_least_50_ms_and_at_most_ten_years() {
        let years = Duration::from_secs(10 * 366 * 24 * 60 * 60);
        let cases = [(Duration::ZERO, Duration::from_millis(50)), (Duration::from_secs(9), Duration::from_secs(9))];
        for (lease, expected) in cases.into_iter().chain([(Duration::MAX, years)]) {
            let store = MemoryStore::new(Limits { lease, ..Limits::default() });
            assert_eq!(run(store.begin("k", body(""), 5)).lease(), expected);
        }
    }

    #[test]
    fn a_request_that_runs_for_more_than_a_day_keeps_its_key_and_its_answer_is_kept_for_a_day() {
        let store = MemoryStore::default();
        let (long, _died) = (run(store.begin("long", body("1"), 0)), run(store.begin("died", body("1"), 0)));
        let renewals = (0..).map(|n| n * 20_000).take_while(|now| *now <= KEPT_MS + 60_000);
        let last = renewals.inspect(|now| assert_eq!(store.renew(&long, *now), Ok(true))).last().unwrap();
        assert_eq!(store.begin("long", body("1"), last + 59_999), Ok(Begin::InProgress));
        assert_eq!(store.begin("long", body("2"), last + 59_999), Ok(Begin::Conflict));
        // A key whose lease has ended is free for any body after a day.
        let _ = run(store.begin("died", body("2"), last));
        assert!(store.finish(&long, &answer("1")));
        assert_eq!(store.begin("long", body("1"), last + KEPT_MS - 1), Ok(Begin::Replay(answer("1"))));
        let _ = run(store.begin("long", body("2"), last + KEPT_MS));
    }

    #[test]
    fn a_lease_that_ends_frees_the_key_for_the_same_body() {
        let store = MemoryStore::new(Limits { lease: Duration::from_millis(100), ..Limits::default() });
        let late = run(store.begin("k", body("1"), 0));
        assert_eq!(late.lease_until(), 100);
        assert_eq!(store.begin("k", body("1"), 99), Ok(Begin::InProgress));
        assert_eq!(store.begin("k", body("2"), 100), Ok(Begin::Conflict));
        let second = run(store.begin("k", body("1"), 100));
        // The first request ends late: its claim has no effect any more.
        store.finish(&late, &answer("late"));
        store.abandon(&late);
        assert_eq!(store.begin("k", body("1"), 101), Ok(Begin::InProgress));
        store.finish(&second, &answer("second"));
        store.finish(&late, &answer("late"));
        assert_eq!(store.begin("k", body("1"), 500), Ok(Begin::Replay(answer("second"))));
    }

    #[test]
    fn a_full_store_forgets_the_oldest_answer_and_never_what_runs() {
        let entry = entry_bytes("k1");
        let small = [
            Limits { max_keys: 3, ..Limits::default() },
            Limits { max_bytes: 3 * entry + 2 * answer("1").size(), ..Limits::default() },
        ];
        for limits in small {
            let store = MemoryStore::new(limits);
            let runs = run(store.begin("k0", body(""), 0));
            for key in ["k1", "k2"] {
                store.finish(&run(store.begin(key, body(""), 1)), &answer("1"));
            }
            let late = run(store.begin("k3", body(""), 2));
            assert_eq!(store.begin("k2", body(""), 3), Ok(Begin::Replay(answer("1"))));
            assert_eq!(store.begin("k0", body(""), 3), Ok(Begin::InProgress));
            let again = run(store.begin("k1", body(""), 3));
            // Three run, and nothing is left to forget. The first of the leases ends at 60,000.
            assert_eq!(store.begin("k4", body(""), 10_000), Err(Full { retry_after: Duration::from_secs(50) }));
            assert_eq!(store.begin("k3", body("other"), 10_000), Ok(Begin::Conflict));
            store.abandon(&late);
            let _ = run(store.begin("k4", body(""), 10_000));
            // A lease that has ended gives room, and its late answer takes none from others.
            let _ = run(store.begin("k5", body(""), 60_000));
            assert!(!store.finish(&runs, &answer("late")));
            assert!(store.finish(&again, &answer("1")));
            assert!(store.len() <= 3 && store.bytes() <= store.limits.max_bytes, "{} {}", store.len(), store.bytes());
        }
    }

    // tests/pkg/server-memory-store.test.mjs asserts the same of the store in JavaScript.
    #[test]
    fn by_default_a_store_keeps_50_000_keys_and_64_mib() {
        let store = MemoryStore::default();
        for n in 0..50_001 {
            store.finish(&run(store.begin(&format!("k{n}"), body(""), n)), &answer(""));
        }
        assert_eq!(store.len(), 50_000);
        let store = MemoryStore::default();
        for n in 0..1_100 {
            store.finish(&run(store.begin(&format!("k{n}"), body(""), n)), &answer(&"x".repeat(64_000)));
        }
        assert!((64_000_000..=64 << 20).contains(&store.bytes()), "{}", store.bytes());
    }

    #[test]
    fn answers_count_when_they_are_stored() {
        let limits = Limits { max_bytes: 100_000, answer_bytes: 10_000, ..Limits::default() };
        let store = MemoryStore::new(limits);
        let claims: Vec<_> = (0..100).map(|n| run(store.begin(&format!("k{n}"), body(""), n))).collect();
        for claim in &claims {
            assert!(store.finish(claim, &answer(&"x".repeat(9_000))));
            assert!(store.bytes() <= limits.max_bytes, "{}", store.bytes());
        }
        assert_eq!(store.begin("k99", body(""), 200), Ok(Begin::Replay(answer(&"x".repeat(9_000)))));
        // An answer above its own limit is done, without its body.
        let large = run(store.begin("large", body(""), 200));
        store.finish(&large, &answer(&"x".repeat(10_001)));
        let Ok(Begin::Replay(short)) = store.begin("large", body(""), 201) else { panic!("expected an answer") };
        assert_eq!((short.status, short.headers[0].1.as_str(), short.body.len()), (201, "/1", 0));
        assert_eq!(short.headers[1].0, "idempotent-body-omitted");
        // So is one for which the running requests leave no room.
        let claims: Vec<_> = (0..10_000).map_while(|n| store.begin(&format!("r{n}"), body(""), 300 + n).ok()).collect();
        assert!(claims.len() > 300, "only what runs is left: {}", claims.len());
        let first = run(Ok(claims[0].clone()));
        assert!(store.finish(&first, &answer(&"x".repeat(1_000))));
        let Ok(Begin::Replay(short)) = store.begin("r0", body(""), 900) else { panic!("expected an answer") };
        assert_eq!((short.status, short.headers.len(), short.body.len()), (201, 1, 0));
    }

    #[test]
    fn a_renewed_claim_holds_for_a_whole_lease_again() {
        let store = MemoryStore::new(Limits { lease: Duration::from_millis(100), ..Limits::default() });
        let claim = run(store.begin("k", body(""), 0));
        assert_eq!(claim.lease(), Duration::from_millis(100));
        assert_eq!(store.renew(&claim, 90), Ok(true));
        assert_eq!(store.begin("k", body(""), 189), Ok(Begin::InProgress));
        // Nobody took it, so it is renewed even after its end.
        assert_eq!(store.renew(&claim, 500), Ok(true));
        let second = run(store.begin("k", body(""), 600));
        assert_eq!(store.renew(&claim, 601), Ok(false));
        store.abandon(&second);
        assert_eq!(store.renew(&claim, 602), Ok(true), "the key was free");
        assert!(store.finish(&claim, &answer("1")));
        assert_eq!(store.renew(&claim, 603), Ok(false));
        assert_eq!(store.begin("k", body(""), 604), Ok(Begin::Replay(answer("1"))));
    }

    #[test]
    fn removed_keys_free_exactly_their_bytes() {
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
        assert_eq!((entries.by_key.len(), entries.finished.len(), entries.running.len()), (1, 0, 1));
        assert_eq!(entries.bytes, entry_bytes("last"));
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
