//! Tests `IdempotencyLayer` inside of the layer `Answers` of `interop::axum`.

use std::time::Duration;

use axum::Router;
use axum::routing::post;
use http::StatusCode;
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;
use unanimous::idempotency::MemoryStore;
use unanimous::interop::axum::{Answers, Rejection, RequestIds};
use unanimous::interop::tower::IdempotencyLayer;
use unanimous::render::Dialect;

async fn send(app: &Router, path: &str, key: Option<&str>) -> (u16, bool, String, String) {
    let request = http::Request::post(path);
    let request = key.into_iter().fold(request, |request, key| request.header("idempotency-key", key));
    let response = app.clone().oneshot(request.body(axum::body::Body::empty()).unwrap()).await.unwrap();
    let header = |name: &str| response.headers().get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
    let (status, replayed) = (response.status().as_u16(), header("idempotent-replayed") == "true");
    let id = header("x-request-id");
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, replayed, id, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn the_layer_takes_the_settings_of_answers_and_stores_the_responses_that_they_write() {
    let gone = || async { Rejection::new(StatusCode::GONE, "GONE", "The lead is gone") };
    let once = IdempotencyLayer::new(MemoryStore::default());
    let nested = || Router::new().route("/leads", post(gone)).layer(once.clone());
    let answers = Answers::new()
        .dialect(Dialect::Problem)
        .docs_base("https://docs.example/")
        .request_ids(RequestIds::Custom(|_| Some("r1".to_owned())));
    let app = Router::new().nest("/a", nested()).nest("/b", nested()).layer(answers);

    let (status, _, id, body) = send(&app, "/a/leads", None).await;
    assert_eq!((status, id.as_str()), (400, "r1"));
    for part in [r#""type":"https://docs.example/idempotency-key-required""#, r#""instance":"/a/leads""#, r#""r1""#] {
        assert!(body.contains(part), "{body}");
    }
    let first = send(&app, "/a/leads", Some("k")).await;
    assert_eq!((first.0, first.1, first.2.as_str()), (410, false, "r1"));
    assert!(first.3.contains(r#""type":"https://docs.example/gone""#), "{}", first.3);
    assert_eq!(send(&app, "/a/leads", Some("k")).await, (410, true, "r1".to_owned(), first.3));
    // The routers differ only in the prefix, which they do not see.
    assert!(!send(&app, "/b/leads", Some("k")).await.1);
}

#[derive(Clone, serde::Deserialize)]
struct Lead {
    email: String,
}
unanimous::has_schema!(Lead, r#"{ "required": ["email"], "properties": { "email": { "format": "email" } } }"#);

#[tokio::test]
async fn an_invalid_body_is_refused_as_an_extractor_does_and_uses_no_key() {
    let create = |axum::Extension(lead): axum::Extension<Lead>| async move { lead.email };
    let check = |_: unanimous::interop::axum::ValidJson<Lead>| async {};
    let once = IdempotencyLayer::new(MemoryStore::default()).valid_json::<Lead>();
    let app = Router::new()
        .route("/leads", post(create).route_layer(once))
        .route("/check", post(check))
        .layer(Answers::new().validation_status(422).issues(true));
    let ask = async |path: &str, media_type: &str, body: &'static str| {
        let request = http::Request::post(path).header("content-type", media_type).header("idempotency-key", "k");
        let request = request.header("x-request-id", "r1").body(axum::body::Body::from(body)).unwrap();
        let response = app.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        (parts.status.as_u16(), parts.headers, body.collect().await.unwrap().to_bytes())
    };
    for (media_type, body, status) in [
        ("text/plain", "{", 415),
        ("application/json", "{", 400),
        ("application/json", "{}", 422),
        ("application/json", r#"{"email":"ann"}"#, 422),
    ] {
        let refused = ask("/leads", media_type, body).await;
        assert_eq!(refused.0, status, "{media_type} {body}");
        assert_eq!(refused, ask("/check", media_type, body).await, "{media_type} {body}");
    }
    let valid = ask("/leads", "application/json", r#"{"email":"ann@example.com"}"#).await;
    assert_eq!((valid.0, valid.2.as_ref()), (200, b"ann@example.com".as_slice()));
}

#[tokio::test]
async fn the_layer_takes_the_limits_of_answers_unless_it_has_its_own() {
    let status = async |once: IdempotencyLayer, answers: Answers| {
        let app = Router::new().route("/leads", post(|| async {}).layer(once)).layer(answers);
        let body = axum::body::Body::from(vec![b' '; 1_500]);
        let request = http::Request::post("/leads").header("idempotency-key", "k").body(body).unwrap();
        app.oneshot(request).await.unwrap().status().as_u16()
    };
    let layer = || IdempotencyLayer::new(MemoryStore::default());
    assert_eq!(status(layer(), Answers::new()).await, 200);
    assert_eq!(status(layer(), Answers::new().body_limit(1_000)).await, 413);
    assert_eq!(status(layer().max_bytes(2_000), Answers::new().body_limit(1_000)).await, 200);
    assert_eq!(status(layer().max_bytes(1_000), Answers::new().body_limit(2_000)).await, 413);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_takes_too_long_is_refused_after_the_time_of_answers() {
    let once = IdempotencyLayer::new(MemoryStore::default());
    let answers = Answers::new().body_timeout(Duration::from_millis(50));
    let app = Router::new().route("/leads", post(|| async {}).layer(once)).layer(answers);
    let never = axum::body::Body::from_stream(tokio_stream::pending::<Result<bytes::Bytes, std::io::Error>>());
    let request = http::Request::post("/leads").header("idempotency-key", "k").body(never).unwrap();
    let response = tokio::time::timeout(Duration::from_secs(5), app.oneshot(request)).await.expect("an answer in time");
    assert_eq!(response.unwrap().status(), StatusCode::REQUEST_TIMEOUT);
}
