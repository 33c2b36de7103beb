//! Types with schemas, and requests to a router.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use serde::{Deserialize, Serialize};
use tower::ServiceExt as _;
use unanimous::has_schema;

#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Lead {
    pub(crate) email: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) seats: Option<u32>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) tags: Vec<String>,
}

has_schema!(
    Lead,
    r#"{
        "type": "object",
        "required": ["email"],
        "properties": {
            "email": { "type": "string", "format": "email" },
            "seats": { "type": "integer", "minimum": 1, "maximum": 4294967295 },
            "tags": { "type": "array", "items": { "type": "string" } }
        },
        "additionalProperties": false
    }"#
);

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    /// All lines of a header, joined.
    pub(crate) fn header(&self, name: &str) -> String {
        let lines: Vec<_> = self.headers.get_all(name).iter().map(|line| line.to_str().unwrap()).collect();
        lines.join(", ")
    }

    #[track_caller]
    pub(crate) fn assert_refused(&self, status: u16, code: &str, message: &str) {
        let expected = serde_json::json!({ "error": { "message": message, "code": code } }).to_string();
        assert_eq!((self.status.as_u16(), self.body.as_str()), (status, expected.as_str()));
        assert_eq!(self.header("content-type"), "application/json");
    }
}

pub(crate) const JSON: (&str, &str) = ("content-type", "application/json");
pub(crate) const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
pub(crate) const PROBLEM: (&str, &str) = ("accept", "application/problem+json");

pub(crate) async fn send(
    app: &Router,
    method: &str,
    uri: &str,
    headers: &[(&str, &str)],
    body: impl Into<Body>,
) -> Answer {
    let mut request = Request::builder().method(method).uri(uri);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = app.clone().oneshot(request.body(body.into()).unwrap()).await.unwrap();
    let (head, body) = response.into_parts();
    let body = String::from_utf8(to_bytes(body, usize::MAX).await.unwrap().to_vec()).unwrap();
    Answer { status: head.status, headers: head.headers, body }
}
