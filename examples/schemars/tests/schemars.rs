//! Tests the example over real TCP.

#[allow(dead_code, reason = "the tests of other examples send chunked bodies and read headers")]
#[path = "../../server/tests/support/client.rs"]
mod client;

use std::net::SocketAddr;

use client::{request, send};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use unanimous_example_schemars::router;

const JSON: &str = "Content-Type: application/json";

async fn start() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, router()).await });
    address
}

fn lead() -> Value {
    json!({
        "email": "ann@example.com",
        "note": null,
        "seats": 3,
        "budget": 9.5,
        "channel": "friend",
        "plan": { "kind": "yearly", "years": 2 },
        "address": { "lines": ["Main Street", 5], "country": "SE" },
        "tags": ["new"],
        "answers": { "size": 42 },
    })
}

#[tokio::test]
async fn a_valid_lead_is_answered() {
    let to = start().await;
    let answer = send(to, &request("POST", "/leads", &[JSON], lead().to_string().as_bytes())).await;
    let body: Value = serde_json::from_str(&answer.body).expect("JSON");
    assert_eq!((answer.status, body), (200, lead()));
    let least = json!({ "email": "ann@example.com", "seats": 1, "channel": "search" });
    let answer = send(to, &request("POST", "/leads", &[JSON], least.to_string().as_bytes())).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

#[tokio::test]
async fn each_mistake_is_named() {
    let to = start().await;
    let cases = [
        (json!({}), "email: Required; seats: Required; channel: Required"),
        (json!({ "email": "ann" }), "email: Invalid email"),
        (json!({ "note": 1 }), "note: Expected string or null, received number"),
        (json!({ "seats": 0 }), "seats: Number must be at least 1"),
        (json!({ "seats": 4_294_967_296_u64 }), "seats: Number must be at most 4294967295"),
        (json!({ "seats": 1.5 }), "seats: Expected integer, received number"),
        (json!({ "budget": "9" }), "budget: Expected number or null, received string"),
        (json!({ "plan": { "kind": "yearly" } }), "plan.years: Required"),
        (json!({ "plan": { "kind": "monthly", "begins": 256 } }), "plan.begins: Number must be at most 255"),
        (
            json!({ "address": { "lines": ["a", -1], "country": "se" } }),
            "address.lines.1: Number must be at least 0; address.country: Must match ^[A-Z]{2}$",
        ),
        (json!({ "tags": ["a", "b", "c", "d"] }), "tags: List must have at most 3 items"),
        (json!({ "answers": { "size": "yes" } }), "answers.size: Expected integer, received string"),
        (json!({ "phone": "1" }), "phone: Unrecognized key"),
    ];
    for (change, reasons) in cases {
        let mut body = if change == json!({}) { json!({}) } else { lead() };
        for (name, value) in change.as_object().expect("an object") {
            body[name] = value.clone();
        }
        let answer = send(to, &request("POST", "/leads", &[JSON], body.to_string().as_bytes())).await;
        let expected = format!(r#"{{"error":{{"message":"Validation error: {reasons}","code":"VALIDATION_ERROR"}}}}"#);
        assert_eq!((answer.status, answer.body), (400, expected));
    }
}

#[tokio::test]
async fn other_bodies_are_refused() {
    let to = start().await;
    let answer = send(to, &request("POST", "/leads", &[JSON], b"{")).await;
    let expected = r#"{"error":{"message":"Request body is not valid JSON","code":"BAD_REQUEST"}}"#;
    assert_eq!((answer.status, answer.body.as_str()), (400, expected));
}

#[tokio::test]
async fn the_schema_is_served_for_the_page() {
    let to = start().await;
    let answer = send(to, &request("GET", "/lead.schema.json", &[], b"")).await;
    let schema: Value = serde_json::from_str(&answer.body).expect("JSON");
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(schema["required"], json!(["email", "seats", "channel"]));
}
