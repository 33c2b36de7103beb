//! A server that answers with one status after the other.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use tokio::net::TcpListener;

/// The keys and the bodies of the requests that came.
pub(crate) type Seen = Arc<Mutex<Vec<(String, String)>>>;

/// An answer: its status, its `Retry-After-Ms`, and the code in its body.
pub(crate) type Answer = (u16, &'static str, &'static str);

/// Starts a server that answers with one of `answers` after the other, and repeats the last one.
pub(crate) async fn start(answers: &'static [Answer]) -> (String, Seen) {
    let seen = Seen::default();
    let answer = move |State(seen): State<Seen>, request: Request| async move {
        let key =
            request.headers().get("idempotency-key").map_or("none", |key| key.to_str().expect("ASCII")).to_owned();
        let body = axum::body::to_bytes(request.into_body(), 1 << 20).await.expect("a body");
        let mut seen = seen.lock().expect("no panic");
        let &(status, after, code) = answers.get(seen.len()).or(answers.last()).expect("an answer");
        seen.push((key, String::from_utf8(body.to_vec()).expect("UTF-8")));
        let body = format!(r#"{{"error":{{"message":"Answer {status}","code":"{code}"}}}}"#);
        let response: Response =
            (StatusCode::from_u16(status).expect("a status"), [("retry-after-ms", after)], body).into_response();
        response
    };
    let app = Router::new().fallback(answer).with_state(Arc::clone(&seen));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, app).await });
    (url, seen)
}

/// How many requests came, and how many different pairs of key and body they had.
pub(crate) fn count(seen: &Seen) -> (usize, usize) {
    let seen = seen.lock().expect("no panic");
    (seen.len(), seen.iter().collect::<std::collections::HashSet<_>>().len())
}
