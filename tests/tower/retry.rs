//! Tests `RetryLayer`.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Request, Response};
use http_body::{Body, Frame};
use http_body_util::{BodyExt as _, Full};
use tower::{BoxError, Layer as _, Service, ServiceExt as _, service_fn};
use unanimous::interop::tower::{Budget, Event, Next, NoResponse, ReadAhead, RetryLayer, RetryOptions, Stop};
use unanimous::retry::RetryReason;

use super::scripted::{Seen, count, start};

type Sent = Result<Response<ReadAhead<reqwest::Body>>, NoResponse>;

/// A client of the network with the layer.
fn client(
    options: RetryOptions,
) -> impl Service<Request<Full<Bytes>>, Response = Response<ReadAhead<reqwest::Body>>, Error = NoResponse, Future: Send>
+ Clone
+ Send {
    let client = crate::network();
    let network = service_fn(move |request: Request<Full<Bytes>>| {
        let client = client.clone();
        async move {
            let request = reqwest::Request::try_from(request.map(reqwest::Body::wrap))?;
            client.execute(request).await.map(Response::<reqwest::Body>::from)
        }
    });
    RetryLayer::new(options).layer(network)
}

fn request(method: &str, url: &str) -> Request<Full<Bytes>> {
    Request::builder().method(method).uri(url).body(Full::from("lead")).expect("a request")
}

async fn send(options: &RetryOptions, method: &str, url: &str) -> Sent {
    client(options.clone()).oneshot(request(method, url)).await
}

fn status(sent: &Sent) -> u16 {
    sent.as_ref().expect("a response").status().as_u16()
}

/// Options that record what follows on each attempt.
fn recorded(options: RetryOptions) -> (RetryOptions, Arc<Mutex<Vec<Event>>>) {
    let events = Arc::<Mutex<Vec<Event>>>::default();
    let list = Arc::clone(&events);
    (options.on_event(move |event| list.lock().unwrap().push(*event)), events)
}

fn quick() -> RetryOptions {
    RetryOptions::default().backoff(Duration::ZERO, Duration::ZERO).idempotency_key(true)
}

fn last(events: &Mutex<Vec<Event>>) -> Next {
    events.lock().unwrap().last().expect("an event").next
}

#[tokio::test]
async fn a_post_is_sent_again_with_one_key_and_one_body() {
    let (url, seen) = start(&[(503, "20", "X"), (409, "20", "IDEMPOTENCY_IN_PROGRESS"), (201, "", "X")]).await;
    let (options, events) = recorded(quick());
    let begun = Instant::now();
    assert_eq!(status(&send(&options, "POST", &url).await), 201);
    assert!(begun.elapsed() >= Duration::from_millis(40));
    assert_eq!(count(&seen), (3, 1));
    assert_eq!(seen.lock().unwrap()[0].0.len(), 36, "a random UUID");
    let events: Vec<_> = events.lock().unwrap().iter().map(|event| (event.attempt, event.status, event.next)).collect();
    let again = Next::Again(Duration::from_millis(20));
    assert_eq!(events, [(0, Some(503), again), (1, Some(409), again)]);
}

#[tokio::test]
async fn without_a_key_a_post_is_sent_once() {
    let (url, seen) = start(&[(503, "20", "X")]).await;
    let (options, events) = recorded(quick().idempotency_key(false));
    assert_eq!(status(&send(&options, "POST", &url).await), 503);
    assert_eq!((count(&seen), last(&events)), ((1, 1), Next::Stop(Stop::Advice)));
    assert_eq!(events.lock().unwrap()[0].advice.map(|advice| advice.why), Some(RetryReason::Unsafe));
    assert_eq!(seen.lock().unwrap()[0].0, "none");
    // A key of the request's own says that it may be repeated.
    let mut keyed = request("POST", &url);
    keyed.headers_mut().insert("idempotency-key", "k1".parse().unwrap());
    assert_eq!(status(&client(options.clone()).oneshot(keyed).await), 503);
    assert_eq!(seen.lock().unwrap()[1..], vec![("k1".to_owned(), "lead".to_owned()); 3]);
    // A PUT needs none, and gets none.
    assert_eq!(status(&send(&quick(), "PUT", &url).await), 503);
    assert_eq!(seen.lock().unwrap()[4..], vec![("none".to_owned(), "lead".to_owned()); 3]);
}

#[tokio::test]
async fn the_code_in_the_body_decides_and_the_body_comes_whole() {
    let (url, seen) = start(&[(429, "20", "insufficient_quota")]).await;
    let response = send(&quick(), "POST", &url).await.expect("a response");
    assert_eq!((response.status().as_u16(), count(&seen).0), (429, 1));
    let body = response.into_body().collect().await.expect("a body").to_bytes();
    assert_eq!(body, r#"{"error":{"message":"Answer 429","code":"insufficient_quota"}}"#);
}

#[tokio::test]
async fn a_wait_that_ends_after_the_time_in_all_is_not_begun() {
    let (url, seen) = start(&[(503, "60", "X"), (503, "600000", "X")]).await;
    // Less than the wait that the server asks for the second time.
    let (options, events) = recorded(quick().total_time(Duration::from_secs(60)).max_wait(Duration::from_secs(3_600)));
    let begun = Instant::now();
    assert_eq!(status(&send(&options, "GET", &url).await), 503);
    assert!(begun.elapsed() < Duration::from_secs(60));
    assert_eq!((count(&seen).0, last(&events)), (2, Next::Stop(Stop::TotalTime)));
}

#[tokio::test]
async fn retries_are_paid_from_the_token_bucket() {
    let (url, seen) = start(&[(503, "1", "X")]).await;
    let budget = Budget::new(40);
    let (options, events) = recorded(quick().budget(budget.clone()));
    // Two retries for 14 tokens each, then none.
    assert_eq!(status(&send(&options, "GET", &url).await), 503);
    assert_eq!((count(&seen).0, budget.available()), (3, 12));
    assert_eq!(status(&send(&options, "GET", &url).await), 503);
    assert_eq!((count(&seen).0, budget.available(), last(&events)), (4, 12, Next::Stop(Stop::Budget)));
    // The server refused it before any work: 5 tokens.
    let (busy, seen) = start(&[(429, "1", "X"), (200, "", "X")]).await;
    assert_eq!(status(&send(&options, "GET", &busy).await), 200);
    // The retry has succeeded, so that its 5 tokens are back; then one for each success.
    assert_eq!((count(&seen).0, budget.available()), (2, 12));
    for tokens in 13..=16 {
        assert_eq!(status(&send(&options, "GET", &busy).await), 200);
        assert_eq!(budget.available(), tokens);
    }
    assert_eq!(status(&send(&options, "GET", &url).await), 503);
    assert_eq!(budget.available(), 2);
}

#[tokio::test]
async fn a_server_that_fails_for_all_clients_gets_few_retries() {
    let (url, seen) = start(&[(503, "1", "X")]).await;
    let client = client(quick().max_tries(10));
    let all = (0..100).map(|_| client.clone().oneshot(request("GET", &url)));
    let mut set = tokio::task::JoinSet::new();
    for one in all {
        set.spawn(one);
    }
    while let Some(sent) = set.join_next().await {
        assert_eq!(status(&sent.expect("no panic")), 503);
    }
    // 500 tokens pay for 35 retries.
    assert_eq!(count(&seen).0, 135);
}

/// A service that counts its calls in `calls`.
fn counting<E: Into<BoxError> + Send + 'static>(
    calls: &Arc<AtomicUsize>,
    answer: impl Fn() -> Result<Response<Full<Bytes>>, E> + Clone + Send + 'static,
) -> impl Service<Request<Full<Bytes>>, Response = Response<Full<Bytes>>, Error = E, Future: Send> + Clone + Send + 'static
{
    let counter = Arc::clone(calls);
    service_fn(move |_: Request<Full<Bytes>>| {
        counter.fetch_add(1, Ordering::SeqCst);
        std::future::ready(answer())
    })
}

#[tokio::test]
async fn failures_without_a_response_are_retried_unless_they_are_permanent() {
    for (failure, is_final, calls, stop) in [
        ("connection reset", false, 3, Stop::Advice),
        ("connection reset", true, 1, Stop::Permanent),
        ("invalid peer certificate: Expired", false, 1, Stop::Permanent),
    ] {
        let counted = Arc::default();
        let service = counting(&counted, move || Err(io::Error::other(failure)));
        let (options, events) = recorded(quick().is_final(move |_| is_final));
        let sent = RetryLayer::new(options).layer(service).oneshot(request("GET", "/")).await;
        assert!(matches!(&sent, Err(NoResponse::Failed(error)) if error.to_string() == failure), "{sent:?}");
        assert_eq!((counted.load(Ordering::SeqCst), last(&events)), (calls, Next::Stop(stop)), "{failure}");
    }
}

#[test]
fn the_text_of_an_invalid_certificate_is_that_of_rustls() {
    for error in [rustls::CertificateError::Expired, rustls::CertificateError::UnknownIssuer] {
        let error = rustls::Error::InvalidCertificate(error);
        let failure = NoResponse::Failed(io::Error::other(io::Error::other(error)).into());
        assert!(failure.is_permanent(|_| false), "{failure}");
    }
    let passing = NoResponse::Failed(rustls::Error::General("x".into()).into());
    assert!(!passing.is_permanent(|_| false));
}

#[tokio::test(start_paused = true)]
async fn an_attempt_ends_at_its_limit() {
    let calls = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&calls);
    let silent = service_fn(move |_: Request<Full<Bytes>>| {
        counter.fetch_add(1, Ordering::SeqCst);
        std::future::pending::<Result<Response<Full<Bytes>>, io::Error>>()
    });
    let options = quick().attempt_timeout(Duration::from_millis(30));
    let sent = RetryLayer::new(options).layer(silent.clone()).oneshot(request("GET", "/")).await;
    assert!(matches!(sent, Err(NoResponse::TimedOut)));
    assert_eq!(calls.load(Ordering::SeqCst), 3);
    // The time in all limits it, too.
    let begun = tokio::time::Instant::now();
    let sent =
        RetryLayer::new(quick().total_time(Duration::from_millis(50))).layer(silent).oneshot(request("GET", "/"));
    assert!(matches!(sent.await, Err(NoResponse::TimedOut)));
    assert!(begun.elapsed() < Duration::from_millis(60), "{:?}", begun.elapsed());
    assert_eq!(calls.load(Ordering::SeqCst), 4);
}

/// A body that sends a part and then is silent, or breaks.
#[derive(Clone)]
struct Part(Option<&'static str>, bool);

impl Body for Part {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        match (self.0.take(), self.1) {
            (Some(part), _) => Poll::Ready(Some(Ok(Frame::data(part.into())))),
            (None, true) => Poll::Ready(Some(Err(io::Error::other("broken")))),
            (None, false) => Poll::Pending,
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_that_stalls_or_breaks_is_read_as_far_as_it_has_come() {
    for breaks in [false, true] {
        let service = service_fn(move |_: Request<Full<Bytes>>| async move {
            let response = Response::builder().status(404).body(Part(Some("No such le"), breaks));
            Ok::<_, io::Error>(response.expect("a response"))
        });
        let options = quick().body_timeout(Duration::from_millis(50));
        let sent = RetryLayer::new(options).layer(service).oneshot(request("GET", "/"));
        let response = tokio::time::timeout(Duration::from_secs(5), sent).await.expect("in time").expect("a response");
        let mut body = response.into_body();
        let part = body.frame().await.expect("a part").expect("no error").into_data().expect("data");
        assert_eq!(part, "No such le");
        let end = tokio::time::timeout(Duration::from_millis(50), body.frame()).await;
        assert_eq!(end.is_err(), !breaks, "the rest is still silent");
        assert!(end.is_err() || matches!(end, Ok(Some(Err(error))) if error.to_string() == "broken"));
    }
}

#[tokio::test(start_paused = true)]
async fn the_time_in_all_limits_the_reading_of_an_error() {
    let service = service_fn(move |_: Request<Full<Bytes>>| async move {
        let response = Response::builder().status(503).body(Part(Some("No such le"), false));
        Ok::<_, io::Error>(response.expect("a response"))
    });
    let (options, events) = recorded(quick().total_time(Duration::from_millis(50)));
    let sent = RetryLayer::new(options).layer(service).oneshot(request("GET", "/"));
    let sent = tokio::time::timeout(Duration::from_secs(5), sent).await.expect("long before `body_timeout`");
    assert_eq!(sent.expect("a response").status(), 503);
    assert_eq!(last(&events), Next::Stop(Stop::TotalTime));
}

#[tokio::test]
async fn the_layer_waits_until_the_service_is_ready_again() {
    let calls = Arc::default();
    let service = counting(&calls, || {
        Ok::<_, io::Error>(Response::builder().status(503).body(Full::from("")).expect("a response"))
    });
    // `ConcurrencyLimit` panics if it is called before it is ready.
    let limited = tower::limit::ConcurrencyLimit::new(service, 1);
    let sent = RetryLayer::new(quick()).layer(limited).oneshot(request("GET", "/")).await.expect("a response");
    assert_eq!((sent.status().as_u16(), calls.load(Ordering::SeqCst)), (503, 3));
}

#[tokio::test]
async fn an_event_holds_nothing_of_the_request() {
    let (url, _): (String, Seen) = start(&[(503, "1", "s3cret")]).await;
    let (options, events) = recorded(quick());
    let mut secret = request("POST", &format!("{url}s3cret?s3cret=1"));
    secret.headers_mut().insert("idempotency-key", "s3cret".parse().unwrap());
    assert_eq!(status(&client(options.clone()).oneshot(secret).await), 503);
    let told = format!("{:?} {options:?}", events.lock().unwrap());
    assert!(!told.contains("s3cret"), "{told}");
}
