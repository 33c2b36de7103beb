//! Tests `IdempotencyLayer` with axum on loopback.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::io;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use http_body_util::{BodyExt as _, Full};
use reqwest::RequestBuilder;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tower::{Layer as _, ServiceExt as _, service_fn};
use unanimous::idempotency::{
    Answer, Begin, BoxFuture, Claim, Fingerprint, Limits, MemoryStore, Store, StoreError, is_kept,
};
use unanimous::interop::tower::{IdempotencyLayer, Refusal};
use unanimous::render::Dialect;

/// What the handler of the tests does.
#[derive(Clone, Default)]
struct Work {
    time: Duration,
    /// Where a run waits until the test lets it go on.
    gate: Option<Gate>,
    runs: Arc<AtomicUsize>,
    /// The answers to the runs, in order; 201 after them.
    statuses: &'static [u16],
    panics: bool,
}

impl Work {
    fn runs(&self) -> usize {
        self.runs.load(Ordering::SeqCst)
    }
}

/// Tells the test that a run has begun, and holds it.
#[derive(Clone)]
struct Gate(Arc<[Semaphore; 2]>);

impl Gate {
    fn new() -> Self {
        Self(Arc::new([Semaphore::new(0), Semaphore::new(0)]))
    }

    async fn pass(&self) {
        self.0[0].add_permits(1);
        self.0[1].acquire().await.expect("it is open").forget();
    }

    /// Waits until a run has begun.
    async fn begun(&self) {
        self.0[0].acquire().await.expect("it is open").forget();
    }

    fn open(&self) {
        self.0[1].add_permits(1);
    }
}

async fn handler(State(work): State<Work>, request: Request) -> Response {
    if let Some(gate) = &work.gate {
        gate.pass().await;
    }
    tokio::time::sleep(work.time).await;
    let run = work.runs.fetch_add(1, Ordering::SeqCst);
    assert!(!work.panics || run > 0, "the first run panics");
    let status = work.statuses.get(run).copied().unwrap_or(201);
    let id = request.headers().get("x-request-id").cloned();
    let body = request.into_body().collect().await.expect("a body").to_bytes();
    let mut response =
        (StatusCode::from_u16(status).expect("a status"), [("location", format!("/{run}"))], body).into_response();
    if let Some(id) = id {
        response.headers_mut().insert("x-seen-id", id);
    }
    response
}

async fn serve(layer: IdempotencyLayer, work: &Work) -> String {
    let app = Router::new().fallback(handler).layer(layer).with_state(work.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/leads", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, app).await });
    url
}

fn layer() -> IdempotencyLayer {
    IdempotencyLayer::new(MemoryStore::default())
}

fn post(url: &str, key: &str, body: &str) -> RequestBuilder {
    crate::network().post(url).header("idempotency-key", key).body(body.to_owned())
}

/// A response: its status, whether it is replayed, its headers, its body.
struct Got(u16, bool, HeaderMap, String);

impl Got {
    fn header(&self, name: &str) -> &str {
        self.2.get(name).map_or("", |value| value.to_str().expect("ASCII"))
    }

    #[track_caller]
    fn assert_refused(&self, status: u16, code: &str) {
        assert_eq!(self.0, status, "{}", self.3);
        assert!(self.3.contains(&format!("\"code\":\"{code}\"")), "{}", self.3);
        assert_eq!(self.header("content-type"), "application/json");
        assert_eq!((self.header("vary"), self.header("x-request-id")), ("accept", "r1"));
    }
}

async fn send(request: RequestBuilder) -> Got {
    let response = request.header("x-request-id", "r1").send().await.expect("a response");
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let replayed = headers.get("idempotent-replayed").is_some_and(|value| value == "true");
    Got(status, replayed, headers, response.text().await.expect("a body"))
}

#[tokio::test(flavor = "multi_thread")]
async fn of_1000_requests_with_50_keys_each_key_runs_once() {
    let work = Work { time: Duration::from_millis(20), ..Work::default() };
    let url = serve(layer(), &work).await;
    let client = crate::network();
    let mut clients = JoinSet::new();
    for n in 0..1_000 {
        let (url, client) = (url.clone(), client.clone());
        clients.spawn(async move {
            let key = n % 50;
            loop {
                let request = client.post(&url).header("idempotency-key", format!("k{key}")).body(key.to_string());
                let got = send(request).await;
                match got.0 {
                    201 => return (key, got.1, got.header("location").to_owned(), got.3),
                    409 => assert_eq!(got.header("retry-after"), "1"),
                    other => panic!("{other} {}", got.3),
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        });
    }
    let mut answers = BTreeMap::<i32, Vec<(bool, String, String)>>::new();
    while let Some(answer) = clients.join_next().await {
        let (key, replayed, location, body) = answer.expect("no panic");
        answers.entry(key).or_default().push((replayed, location, body));
    }
    assert_eq!((work.runs(), answers.len()), (50, 50));
    for (key, answers) in answers {
        assert_eq!(answers.len(), 20);
        assert_eq!(answers.iter().filter(|(replayed, _, _)| !replayed).count(), 1, "key {key} ran once");
        assert_eq!(answers.iter().map(|(_, location, _)| location).collect::<BTreeSet<_>>().len(), 1);
        assert!(answers.iter().all(|(_, _, body)| *body == key.to_string()));
    }
}

#[tokio::test]
async fn a_response_is_replayed_with_the_id_of_its_own_request() {
    let work = Work::default();
    let url = serve(layer(), &work).await;
    let first = send(post(&url, "k", "lead")).await;
    let again = post(&url, "k", "lead").header("x-request-id", "r2").send().await.expect("a response");
    assert_eq!((first.0, first.1, first.header("x-request-id"), first.header("x-seen-id")), (201, false, "r1", "r1"));
    assert_eq!(again.headers()["idempotent-replayed"], "true");
    assert_eq!((again.status().as_u16(), &again.headers()["x-request-id"]), (201, &"r2".parse().unwrap()));
    assert_eq!(again.headers()["location"], first.header("location"));
    assert_eq!((again.text().await.expect("a body"), first.3.as_str(), work.runs()), ("lead".to_owned(), "lead", 1));
    // An id that is not safe in a log is replaced.
    let odd = post(&url, "k", "lead").header("x-request-id", "a b").send().await.expect("a response");
    assert_eq!(odd.headers()["x-request-id"].len(), 36);
}

#[tokio::test]
async fn conflicts_are_refused_in_the_dialect_that_the_client_asks_for() {
    let gate = Gate::new();
    let work = Work { gate: Some(gate.clone()), ..Work::default() };
    let url = serve(layer().docs_base("https://docs.example/"), &work).await;
    let running = tokio::spawn(send(post(&url, "k", "lead")));
    gate.begun().await;
    let second = send(post(&url, "k", "lead")).await;
    second.assert_refused(409, "IDEMPOTENCY_IN_PROGRESS");
    assert_eq!(second.header("retry-after"), "1");
    gate.open();
    assert_eq!(running.await.expect("no panic").0, 201);
    let conflict = send(post(&url, "k", "lead ")).await;
    conflict.assert_refused(422, "IDEMPOTENCY_CONFLICT");
    let problem = send(post(&url, "k", "lead ").header("accept", "application/problem+json")).await;
    assert_eq!((problem.0, problem.header("content-type")), (422, "application/problem+json"));
    for part in [r#""type":"https://docs.example/idempotency-conflict""#, r#""instance":"/leads""#] {
        assert!(problem.3.contains(part), "{}", problem.3);
    }
    let other = serve(layer().dialect(Dialect::Problem), &work).await;
    assert_eq!(send(crate::network().post(&other)).await.header("content-type"), "application/problem+json");
}

#[tokio::test]
async fn a_key_that_is_missing_or_malformed_is_refused() {
    let work = Work::default();
    let url = serve(layer(), &work).await;
    send(crate::network().post(&url)).await.assert_refused(400, "IDEMPOTENCY_KEY_REQUIRED");
    send(crate::network().patch(&url)).await.assert_refused(400, "IDEMPOTENCY_KEY_REQUIRED");
    send(post(&url, "a b", "")).await.assert_refused(400, "IDEMPOTENCY_KEY_INVALID");
    send(post(&url, &"k".repeat(256), "")).await.assert_refused(400, "IDEMPOTENCY_KEY_TOO_LONG");
    let twice = send(post(&url, "k", "").header("idempotency-key", "k")).await;
    twice.assert_refused(400, "IDEMPOTENCY_KEY_INVALID");
    assert!(twice.3.contains("sent more than once"), "{}", twice.3);
    assert_eq!(work.runs(), 0);
    // Other methods may have one.
    for _ in 0..2 {
        assert_eq!(send(crate::network().put(&url)).await.0, 201);
        assert_eq!(send(crate::network().put(&url).header("idempotency-key", "k")).await.0, 201);
        assert_eq!(send(crate::network().get(&url).header("idempotency-key", "a b")).await.0, 201);
    }
    assert_eq!(work.runs(), 5, "of the three requests, only the PUT with a key ran once");
    let optional = serve(layer().required(false), &work).await;
    assert_eq!(
        (send(crate::network().post(&optional)).await.0, send(crate::network().post(&optional)).await.0),
        (201, 201)
    );
    assert_eq!(work.runs(), 7);
}

#[tokio::test]
async fn a_key_belongs_to_its_method_its_path_and_its_account() {
    let work = Work::default();
    let account = |parts: &http::request::Parts| parts.headers["x-account"].to_str().expect("ASCII").to_owned();
    let url = serve(layer().scope(account), &work).await;
    let as_ann = || post(&url, "k", "").header("x-account", "ann");
    assert!(!send(as_ann()).await.1);
    assert!(send(as_ann()).await.1);
    assert!(!send(post(&url, "k", "").header("x-account", "bob")).await.1);
    assert!(!send(post(&format!("{url}/2"), "k", "").header("x-account", "ann")).await.1);
    let patch = crate::network().patch(&url).header("idempotency-key", "k").header("x-account", "ann");
    assert!(!send(patch).await.1);
    assert_eq!(work.runs(), 4);
}

#[tokio::test]
async fn a_request_without_an_account_does_not_run() {
    let work = Work::default();
    let layer =
        layer().scope(|parts| if parts.headers.contains_key("x-account") { "ann".into() } else { String::new() });
    let url = serve(layer, &work).await;
    send(post(&url, "k", "")).await.assert_refused(500, "INTERNAL_ERROR");
    assert_eq!(work.runs(), 0);
    assert_eq!(send(post(&url, "k", "").header("x-account", "ann")).await.0, 201);
}

#[tokio::test]
async fn every_check_runs_in_order() {
    let refuse = |code: &'static str| move || Err(Refusal::new(StatusCode::BAD_REQUEST, code, code));
    let (head, body) = (refuse("HEAD"), refuse("BODY"));
    let layer = layer()
        .check_head(move |parts| if parts.headers.contains_key("x-head") { head() } else { Ok(()) })
        .check_head(|_| Ok(()))
        .check(move |_, bytes| if bytes.is_empty() { body() } else { Ok(()) })
        .check(|parts, _| {
            parts.headers.insert("x-request-id", http::HeaderValue::from_static("checked"));
            Ok(())
        });
    let work = Work::default();
    let url = serve(layer, &work).await;
    send(post(&url, "k", "").header("x-head", "1")).await.assert_refused(400, "HEAD");
    send(post(&url, "k", "")).await.assert_refused(400, "BODY");
    assert_eq!((send(post(&url, "k", "{}")).await.0, work.runs()), (201, 1));
}

#[tokio::test]
async fn another_query_is_another_request() {
    let work = Work::default();
    let url = serve(layer(), &work).await;
    let with_query = |query: &str| post(&format!("{url}{query}"), "k", "{}");
    assert_eq!(send(with_query("?to=ann")).await.0, 201);
    assert!(send(with_query("?to=ann")).await.1);
    for query in ["?to=bob", "", "?"] {
        send(with_query(query)).await.assert_refused(422, "IDEMPOTENCY_CONFLICT");
    }
    assert_eq!(work.runs(), 1);
}

#[tokio::test]
async fn a_body_has_limits_of_bytes_and_of_time() {
    let work = Work::default();
    let url = serve(layer().max_bytes(2_048).body_timeout(Duration::from_millis(100)), &work).await;
    assert_eq!(send(post(&url, "a", &"x".repeat(2_048))).await.0, 201);
    let long = send(post(&url, "b", &"x".repeat(2_049))).await;
    long.assert_refused(413, "PAYLOAD_TOO_LARGE");
    assert!(long.3.contains("Request body must be at most 2 KiB"), "{}", long.3);
    assert_eq!(long.header("connection"), "close");
    let address = url.trim_start_matches("http://").trim_end_matches("/leads");
    let mut slow = TcpStream::connect(address).await.expect("a connection");
    let head = "POST /leads HTTP/1.1\r\nhost: x\r\nidempotency-key: c\r\ncontent-length: 9\r\n\r\nx";
    slow.write_all(head.as_bytes()).await.expect("the request is taken");
    let mut answer = vec![0; 512];
    let length = tokio::io::AsyncReadExt::read(&mut slow, &mut answer).await.expect("an answer");
    let answer = String::from_utf8_lossy(&answer[..length]);
    assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains("REQUEST_TIMEOUT"), "{answer}");
    assert!(answer.contains("\r\nconnection: close\r\n"), "{answer}");
    assert_eq!(work.runs(), 1);
}

#[tokio::test]
async fn a_check_refuses_before_the_key_is_claimed() {
    let work = Work::default();
    let schema = unanimous::Schema::from_json(r#"{ "required": ["email"] }"#).expect("a schema");
    let check = move |parts: &mut http::request::Parts, body: &Bytes| {
        let bad = || Refusal::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", "Request body is not valid JSON");
        let lead: unanimous::Json =
            std::str::from_utf8(body).ok().and_then(|text| text.parse().ok()).ok_or_else(bad)?;
        schema.check(&lead)?;
        parts.extensions.insert(lead);
        Ok(())
    };
    let url = serve(layer().check(check), &work).await;
    send(post(&url, "k", "{")).await.assert_refused(400, "BAD_REQUEST");
    let invalid = send(post(&url, "k", "{}")).await;
    invalid.assert_refused(400, "VALIDATION_ERROR");
    assert!(invalid.3.contains("Validation error: email: Required"), "{}", invalid.3);
    assert_eq!(send(post(&url, "k", r#"{"email":""}"#)).await.0, 201);
    send(post(&url, "k", "{}")).await.assert_refused(400, "VALIDATION_ERROR");
    assert_eq!(work.runs(), 1);
}

#[tokio::test]
async fn a_client_that_hangs_up_does_not_stop_the_run() {
    let gate = Gate::new();
    let work = Work { gate: Some(gate.clone()), ..Work::default() };
    let url = serve(layer(), &work).await;
    let request = tokio::spawn(send(post(&url, "k", "lead")));
    gate.begun().await;
    request.abort();
    assert!(request.await.is_err_and(|error| error.is_cancelled()));
    // The server learns of it a moment later.
    tokio::time::sleep(Duration::from_millis(100)).await;
    gate.open();
    let again = loop {
        let again = send(post(&url, "k", "lead")).await;
        if again.0 != 409 {
            break again;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    };
    assert_eq!((again.0, again.1, work.runs()), (201, true, 1));
}

#[tokio::test]
async fn a_panic_and_a_temporary_answer_free_the_key() {
    let work = Work { panics: true, ..Work::default() };
    let url = serve(layer(), &work).await;
    send(post(&url, "k", "")).await.assert_refused(500, "INTERNAL_ERROR");
    assert_eq!(send(post(&url, "k", "")).await.0, 201);
    let work = Work { statuses: &[503, 429, 400, 404], ..Work::default() };
    let url = serve(layer(), &work).await;
    for status in [503, 429, 400, 404, 404] {
        assert_eq!(send(post(&url, "k", "")).await.0, status);
    }
    assert_eq!(work.runs(), 4, "a 404 is kept");
    let work = Work { statuses: &[404, 500], ..Work::default() };
    let url =
        serve(layer().keep(|answer| is_kept(answer.status) && answer.status < 300 || answer.status == 500), &work);
    let url = url.await;
    for status in [404, 500, 500] {
        assert_eq!(send(post(&url, "k", "")).await.0, status);
    }
    assert_eq!(work.runs(), 2, "the server keeps what it says");
}

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

#[tokio::test]
async fn after_24_hours_the_key_is_new() {
    let now = Arc::new(AtomicU64::new(0));
    let clock = Arc::clone(&now);
    let work = Work::default();
    let url = serve(layer().clock(move || clock.load(Ordering::SeqCst)), &work).await;
    send(post(&url, "k", "")).await;
    now.store(24 * 3_600_000 - 1, Ordering::SeqCst);
    assert!(send(post(&url, "k", "")).await.1);
    now.store(24 * 3_600_000, Ordering::SeqCst);
    assert!(!send(post(&url, "k", "other")).await.1);
    assert_eq!(work.runs(), 2);
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
    let full = MemoryStore::new(Limits { entries: 0, ..Limits::default() });
    let got = send(post(&serve(IdempotencyLayer::new(full), &Work::default()).await, "k", "")).await;
    assert_eq!((got.0, got.header("retry-after")), (503, "5"));
}

#[tokio::test]
async fn an_error_of_the_service_is_passed_on_and_frees_the_key() {
    let runs = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&runs);
    let service = service_fn(move |request: http::Request<Full<Bytes>>| {
        let run = counter.fetch_add(1, Ordering::SeqCst);
        async move {
            assert_eq!(request.into_body().collect().await.expect("a body").to_bytes(), "lead");
            if run == 0 { Err(io::Error::other("no")) } else { Ok(http::Response::new(Full::<Bytes>::from("done"))) }
        }
    });
    let once = layer().keep(|_| true).layer(service);
    let request =
        || http::Request::post("/").header("idempotency-key", "k").body(Full::from("lead")).expect("a request");
    assert_eq!(once.clone().oneshot(request()).await.expect_err("an error").to_string(), "no");
    for _ in 0..2 {
        let response = once.clone().oneshot(request()).await.expect("a response");
        assert_eq!(response.into_body().collect().await.expect("a body").to_bytes(), "done");
    }
    assert_eq!(runs.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_response_whose_body_breaks_is_not_stored() {
    let runs = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&runs);
    let service = service_fn(move |_: Request| {
        let run = counter.fetch_add(1, Ordering::SeqCst);
        let broken = axum::body::Body::new(http_body_util::BodyExt::map_err(
            http_body_util::Limited::new(Full::<Bytes>::from("too long"), 1),
            |error| io::Error::other(error.to_string()),
        ));
        let body = if run == 0 { broken } else { Body::from("done") };
        std::future::ready(Ok::<_, Infallible>(Response::new(body)))
    });
    let once = layer().layer(service);
    let request = || http::Request::post("/").header("idempotency-key", "k").body(Body::empty()).expect("a request");
    for status in [500, 200, 200] {
        assert_eq!(once.clone().oneshot(request()).await.expect("a response").status(), status);
    }
    assert_eq!(runs.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn of_two_layers_with_one_key_the_outer_one_claims_it() {
    let work = Work::default();
    let store = Arc::new(MemoryStore::default());
    let layer = || IdempotencyLayer::new(Arc::clone(&store));
    let service = tower::ServiceBuilder::new()
        .layer(layer())
        .layer(layer())
        .service(Router::new().fallback(handler).with_state(work.clone()).into_service());
    let post = |key: &'static str| {
        let request = Request::post("/leads").header("idempotency-key", key);
        service.clone().oneshot(request.body(Body::from("{}")).expect("a request"))
    };
    let first = post("k").await.expect("a response");
    assert_eq!((first.status().as_u16(), first.headers().contains_key("idempotent-replayed")), (201, false));
    assert_eq!(post("k").await.expect("a response").headers()["idempotent-replayed"], "true");
    assert_eq!(work.runs(), 1);
    // A layer with another scope has another key, and claims it.
    let inner = layer().scope(|_| "ann".to_owned());
    let service = tower::ServiceBuilder::new()
        .layer(layer())
        .layer(inner)
        .service(Router::new().fallback(handler).with_state(work.clone()).into_service());
    let request = Request::post("/leads").header("idempotency-key", "other").body(Body::from("{}"));
    assert_eq!(service.oneshot(request.expect("a request")).await.expect("a response").status(), 201);
    let begin = store.begin("POST /leads ann other", Fingerprint::of(b"{}"), 0).await;
    assert!(matches!(begin, Ok(Begin::Replay(_))), "{begin:?}");
}

#[tokio::test]
async fn a_panic_of_a_function_of_the_application_locks_no_key() {
    let work = Work { statuses: &[201, 500], ..Work::default() };
    let url = serve(layer().keep(|_| panic!("keep")), &work).await;
    assert_eq!(send(post(&url, "a", "")).await.0, 201);
    assert!(send(post(&url, "a", "")).await.1, "by default a 201 is kept");
    assert_eq!(send(post(&url, "b", "")).await.0, 500);
    assert_eq!(send(post(&url, "b", "")).await.0, 201, "by default a 500 is not");

    let full = MemoryStore::new(Limits { entries: 0, ..Limits::default() });
    let url = serve(IdempotencyLayer::new(full).on_store_error(|_| panic!("told")), &work).await;
    send(post(&url, "a", "")).await.assert_refused(503, "SERVICE_UNAVAILABLE");
}

#[test]
fn a_refusal_is_an_error_with_its_message() {
    let refusal: Box<dyn std::error::Error> =
        Box::new(Refusal::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", "Request body is not valid JSON"));
    assert_eq!(refusal.to_string(), "Request body is not valid JSON");
}
