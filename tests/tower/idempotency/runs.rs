//! Services that are cut off, fail or panic.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use tower::{Layer as _, ServiceExt as _, service_fn};
use unanimous::idempotency::{Limits, MemoryStore, is_kept};
use unanimous::interop::tower::IdempotencyLayer;

use super::{Gate, Work, layer, post, send, serve};

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
async fn a_panic_of_a_function_of_the_application_locks_no_key() {
    let work = Work { statuses: &[201, 500], ..Work::default() };
    let url = serve(layer().keep(|_| panic!("keep")), &work).await;
    assert_eq!(send(post(&url, "a", "")).await.0, 201);
    assert!(send(post(&url, "a", "")).await.1, "by default a 201 is kept");
    assert_eq!(send(post(&url, "b", "")).await.0, 500);
    assert_eq!(send(post(&url, "b", "")).await.0, 201, "by default a 500 is not");

    let full = MemoryStore::new(Limits { max_keys: 0, ..Limits::default() });
    let url = serve(IdempotencyLayer::new(full).on_store_error(|_| panic!("told")), &work).await;
    send(post(&url, "a", "")).await.assert_refused(503, "SERVICE_UNAVAILABLE");
}
