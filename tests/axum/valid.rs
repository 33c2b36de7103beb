//! The extractors: what reaches a handler, and how everything else is refused.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::DefaultBodyLimit;
use axum::routing::{any, get, post};
use axum::{Json, Router};
use serde_json::json;
use unanimous::has_schema;
use unanimous::interop::axum::{Answers, JsonBody, Rejection, Valid, ValidForm, ValidJson, ValidQuery};

use crate::support::{FORM, JSON, Lead, PROBLEM, send};

const NOT_JSON: &str = "Request body is not valid JSON";

fn app() -> Router {
    Router::new()
        .route("/json", post(|ValidJson(lead): ValidJson<Lead>| async { Json(lead) }))
        .route("/form", any(|ValidForm(lead): ValidForm<Lead>| async { Json(lead) }))
        .route("/query", get(|ValidQuery(lead): ValidQuery<Lead>| async { Json(lead) }))
        .route("/any", any(|Valid(lead): Valid<Lead>| async { Json(lead) }))
        .route("/optional", any(|lead: Option<ValidJson<Lead>>| async { Json(lead.map(|ValidJson(lead)| lead.email)) }))
        .route("/optional/any", any(|lead: Option<Valid<Lead>>| async { Json(lead.map(|Valid(lead)| lead.email)) }))
        .route(
            "/optional/query",
            get(|lead: Option<ValidQuery<Lead>>| async { Json(lead.map(|ValidQuery(lead)| lead.email)) }),
        )
}

#[tokio::test]
async fn a_valid_request_reaches_the_handler_as_its_type() {
    let app = app();
    let lead = r#"{"email":"ann@example.com","seats":3}"#;
    for media_type in ["application/json", "Application/JSON; charset=utf-8", "application/ld+json"] {
        let answer = send(&app, "POST", "/json", &[("content-type", media_type)], lead).await;
        assert_eq!((answer.status.as_u16(), answer.body.as_str()), (200, lead), "{media_type}");
    }
    let pairs = "email=+ann%40example.com&seats=3&_csrf=x";
    for (method, uri, headers, body) in [
        ("POST", "/form", &[FORM][..], pairs),
        ("GET", &format!("/form?{pairs}"), &[], ""),
        ("GET", &format!("/query?{pairs}"), &[], ""),
        ("GET", &format!("/any?{pairs}"), &[], ""),
        ("POST", "/any", &[FORM], pairs),
        ("PUT", "/any", &[JSON], lead),
    ] {
        let answer = send(&app, method, uri, headers, body).await;
        assert_eq!((answer.status.as_u16(), answer.body.as_str()), (200, lead), "{method} {uri}");
    }
    // `1e0` is an integer to JSON Schema, so it is one to the type.
    let answer = send(&app, "POST", "/json", &[JSON], r#"{"email":"ann@example.com","seats":1e0}"#).await;
    assert_eq!(answer.body, r#"{"email":"ann@example.com","seats":1}"#);
}

#[tokio::test]
async fn an_invalid_request_is_refused_with_every_issue() {
    let app = app();
    let message = "Validation error: email: Invalid email; seats: Number must be at least 1";
    let json = r#"{"email":"ann","seats":0}"#;
    let pairs = "email=ann&seats=0";
    for (method, uri, headers, body) in [
        ("POST", "/json", &[JSON][..], json),
        ("POST", "/any", &[JSON], json),
        ("POST", "/any", &[FORM], pairs),
        ("POST", "/form", &[FORM], pairs),
        ("GET", "/query?email=ann&seats=0", &[], ""),
        ("GET", "/form?email=ann&seats=0", &[], ""),
        ("GET", "/optional/query?email=ann&seats=0", &[], ""),
        ("POST", "/optional", &[JSON], json),
    ] {
        let answer = send(&app, method, uri, headers, body).await;
        answer.assert_refused(400, "VALIDATION_ERROR", message);
        assert_eq!(answer.header("vary"), "accept");
        let headers = [headers, &[PROBLEM, ("x-request-id", "req_1")]].concat();
        let answer = send(&app, method, uri, &headers, body).await;
        assert_eq!((answer.status.as_u16(), answer.header("content-type").as_str()), (422, "application/problem+json"));
        let body: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(body["instance"], uri.split('?').next().unwrap());
        assert_eq!((body["request_id"].as_str(), answer.header("x-request-id").as_str()), (Some("req_1"), "req_1"));
        assert_eq!(
            body["errors"][0],
            json!({ "detail": "Invalid email", "pointer": "#/email", "code": "invalid_email" })
        );
    }
    send(&app, "GET", "/query", &[], "").await.assert_refused(
        400,
        "VALIDATION_ERROR",
        "Validation error: email: Required",
    );
}

#[tokio::test]
async fn other_media_types_are_refused() {
    let app = app();
    let (json, form) = ("application/json", "application/x-www-form-urlencoded");
    let both = format!("{json} or {form}");
    for (uri, accepted, other) in [("/json", json, form), ("/form", form, json), ("/any", &both, "text/plain")] {
        let message = format!("Content-Type must be {accepted}");
        for media_type in
            [other, "multipart/form-data; boundary=x", "text/plain", "application/jsonp", "application/+json", ""]
        {
            let answer = send(&app, "POST", uri, &[("content-type", media_type)], "{}").await;
            answer.assert_refused(415, "UNSUPPORTED_MEDIA_TYPE", &message);
        }
        send(&app, "POST", uri, &[], "{}").await.assert_refused(415, "UNSUPPORTED_MEDIA_TYPE", &message);
        let answer = send(&app, "POST", uri, &[PROBLEM], "{}").await;
        assert_eq!((answer.status.as_u16(), answer.header("content-type").as_str()), (415, "application/problem+json"));
    }
}

#[tokio::test]
async fn a_body_that_is_not_json_is_refused() {
    let app = app();
    let deep = "[".repeat(128);
    let bodies: [&[u8]; 12] = [
        b"",
        b"{",
        b"{}{}",
        b"\xef\xbb\xbf{}",
        b"{\"email\":\"\xff\"}",
        br#"{"email":"\ud800"}"#,
        br#"{"\udc00":1}"#,
        br#"{"email":"\ud800","email":"ann@example.com"}"#,
        br#"{"seats":1e400}"#,
        br#"{"seats":-1e400,"seats":1}"#,
        b"NaN",
        deep.as_bytes(),
    ];
    for body in bodies {
        let answer = send(&app, "POST", "/json", &[JSON], body.to_vec()).await;
        answer.assert_refused(400, "BAD_REQUEST", NOT_JSON);
    }
    let pair = r#"{"email":"\ud83d\ude00@example.com","seats":1e308}"#;
    assert!(send(&app, "POST", "/json", &[JSON], pair).await.body.contains("Invalid email"));
}

#[tokio::test]
async fn json_position_names_the_position_of_a_mistake() {
    let app = app().layer(Answers::new().json_position(true));
    let cases = [
        (&br#"{"email" 1}"#[..], "unexpected character at byte 9"),
        (b"{", "the text ends inside a value"),
        (b"{\"a\":\"\xff\"}", "unexpected character at byte 6"),
        (br#"{"a":"x\ud800"}"#, "unexpected character at byte 7"),
        (br#"{"a":1e400}"#, "unexpected character at byte 5"),
        (b"\xef\xbb\xbf{}", "the text begins with a byte order mark (U+FEFF): remove it"),
        (&b"[".repeat(128), "nested too deeply"),
    ];
    for (body, detail) in cases {
        let answer = send(&app, "POST", "/json", &[JSON], body.to_vec()).await;
        answer.assert_refused(400, "BAD_REQUEST", &format!("{NOT_JSON}: {detail}"));
    }
}

#[tokio::test]
async fn a_body_that_is_too_long_is_refused() {
    let lead = |bytes: usize| {
        let mut lead = br#"{"email":"ann@example.com"}"#.to_vec();
        lead.resize(bytes, b' ');
        lead
    };
    let chunks = |bytes: usize| {
        let chunks: Vec<_> =
            lead(bytes).chunks(100).map(|chunk| Ok::<_, std::io::Error>(Bytes::copy_from_slice(chunk))).collect();
        Body::from_stream(futures_of(chunks))
    };
    for (app, limit, message) in [
        (app().layer(Answers::new().body_limit(64 * 1024)), 64 * 1024, "Request body must be at most 64 KiB"),
        (app().layer(Answers::new().body_limit(2 << 20)), 2 << 20, "Request body must be at most 2 MiB"),
        (app().layer(Answers::new().body_limit(100)), 100, "Request body must be at most 100 bytes"),
        (app().layer(DefaultBodyLimit::max(1000)), 1000, "Request body is too large"),
        (app(), 2 * 1024 * 1024, "Request body is too large"),
    ] {
        assert_eq!(send(&app, "POST", "/json", &[JSON], lead(limit)).await.status, 200);
        assert_eq!(send(&app, "POST", "/json", &[JSON], chunks(limit)).await.status, 200);
        let answer = send(&app, "POST", "/json", &[JSON], lead(limit + 1)).await;
        answer.assert_refused(413, "PAYLOAD_TOO_LARGE", message);
        assert_eq!(answer.header("connection"), "close");
        let answer = send(&app, "POST", "/json", &[JSON], chunks(limit + 1)).await;
        answer.assert_refused(413, "PAYLOAD_TOO_LARGE", message);
        let answer = send(&app, "POST", "/json", &[JSON, ("expect", "100-continue")], lead(limit + 1)).await;
        answer.assert_refused(413, "PAYLOAD_TOO_LARGE", message);
    }
}

fn futures_of<T>(items: Vec<T>) -> tokio_stream::Iter<std::vec::IntoIter<T>> {
    tokio_stream::iter(items)
}

#[tokio::test(start_paused = true)]
async fn a_body_that_breaks_or_takes_too_long_is_refused() {
    let app = app().layer(Answers::new().body_timeout(Duration::from_secs(10)));
    let broken = Body::from_stream(futures_of(vec![Ok(Bytes::from_static(b"{")), Err(std::io::Error::other("reset"))]));
    send(&app, "POST", "/json", &[JSON], broken).await.assert_refused(400, "BAD_REQUEST", "Request body is incomplete");
    let silent = Body::from_stream(tokio_stream::pending::<Result<Bytes, std::io::Error>>());
    let answer = send(&app, "POST", "/json", &[JSON], silent).await;
    answer.assert_refused(408, "REQUEST_TIMEOUT", "Request body took too long to arrive");
    assert_eq!(answer.header("connection"), "close");
}

#[tokio::test]
async fn an_optional_extractor_gives_none_for_a_request_that_sends_nothing() {
    let app = app();
    for (method, uri) in [
        ("POST", "/optional"),
        ("GET", "/optional"),
        ("POST", "/optional/any"),
        ("GET", "/optional/any"),
        ("GET", "/optional/query"),
    ] {
        let answer = send(&app, method, uri, &[], "").await;
        assert_eq!((answer.status.as_u16(), answer.body.as_str()), (200, "null"), "{method} {uri}");
    }
    let answer = send(&app, "GET", "/optional/any?email=ann@example.com", &[], "").await;
    assert_eq!(answer.body, r#""ann@example.com""#);
    send(&app, "POST", "/optional", &[JSON], "").await.assert_refused(400, "BAD_REQUEST", NOT_JSON);
    let answer = send(&app, "POST", "/optional", &[FORM], "").await;
    answer.assert_refused(415, "UNSUPPORTED_MEDIA_TYPE", "Content-Type must be application/json");
}

#[derive(Debug, serde::Deserialize, serde::Serialize)]
struct Narrow {
    count: u8,
}

has_schema!(Narrow, r#"{ "type": "object", "properties": { "count": { "type": "integer" } } }"#);

#[tokio::test]
async fn a_schema_that_allows_more_than_its_type_is_an_error_of_the_server() {
    let app = Router::new().route("/", post(|ValidJson(narrow): ValidJson<Narrow>| async { Json(narrow) }));
    assert_eq!(send(&app, "POST", "/", &[JSON], r#"{"count":255}"#).await.body, r#"{"count":255}"#);
    // Where a name comes twice, schema and type have the last value.
    assert_eq!(send(&app, "POST", "/", &[JSON], r#"{"count":"x","count":7}"#).await.body, r#"{"count":7}"#);
    for body in [r#"{"count":256}"#, "{}"] {
        send(&app, "POST", "/", &[JSON], body).await.assert_refused(500, "INTERNAL_ERROR", "Internal error");
    }
}

#[tokio::test]
async fn the_bytes_of_a_body_can_be_looked_at_before_it_is_checked() {
    async fn signed(body: JsonBody) -> Result<String, Rejection> {
        let length = body.bytes().len();
        body.check::<Lead>().map(|lead| format!("{length} {}", lead.email))
    }
    let app = Router::new().route("/", post(signed));
    let lead = r#"{"email":"ann@example.com"}"#;
    assert_eq!(send(&app, "POST", "/", &[JSON], lead).await.body, "27 ann@example.com");
    send(&app, "POST", "/", &[JSON], "{").await.assert_refused(400, "BAD_REQUEST", NOT_JSON);
    let answer = send(&app, "POST", "/", &[JSON, PROBLEM], "{}").await;
    assert_eq!(answer.status, 422);
}

#[tokio::test]
async fn a_handler_can_look_at_the_rejection() {
    async fn handler(lead: Result<ValidJson<Lead>, Rejection>) -> Result<String, Rejection> {
        match lead {
            Ok(ValidJson(lead)) => Ok(lead.email),
            Err(rejection) if rejection.report().is_some_and(|report| report.issues()[0].path() == "seats") => {
                Ok("ann@example.com".into())
            }
            Err(rejection) => Err(rejection),
        }
    }
    async fn status(lead: Result<ValidJson<Lead>, Rejection>) -> String {
        lead.err().map_or_else(String::new, |rejection| rejection.status().as_u16().to_string())
    }
    let app = Router::new().route("/", post(handler)).route("/status", post(status));
    let answer = send(&app, "POST", "/", &[JSON], r#"{"email":"ann@example.com","seats":0}"#).await;
    assert_eq!(answer.body, "ann@example.com");
    for (headers, status) in [(&[JSON][..], "400"), (&[JSON, PROBLEM], "422"), (&[FORM], "415")] {
        assert_eq!(send(&app, "POST", "/status", headers, "{}").await.body, status);
    }
    let answer = send(&app, "POST", "/", &[JSON], r#"{"email":"ann"}"#).await;
    answer.assert_refused(400, "VALIDATION_ERROR", "Validation error: email: Invalid email");
}
