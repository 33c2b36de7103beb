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
use unanimous::idempotency::{Limits, MemoryStore};
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

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// Captures every event while the guard lives.
fn capture() -> (Log, tracing::subscriber::DefaultGuard) {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false);
    (log, tracing::subscriber::set_default(subscriber.with_writer(move || writer.clone()).finish()))
}

/// A service that answers by the path of the request.
async fn serve(request: Request<Full<Bytes>>) -> io::Result<Response<Broken>> {
    assert_ne!(request.uri().path(), "/panic", "a handler that panics");
    Ok(Response::new(Broken(request.uri().path() == "/broken")))
}

/// A body that ends, or breaks.
struct Broken(bool);

impl From<Bytes> for Broken {
    fn from(_: Bytes) -> Self {
        Self(false)
    }
}

impl http_body::Body for Broken {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<io::Result<http_body::Frame<Bytes>>>> {
        std::task::Poll::Ready(self.0.then(|| Err(io::Error::other("s3cret"))))
    }
}

#[tokio::test]
async fn a_mistake_of_the_server_is_an_error_event_that_names_it() {
    let (log, _guard) = capture();
    let layer = || IdempotencyLayer::new(MemoryStore::default());
    let no_room = MemoryStore::new(Limits { max_keys: 0, ..Limits::default() });
    let post = |path: &str| {
        let request = Request::post(path).header("idempotency-key", "s3cret").header("x-request-id", "s3cret");
        request.body(Full::<Bytes>::from("s3cret")).unwrap()
    };
    let cases = [
        (
            layer().scope(|_| String::new()),
            "/",
            500,
            "the function `scope` of IdempotencyLayer returned an empty account",
        ),
        (
            layer().request_id(|_| "a\nb".to_owned()),
            "/",
            200,
            "the function `request_id` of IdempotencyLayer returned no value of a header",
        ),
        (layer().keep(|_| panic!("s3cret")), "/", 200, "the function `keep` of IdempotencyLayer panicked"),
        (
            IdempotencyLayer::new(no_room).on_store_error(|_| panic!("s3cret")),
            "/",
            503,
            "the function `on_store_error` of IdempotencyLayer panicked",
        ),
        (layer(), "/panic", 500, "the inner service panicked, or the runtime shut down"),
        (layer(), "/broken", 500, "the body of the response broke"),
    ];
    for (layer, path, status, cause) in cases {
        log.0.lock().unwrap().clear();
        let response = layer.layer(service_fn(serve)).oneshot(post(path)).await.unwrap();
        assert_eq!(response.status().as_u16(), status, "{cause}");
        // The event of `on_store_error` comes after the response.
        tokio::task::yield_now().await;
        let text = log.text();
        let errors: Vec<&str> = text.lines().filter(|line| line.contains("internal error")).collect();
        let [line] = errors[..] else { panic!("{cause}: {text}") };
        assert!(line.trim_start_matches(|c| c != 'E').starts_with("ERROR"), "{line}");
        assert!(line.contains(cause), "{line}");
        assert!(!text.contains("s3cret"), "{text}");
    }
    log.0.lock().unwrap().clear();
    layer().layer(service_fn(serve)).oneshot(post("/")).await.unwrap();
    assert!(!log.text().contains("ERROR"), "{}", log.text());
}

#[tokio::test]
async fn no_event_holds_a_value_of_a_user() {
    let (log, _guard) = capture();
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

    let text = log.text();
    let count = |part: &str| text.lines().filter(|line| line.contains(part)).count();
    assert_eq!((count("response replayed"), count("request refused"), count("retry decided")), (1, 3, 3), "{text}");
    for part in ["IDEMPOTENCY_CONFLICT", "invalid_email", "tries_exhausted"] {
        assert_eq!(count(part), 1, "{part}: {text}");
    }
    assert_eq!(count("tower_events: handled"), 1, "the task runs in the span of its request: {text}");
    assert_eq!(count("s3cret"), 0, "{text}");
}
