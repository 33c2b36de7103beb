//! The lease, and stores that fail or are full.

use std::io;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use unanimous::idempotency::{Answer, Begin, BoxFuture, Claim, Fingerprint, Limits, MemoryStore, Store, StoreError};
use unanimous::interop::tower::IdempotencyLayer;

use super::{Gate, Work, post, send, serve};

#[tokio::test]
async fn the_lease_is_renewed_while_the_service_runs() {
    let (now, renewals, gate) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicUsize::new(0)), Gate::new());
    let limits = Limits { lease: Duration::from_millis(90), ..Limits::default() };
    let store = Counting(MemoryStore::new(limits), Arc::clone(&renewals));
    let work = Work { gate: Some(gate.clone()), ..Work::default() };
    let clock = Arc::clone(&now);
    let url = serve(IdempotencyLayer::new(store).clock(move || clock.load(Ordering::SeqCst)), &work).await;
    let running = tokio::spawn(send(post(&url, "k", "")));
    gate.begun().await;
    for _ in 0..5 {
        now.fetch_add(60, Ordering::SeqCst);
        // Two, because the first may have read the clock before.
        let renewed = renewals.load(Ordering::SeqCst) + 2;
        while renewals.load(Ordering::SeqCst) < renewed {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        send(post(&url, "k", "")).await.assert_refused(409, "IDEMPOTENCY_IN_PROGRESS");
    }
    gate.open();
    assert_eq!((running.await.expect("no panic").0, work.runs()), (201, 1));
}

/// A store that counts its renewals.
struct Counting(MemoryStore, Arc<AtomicUsize>);

impl Store for Counting {
    fn begin<'a>(&'a self, key: &'a str, body: Fingerprint, now: u64) -> BoxFuture<'a, Result<Begin, StoreError>> {
        Store::begin(&self.0, key, body, now)
    }

    fn renew<'a>(&'a self, claim: &'a Claim, now: u64) -> BoxFuture<'a, Result<bool, StoreError>> {
        let renewed = Store::renew(&self.0, claim, now);
        self.1.fetch_add(1, Ordering::SeqCst);
        renewed
    }

    fn finish<'a>(&'a self, claim: &'a Claim, answer: &'a Answer) -> BoxFuture<'a, Result<bool, StoreError>> {
        Store::finish(&self.0, claim, answer)
    }

    fn abandon<'a>(&'a self, claim: &'a Claim) -> BoxFuture<'a, Result<(), StoreError>> {
        Store::abandon(&self.0, claim)
    }
}

/// A store that is away, or takes no answer.
struct Away(MemoryStore, &'static str);

impl Away {
    fn error(&self, call: &str) -> Result<(), StoreError> {
        if self.1 == call { Err(StoreError::new(io::Error::other("away"))) } else { Ok(()) }
    }
}

impl Store for Away {
    fn begin<'a>(&'a self, key: &'a str, body: Fingerprint, now: u64) -> BoxFuture<'a, Result<Begin, StoreError>> {
        Box::pin(async move {
            self.error("begin")?;
            Ok(self.0.begin(key, body, now)?)
        })
    }

    fn renew<'a>(&'a self, claim: &'a Claim, now: u64) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(async move { Ok(self.0.renew(claim, now)?) })
    }

    fn finish<'a>(&'a self, claim: &'a Claim, answer: &'a Answer) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(async move {
            self.error("finish")?;
            Ok(self.0.finish(claim, answer))
        })
    }

    fn abandon<'a>(&'a self, claim: &'a Claim) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            self.0.abandon(claim);
            Ok(())
        })
    }
}

#[tokio::test]
async fn without_the_store_nothing_runs() {
    for (call, status, runs) in [("begin", 503, 0), ("finish", 201, 1)] {
        let told = Arc::<Mutex<Vec<String>>>::default();
        let list = Arc::clone(&told);
        let work = Work::default();
        let store = Away(MemoryStore::default(), call);
        let layer =
            IdempotencyLayer::new(store).on_store_error(move |error| list.lock().unwrap().push(error.to_string()));
        let got = send(post(&serve(layer, &work).await, "k", "")).await;
        assert_eq!((got.0, work.runs(), told.lock().unwrap().as_slice()), (status, runs, &["away".to_owned()][..]));
        if call == "begin" {
            got.assert_refused(503, "SERVICE_UNAVAILABLE");
            assert_eq!(got.header("retry-after"), "1");
        }
    }
    // A store that is full says when a lease ends, and a client is told to wait at most 5 seconds.
    let full = MemoryStore::new(Limits { max_keys: 0, ..Limits::default() });
    let got = send(post(&serve(IdempotencyLayer::new(full), &Work::default()).await, "k", "")).await;
    assert_eq!((got.0, got.header("retry-after")), (503, "5"));
}
