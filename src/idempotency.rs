//! Idempotent requests on the server: is this key new, and what does its request get?
//!
//! The states follow draft-ietf-httpapi-idempotency-key-header: one key stands for one body for 24 hours. Within that
//! time the same body is answered with the stored answer, another body is refused, and a request that comes while the
//! first one runs is told so.

use std::borrow::Cow;
use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::str::FromStr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use sha2::{Digest as _, Sha256};

use crate::reason::{Code, Reason};
use crate::rule::idempotency_key::{self, Form};

/// How long a key is kept, in milliseconds: 24 hours (`LeadRails`, Stripe).
pub const KEPT_MS: u64 = 24 * 60 * 60 * 1000;

/// SHA-256 of a request's body, byte for byte: the same JSON written with other spaces is another body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fingerprint(pub [u8; 32]);

impl Fingerprint {
    /// The fingerprint of a body.
    pub fn of(body: &[u8]) -> Self {
        Self(Sha256::digest(body).into())
    }
}

/// The 64 hexadecimal digits that `Display` prints, in any case.
///
/// # Errors
/// Any other text.
impl FromStr for Fingerprint {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const EXPECTED: &str = "a fingerprint is 64 hexadecimal digits";
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(EXPECTED);
        }
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[at * 2..at * 2 + 2], 16).map_err(|_| EXPECTED)?;
        }
        Ok(Self(bytes))
    }
}

/// 64 hexadecimal digits.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// What a store knows about a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The first request's body.
    pub fingerprint: Fingerprint,
    /// When it came, in milliseconds since 1970.
    pub since: u64,
    /// Whether its answer is stored.
    pub done: bool,
}

/// What a request with a key gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The key is not known: run the request.
    New,
    /// The same request is done: give the stored answer, with `Idempotent-Replayed: true`.
    Replay,
    /// The same request still runs: 409, with `Retry-After`.
    InProgress,
    /// The key stands for another body: 422.
    Conflict,
    /// The key is older than 24 hours: run the request, as if the key were new.
    Expired,
}

impl Verdict {
    /// The name used in JSON: `in_progress`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Replay => "replay",
            Self::InProgress => "in_progress",
            Self::Conflict => "conflict",
            Self::Expired => "expired",
        }
    }
}

/// Judges a request by what is stored under its key, for any store. `now` is in milliseconds since 1970.
///
/// A clock that has gone back never makes a key expire.
pub fn judge_replay(stored: Option<&Stored>, fingerprint: Fingerprint, now: u64) -> Verdict {
    match stored {
        None => Verdict::New,
        Some(stored) if now.saturating_sub(stored.since) >= KEPT_MS => Verdict::Expired,
        Some(stored) if stored.fingerprint != fingerprint => Verdict::Conflict,
        Some(stored) if stored.done => Verdict::Replay,
        Some(_) => Verdict::InProgress,
    }
}

/// The key of a request to a server: required with POST and PATCH, and then given once.
///
/// `values` are all values of the `Idempotency-Key` header. Other methods may come without one.
///
/// # Errors
/// `idempotency_key_required`; `too_short`, `too_long`; `invalid_idempotency_key` with the detail `repeated` or one of
/// [`crate::rule::idempotency_key`].
pub fn check_header<'v>(
    method: &str,
    values: &[&'v str],
    form: Form,
    max: u32,
) -> Result<Option<Cow<'v, str>>, Reason> {
    let required = ["POST", "PATCH"].iter().any(|needs| method.eq_ignore_ascii_case(needs));
    match values {
        [] if required => Err(Reason::new(Code::IdempotencyKeyRequired)),
        [] => Ok(None),
        // RFC 9110 section 5.5: whitespace around a field value is no part of it.
        [value] => idempotency_key::check(value.trim_matches([' ', '\t']), form, max).map(Some),
        _ => Err(Reason::new(Code::InvalidIdempotencyKey).with_detail("repeated")),
    }
}

/// What a store answers to a request that begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begin<A> {
    /// Run the request; then [`Store::finish`] or [`Store::abandon`] the key.
    Run,
    /// Give this answer again.
    Replay(A),
    /// The first request still runs.
    InProgress,
    /// The key stands for another body.
    Conflict,
}

/// Where a server keeps its keys. A key must name its owner too, or one client's key would meet another's.
///
/// `begin` is atomic: of many requests with one new key exactly one is told to run.
pub trait Store {
    /// The stored answer.
    type Answer;

    /// Claims a key for a request, or says what became of the first one.
    fn begin(&self, key: &str, fingerprint: Fingerprint, now: u64) -> Begin<Self::Answer>;
    /// Stores the answer of a request that was told to run.
    fn finish(&self, key: &str, fingerprint: Fingerprint, answer: Self::Answer);
    /// Frees the key of a request that was told to run and has no answer to keep, so that a retry runs again.
    fn abandon(&self, key: &str, fingerprint: Fingerprint);
}

/// A [`Store`] in the memory of one process. Keys that have expired are dropped as new ones come.
#[derive(Debug)]
pub struct MemoryStore<A> {
    entries: Mutex<Entries<A>>,
}

#[derive(Debug)]
struct Entries<A> {
    by_key: HashMap<String, (Stored, Option<A>)>,
    /// Keys in the order in which they were claimed, with the time.
    by_age: VecDeque<(u64, String)>,
}

impl<A> Default for MemoryStore<A> {
    fn default() -> Self {
        Self { entries: Mutex::new(Entries { by_key: HashMap::new(), by_age: VecDeque::new() }) }
    }
}

impl<A> MemoryStore<A> {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many keys are kept.
    pub fn len(&self) -> usize {
        self.lock().by_key.len()
    }

    /// Whether no key is kept.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn lock(&self) -> MutexGuard<'_, Entries<A>> {
        // No code of a caller's runs under the lock but `Clone`, which changes nothing in here.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<A> Entries<A> {
    fn drop_expired(&mut self, now: u64) {
        while let Some((since, key)) = self.by_age.front() {
            if now.saturating_sub(*since) < KEPT_MS {
                break;
            }
            // The key may have been freed and claimed again since.
            if self.by_key.get(key).is_some_and(|(stored, _)| stored.since == *since) {
                self.by_key.remove(key);
            }
            self.by_age.pop_front();
        }
    }
}

impl<A: Clone> Store for MemoryStore<A> {
    type Answer = A;

    fn begin(&self, key: &str, fingerprint: Fingerprint, now: u64) -> Begin<A> {
        let mut entries = self.lock();
        entries.drop_expired(now);
        let known = entries.by_key.get(key);
        match judge_replay(known.map(|(stored, _)| stored), fingerprint, now) {
            Verdict::New | Verdict::Expired => {
                let stored = Stored { fingerprint, since: now, done: false };
                entries.by_key.insert(key.to_owned(), (stored, None));
                entries.by_age.push_back((now, key.to_owned()));
                Begin::Run
            }
            Verdict::Replay => known.and_then(|(_, answer)| answer.clone()).map_or(Begin::InProgress, Begin::Replay),
            Verdict::InProgress => Begin::InProgress,
            Verdict::Conflict => Begin::Conflict,
        }
    }

    fn finish(&self, key: &str, fingerprint: Fingerprint, answer: A) {
        if let Some((stored, kept)) = self.lock().by_key.get_mut(key).filter(|(s, _)| s.fingerprint == fingerprint) {
            stored.done = true;
            *kept = Some(answer);
        }
    }

    fn abandon(&self, key: &str, fingerprint: Fingerprint) {
        let mut entries = self.lock();
        if entries.by_key.get(key).is_some_and(|(stored, _)| stored.fingerprint == fingerprint && !stored.done) {
            entries.by_key.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts() {
        let (one, other) = (Fingerprint::of(b"{}"), Fingerprint::of(b"{ }"));
        let at = |done| Stored { fingerprint: one, since: 1_000, done };
        let day = 1_000 + KEPT_MS;
        let cases = [
            (None, one, 0, Verdict::New),
            (Some(at(true)), one, 1_000, Verdict::Replay),
            (Some(at(true)), one, day - 1, Verdict::Replay),
            (Some(at(true)), one, day, Verdict::Expired),
            (Some(at(true)), other, day - 1, Verdict::Conflict),
            (Some(at(true)), other, day, Verdict::Expired),
            (Some(at(false)), one, 2_000, Verdict::InProgress),
            (Some(at(false)), other, 2_000, Verdict::Conflict),
            (Some(at(false)), one, day, Verdict::Expired),
            (Some(at(true)), one, 0, Verdict::Replay),
        ];
        for (stored, fingerprint, now, verdict) in cases {
            assert_eq!(judge_replay(stored.as_ref(), fingerprint, now), verdict, "{stored:?} at {now}");
        }
    }

    #[test]
    fn fingerprints_are_sha_256() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(Fingerprint::of(b"").to_string(), empty);
        assert_eq!(empty.parse(), Ok(Fingerprint::of(b"")));
        assert_eq!(empty.to_ascii_uppercase().parse(), Ok(Fingerprint::of(b"")));
        for not in ["", "e3", &"g".repeat(64), &"+1".repeat(32), &"é".repeat(32), &"0".repeat(65)] {
            assert!(not.parse::<Fingerprint>().is_err(), "{not}");
        }
    }

    type Case<'c> = (&'c str, &'c [&'c str], Result<Option<&'c str>, &'c str>);

    #[test]
    fn headers() {
        let check = |method: &str, values: &[&str]| {
            check_header(method, values, Form::Bare, 255)
                .map(|key| key.map(Cow::into_owned))
                .map_err(|reason| reason.detail().unwrap_or(reason.code().as_str()).to_owned())
        };
        let long = "k".repeat(256);
        let cases: [Case<'_>; 9] = [
            ("POST", &["k1"], Ok(Some("k1"))),
            ("post", &[], Err("idempotency_key_required")),
            ("PATCH", &[], Err("idempotency_key_required")),
            ("PUT", &[], Ok(None)),
            ("GET", &["a b"], Err("space")),
            ("POST", &["k1", "k1"], Err("repeated")),
            ("POST", &[&long], Err("too_long")),
            ("POST", &[" "], Err("too_short")),
            ("POST", &["\u{e9}"], Err("non_ascii")),
        ];
        for (method, values, expected) in cases {
            let expected = expected.map(|key| key.map(str::to_owned)).map_err(str::to_owned);
            assert_eq!(check(method, values), expected, "{method} {values:?}");
        }
    }

    #[test]
    fn one_of_many_runs_and_the_others_get_its_answer() {
        let store = MemoryStore::new();
        let fingerprint = Fingerprint::of(b"lead");
        let runs = std::sync::atomic::AtomicU32::new(0);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..200 {
                        if store.begin("a/k", fingerprint, 5) == Begin::Run {
                            runs.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                            store.finish("a/k", fingerprint, "201");
                        }
                    }
                });
            }
        });
        assert_eq!(runs.into_inner(), 1);
        assert_eq!(store.begin("a/k", fingerprint, 6), Begin::Replay("201"));
        assert_eq!(store.begin("a/k", Fingerprint::of(b"other"), 6), Begin::Conflict);
        assert_eq!(store.begin("b/k", Fingerprint::of(b"other"), 6), Begin::Run);
    }

    #[test]
    fn keys_are_freed_and_expire() {
        let store = MemoryStore::<()>::new();
        let fingerprint = Fingerprint::of(b"");
        assert_eq!(store.begin("k", fingerprint, 0), Begin::Run);
        assert_eq!(store.begin("k", fingerprint, 0), Begin::InProgress);
        store.abandon("k", fingerprint);
        assert_eq!(store.begin("k", fingerprint, 10), Begin::Run, "a retry runs again");
        store.finish("k", fingerprint, ());
        store.abandon("k", fingerprint);
        assert_eq!(store.begin("k", fingerprint, KEPT_MS + 9), Begin::Replay(()), "an answer is not abandoned");
        assert_eq!(store.begin("other", fingerprint, KEPT_MS + 10), Begin::Run);
        assert_eq!(store.len(), 1, "what has expired is dropped");
    }
}
