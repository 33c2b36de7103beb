//! The events of `tracing`: their fields, and that no value of a user is in any.

use std::io;
use std::sync::{Arc, Mutex};

use axum::routing::{any, post};
use axum::{Json, Router};
use tracing_subscriber::fmt::MakeWriter;
use unanimous::api_error::{ApiError, Response};
use unanimous::interop::axum::{Answers, Valid, ValidJson};
use unanimous::interop::tracing::{advised, replayed, request_refused, url_refused};
use unanimous::retry::{Attempt, RetryAdvice};
use unanimous::rule::safe_url::{Policy, check};
use unanimous::{Code, Reason, has_schema};

use crate::support::{FORM, JSON, Lead, PROBLEM, send};

/// What every user of these tests sends. It is also a name, a query, a path and a method.
const SECRET: &str = "hunter2";

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Lines {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// Captures every event of the library while the guard lives.
fn capture() -> (Lines, tracing::subscriber::DefaultGuard) {
    let lines = Lines::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .without_time()
        .with_writer(lines.clone())
        .finish();
    (lines, tracing::subscriber::set_default(subscriber))
}

impl Lines {
    fn take(&self) -> String {
        let text = String::from_utf8(std::mem::take(&mut self.0.lock().unwrap())).unwrap();
        let lines = text.lines().filter(|line| line.contains("unanimous"));
        lines.flat_map(|line| [line.trim_start(), "\n"]).collect()
    }
}

#[derive(Debug, serde::Deserialize, serde::Serialize)]
struct Narrow {
    count: u8,
    kind: Option<Kind>,
}

#[derive(Debug, serde::Deserialize, serde::Serialize)]
enum Kind {
    Known,
}

has_schema!(Narrow, r#"{ "type": "object", "properties": { "count": { "type": ["integer", "string"] } } }"#);

fn app() -> Router {
    Router::new()
        .route("/leads/{id}", any(|Valid(lead): Valid<Lead>| async { Json(lead) }))
        .route("/narrow", post(|ValidJson(narrow): ValidJson<Narrow>| async { Json(narrow) }))
        .layer(Answers::new().json_position(true).body_limit(1000))
}

#[tokio::test]
async fn a_refused_request_is_an_event() {
    let (lines, _guard) = capture();
    send(&app(), "POST", "/leads/1", &[JSON], r#"{"email":"x","seats":0,"tags":[1,2]}"#).await;
    assert_eq!(
        lines.take(),
        "DEBUG unanimous: request refused http.request.method=\"POST\" http.route=\"/leads/{id}\" \
         http.response.status_code=400 error.type=\"VALIDATION_ERROR\" issues=\"invalid_email invalid_type too_small\"\n"
    );
    send(&app(), "POST", "/narrow", &[JSON], r#"{"count":256}"#).await;
    let events = lines.take();
    let (mismatch, refused) = events.split_once('\n').unwrap();
    assert!(
        mismatch.starts_with("ERROR unanimous: the schema accepts what the type does not type_name=\""),
        "{mismatch}"
    );
    assert!(mismatch.ends_with("::Narrow\" mismatch=expected u8"), "{mismatch}");
    assert!(refused.contains("http.response.status_code=500 error.type=\"INTERNAL_ERROR\""), "{refused}");
}

#[tokio::test]
async fn no_event_holds_a_value_of_a_user() {
    let (lines, _guard) = capture();
    let app = app();
    let secret =
        [("x-request-id", SECRET), ("idempotency-key", SECRET), ("authorization", SECRET), ("x-hunter2", SECRET)];
    let long = SECRET.repeat(1000);
    let bodies = [
        r#"{"email":"hunter2"}"#,
        r#"{"hunter2":"hunter2","email":["hunter2"]}"#,
        r#"{"count":"hunter2","kind":"hunter2"}"#,
        r#"{"count":1,"kind":"hunter2"}"#,
        r#"{"hunter2":1}"#,
        r#"{"hunter2"#,
        "hunter2",
        "email=hunter2&hunter2=hunter2",
        &long,
    ];
    for uri in ["/leads/hunter2?hunter2=hunter2", "/narrow?hunter2=hunter2", "/hunter2"] {
        for method in ["POST", "GET", "HUNTER2", "hunter2"] {
            for body in bodies {
                for content_type in [JSON, FORM, ("content-type", "text/hunter2")] {
                    send(&app, method, uri, &[&secret[..], &[content_type]].concat(), body.to_owned()).await;
                    send(&app, method, uri, &[&secret[..], &[content_type, PROBLEM]].concat(), body.to_owned()).await;
                }
            }
        }
    }
    let body = br#"{"error":{"message":"hunter2","code":"hunter2"},"hunter2":"hunter2"}"#;
    let headers = [("x-request-id", SECRET), ("retry-after", "1")].into();
    let error = ApiError::read(&Response { status: 503, headers, body, ..Response::default() });
    let attempt = Attempt { method: SECRET, idempotency_key: true, ..Attempt::default() };
    advised(&RetryAdvice::decide(&error, &attempt), &attempt, &error);
    url_refused(&check("https://hunter2@127.0.0.1/hunter2", &Policy::default()).unwrap_err());
    url_refused(&Reason::new(Code::Custom).with_detail(format!("x {SECRET}")).with_text(SECRET));
    request_refused(SECRET, None, 400, "BAD_REQUEST", "");
    replayed(201);

    let events = lines.take();
    assert!(events.lines().count() > 250, "{}", events.lines().count());
    assert!(!events.to_lowercase().contains(SECRET), "{}", events.lines().find(|line| line.contains(SECRET)).unwrap());
    assert!(events.contains("_OTHER"));
}

#[test]
fn retries_and_refused_urls_are_events() {
    let (lines, _guard) = capture();
    let error =
        ApiError::read(&Response { status: 503, headers: [("retry-after", "2")].into(), ..Response::default() });
    let attempt = Attempt { random: 0.0, attempt: 1, ..Attempt::default() };
    advised(&RetryAdvice::decide(&error, &attempt), &attempt, &error);
    url_refused(&check("https://127.0.0.1/", &Policy::default()).unwrap_err());
    replayed(201);
    assert_eq!(
        lines.take(),
        "DEBUG unanimous: retry decided http.request.method=\"GET\" http.request.resend_count=2 error.type=503 \
         retry=true reason=\"transient\" wait_ms=2000\n\
         WARN unanimous: URL refused error.type=\"url_private\" detail=\"loopback\"\n\
         INFO unanimous: response replayed http.response.status_code=201\n"
    );
}
