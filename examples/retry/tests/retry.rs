//! Tests the retry example with a server on loopback that fails at first.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse as _;
use axum::routing;
use tokio::net::TcpListener;
use unanimous_example_retry::post;

type Seen = Arc<Mutex<Vec<(String, String)>>>;

/// Starts a server that answers with one of `statuses` after the other, and repeats the last one.
async fn start(statuses: &'static [u16]) -> (String, Seen) {
    let seen = Seen::default();
    let answer = move |State(seen): State<Seen>, headers: HeaderMap, body: String| async move {
        let key = headers["idempotency-key"].to_str().expect("ASCII").to_owned();
        let mut seen = seen.lock().expect("no panic");
        let status = statuses.get(seen.len()).or(statuses.last()).copied().expect("a status");
        seen.push((key, body));
        let code = if status == 409 { "IDEMPOTENCY_IN_PROGRESS" } else { "CODE" };
        let body = format!(r#"{{"error":{{"message":"Answer {status}","code":"{code}"}}}}"#);
        let response = (StatusCode::from_u16(status).expect("a status"), [("retry-after-ms", "20")], body);
        response.into_response()
    };
    let app = Router::new().route("/", routing::post(answer)).with_state(Arc::clone(&seen));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, app).await });
    (url, seen)
}

async fn ask(url: &str) -> Result<Result<u16, (u16, String)>, reqwest::Error> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let end = post(&client, url, "lead".into()).await?;
    Ok(end.map(|response| response.status().as_u16()).map_err(|error| (error.status, error.message)))
}

#[tokio::test]
async fn passing_failures_are_retried_with_the_same_key_and_body() {
    let (url, seen) = start(&[503, 409, 201]).await;
    let start = Instant::now();
    assert_eq!(ask(&url).await.expect("an answer"), Ok(201));
    assert!(start.elapsed() >= Duration::from_millis(40));
    let seen = seen.lock().expect("no panic");
    assert_eq!(seen.len(), 3);
    assert_eq!(seen.iter().collect::<HashSet<_>>().len(), 1);
}

#[tokio::test]
async fn permanent_failures_are_not_retried() {
    for status in [400, 422, 501] {
        let (url, seen) = start(Vec::leak(vec![status])).await;
        assert_eq!(ask(&url).await.expect("an answer"), Err((status, format!("Answer {status}"))));
        assert_eq!(seen.lock().expect("no panic").len(), 1);
    }
}

#[tokio::test]
async fn the_number_of_attempts_is_limited() {
    let (url, seen) = start(&[500]).await;
    assert_eq!(ask(&url).await.expect("an answer"), Err((500, "Answer 500".into())));
    assert_eq!(seen.lock().expect("no panic").len(), 3);
    assert!(ask("http://127.0.0.1:1/").await.is_err(), "nobody is there");
}
