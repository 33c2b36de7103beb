//! Tests every answer of the example, over real TCP.

#[path = "../../server/tests/support/client.rs"]
mod client;

use std::net::SocketAddr;

use client::{Answer, chunked, request, send};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use unanimous_example_extractor::router;

const JSON: &str = "Content-Type: application/json";
const MAX: usize = 64 * 1024;

async fn start() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, router()).await });
    address
}

async fn post(to: SocketAddr, path: &str, headers: &[&str], body: impl AsRef<[u8]>) -> Answer {
    send(to, &request("POST", path, headers, body.as_ref())).await
}

#[track_caller]
fn assert_refused(answer: &Answer, status: u16, code: &str, message: &str) {
    let expected = json!({ "error": { "message": message, "code": code } }).to_string();
    assert_eq!((answer.status, answer.body.as_str()), (status, expected.as_str()));
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("vary"), "accept");
}

#[tokio::test]
async fn a_valid_body_reaches_the_handler_as_its_type() {
    let to = start().await;
    let lead = r#"{"email":"ann@example.com","phone":null,"contacts":[{"email":"bob@example.com"}]}"#;
    let answer = post(to, "/derived/leads", &[JSON], lead).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, lead));

    let sent = r#"{"email":"ann@example.com","contacts":[{"email":"bob@example.com"}]}"#;
    for content_type in [JSON, "content-type: Application/JSON; charset=utf-8", "content-type: application/ld+json"] {
        let answer = post(to, "/leads", &[content_type], sent).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, lead), "{content_type}");
    }
}

#[tokio::test]
async fn the_schema_names_every_issue() {
    let to = start().await;
    let phone = "5".repeat(51);
    let table = [
        (json!({}), "email: Required"),
        (json!([]), "$: Expected object, received array"),
        (
            json!({ "email": "ann", "phone": phone, "contacts": [{ "email": "bob@example.com" }, { "email": "x" }, {}] }),
            "email: Invalid email; phone: String must be at most 50 characters; contacts.1.email: Invalid email; \
             contacts.2.email: Required",
        ),
        (json!({ "email": 1, "role": "admin" }), "email: Expected string, received number; role: Unrecognized key"),
    ];
    for (body, reasons) in table {
        let answer = post(to, "/leads", &[JSON], body.to_string()).await;
        assert_refused(&answer, 400, "VALIDATION_ERROR", &format!("Validation error: {reasons}"));
    }
}

#[tokio::test]
async fn errors_of_validator_have_the_same_texts() {
    let to = start().await;
    let body = json!({ "phone": "5".repeat(51), "email": "ann", "contacts": [{ "email": "b@example.com" }, { "email": "x" }] });
    let answer = post(to, "/derived/leads", &[JSON], body.to_string()).await;
    let message = "Validation error: contacts.1.email: Invalid email; email: Invalid email; phone: String must be at most 50 characters";
    assert_refused(&answer, 400, "VALIDATION_ERROR", message);
    // The type has no place for a number here. serde's own text would quote it.
    let answer = post(to, "/derived/leads", &[JSON], r#"{"email":12345}"#).await;
    assert_refused(&answer, 400, "BAD_REQUEST", "Request body does not have the shape asked for");
}

#[tokio::test]
async fn a_body_that_is_not_json_never_reaches_the_schema() {
    let to = start().await;
    for path in ["/leads", "/derived/leads"] {
        for headers in [&[][..], &["Content-Type: text/plain"], &["Content-Type: application/jsonp"]] {
            let answer = post(to, path, headers, "{}").await;
            assert_refused(&answer, 415, "UNSUPPORTED_MEDIA_TYPE", "Content-Type must be application/json");
        }
        let message = if path == "/leads" { "is not valid JSON" } else { "does not have the shape asked for" };
        for body in ["", "{", r#"{"email":"ann@example.com"} x"#] {
            let answer = post(to, path, &[JSON], body).await;
            assert_refused(&answer, 400, "BAD_REQUEST", &format!("Request body {message}"));
        }
        // JSON of exactly the size that is allowed, then one byte more, with a `Content-Length` and without.
        let mut lead = br#"{"email":"ann@example.com"}"#.to_vec();
        lead.resize(MAX, b' ');
        assert_eq!(post(to, path, &[JSON], &lead).await.status, 200);
        lead.push(b' ');
        let message = "Request body is too large";
        assert_refused(&post(to, path, &[JSON], &lead).await, 413, "PAYLOAD_TOO_LARGE", message);
        assert_refused(&send(to, &chunked(path, &[JSON], &lead)).await, 413, "PAYLOAD_TOO_LARGE", message);
    }
}

#[tokio::test]
async fn a_client_that_asks_for_problem_details_gets_them() {
    let to = start().await;
    let headers = [JSON, "Accept: application/problem+json"];
    let answer = post(to, "/leads", &headers, r#"{"email":"ann@example.com","contacts":[{"email":"x"}]}"#).await;
    assert_eq!((answer.status, answer.header("content-type")), (422, "application/problem+json"));
    let body: Value = serde_json::from_str(&answer.body).expect("JSON");
    assert_eq!(
        body["errors"],
        json!([{ "detail": "Invalid email", "pointer": "#/contacts/0/email", "code": "invalid_email" }])
    );
    assert_eq!(post(to, "/leads", &["Accept: application/problem+json"], "{}").await.status, 415);
}
