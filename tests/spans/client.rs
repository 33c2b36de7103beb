//! The spans of clients: one for each attempt, and one for each look-up of the guard.

use std::future::{pending, ready};
use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware};
use tower::{Layer as _, ServiceExt as _, service_fn};
use tracing::Instrument as _;
use unanimous::interop::reqwest::{Guard, Lookup, Mode};
use unanimous::interop::reqwest_middleware::RetryMiddleware;
use unanimous::interop::tower::{RetryLayer, RetryOptions};

use crate::SECRET;
use crate::capture::capture;
use crate::servers::{OPEN, Scripted, VICTIM, guard, open_only, servers};

const ATTEMPT: &str = "HTTP request";
const LOOKUP: &str = "DNS lookup";

fn quick() -> RetryOptions {
    RetryOptions::default().backoff(Duration::ZERO, Duration::ZERO).idempotency_key(true)
}

fn request(method: &str, uri: &str) -> Request<Full<Bytes>> {
    let request = Request::builder().method(method).uri(uri).header("idempotency-key", SECRET);
    request.header("authorization", SECRET).body(SECRET.into()).unwrap()
}

/// Sends a request to a service that answers with one status after the other.
async fn attempts(uri: &str, method: &str, statuses: &'static [u16]) {
    let mut statuses = statuses.iter();
    let answer = move |_: Request<Full<Bytes>>| {
        tracing::info!(target: "unanimous", "sent");
        let response = Response::builder().status(*statuses.next().expect("no more attempts"));
        let body = format!(r#"{{"error":{{"message":"{SECRET}","code":"{SECRET}"}}}}"#);
        ready(Ok::<_, io::Error>(response.header("x-request-id", SECRET).body(Full::<Bytes>::from(body)).unwrap()))
    };
    let answer = std::sync::Arc::new(std::sync::Mutex::new(answer));
    let service = service_fn(move |request| (*answer.lock().unwrap())(request));
    RetryLayer::new(quick()).layer(service).oneshot(request(method, uri)).await.unwrap();
}

#[tokio::test]
async fn each_attempt_has_a_span() {
    let captured = capture().await;
    attempts("https://api.example.com/leads", "POST", &[503, 429, 201]).instrument(tracing::info_span!("outer")).await;
    let attempt = |error: &str, resends: &str, status: u16, failed: &str| {
        format!(
            "{error}http.request.method=POST {resends}http.response.status_code={status} otel.kind=client \
             otel.name=POST {failed}server.address=api.example.com server.port=443"
        )
    };
    let expected = [
        attempt("error.type=503 ", "", 503, "otel.status_code=ERROR "),
        attempt("error.type=429 ", "http.request.resend_count=1 ", 429, "otel.status_code=ERROR "),
        attempt("", "http.request.resend_count=2 ", 201, ""),
    ];
    assert_eq!(captured.spans(ATTEMPT), expected);
    // The attempts stand beside each other, and each is sent in its span.
    let entries = captured.all();
    assert!(entries.iter().filter(|entry| entry.name == ATTEMPT).all(|entry| entry.inside == ["outer"]));
    let events = captured.events();
    let sent = events.iter().filter(|(message, _)| message == "sent");
    assert!(sent.clone().count() == 3 && sent.clone().all(|(_, inside)| inside == &[ATTEMPT, "outer"]), "{events:?}");
}

#[tokio::test]
async fn the_server_is_the_host_and_the_port_of_the_uri() {
    let captured = capture().await;
    for uri in ["http://user:pass@[::1]/", "https://api.example.com:8443/", "http://127.0.0.1/", "/origin-form"] {
        attempts(uri, "GET", &[200]).await;
    }
    attempts("http://a/", "HUNTER2", &[200]).await;
    let servers: Vec<_> = captured.spans(ATTEMPT);
    let server = |text: &str| text.split_once("server.address=").map_or("", |(_, rest)| rest).to_owned();
    let expected =
        ["::1 server.port=80", "api.example.com server.port=8443", "127.0.0.1 server.port=80", "", "a server.port=80"];
    assert_eq!(servers.iter().map(|text| server(text)).collect::<Vec<_>>(), expected);
    assert!(servers[4].contains("http.request.method=_OTHER") && servers[4].contains("otel.name=_OTHER"));
}

#[tokio::test]
async fn an_attempt_without_a_response_has_the_type_of_its_error() {
    let captured = capture().await;
    let options = || quick().max_tries(1).attempt_timeout(Duration::from_millis(20));
    let silent = service_fn(|_: Request<Full<Bytes>>| pending::<io::Result<Response<Full<Bytes>>>>());
    RetryLayer::new(options()).layer(silent).oneshot(request("GET", "http://a/")).await.unwrap_err();
    let broken = |_: Request<Full<Bytes>>| ready(Err::<Response<Full<Bytes>>, _>(io::Error::other(SECRET)));
    RetryLayer::new(options()).layer(service_fn(broken)).oneshot(request("GET", "http://a/")).await.unwrap_err();
    let failed = |error: &str| {
        format!(
            "error.type={error} http.request.method=GET otel.kind=client otel.name=GET otel.status_code=ERROR \
             server.address=a server.port=80"
        )
    };
    assert_eq!(captured.spans(ATTEMPT), [failed("timeout"), failed("no_response")]);
    captured.assert_without(SECRET);
}

fn guarded(guard: Guard) -> ClientWithMiddleware {
    let client = guard.builder(reqwest::Client::builder()).unwrap().build().unwrap();
    ClientBuilder::new(client).with(RetryMiddleware::new(quick())).with(guard).build()
}

/// A resolver that is away.
struct Away;

impl Lookup for Away {
    fn lookup(&self, host: String) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>> {
        Box::pin(ready(Err(io::Error::other(format!("no answer for {host} and {SECRET}")))))
    }
}

#[tokio::test]
async fn the_guard_records_what_it_decides_about_addresses() {
    let captured = capture().await;
    let two = servers(None);
    let refusing = || guard(Scripted::new(&[&[OPEN, VICTIM]]), &open_only());
    let proxy = reqwest::Url::parse(&format!("http://proxy.example:{}/", two.port)).unwrap();
    let guards = [
        guard(Scripted::new(&[&[OPEN]]), &open_only()),
        refusing(),
        refusing().mode(Mode::Report),
        guard(Scripted::new(&[&[OPEN]]), &open_only()).guarding_proxy(proxy),
        guard(Away, &open_only()),
    ];
    for guard in guards {
        let _ = guarded(guard).post(two.url("hooks.example.com")).body("{}").send().await;
    }
    let lookup = |decision: &str, error: &str, failed: &str| {
        format!("{decision}{failed}dns.question.name=hooks.example.com{error}")
    };
    let mut spans = captured.spans(LOOKUP);
    spans.dedup();
    let expected = [
        lookup("decision=allowed ", "", ""),
        lookup("decision=refused detail=loopback ", " error.type=url_private otel.status_code=ERROR", ""),
        lookup("decision=reported detail=loopback ", " error.type=url_private", ""),
        "decision=unchecked dns.question.name=proxy.example".to_owned(),
        lookup("", " error.type=lookup_failed otel.status_code=ERROR", ""),
    ];
    assert_eq!(spans, expected);
    let lookups: Vec<_> = captured.all().into_iter().filter(|entry| entry.name == LOOKUP).collect();
    assert!(lookups.iter().all(|entry| entry.inside == [ATTEMPT]), "{lookups:?}");
    let failed: Vec<_> =
        captured.spans(ATTEMPT).into_iter().filter(|attempt| attempt.contains("error.type=url_private")).collect();
    assert_eq!(failed.len(), 1, "{failed:?}");
    captured.assert_without(SECRET);
}

#[tokio::test]
async fn they_hold_no_value_of_a_user() {
    let captured = capture().await;
    let target = format!("{SECRET}/{SECRET}?{SECRET}={SECRET}#{SECRET}");
    for uri in [format!("https://{SECRET}:{SECRET}@api.example.com/{SECRET}?{SECRET}={SECRET}"), format!("/{SECRET}")] {
        attempts(&uri, "POST", &[503, 503, 503]).await;
        attempts(&uri, "HUNTER2", &[400]).await;
    }
    // The redirect of a server, its refusal, and URLs that the guard refuses.
    let location = format!("http://{SECRET}:{SECRET}@127.0.0.1:PORT/{target}");
    let two = servers(Some(&location));
    let client = guarded(guard(Scripted::new(&[&[OPEN]]), &open_only()));
    let urls = [
        format!("http://{SECRET}:{SECRET}@hooks.example.com:{}/{target}", two.port),
        format!("http://hooks.example.com:{}/{target}", two.port),
        format!("http://127.0.0.1:{}/{target}", two.port),
        format!("ftp://hooks.example.com/{target}"),
    ];
    for url in urls {
        let request = client.post(url).header("idempotency-key", SECRET).header("authorization", SECRET);
        request.body(format!("{SECRET}{{}}")).send().await.unwrap_err();
    }
    assert!(captured.spans(ATTEMPT).len() > 8 && !captured.spans(LOOKUP).is_empty());
    captured.assert_without(SECRET);
}
