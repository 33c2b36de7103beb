//! Tests `interop::reqwest_middleware` with real servers on loopback.
#![cfg(target_os = "linux")]

#[path = "tower/scripted.rs"]
mod scripted;
#[path = "reqwest_guard/servers.rs"]
#[allow(dead_code, reason = "the tests of the guard use more of it")]
mod servers;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest_middleware::{ClientBuilder, ClientWithMiddleware, Error};
use unanimous::interop::reqwest::{Guard, Refused, refusal};
use unanimous::interop::reqwest_middleware::{Event, NextStep, NoResponse, RetryMiddleware, RetryOptions, Stop};

use scripted::{count, start};
use servers::{OPEN, Scripted, VICTIM, guard, open_only};

fn quick() -> RetryOptions {
    RetryOptions::default().backoff(Duration::ZERO, Duration::ZERO).idempotency_key(true)
}

/// Another package of the workspace may have given reqwest TLS without a provider.
fn install_tls() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

fn client(options: RetryOptions) -> ClientWithMiddleware {
    install_tls();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    ClientBuilder::new(client).with(RetryMiddleware::new(options)).build()
}

fn recorded(options: RetryOptions) -> (RetryOptions, Arc<Mutex<Vec<Event>>>) {
    let events = Arc::<Mutex<Vec<Event>>>::default();
    let list = Arc::clone(&events);
    (options.on_event(move |event| list.lock().unwrap().push(*event)), events)
}

#[tokio::test]
async fn a_post_is_sent_again_with_one_key_and_one_body() {
    let (url, seen) = start(&[(503, "20", "X"), (409, "20", "IDEMPOTENCY_IN_PROGRESS"), (201, "", "X")]).await;
    let response = client(quick()).post(&url).body("lead").send().await.unwrap();
    assert_eq!((response.status().as_u16(), response.url().as_str()), (201, url.as_str()));
    assert_eq!(count(&seen), (3, 1));
}

#[tokio::test]
async fn an_empty_key_is_none() {
    let table = [(quick(), (2, 1), 201), (quick().idempotency_key(false), (1, 1), 503)];
    for (options, counts, status) in table {
        let (url, seen) = start(&[(503, "20", "X"), (201, "", "X")]).await;
        let request = client(options).post(&url).header("idempotency-key", "").body("lead");
        assert_eq!((request.send().await.unwrap().status().as_u16(), count(&seen)), (status, counts));
    }
}

#[tokio::test]
async fn the_last_error_comes_with_its_whole_body() {
    let (url, seen) = start(&[(500, "1", "X")]).await;
    let response = client(quick()).post(&url).body("lead").send().await.unwrap();
    assert_eq!((response.status().as_u16(), count(&seen).0), (500, 3));
    assert_eq!(response.text().await.unwrap(), r#"{"error":{"message":"Answer 500","code":"X"}}"#);
}

#[tokio::test]
async fn a_stream_is_sent_once() {
    let (url, seen) = start(&[(503, "1", "X")]).await;
    let (options, events) = recorded(quick());
    let stream = reqwest::Body::wrap(http_body_util::Full::<bytes::Bytes>::from("lead"));
    let response = client(options).post(&url).body(stream).send().await.unwrap();
    assert_eq!((response.status().as_u16(), count(&seen).0), (503, 1));
    assert_eq!(events.lock().unwrap()[0].next, NextStep::Stop(Stop::Body));
}

#[tokio::test]
async fn failures_keep_their_types() {
    let closed = client(quick()).post("http://127.0.0.1:1/").send().await.unwrap_err();
    assert!(matches!(&closed, Error::Reqwest(error) if error.is_connect()), "{closed:?}");
    let (silent, _listener) = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        (format!("http://{}/", listener.local_addr().unwrap()), listener)
    };
    let late = client(quick().attempt_timeout(Duration::from_millis(20))).post(&silent).send().await.unwrap_err();
    let Error::Middleware(late) = late else { panic!("{late:?}") };
    assert!(matches!(late.downcast_ref(), Some(NoResponse::TimedOut)));
}

fn guarded(guard: Guard, options: RetryOptions) -> ClientWithMiddleware {
    install_tls();
    let client = guard.builder(reqwest::Client::builder()).unwrap().build().unwrap();
    ClientBuilder::new(client).with(RetryMiddleware::new(options)).with(guard).build()
}

#[tokio::test]
async fn a_refusal_of_the_guard_is_final() {
    let two = servers::servers(Some("http://127.0.0.1:PORT/"));
    for (host, answer, asked) in [(VICTIM, OPEN, 0), ("hooks.example.com", VICTIM, 1), ("hooks.example.com", OPEN, 1)] {
        let lookup = Scripted::new(&[&[answer]]);
        let (options, events) = recorded(quick());
        let client = guarded(guard(lookup.clone(), &open_only()), options);
        let refused = client.post(two.url(host)).body("{}").send().await.unwrap_err();
        let mut causes =
            std::iter::successors(Some(&refused as &(dyn std::error::Error + 'static)), |error| error.source());
        let is_refused = match &refused {
            Error::Middleware(error) => error.downcast_ref::<Refused>().is_some(),
            Error::Reqwest(_) => causes.any(<dyn std::error::Error>::is::<Refused>),
        };
        assert!(is_refused, "{host} {answer}: {refused:?}");
        let detail = |error: &(dyn std::error::Error + 'static)| refusal(error)?.detail().map(str::to_owned);
        assert_eq!(detail(&refused).as_deref(), Some("loopback"), "{host} {answer}: {refused:?}");
        let boxed: Box<dyn std::error::Error + Send + Sync> = refused.into();
        assert_eq!(detail(&std::io::Error::other(boxed)).as_deref(), Some("loopback"), "{host} {answer}");
        let events: Vec<_> = events.lock().unwrap().iter().map(|event| event.next).collect();
        assert_eq!((events, lookup.asked()), (vec![NextStep::Stop(Stop::Permanent)], asked), "{host} {answer}");
    }
    assert_eq!(two.reached(), (1, 0));
}

#[tokio::test]
async fn a_host_without_addresses_is_tried_again() {
    let two = servers::servers(None);
    let lookup = Scripted::new(&[&[], &[OPEN]]);
    let client = guarded(guard(lookup.clone(), &open_only()), quick());
    let response = client.post(two.url("hooks.example.com")).body("{}").send().await.unwrap();
    assert_eq!((response.status().as_u16(), lookup.asked(), two.reached()), (204, 2, (1, 0)));
}
