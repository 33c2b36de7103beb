//! Requests that are refused before their key is claimed.

use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use unanimous::interop::tower::Refusal;

use super::{Work, layer, post, send, serve};

#[tokio::test]
async fn every_check_runs_in_order() {
    let refuse = |code: &'static str| move || Err(Refusal::new(StatusCode::BAD_REQUEST, code, code));
    let (head, body) = (refuse("HEAD"), refuse("BODY"));
    let layer = layer()
        .check_head(move |parts| if parts.headers.contains_key("x-head") { head() } else { Ok(()) })
        .check_head(|_| Ok(()))
        .check(move |_, bytes| if bytes.is_empty() { body() } else { Ok(()) })
        .check(|parts, _| {
            parts.headers.insert("x-request-id", http::HeaderValue::from_static("checked"));
            Ok(())
        });
    let work = Work::default();
    let url = serve(layer, &work).await;
    send(post(&url, "k", "").header("x-head", "1")).await.assert_refused(400, "HEAD");
    send(post(&url, "k", "")).await.assert_refused(400, "BODY");
    assert_eq!((send(post(&url, "k", "{}")).await.0, work.runs()), (201, 1));
}

#[tokio::test]
async fn a_body_has_limits_of_bytes_and_of_time() {
    let work = Work::default();
    let url = serve(layer().max_bytes(2_048), &work).await;
    assert_eq!(send(post(&url, "a", &"x".repeat(2_048))).await.0, 201);
    let long = send(post(&url, "b", &"x".repeat(2_049))).await;
    long.assert_refused(413, "PAYLOAD_TOO_LARGE");
    assert!(long.3.contains("Request body must be at most 2 KiB"), "{}", long.3);
    assert_eq!(long.header("connection"), "close");
    let url = serve(layer().body_timeout(Duration::from_millis(100)), &work).await;
    let address = url.trim_start_matches("http://").trim_end_matches("/leads");
    let mut slow = TcpStream::connect(address).await.expect("a connection");
    let head = "POST /leads HTTP/1.1\r\nhost: x\r\nidempotency-key: c\r\ncontent-length: 9\r\n\r\nx";
    slow.write_all(head.as_bytes()).await.expect("the request is taken");
    let mut answer = String::new();
    // Its head and its body may come one after the other.
    while !answer.ends_with('}') {
        let mut part = [0; 512];
        let length = tokio::io::AsyncReadExt::read(&mut slow, &mut part).await.expect("an answer");
        assert_ne!(length, 0, "{answer}");
        answer += &String::from_utf8_lossy(&part[..length]);
    }
    assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains("REQUEST_TIMEOUT"), "{answer}");
    assert!(answer.contains("\r\nconnection: close\r\n"), "{answer}");
    assert_eq!(work.runs(), 1);
}

#[tokio::test]
async fn a_check_refuses_before_the_key_is_claimed() {
    let work = Work::default();
    let schema = unanimous::Schema::from_json(r#"{ "required": ["email"] }"#).expect("a schema");
    let check = move |parts: &mut http::request::Parts, body: &Bytes| {
        let bad = || Refusal::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", "Request body is not valid JSON");
        let lead: unanimous::Json =
            std::str::from_utf8(body).ok().and_then(|text| text.parse().ok()).ok_or_else(bad)?;
        schema.check(&lead)?;
        parts.extensions.insert(lead);
        Ok(())
    };
    let url = serve(layer().check(check), &work).await;
    send(post(&url, "k", "{")).await.assert_refused(400, "BAD_REQUEST");
    let invalid = send(post(&url, "k", "{}")).await;
    invalid.assert_refused(400, "VALIDATION_ERROR");
    assert!(invalid.3.contains("Validation error: email: Required"), "{}", invalid.3);
    assert_eq!(send(post(&url, "k", r#"{"email":""}"#)).await.0, 201);
    send(post(&url, "k", "{}")).await.assert_refused(400, "VALIDATION_ERROR");
    assert_eq!(work.runs(), 1);
}

#[test]
fn a_refusal_is_an_error_with_its_message() {
    let refusal: Box<dyn std::error::Error> =
        Box::new(Refusal::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", "Request body is not valid JSON"));
    assert_eq!(refusal.to_string(), "Request body is not valid JSON");
}
