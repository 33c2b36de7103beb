//! `MemoryStore` with many clients, dropped futures, panics and full limits.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use unanimous::idempotency::{Answer, Fingerprint, Limits, MemoryStore, Outcome, run_once};

use crate::random::Random;
use crate::tokio_timer::Tokio;
use crate::{number, silence_operations};

const LEASE: Duration = Duration::from_millis(600);
const BODY: Fingerprint = Fingerprint([7; 32]);

#[derive(Default)]
struct Key {
    done: usize,
    /// How many runs were dropped before they ended.
    dropped: usize,
}

struct Round {
    store: MemoryStore,
    limits: Limits,
    keys: Mutex<BTreeMap<usize, Key>>,
}

impl Round {
    fn key(&self, key: usize, change: impl FnOnce(&mut Key)) {
        change(self.keys.lock().expect("no panic").entry(key).or_default());
    }

    async fn operation(self: Arc<Self>, key: usize, mut random: Random) -> Answer {
        // Some take longer than the lease.
        sleep(Duration::from_millis(if random.below(20) == 0 { 900 } else { random.below(30) } as u64)).await;
        match random.below(10) {
            0 => panic!("the operation panics"),
            1 => return Answer { status: 503, headers: Vec::new(), body: Vec::new() },
            _ => self.key(key, |key| key.done += 1),
        }
        sleep(Duration::from_millis(random.below(10) as u64)).await;
        Answer { status: 201, headers: Vec::new(), body: vec![b'x'; random.below(2_000)] }
    }

    async fn client(self: Arc<Self>, key: usize, mut random: Random, drops: bool) {
        loop {
            let (round, (respond, response)) = (Arc::clone(&self), oneshot::channel());
            let operation = Arc::clone(&self).operation(key, Random(random.next()));
            let run = tokio::spawn(async move {
                let respond = |outcome| drop(respond.send(outcome));
                run_once(&round.store, &Tokio, &key.to_string(), BODY, || operation, respond).await;
            });
            let patience = if drops && random.below(8) == 0 { random.below(30) } else { 30_000 };
            match timeout(Duration::from_millis(patience as u64), response).await {
                Ok(Ok(Outcome::Ran { answer: Answer { status: 201, .. }, .. } | Outcome::Replay(_))) => return,
                Ok(_) => {}
                Err(_) => {
                    self.key(key, |key| key.dropped += 1);
                    run.abort();
                }
            }
            self.assert_within_limits();
            sleep(Duration::from_millis(5 + random.below(20) as u64)).await;
        }
    }

    fn assert_within_limits(&self) {
        let (keys, bytes) = (self.store.len(), self.store.bytes());
        assert!(keys <= self.limits.max_keys, "{keys} keys");
        // The marks of answers without a body.
        assert!(bytes <= self.limits.max_bytes + 27 * keys, "{bytes} bytes");
    }
}

/// Runs two clients for each of many keys, and returns what became of the keys.
async fn run(limits: Limits, drops: bool) -> BTreeMap<usize, Key> {
    silence_operations();
    let mut random = Random(number("FAULT_SEED", 1) as u64);
    let round = Arc::new(Round { store: MemoryStore::new(limits), limits, keys: Mutex::default() });
    let mut clients = JoinSet::new();
    for n in 0..1_000 {
        clients.spawn(Arc::clone(&round).client(n / 2, Random(random.next()), drops));
        if n % 20 == 19 {
            sleep(Duration::from_millis(5)).await;
        }
    }
    let begun = Instant::now();
    while let Some(client) = clients.join_next().await {
        client.expect("no client panics");
    }
    assert!(begun.elapsed() < Duration::from_secs(30), "nobody is locked out: {:?}", begun.elapsed());
    std::mem::take(&mut *round.keys.lock().expect("no panic"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_dropped_operation_locks_its_key_no_longer_than_the_lease() {
    let keys = run(Limits { lease: LEASE, ..Limits::default() }, true).await;
    assert_eq!(keys.len(), 500);
    for (key, Key { done, dropped }) in keys {
        // A run that is dropped may have been done before.
        assert!(done >= 1 && done <= 1 + dropped, "key {key} was done {done} times, and dropped {dropped} times");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_full_store_serves_all_clients_within_its_limits() {
    let lease = Duration::from_secs(60);
    for limits in [
        Limits { max_keys: 20, lease, ..Limits::default() },
        Limits { max_bytes: 12_000, lease, ..Limits::default() },
        Limits { max_bytes: 40_000, answer_bytes: 500, lease, ..Limits::default() },
    ] {
        let keys = run(limits, false).await;
        assert!(keys.len() == 500 && keys.values().all(|key| key.done > 0));
    }
}
