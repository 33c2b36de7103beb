//! Requests with an idempotency key, over real TCP: each key runs once.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use unanimous::api_error::{ApiError, Category, Response};
use unanimous::idempotency::{
    Answer as Stored, Begin, BoxFuture, Claim, Fingerprint, KEPT, Limits, MemoryStore, Store, StoreError,
};
use unanimous::retry::{Attempt, RetryAdvice, RetryReason};

use crate::support::client::{Answer, request, send};
use crate::support::harness::{Created, serve, setup};
use crate::support::storm::{assert_storm, storm};
use crate::{JSON, KEY, LEAD, assert_refused};

const OTHER: &[u8] = br#"{"name":"Bob","email":"bob@example.com"}"#;

fn post(key: &str, body: &[u8]) -> Vec<u8> {
    request("POST", "/api/leads", &[JSON, key], body)
}

fn count(created: &Created) -> usize {
    created.lock().expect("no panic").len()
}

/// The category and the retry reason that a client of this crate reads from an answer to a request with a key.
fn judged(answer: &Answer) -> (Category, RetryReason) {
    let headers = answer.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let response = Response { status: answer.status, headers, body: answer.body.as_bytes(), ..Response::default() };
    let error = ApiError::read(&response);
    let attempt = Attempt { method: "POST", idempotency_key: true, ..Attempt::default() };
    (error.category, RetryAdvice::decide(&error, &attempt).why)
}

#[tokio::test]
async fn the_same_request_gets_the_stored_answer() {
    let (setup, created) = setup();
    let to = serve(setup).await;
    let first = send(to, &post(KEY, LEAD)).await;
    let again = send(to, &post(KEY, LEAD)).await;
    assert_eq!((first.status, first.header("idempotent-replayed")), (201, ""));
    assert_eq!((again.status, again.header("idempotent-replayed")), (201, "true"));
    assert_eq!(again.body, first.body);
    for name in ["location", "content-type"] {
        assert_eq!(again.header(name), first.header(name));
    }
    assert_ne!(again.header("x-request-id"), first.header("x-request-id"), "each request has an id of its own");
    assert_eq!(count(&created), 1);
}

#[tokio::test]
async fn another_body_under_the_key_is_refused() {
    let (setup, created) = setup();
    let to = serve(setup).await;
    send(to, &post(KEY, LEAD)).await;
    // Bodies are compared byte for byte, so the same JSON with one space more is another body.
    for body in [OTHER, br#"{"name":"Ann", "email":"ann@example.com"}"#] {
        let refused = send(to, &post(KEY, body)).await;
        let message = "This Idempotency-Key was already used with another body or query";
        assert_refused(&refused, 422, "IDEMPOTENCY_CONFLICT", message);
        assert_eq!(judged(&refused), (Category::Idempotency, RetryReason::NeedsChange));
    }
    assert_eq!(count(&created), 1);
}

#[tokio::test]
async fn a_second_request_while_the_first_one_runs_gets_409() {
    let (mut setup, created) = setup();
    let keys = Watched::new(Limits::default());
    setup.keys = keys.clone();
    setup.options.work_ms = 2_000;
    let to = serve(setup).await;
    let first = tokio::spawn(async move { send(to, &post(KEY, LEAD)).await });
    keys.told_to_run(1).await;
    let second = send(to, &post(KEY, LEAD)).await;
    let message = "The first request with this Idempotency-Key is still running";
    assert_refused(&second, 409, "IDEMPOTENCY_IN_PROGRESS", message);
    assert_eq!(second.header("retry-after"), "1");
    assert_eq!(judged(&second), (Category::Idempotency, RetryReason::InProgress));
    assert_eq!(send(to, &post(KEY, OTHER)).await.status, 422);
    assert_eq!(first.await.expect("an answer").status, 201);
    assert_eq!(send(to, &post(KEY, LEAD)).await.header("idempotent-replayed"), "true");
    assert_eq!(count(&created), 1);
}

#[tokio::test]
async fn a_refused_request_claims_no_key() {
    let (setup, created) = setup();
    let to = serve(setup).await;
    for (n, body) in [&b"{}"[..], b"{", b"", br#"{"name":"\ud800"}"#].into_iter().enumerate() {
        let key = format!("Idempotency-Key: refused-{n}");
        for _ in 0..2 {
            let refused = send(to, &post(&key, body)).await;
            assert_eq!((refused.status, refused.header("idempotent-replayed")), (400, ""));
        }
        // The corrected request may carry the same key, in whatever dialect the client asks for its answers.
        let problem = request("POST", "/api/leads", &[JSON, &key, "Accept: application/problem+json"], body);
        assert!([400, 422].contains(&send(to, &problem).await.status));
        assert_eq!(send(to, &post(&key, LEAD)).await.status, 201);
        // A body that is not a lead gets 400 even after the key was used for a lead.
        assert_eq!(send(to, &post(&key, body)).await.status, 400);
        assert_eq!(send(to, &post(&key, LEAD)).await.header("idempotent-replayed"), "true");
    }
    let key = "Idempotency-Key: early";
    assert_eq!(send(to, &request("POST", "/api/leads", &["Content-Type: text/plain", key], LEAD)).await.status, 415);
    assert_eq!(send(to, &post(key, &vec![b' '; 70_000])).await.status, 413);
    assert_eq!(send(to, &post(key, LEAD)).await.status, 201);
    assert_eq!(count(&created), 5);
}

#[tokio::test]
async fn after_24_hours_the_key_is_new() {
    const KEPT_MS: u64 = KEPT.as_secs() * 1_000;
    let (mut setup, created) = setup();
    let keys = Watched::new(Limits::default());
    setup.keys = keys.clone();
    let to = serve(setup).await;
    send(to, &post(KEY, LEAD)).await;
    keys.now.store(KEPT_MS - 60_000, Ordering::SeqCst);
    assert_eq!(send(to, &post(KEY, LEAD)).await.header("idempotent-replayed"), "true");
    keys.now.store(KEPT_MS, Ordering::SeqCst);
    let next = send(to, &post(KEY, OTHER)).await;
    assert_eq!((next.status, next.header("idempotent-replayed"), count(&created)), (201, "", 2));
}

/// A store with a clock of the test's own. It counts the requests that it told to run, and the renewals of leases.
struct Watched {
    store: MemoryStore,
    now: AtomicU64,
    told_to_run: AtomicUsize,
    renewals: AtomicUsize,
}

impl Watched {
    fn new(limits: Limits) -> Arc<Self> {
        Arc::new(Self { store: MemoryStore::new(limits), now: 0.into(), told_to_run: 0.into(), renewals: 0.into() })
    }

    fn now(&self) -> u64 {
        self.now.load(Ordering::SeqCst)
    }

    /// Waits until at least `count` requests were told to run.
    async fn told_to_run(&self, count: usize) {
        until(|| self.told_to_run.load(Ordering::SeqCst) >= count).await;
    }

    /// Waits until the lease was renewed at the present time: for two renewals, because the first may have begun before.
    async fn renewed(&self) {
        let renewals = || self.renewals.load(Ordering::SeqCst);
        let enough = renewals() + 2;
        until(|| renewals() >= enough).await;
    }
}

async fn until(condition: impl Fn() -> bool) {
    while !condition() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

impl Store for Watched {
    fn begin<'a>(&'a self, key: &'a str, body: Fingerprint, _: u64) -> BoxFuture<'a, Result<Begin, StoreError>> {
        Box::pin(async move {
            let begin = self.store.begin(key, body, self.now())?;
            self.told_to_run.fetch_add(usize::from(matches!(begin, Begin::Run(_))), Ordering::SeqCst);
            Ok(begin)
        })
    }

    fn renew<'a>(&'a self, claim: &'a Claim, _: u64) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(async move {
            let renewed = self.store.renew(claim, self.now())?;
            self.renewals.fetch_add(1, Ordering::SeqCst);
            Ok(renewed)
        })
    }

    fn finish<'a>(&'a self, claim: &'a Claim, answer: &'a Stored) -> BoxFuture<'a, Result<bool, StoreError>> {
        Store::finish(&self.store, claim, answer)
    }

    fn abandon<'a>(&'a self, claim: &'a Claim) -> BoxFuture<'a, Result<(), StoreError>> {
        Store::abandon(&self.store, claim)
    }
}

#[tokio::test]
async fn a_client_that_hangs_up_gets_the_stored_answer_when_it_retries() {
    let (mut setup, created) = setup();
    let keys = Watched::new(Limits::default());
    setup.keys = keys.clone();
    setup.options.work_ms = 300;
    let to = serve(setup).await;
    let mut stream = TcpStream::connect(to).await.expect("a connection");
    stream.write_all(&post(KEY, LEAD)).await.expect("the request is taken");
    keys.told_to_run(1).await;
    drop(stream);
    let again = loop {
        let again = send(to, &post(KEY, LEAD)).await;
        if again.status != 409 {
            break again;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    assert_eq!((again.status, again.header("idempotent-replayed"), count(&created)), (201, "true", 1));
}

#[tokio::test]
async fn a_panic_frees_the_key() {
    let (mut setup, _) = setup();
    let calls = AtomicU64::new(0);
    setup.on_created = Arc::new(move |_| assert!(calls.fetch_add(1, Ordering::SeqCst) > 0, "the first one panics"));
    let to = serve(setup).await;
    let failed = send(to, &post(KEY, LEAD)).await;
    assert_refused(&failed, 500, "INTERNAL_ERROR", "Internal error");
    assert_eq!(judged(&failed).1, RetryReason::Transient);
    let again = send(to, &post(KEY, LEAD)).await;
    assert_eq!((again.status, again.header("idempotent-replayed")), (201, ""));
}

#[tokio::test]
async fn a_store_full_of_running_requests_runs_no_other() {
    let (mut setup, created) = setup();
    let limits = Limits { max_keys: 2, lease: Duration::from_millis(59_001), ..Limits::default() };
    let keys = Watched::new(limits);
    setup.keys = keys.clone();
    setup.options.work_ms = 2_000;
    let to = serve(setup).await;
    assert_eq!(send(to, &post("Idempotency-Key: oldest", LEAD)).await.status, 201);
    let running = ["one", "two"]
        .map(|key| tokio::spawn(async move { send(to, &post(&format!("Idempotency-Key: {key}"), LEAD)).await.status }));
    keys.told_to_run(3).await;
    let refused = send(to, &post(KEY, LEAD)).await;
    assert_refused(&refused, 503, "SERVICE_UNAVAILABLE", "Idempotency keys cannot be stored at the moment");
    // The first of the leases ends in 59 seconds, but the requests end earlier.
    assert_eq!((refused.header("retry-after"), judged(&refused).1), ("5", RetryReason::Transient));
    for running in running {
        assert_eq!(running.await.expect("an answer"), 201);
    }
    // Requests that are done make room: the oldest key is forgotten.
    assert_eq!(send(to, &post(KEY, LEAD)).await.header("idempotent-replayed"), "");
    assert_eq!(send(to, &post(KEY, LEAD)).await.header("idempotent-replayed"), "true");
    assert_eq!(count(&created), 4);
}

#[tokio::test]
async fn a_stranger_who_fills_the_store_shuts_nobody_out() {
    let (mut setup, _) = setup();
    setup.keys = Arc::new(MemoryStore::new(Limits { max_keys: 30, max_bytes: 20_000, ..Limits::default() }));
    let to = serve(setup).await;
    // The verdict on a lead with many unknown keys is longer than the lead.
    let unknown: Vec<String> = (0..256).map(|n| format!(r#""{n:0>200}":1"#)).collect();
    let invalid = format!("{{{}}}", unknown.join(","));
    let long = format!(r#"{{"name":"{}","email":"ann@example.com"}}"#, "n".repeat(200));
    for n in 0..60 {
        let refused = send(to, &post(&format!("Idempotency-Key: invalid-{n}"), invalid.as_bytes())).await;
        let created = send(to, &post(&format!("Idempotency-Key: valid-{n}"), long.as_bytes())).await;
        assert_eq!((refused.status, created.status), (400, 201));
    }
    assert_eq!(send(to, &post(KEY, LEAD)).await.status, 201);
    assert_eq!(send(to, &post(KEY, LEAD)).await.header("idempotent-replayed"), "true");
}

#[tokio::test]
async fn an_operation_that_takes_longer_than_its_lease_keeps_its_key() {
    let (mut setup, created) = setup();
    let keys = Watched::new(Limits { lease: Duration::from_millis(60), ..Limits::default() });
    setup.keys = keys.clone();
    setup.options.work_ms = 3_000;
    let to = serve(setup).await;
    let first = tokio::spawn(async move { send(to, &post(KEY, LEAD)).await.status });
    keys.told_to_run(1).await;
    for _ in 0..3 {
        keys.now.fetch_add(40, Ordering::SeqCst);
        keys.renewed().await;
    }
    assert_eq!(send(to, &post(KEY, LEAD)).await.status, 409);
    assert_eq!((first.await.expect("an answer"), count(&created)), (201, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_requests_with_fifty_keys() {
    let (mut setup, created) = setup();
    setup.options.work_ms = 5;
    let to = serve(setup).await;
    let answers = storm(&[to], &[409]).await;
    assert_storm(&answers, &created.lock().expect("no panic"));
}
