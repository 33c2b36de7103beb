//! Tests every answer of the example server, over real TCP.

mod idempotency;
mod slow;
#[path = "../support/mod.rs"]
mod support;

use serde_json::{Value, json};
use support::client::{Answer, chunked, head, request, send};
use support::harness::{serve, setup, start};
use unanimous_example_server::EdgeOrigin;

const JSON: &str = "Content-Type: application/json";
const KEY: &str = "Idempotency-Key: 8e03978e-40d5-43e8-bc93-6894a57f9324";
const LEAD: &[u8] = br#"{"name":"Ann","email":"ann@example.com"}"#;
const MAX: usize = 64 * 1024;

/// A new key for one request. A key that was used before would get its stored answer.
fn fresh() -> String {
    format!("Idempotency-Key: {}", unanimous::rule::idempotency_key::new_idempotency_key())
}

#[track_caller]
fn assert_refused(answer: &Answer, status: u16, code: &str, message: &str) {
    let expected = json!({ "error": { "message": message, "code": code } }).to_string();
    assert_eq!((answer.status, answer.body.as_str()), (status, expected.as_str()));
    assert_eq!(answer.header("content-type"), "application/json");
}

/// A lead that is `bytes` long.
fn lead_of(bytes: usize) -> Vec<u8> {
    let mut lead = LEAD.to_vec();
    lead.resize(bytes, b' ');
    lead
}

#[tokio::test]
async fn a_lead_is_accepted() {
    let to = start().await;
    let answer = send(to, &request("POST", "/api/leads", &[JSON, KEY], LEAD)).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let body: Value = serde_json::from_str(&answer.body).expect("JSON");
    let id = body["id"].as_str().expect("an id");
    assert_eq!(answer.header("location"), format!("/api/leads/{id}"));
    assert_eq!(answer.body, format!(r#"{{"id":"{id}","lead":{}}}"#, String::from_utf8_lossy(LEAD)));
    assert_eq!(answer.header("content-type"), "application/json");

    let again = send(to, &request("POST", "/api/leads", &[JSON, KEY], LEAD)).await;
    assert_eq!(again.body, answer.body, "the same key names the same lead");
    let other = send(to, &request("POST", "/api/leads", &[JSON, "Idempotency-Key: other"], LEAD)).await;
    assert_ne!(other.body, answer.body);
}

#[tokio::test]
async fn a_bad_lead_gets_the_sentence() {
    let to = start().await;
    let phone = "5".repeat(51);
    let body = json!({ "name": "Ann", "email": "ann", "phone": phone }).to_string();
    let sentence = "Validation error: email: Invalid email; phone: String must be at most 50 characters";
    for (path, headers) in [("/api/leads", &[JSON, KEY][..]), ("/api/leads/check", &[JSON])] {
        let answer = send(to, &request("POST", path, headers, body.as_bytes())).await;
        assert_refused(&answer, 400, "VALIDATION_ERROR", sentence);
    }
}

#[tokio::test]
async fn a_callback_url_must_be_safe_to_call() {
    let to = start().await;
    let table = [
        ("https://hooks.example.com/lead", None),
        ("https://[2606:4700:4700::1111]/", None),
        ("http://hooks.example.com/", Some("URL must use https")),
        ("https://169.254.169.254/latest/meta-data/", Some("URL points at a private network")),
        ("https://2130706433/", Some("URL host is not allowed")),
        ("https://metadata.google.internal/", Some("URL host is not allowed")),
        ("https://example.com@127.0.0.1/", Some("URL must not hold a user name or password")),
        ("https://example.com:22/", Some("URL port is not allowed")),
        ("", Some("Invalid URL")),
    ];
    for (url, reason) in table {
        let body = json!({ "name": "Ann", "email": "ann@example.com", "callback_url": url }).to_string();
        let answer = send(to, &request("POST", "/api/leads", &[JSON, &fresh()], body.as_bytes())).await;
        match reason {
            None => assert_eq!(answer.status, 201, "{url}: {}", answer.body),
            Some(reason) => {
                let message = format!("Validation error: callback_url: {reason}");
                assert_refused(&answer, 400, "VALIDATION_ERROR", &message);
            }
        }
    }
}

#[tokio::test]
async fn check_creates_nothing_and_needs_no_key() {
    let to = start().await;
    let answer = send(to, &request("POST", "/api/leads/check", &[JSON], LEAD)).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, r#"{"ok":true}"#));
}

#[tokio::test]
async fn only_json_media_types_are_accepted() {
    let to = start().await;
    let accepted = [
        "application/json",
        "APPLICATION/JSON",
        "application/json; charset=utf-8",
        "application/json;charset=\"utf-8\"",
        "application/ld+json",
        "application/vnd.lead.v1+JSON ; q=1",
        "text/x+json",
    ];
    for value in accepted {
        let header = format!("Content-Type: {value}");
        assert_eq!(send(to, &request("POST", "/api/leads", &[&header, KEY], LEAD)).await.status, 201, "{value}");
    }
    let refused = [
        "Content-Type: text/plain",
        "Content-Type: application/jsonp",
        "Content-Type: application/+json",
        "Content-Type: json",
        "Content-Type: application/json, text/plain",
        "Content-Type: text/plain; a=application/json",
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Type: caf\u{e9}/x+json",
        "Content-Type:",
        "X-Nothing: 1",
        "Content-Type: text/plain\r\nContent-Type: application/json",
    ];
    for header in refused {
        // The request has no key and no JSON. The media type is checked first.
        let answer = send(to, &request("POST", "/api/leads", &[header], b"{")).await;
        assert_refused(&answer, 415, "UNSUPPORTED_MEDIA_TYPE", "Content-Type must be application/json");
    }
}

#[tokio::test]
async fn a_body_of_more_than_64_kib_is_refused() {
    let to = start().await;
    let (most, more) = (lead_of(MAX), lead_of(MAX + 1));
    assert_eq!(send(to, &request("POST", "/api/leads", &[JSON, KEY], &most)).await.status, 201);
    assert_eq!(send(to, &chunked("/api/leads", &[JSON, KEY], &most)).await.status, 201);
    // The request has no key. The size is checked first.
    let message = "Request body must be at most 64 KiB";
    for large in [more, lead_of(512 * 1024)] {
        let answer = send(to, &request("POST", "/api/leads", &[JSON], &large)).await;
        assert_refused(&answer, 413, "PAYLOAD_TOO_LARGE", message);
        let answer = send(to, &chunked("/api/leads", &[JSON], &large)).await;
        assert_refused(&answer, 413, "PAYLOAD_TOO_LARGE", message);
    }
}

#[tokio::test]
async fn a_missing_or_invalid_idempotency_key_is_refused() {
    let to = start().await;
    let (most, more) = ("k".repeat(255), "k".repeat(256));
    let invalid = "Idempotency key must be visible ASCII characters";
    let repeated = "Idempotency-Key header was sent more than once, or holds a list";
    let quoted = "Idempotency key must be sent without quotation marks";
    let too_long = "String must be at most 255 characters";
    let refused = [
        (String::from("X-Nothing: 1"), "IDEMPOTENCY_KEY_REQUIRED", "Idempotency-Key header is required"),
        ("Idempotency-Key:".into(), "IDEMPOTENCY_KEY_INVALID", "String must be at least 1 character"),
        ("Idempotency-Key: a b".into(), "IDEMPOTENCY_KEY_INVALID", invalid),
        ("Idempotency-Key: \"quoted\"".into(), "IDEMPOTENCY_KEY_INVALID", quoted),
        ("Idempotency-Key: cl\u{e9}".into(), "IDEMPOTENCY_KEY_INVALID", invalid),
        ("Idempotency-Key: one\r\nIdempotency-Key:".into(), "IDEMPOTENCY_KEY_INVALID", repeated),
        ("Idempotency-Key:\r\nIdempotency-Key:".into(), "IDEMPOTENCY_KEY_INVALID", repeated),
        ("Idempotency-Key: one,".into(), "IDEMPOTENCY_KEY_INVALID", repeated),
        ("Idempotency-Key: one\r\nIdempotency-Key: two".into(), "IDEMPOTENCY_KEY_INVALID", repeated),
        ("Idempotency-Key: one\r\nIdempotency-Key: one".into(), "IDEMPOTENCY_KEY_INVALID", repeated),
        (format!("Idempotency-Key: {more}"), "IDEMPOTENCY_KEY_TOO_LONG", too_long),
    ];
    for (header, code, message) in refused {
        // The body is not JSON. The key is checked first.
        let answer = send(to, &request("POST", "/api/leads", &[JSON, &header], b"{")).await;
        assert_refused(&answer, 400, code, message);
    }
    let header = format!("Idempotency-Key: \t{most} ");
    assert_eq!(send(to, &request("POST", "/api/leads", &[JSON, &header], LEAD)).await.status, 201);
}

#[tokio::test]
async fn a_body_that_is_not_json_is_refused() {
    let to = start().await;
    let deep = |levels: usize| [vec![b'['; levels], vec![b']'; levels]].concat();
    let bodies: Vec<Vec<u8>> = vec![
        b"".into(),
        b" ".into(),
        b"{".into(),
        b"{}{}".into(),
        b"\xef\xbb\xbf{}".into(),
        b"{\"name\":\"\xff\"}".into(),
        b"\"\xed\xa0\x80\"".into(),
        br#"{"name":"\ud800"}"#.into(),
        br#"{"name":1e400}"#.into(),
        b"{'name':1}".into(),
        b"NaN".into(),
        deep(128),
        vec![b'['; MAX],
    ];
    for body in bodies {
        let answer = send(to, &request("POST", "/api/leads", &[JSON, &fresh()], &body)).await;
        assert_refused(&answer, 400, "BAD_REQUEST", "Request body is not valid JSON");
    }
    for (body, received) in [(&b"[]"[..], "array"), (b"1", "number"), (b"null", "null"), (&deep(127), "array")] {
        let message = format!("Validation error: $: Expected object, received {received}");
        let answer = send(to, &request("POST", "/api/leads", &[JSON, &fresh()], body)).await;
        assert_refused(&answer, 400, "VALIDATION_ERROR", &message);
    }
}

#[tokio::test]
async fn a_body_that_takes_too_long_is_refused() {
    let (mut setup, _) = setup();
    setup.options.timeout_ms = 1_000;
    let to = serve(setup).await;
    let slow = head("POST", "/api/leads", &[JSON, KEY, "Content-Length: 40"]);
    let answer = send(to, &[slow.as_slice(), b"{"].concat()).await;
    assert_refused(&answer, 408, "REQUEST_TIMEOUT", "Request body took too long to arrive");
}

#[tokio::test]
async fn unknown_paths_and_methods_are_refused() {
    let to = start().await;
    for path in ["/api/nothing", "/api/leads/", "/api/leads/lead_1", "/api", "/nothing", "/pkg/nothing.js"] {
        let answer = send(to, &request("GET", path, &[], b"")).await;
        assert_refused(&answer, 404, "NOT_FOUND", "Not found");
    }
    assert_refused(&send(to, &request("POST", "/api/nothing", &[], b"")).await, 404, "NOT_FOUND", "Not found");
    let table = [
        ("GET", "/api/leads", "POST"),
        ("PUT", "/api/leads", "POST"),
        ("DELETE", "/api/leads/check", "POST"),
        ("POST", "/api/health", "GET,HEAD"),
        ("POST", "/config.json", "GET,HEAD"),
        ("POST", "/", "GET,HEAD"),
    ];
    for (method, path, allow) in table {
        let answer = send(to, &request(method, path, &[], b"")).await;
        let message = format!("Method {method} is not allowed here");
        assert_refused(&answer, 405, "METHOD_NOT_ALLOWED", &message);
        assert_eq!(answer.header("allow"), allow, "{method} {path}");
    }
}

#[tokio::test]
async fn files_have_their_media_types() {
    let to = start().await;
    let table = [
        ("/", "text/html"),
        ("/page.mjs", "application/javascript"),
        ("/style.css", "text/css"),
        ("/lead.schema.json", "application/json"),
        ("/favicon.svg", "image/svg+xml"),
        ("/pkg/client.rs", "text/x-rust"),
    ];
    for (path, content_type) in table {
        let answer = send(to, &request("GET", path, &[], b"")).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, content_type), "{path}");
        assert_eq!(answer.header("cache-control"), "no-cache", "{path}");
    }
}

#[tokio::test]
async fn no_path_leads_out_of_the_folders() {
    let to = start().await;
    for path in [
        "/../Cargo.toml",
        "/%2e%2e/Cargo.toml",
        "/..%2fCargo.toml",
        "/pkg/../../Cargo.toml",
        "/pkg/..%2f..%2fCargo.toml",
        "/..%5cCargo.toml",
        "//etc/passwd",
        "/pkg//etc/passwd",
    ] {
        let answer = send(to, &request("GET", path, &[], b"")).await;
        assert_refused(&answer, 404, "NOT_FOUND", "Not found");
    }
}

#[tokio::test]
async fn every_answer_carries_an_id_and_the_security_headers() {
    let to = start().await;
    let mut ids = std::collections::BTreeSet::new();
    for (method, path) in [("GET", "/"), ("GET", "/api/health"), ("GET", "/nothing"), ("POST", "/api/leads")] {
        let answer = send(to, &request(method, path, &[], b"")).await;
        assert!(ids.insert(answer.header("x-request-id").to_owned()));
        assert_eq!(answer.header("x-request-id").len(), 36);
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval';"), "{policy}");
        assert!(policy.contains("connect-src 'self' http://127.0.0.1:8787;"), "{policy}");
    }
}

#[tokio::test]
async fn a_well_formed_request_id_of_the_client_is_kept() {
    let to = start().await;
    let longest = "i".repeat(64);
    for (given, is_taken) in [
        ("req_1.a-B", true),
        (&longest, true),
        (&format!("{longest}i"), false),
        ("a b", false),
        ("<b>", false),
        ("", false),
        ("\u{e9}", false),
    ] {
        let line = format!("X-Request-Id: {given}");
        let answer = send(to, &request("GET", "/api/health", &[&line], b"")).await;
        assert_eq!(answer.header("x-request-id") == given, is_taken, "{given}");
    }
    let twice = send(to, &request("GET", "/api/health", &["X-Request-Id: a", "x-request-id: a"], b"")).await;
    assert_eq!(twice.header("x-request-id").len(), 36);
}

#[tokio::test]
async fn a_client_that_asks_for_problem_details_gets_them() {
    let to = start().await;
    let wants = "Accept: application/problem+json, application/json;q=0.9";
    let id = "X-Request-Id: req_1";
    let answer = send(to, &request("POST", "/api/leads/check?a=b", &[JSON, wants, id], br#"{"name":"Ann"}"#)).await;
    let expected = json!({
        "type": "about:blank",
        "title": "Unprocessable Content",
        "status": 422,
        "detail": "Validation error: email: Required",
        "instance": "/api/leads/check",
        "request_id": "req_1",
        "code": "validation-error",
        "errors": [{ "detail": "Required", "pointer": "#/email", "code": "required" }],
    });
    assert_eq!((answer.status, answer.body), (422, expected.to_string()));
    assert_eq!(answer.headers["content-type"], "application/problem+json");
    assert_eq!(answer.headers["vary"], "accept");
    assert_eq!(answer.headers["x-request-id"], "req_1");

    let gone = send(to, &request("GET", "/nothing", &[wants, id], b"")).await;
    let expected = json!({
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "Not found",
        "instance": "/nothing",
        "request_id": "req_1",
        "code": "not-found",
    });
    assert_eq!((gone.status, gone.body), (404, expected.to_string()));
    let wrong = send(to, &request("DELETE", "/api/leads", &[wants], b"")).await;
    assert_eq!((wrong.status, wrong.header("allow")), (405, "POST"));
    assert_eq!(wrong.header("content-length"), wrong.body.len().to_string());

    let both = ["Accept: application/json", "Accept: application/problem+json;q=0.5"];
    let plain = send(to, &request("GET", "/nothing", &both, b"")).await;
    assert_refused(&plain, 404, "NOT_FOUND", "Not found");
    assert_eq!(plain.header("vary"), "accept");
}

#[tokio::test]
async fn health_and_config() {
    let to = start().await;
    let health = send(to, &request("GET", "/api/health", &[], b"")).await;
    assert_eq!((health.status, health.body.as_str()), (200, r#"{"ok":true}"#));
    let config = send(to, &request("GET", "/config.json", &[], b"")).await;
    assert_eq!(config.body, r#"{"edge":"http://127.0.0.1:8787"}"#);
}

#[test]
fn only_an_origin_is_accepted_as_the_edge() {
    let table = [
        ("http://127.0.0.1:8787", Some("http://127.0.0.1:8787")),
        ("http://127.0.0.1:8787/", Some("http://127.0.0.1:8787")),
        ("https://edge.example", Some("https://edge.example")),
        ("http://[::1]:1", Some("http://[::1]:1")),
        ("edge.example", None),
        ("ftp://edge.example", None),
        ("http://a@edge.example", None),
        ("http://edge.example/path", None),
        ("http://edge.example;script-src", None),
        ("", None),
    ];
    for (text, expected) in table {
        let origin = text.parse::<EdgeOrigin>().ok().map(|origin| json!(origin));
        assert_eq!(origin, expected.map(|expected| json!(expected)), "{text:?}");
    }
}
