//! Tests on a virtual clock: when everything waits, the clock jumps to the end of the first sleep.

use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};

use super::super::{BoxFuture, Limits, MemoryStore};
use super::*;

const LEASE: u64 = 60_000;

#[derive(Default)]
struct Clock {
    now: Mutex<u64>,
    ends: Mutex<Vec<u64>>,
}

impl Timer for Clock {
    fn now(&self) -> u64 {
        *self.now.lock().unwrap()
    }

    fn sleep(&self, time: Duration) -> impl Future<Output = ()> + Send {
        let end = self.now() + u64::try_from(time.as_millis()).unwrap();
        poll_fn(move |_| {
            if self.now() >= end {
                return Poll::Ready(());
            }
            self.ends.lock().unwrap().push(end);
            Poll::Pending
        })
    }
}

impl Clock {
    /// Runs a future until it ends or the time is over.
    fn run_until<T>(&self, time: u64, future: Pin<&mut impl Future<Output = T>>) -> Option<T> {
        let mut future = future;
        loop {
            self.ends.lock().unwrap().clear();
            if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                return Some(output);
            }
            let next = self.ends.lock().unwrap().iter().copied().min().expect("somebody sleeps");
            *self.now.lock().unwrap() = next.min(time);
            if next > time {
                return None;
            }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Away;

impl core::fmt::Display for Away {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("away")
    }
}

impl core::error::Error for Away {}

/// A store that does not answer between two points in time.
struct Flaky {
    clock: Arc<Clock>,
    store: MemoryStore,
    away: (u64, u64),
}

impl Flaky {
    fn new(away: (u64, u64)) -> Self {
        let limits = Limits { lease: Duration::from_millis(LEASE), ..Limits::default() };
        Self { clock: Arc::default(), store: MemoryStore::new(limits), away }
    }

    fn reached<T: Send + 'static>(&self, call: impl FnOnce(&MemoryStore) -> T) -> BoxFuture<'_, Result<T, StoreError>> {
        let away = (self.away.0..self.away.1).contains(&self.clock.now());
        Box::pin(core::future::ready(if away { Err(StoreError::new(Away)) } else { Ok(call(&self.store)) }))
    }

    /// Runs an operation that takes `work` ms. Returns when and with which outcome it responded, and when all was over.
    fn run(&self, work: u64, status: u16) -> ((u64, Outcome), u64) {
        let responded = Mutex::new(None);
        let operation = || async {
            self.clock.sleep(Duration::from_millis(work)).await;
            answer(status)
        };
        let respond = |outcome| *responded.lock().unwrap() = Some((self.clock.now(), outcome));
        let all = run_once(self, &*self.clock, "k", BODY, operation, respond);
        self.clock.run_until(u64::MAX, pin!(all));
        (responded.into_inner().unwrap().expect("a response"), self.clock.now())
    }
}

impl Store for Flaky {
    fn begin<'a>(
        &'a self,
        key: &'a str,
        fingerprint: Fingerprint,
        now: u64,
    ) -> BoxFuture<'a, Result<Begin, StoreError>> {
        self.reached(|store| store.begin(key, fingerprint, now).unwrap())
    }

    fn renew<'a>(&'a self, claim: &'a Claim, now: u64) -> BoxFuture<'a, Result<bool, StoreError>> {
        self.reached(|store| store.renew(claim, now).unwrap())
    }

    fn finish<'a>(&'a self, claim: &'a Claim, answer: &'a Answer) -> BoxFuture<'a, Result<bool, StoreError>> {
        self.reached(|store| store.finish(claim, answer))
    }

    fn abandon<'a>(&'a self, claim: &'a Claim) -> BoxFuture<'a, Result<(), StoreError>> {
        self.reached(|store| store.abandon(claim))
    }
}

const BODY: Fingerprint = Fingerprint([0; 32]);

/// Compares outcomes by what they print, because errors of stores cannot be compared.
#[track_caller]
fn assert_outcome(outcome: &Outcome, expected: &Outcome) {
    assert_eq!(format!("{outcome:?}"), format!("{expected:?}"));
}

fn answer(status: u16) -> Answer {
    Answer { status, headers: Vec::new(), body: Vec::new() }
}

#[test]
fn the_lease_is_renewed_while_the_operation_runs() {
    // Away for most of a lease in the middle of it.
    for away in [(0, 0), (LEASE / 3, LEASE / 3 + 55_000), (100_000, 155_000)] {
        let store = Flaky::new(if away.0 == 0 { away } else { (away.0 + 1, away.1) });
        let operation = || async {
            store.clock.sleep(Duration::from_millis(10 * LEASE)).await;
            answer(201)
        };
        let mut all = pin!(run_once(&store, &*store.clock, "k", BODY, operation, |outcome| {
            assert_outcome(&outcome, &Outcome::Ran { answer: answer(201), stored: Ok(true) });
        }));
        for time in (0..10 * LEASE).step_by(7_000) {
            assert_eq!(store.clock.run_until(time, all.as_mut()), None);
            let begun = store.store.begin("k", BODY, store.clock.now());
            assert_eq!(begun, Ok(Begin::InProgress), "at {time}");
        }
        assert_eq!(store.clock.run_until(u64::MAX, all), Some(()));
        assert_eq!(store.clock.now(), 10 * LEASE);
        assert_eq!(store.store.begin("k", BODY, store.clock.now()), Ok(Begin::Replay(answer(201))));
    }
}

#[test]
fn an_answer_that_the_store_does_not_take_is_sent_at_once_and_stored_later() {
    for minutes in [1, 2, 60, 23 * 60] {
        let store = Flaky::new((5_000, 60_000 * minutes));
        let ((at, outcome), end) = store.run(10_000, 201);
        assert_eq!(at, 10_000);
        assert_outcome(&outcome, &Outcome::Ran { answer: answer(201), stored: Err(StoreError::new(Away)) });
        assert!((60_000 * minutes..60_000 * minutes + 2_000).contains(&end), "{minutes} min: {end}");
        assert_eq!(store.store.begin("k", BODY, end), Ok(Begin::Replay(answer(201))));
    }
    // The attempts to store an answer end after a day, those to free a key with the lease.
    assert_eq!(Flaky::new((5_000, u64::MAX)).run(10_000, 201).1, 10_000 + 24 * 3_600_000);
    assert_eq!(Flaky::new((5_000, u64::MAX)).run(10_000, 503).1, 10_000 + LEASE);
}

#[test]
fn without_the_store_nothing_runs() {
    let store = Flaky::new((0, 1));
    let ((at, outcome), _) = store.run(10, 201);
    assert_eq!(at, 0);
    assert_outcome(&outcome, &Outcome::Unavailable(StoreError::new(Away)));
    assert!(store.store.is_empty());
}

#[test]
fn an_answer_that_is_not_kept_frees_the_key() {
    for status in [400, 422, 429, 500, 503] {
        // The second time, the store is away for a moment when the operation ends.
        for away in [(0, 0), (5, 1_000)] {
            let store = Flaky::new((away.0, away.1));
            *store.clock.now.lock().unwrap() = 1;
            let ((at, outcome), end) = store.run(10, status);
            assert!(matches!(outcome, Outcome::Ran { answer: Answer { status: it, .. }, .. } if it == status));
            assert!(at == 11 && end < 3_000, "{at} {end}");
            assert!(store.store.is_empty());
        }
    }
}

/// A store whose renewals take 100 ms. It notes the calls.
struct Slow {
    clock: Clock,
    store: MemoryStore,
    calls: Mutex<Vec<&'static str>>,
}

impl Store for Slow {
    fn begin<'a>(
        &'a self,
        key: &'a str,
        fingerprint: Fingerprint,
        now: u64,
    ) -> BoxFuture<'a, Result<Begin, StoreError>> {
        Box::pin(async move { Ok(self.store.begin(key, fingerprint, now)?) })
    }

    fn renew<'a>(&'a self, claim: &'a Claim, now: u64) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(async move {
            self.calls.lock().unwrap().push("renewal");
            self.clock.sleep(Duration::from_millis(100)).await;
            self.calls.lock().unwrap().push("renewed");
            Ok(self.store.renew(claim, now)?)
        })
    }

    fn finish<'a>(&'a self, claim: &'a Claim, answer: &'a Answer) -> BoxFuture<'a, Result<bool, StoreError>> {
        self.calls.lock().unwrap().push("finished");
        Box::pin(core::future::ready(Ok(self.store.finish(claim, answer))))
    }

    fn abandon<'a>(&'a self, claim: &'a Claim) -> BoxFuture<'a, Result<(), StoreError>> {
        self.calls.lock().unwrap().push("abandoned");
        self.store.abandon(claim);
        Box::pin(core::future::ready(Ok(())))
    }
}

#[test]
fn a_key_is_freed_after_the_renewal_that_is_under_way() {
    let third = LEASE / 3;
    for (work, status, expected) in [
        (third + 50, 503, &["renewal", "renewed", "abandoned"][..]),
        (third - 50, 503, &["abandoned"]),
        (third + 150, 503, &["renewal", "renewed", "abandoned"]),
        // A renewal changes no stored answer, so nobody waits for it.
        (third + 50, 201, &["renewal", "finished"]),
    ] {
        let limits = Limits { lease: Duration::from_millis(LEASE), ..Limits::default() };
        let slow = Slow { clock: Clock::default(), store: MemoryStore::new(limits), calls: Mutex::default() };
        let operation = || async {
            slow.clock.sleep(Duration::from_millis(work)).await;
            answer(status)
        };
        slow.clock.run_until(u64::MAX, pin!(run_once(&slow, &slow.clock, "k", BODY, operation, drop)));
        assert_eq!(*slow.calls.lock().unwrap(), expected, "{work} {status}");
    }
}

#[test]
fn a_panic_frees_the_key() {
    let store = Flaky::new((0, 0));
    let run = |operation: Pin<Box<dyn Future<Output = Answer>>>, early: bool| {
        let operation = move || if early { panic!("before there is a future") } else { operation };
        let respond = |outcome| assert_outcome(&outcome, &Outcome::Panicked);
        let all = run_once(&store, &*store.clock, "k", BODY, operation, respond);
        assert_eq!(store.clock.run_until(u64::MAX, pin!(all)), Some(()));
        assert!(store.store.is_empty());
    };
    run(Box::pin(async { answer(201) }), true);
    run(Box::pin(async { panic!("at the first poll") }), false);
    let clock = Arc::clone(&store.clock);
    run(
        Box::pin(async move {
            clock.sleep(Duration::from_millis(LEASE)).await;
            panic!("later")
        }),
        false,
    );
}

#[test]
fn a_run_that_is_dropped_locks_the_key_until_the_lease_ends() {
    let store = Flaky::new((0, 0));
    let operation = || async {
        store.clock.sleep(Duration::from_millis(10 * LEASE)).await;
        answer(201)
    };
    {
        let all = pin!(run_once(&store, &*store.clock, "k", BODY, operation, |_| panic!("it never ends")));
        assert_eq!(store.clock.run_until(25_000, all), None);
    }
    // It was renewed at 20,000.
    assert_eq!(store.store.begin("k", BODY, 79_999), Ok(Begin::InProgress));
    *store.clock.now.lock().unwrap() = 80_000;
    assert!(matches!(store.run(10, 201).0.1, Outcome::Ran { stored: Ok(true), .. }));
}

#[test]
fn a_run_that_loses_its_lease_leaves_the_key_to_the_other() {
    let store = Flaky::new((1_000, 70_000));
    let operation = || async {
        store.clock.sleep(Duration::from_secs(100)).await;
        answer(201)
    };
    let mut outcome = None;
    {
        let mut first = pin!(run_once(&store, &*store.clock, "k", BODY, operation, |got| outcome = Some(got)));
        assert_eq!(store.clock.run_until(69_000, first.as_mut()), None);
        let Ok(Begin::Run(second)) = store.store.begin("k", BODY, 69_000) else { panic!("the lease has ended") };
        assert!(store.store.finish(&second, &answer(202)));
        assert_eq!(store.clock.run_until(u64::MAX, first), Some(()));
    }
    assert_outcome(&outcome.expect("a response"), &Outcome::Ran { answer: answer(201), stored: Ok(false) });
    assert_eq!(store.store.begin("k", BODY, 100_001), Ok(Begin::Replay(answer(202))));
}

#[test]
fn a_stored_key_decides_the_outcome() {
    let store = Flaky::new((0, 0));
    let Ok(Begin::Run(claim)) = store.store.begin("k", BODY, 0) else { panic!("the key is new") };
    assert_outcome(&store.run(10, 201).0.1, &Outcome::InProgress);
    store.store.finish(&claim, &answer(201));
    assert_outcome(&store.run(10, 500).0.1, &Outcome::Replay(answer(201)));
    let other = Fingerprint([1; 32]);
    let operation = || async { unreachable!("the key has another body") };
    let respond = |outcome| assert_outcome(&outcome, &Outcome::Conflict);
    let all = run_once(&store, &*store.clock, "k", other, operation, respond);
    assert_eq!(store.clock.run_until(u64::MAX, pin!(all)), Some(()));
}

#[test]
fn a_lease_of_zero_makes_nothing_spin() {
    let limits = Limits { lease: Duration::ZERO, ..Limits::default() };
    let store = Flaky { store: MemoryStore::new(limits), ..Flaky::new((5, 1_000)) };
    let ((at, _), end) = store.run(10, 201);
    assert!(at == 10 && (1_000..1_010).contains(&end), "{at} {end}");
}
