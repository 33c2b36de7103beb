//! Which keys a request may have, and which requests share a key.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use tokio::task::JoinSet;
use tower::ServiceExt as _;
use unanimous::idempotency::{Begin, Fingerprint, MemoryStore, Store as _};
use unanimous::interop::tower::IdempotencyLayer;
use unanimous::render::Dialect;

use super::{Gate, Work, handler, layer, post, send, serve};

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
