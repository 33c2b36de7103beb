//! Tests the retry example with a server on loopback that fails at first.

use std::collections::HashSet;
use std::error::Error;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse as _;
use axum::routing;
use reqwest::dns::{Name, Resolve, Resolving};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use unanimous::api_error::Warning;
use unanimous_example_retry::{NoResponse, Options, post};

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

fn client() -> reqwest::ClientBuilder {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy()
}

async fn ask(url: &str) -> Result<Result<u16, (u16, String)>, NoResponse> {
    let client = client().build().expect("a client");
    let end = post(&client, url, "lead".into(), &Options::default()).await?;
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

/// Starts a server that answers each connection with these bytes and then is silent. Counts the connections.
async fn silent_after(answer: &'static str) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    let count = Arc::<AtomicUsize>::default();
    let counter = Arc::clone(&count);
    tokio::spawn(async move {
        let mut open = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            counter.fetch_add(1, Ordering::Relaxed);
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(answer.as_bytes()).await;
            open.push(stream);
        }
    });
    (url, count)
}

const SHORT: Options = Options {
    attempt_timeout: Duration::from_millis(100),
    body_timeout: Duration::from_millis(100),
    is_final: |cause| cause.is::<Refused>(),
};

#[tokio::test]
async fn an_attempt_without_a_response_ends_at_its_limit_and_is_repeated() {
    let (url, count) = silent_after("").await;
    let end = post(&client().build().expect("a client"), &url, "lead".into(), &SHORT).await;
    assert!(matches!(end, Err(NoResponse::TimedOut)));
    assert_eq!(count.load(Ordering::Relaxed), 3);
}

#[tokio::test]
async fn a_body_that_stalls_is_read_as_far_as_it_has_come() {
    let (url, count) =
        silent_after("HTTP/1.1 404 Not Found\r\ncontent-length: 90\r\nx-request-id: r1\r\n\r\nNo such le").await;
    let end = post(&client().build().expect("a client"), &url, "lead".into(), &SHORT).await;
    let error = end.expect("a response").expect_err("an error");
    assert_eq!((error.message.as_str(), error.request_id.as_deref()), ("No such le", Some("r1")));
    assert_eq!((error.warnings, count.load(Ordering::Relaxed)), (vec![Warning::Incomplete], 1));
}

/// The error of a guard, such as the one of the example `deliver`.
#[derive(Debug)]
struct Refused;

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("refused")
    }
}

impl Error for Refused {}

/// A resolver that refuses all names, and counts how often it is asked.
#[derive(Default)]
struct Refusing(AtomicUsize);

impl Resolve for Refusing {
    fn resolve(&self, _: Name) -> Resolving {
        self.0.fetch_add(1, Ordering::Relaxed);
        Box::pin(async { Err(Refused.into()) })
    }
}

#[tokio::test]
async fn a_refusal_of_a_guard_is_final() {
    let guard = Arc::new(Refusing::default());
    let client = client().dns_resolver(Arc::clone(&guard)).build().expect("a client");
    assert!(matches!(post(&client, "http://a.example/", "lead".into(), &SHORT).await, Err(NoResponse::Failed(_))));
    assert_eq!(guard.0.load(Ordering::Relaxed), 1);
    let any = Options { is_final: |_| false, ..SHORT };
    assert!(post(&client, "http://a.example/", "lead".into(), &any).await.is_err());
    assert_eq!(guard.0.load(Ordering::Relaxed), 4, "any other failure of a resolver may pass");
}
