//! Tests `IdempotencyLayer` with axum on loopback. This file has the server of the tests, and what sends requests to it.

mod checks;
mod keys;
mod runs;
mod stores;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, StatusCode};
use http_body_util::BodyExt as _;
use reqwest::RequestBuilder;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use unanimous::idempotency::MemoryStore;
use unanimous::interop::tower::IdempotencyLayer;

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
