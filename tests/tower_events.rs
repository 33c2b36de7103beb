//! Tests that the events of the layers hold no value of a user. It runs in a process of its own, because a subscriber of one
//! thread does not see an event that another thread has met first.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use tower::{Layer as _, ServiceExt as _, service_fn};
use tracing::Instrument as _;
use unanimous::Schema;
use unanimous::idempotency::MemoryStore;
use unanimous::interop::tower::{IdempotencyLayer, RetryLayer, RetryOptions};

/// What a subscriber writes.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn no_event_holds_a_value_of_a_user() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false);
    let _guard = tracing::subscriber::set_default(subscriber.with_writer(move || writer.clone()).finish());

    let schema =
        Schema::from_json(r#"{ "properties": { "email": { "type": "string", "format": "email" } } }"#).unwrap();
    let once = IdempotencyLayer::new(MemoryStore::default())
        .check(
            move |_, body| Ok(schema.check(&std::str::from_utf8(body).unwrap().parse::<unanimous::Json>().unwrap())?),
        )
        .layer(service_fn(|_: Request<Full<Bytes>>| async {
            tracing::info!("handled");
            Ok::<_, io::Error>(Response::new(Full::<Bytes>::from("")))
        }));
    let post = |key: &str, body: &'static str| {
        let request = Request::post("/s3cret?s3cret").header("idempotency-key", key).header("x-request-id", "s3cret");
        request.body(Full::<Bytes>::from(body)).unwrap()
    };
    for (key, body) in [
        ("s3cret", r#"{"email":"s3cret@example.com"}"#),
        ("s3cret", r#"{"email":"s3cret@example.com"}"#),
        ("s3cret", r#"{"email":"other.s3cret@example.com"}"#),
        ("s3cret", r#"{"email":"s3cret"}"#),
        ("s3cret s3cret", "{}"),
    ] {
        once.clone().oneshot(post(key, body)).instrument(tracing::info_span!("outer")).await.unwrap();
    }
    let failing = service_fn(|_: Request<Full<Bytes>>| async {
        let error = r#"{"error":{"message":"s3cret","code":"s3cret"}}"#;
        Ok::<_, io::Error>(Response::builder().status(503).body(Full::<Bytes>::from(error)).unwrap())
    });
    let options = RetryOptions::default().backoff(Duration::ZERO, Duration::ZERO);
    RetryLayer::new(options).layer(failing).oneshot(post("s3cret", "s3cret")).await.unwrap();

    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let count = |part: &str| text.lines().filter(|line| line.contains(part)).count();
    assert_eq!((count("response replayed"), count("request refused"), count("retry decided")), (1, 3, 3), "{text}");
    for part in ["IDEMPOTENCY_CONFLICT", "invalid_email", "tries_exhausted"] {
        assert_eq!(count(part), 1, "{part}: {text}");
    }
    assert_eq!(count("tower_events: handled"), 1, "the task runs in the span of its request: {text}");
    assert_eq!(count("s3cret"), 0, "{text}");
}
