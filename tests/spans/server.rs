//! The span of a request with an `Idempotency-Key`.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use axum::routing::post;
use axum::{Extension, Router};
use tower::ServiceExt as _;
use tracing::Instrument as _;
use unanimous::idempotency::{Answer, Begin, BoxFuture, Claim, Fingerprint, Limits, MemoryStore, Store, StoreError};
use unanimous::interop::axum::Answers;
use unanimous::interop::tower::IdempotencyLayer;

use crate::SECRET;
use crate::capture::capture;

const SPAN: &str = "idempotent request";

#[derive(Clone, serde::Deserialize)]
struct Lead {
    email: String,
}
unanimous::has_schema!(
    Lead,
    r#"{
        "required": ["email"],
        "properties": { "email": { "type": "string", "format": "email" } },
        "additionalProperties": false
    }"#
);

/// The first part of an address says what the handler does.
async fn create(Extension(lead): Extension<Lead>) -> (StatusCode, String) {
    tracing::info!(target: "unanimous", "handled");
    let status = match lead.email.split_once('@').map(|(local, _)| local) {
        Some("slow") => {
            tokio::time::sleep(Duration::from_secs(1)).await;
            StatusCode::CREATED
        }
        Some("panic") => panic!("as the test wants"),
        Some("busy") => StatusCode::SERVICE_UNAVAILABLE,
        Some("taken") => StatusCode::CONFLICT,
        _ => StatusCode::CREATED,
    };
    (status, lead.email)
}

fn app(store: impl Store + 'static) -> Router {
    let once = IdempotencyLayer::new(store).valid_json::<Lead>();
    Router::new().route("/leads/{name}", post(create).put(create).layer(once)).layer(Answers::new())
}

/// Sends a request that has the secret in its path, its query, its key and its headers.
async fn send(app: &Router, key: &str, body: &str) -> u16 {
    send_as(app, Method::POST, key, body).await
}

async fn send_as(app: &Router, method: Method, key: &str, body: &str) -> u16 {
    let request = Request::builder()
        .method(method)
        .uri(format!("/leads/{SECRET}?{SECRET}={SECRET}"))
        .header("content-type", "application/json")
        .header("idempotency-key", key)
        .header("x-request-id", SECRET)
        .header("authorization", format!("Bearer {SECRET}"))
        .header(format!("x-{SECRET}"), SECRET)
        .body(Body::from(body.to_owned()))
        .unwrap();
    app.clone().oneshot(request).await.unwrap().status().as_u16()
}

#[tokio::test]
async fn a_span_has_the_decision() {
    let captured = capture().await;
    let app = app(MemoryStore::default());
    let requests = [
        ("k1", r#"{"email":"ann@example.com"}"#, 201),
        ("k1", r#"{"email":"ann@example.com"}"#, 201),
        ("k1", r#"{"email":"bob@example.com"}"#, 422),
        ("k2", r#"{"email":"ann"}"#, 400),
        ("k 3", r#"{"email":"ann@example.com"}"#, 400),
        ("k4", r#"{"email":"taken@example.com"}"#, 409),
        ("k5", r#"{"email":"busy@example.com"}"#, 503),
        ("k6", r#"{"email":"panic@example.com"}"#, 500),
    ];
    for (key, body, status) in requests {
        assert_eq!(send(&app, key, body).await, status, "{key} {body}");
    }
    assert_eq!(send_as(&app, Method::PUT, "k7", r#"{"email":"ann@example.com"}"#).await, 201);
    let expected = [
        "decision=run http.request.method=POST http.response.status_code=201 replayed=false store=memory",
        "decision=replay http.request.method=POST http.response.status_code=201 replayed=true store=memory",
        "decision=conflict error.type=IDEMPOTENCY_CONFLICT http.request.method=POST http.response.status_code=422 \
         replayed=false store=memory",
        "decision=refused error.type=VALIDATION_ERROR http.request.method=POST http.response.status_code=400 \
         replayed=false store=memory",
        "decision=refused error.type=IDEMPOTENCY_KEY_INVALID http.request.method=POST http.response.status_code=400 \
         replayed=false store=memory",
        "decision=run http.request.method=POST http.response.status_code=409 replayed=false store=memory",
        "decision=run error.type=503 http.request.method=POST http.response.status_code=503 otel.status_code=ERROR \
         replayed=false store=memory",
        "decision=run error.type=INTERNAL_ERROR http.request.method=POST http.response.status_code=500 \
         otel.status_code=ERROR replayed=false store=memory",
        "decision=run http.request.method=PUT http.response.status_code=201 replayed=false store=memory",
    ];
    assert_eq!(captured.spans(SPAN), expected);
}

// The clock goes on only while everything waits.
#[tokio::test(start_paused = true)]
async fn a_request_in_progress_and_one_whose_client_has_gone_have_the_decision_too() {
    let captured = capture().await;
    let app = app(MemoryStore::default());
    let slow = r#"{"email":"slow@example.com"}"#;
    let first = tokio::time::timeout(Duration::from_millis(200), send(&app, "k", slow)).await;
    assert!(first.is_err(), "the client does not wait");
    assert_eq!(send(&app, "k", slow).await, 409);
    // Its span ends with its run.
    while captured.all().iter().any(|entry| !entry.is_closed) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let expected = [
        "decision=run http.request.method=POST http.response.status_code=201 replayed=false store=memory",
        "decision=in_progress error.type=IDEMPOTENCY_IN_PROGRESS http.request.method=POST \
         http.response.status_code=409 replayed=false store=memory",
    ];
    assert_eq!(captured.spans(SPAN), expected);
}

#[tokio::test]
async fn the_handler_runs_in_it_and_it_is_in_the_span_of_the_caller() {
    let captured = capture().await;
    let body = r#"{"email":"ann@example.com"}"#;
    send(&app(MemoryStore::default()), "k", body).instrument(tracing::info_span!("outer")).await;
    assert_eq!(captured.events(), [("handled".to_owned(), vec![SPAN, "outer"])]);
    assert_eq!(captured.all()[0].inside, ["outer"]);
}

/// A store that is away. Its error holds the key, as the text of a database's may.
struct Away;

impl Store for Away {
    fn begin<'a>(&'a self, key: &'a str, _: Fingerprint, _: u64) -> BoxFuture<'a, Result<Begin, StoreError>> {
        let error = StoreError::new(std::io::Error::other(format!("no answer for {key}")));
        Box::pin(async move { Err(error.with_code("no_answer")) })
    }

    fn renew<'a>(&'a self, _: &'a Claim, _: u64) -> BoxFuture<'a, Result<bool, StoreError>> {
        unreachable!("nothing runs")
    }

    fn finish<'a>(&'a self, _: &'a Claim, _: &'a Answer) -> BoxFuture<'a, Result<bool, StoreError>> {
        unreachable!("nothing runs")
    }

    fn abandon<'a>(&'a self, _: &'a Claim) -> BoxFuture<'a, Result<(), StoreError>> {
        unreachable!("nothing runs")
    }
}

#[tokio::test]
async fn a_store_that_fails_is_an_event_with_its_code_alone() {
    let captured = capture().await;
    let body = r#"{"email":"ann@example.com"}"#;
    // The name of a store behind a pointer is that of the store.
    let full = MemoryStore::new(Limits { max_keys: 0, ..Limits::default() });
    let stores: [Arc<dyn Store>; 2] = [Arc::new(Away), Arc::new(full)];
    for store in stores {
        assert_eq!(send(&app(store), SECRET, body).await, 503);
    }
    let unavailable = "decision=unavailable error.type=SERVICE_UNAVAILABLE http.request.method=POST \
                       http.response.status_code=503 otel.status_code=ERROR replayed=false store=";
    assert_eq!(captured.spans(SPAN), ["other", "memory"].map(|name| format!("{unavailable}{name}")));
    let failed: Vec<_> = captured.all().into_iter().map(|entry| entry.fields.to_string()).collect();
    for fields in [
        "error.type=no_answer message=idempotency store failed store=other",
        "error.type=full message=idempotency store failed store=memory",
    ] {
        assert!(failed.iter().any(|found| found == fields), "{failed:?}");
    }
    captured.assert_without(SECRET);
}

#[tokio::test]
async fn it_holds_no_value_of_a_user() {
    let captured = capture().await;
    let app = app(MemoryStore::default());
    let long = SECRET.repeat(20_000);
    let bodies = [
        r#"{"email":"hunter2@example.com"}"#,
        r#"{"email":"hunter2"}"#,
        r#"{"hunter2":"hunter2","email":["hunter2"]}"#,
        r#"{"email":"busy@hunter2.example"}"#,
        r#"{"email":"taken@hunter2.example"}"#,
        r#"{"email":"panic@hunter2.example"}"#,
        r#"{"hunter2"#,
        "hunter2",
        &long,
    ];
    let methods = [Method::POST, Method::PUT, Method::from_bytes(b"HUNTER2").unwrap()];
    for method in methods {
        for body in bodies {
            for key in [SECRET, "hunter2 hunter2", "\"hunter2\"", &long[..300]] {
                send_as(&app, method.clone(), key, body).await;
                send_as(&app, method.clone(), key, body).await;
            }
        }
    }
    assert!(captured.spans(SPAN).len() > 200);
    captured.assert_without(SECRET);
}
