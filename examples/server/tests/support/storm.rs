//! Many clients at once with few keys, and what must be true of their answers.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;
use tokio::task::JoinSet;

use super::client::{request, send};

/// The answers by key: `(status, whether replayed, body)`.
pub(crate) type Answers = BTreeMap<usize, Vec<(u16, bool, String)>>;

/// Sends 1,000 requests at once with 50 keys, each key to all servers. One in ten has another body. Each is repeated as long
/// as the status of its answer is in `again`. Before, each server gets the first request of one key, so that it runs there.
pub(crate) async fn storm(servers: &[SocketAddr], again: &'static [u16]) -> Answers {
    let answers = Arc::new(Mutex::new(Answers::new()));
    let claimed = Arc::new([const { AtomicBool::new(false) }; 50]);
    let mut clients = JoinSet::new();
    for n in 0..1_000 {
        let to = servers[(n + n / 50) % servers.len()];
        let (answers, claimed) = (Arc::clone(&answers), Arc::clone(&claimed));
        clients.spawn(async move {
            let key = n % 50;
            let name = if n >= 900 { "Other" } else { "Ann" };
            let body = json!({ "name": format!("{name} {key}"), "email": "ann@example.com" }).to_string();
            // The other bodies come when their keys are certainly claimed.
            while n >= 900 && !claimed[key].load(Ordering::SeqCst) {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            let mut pause = Duration::from_millis(20);
            let headers = ["Content-Type: application/json", &format!("Idempotency-Key: storm-{key}")];
            let bytes = request("POST", "/api/leads", &headers, body.as_bytes());
            let answer = loop {
                let answer = send(to, &bytes).await;
                claimed[key].fetch_or(answer.status != 503, Ordering::SeqCst);
                if !again.contains(&answer.status) {
                    break answer;
                }
                let is_in_progress = answer.body.contains("IDEMPOTENCY_IN_PROGRESS");
                assert_eq!(is_in_progress, answer.status == 409, "{}", answer.body);
                assert_eq!(answer.header("retry-after"), "1");
                tokio::time::sleep(pause).await;
                // Longer each time, because the requests of so many clients keep the machine busy.
                pause = (pause * 2).min(Duration::from_millis(500));
            };
            let replayed = answer.header("idempotent-replayed") == "true";
            answers.lock().expect("no panic").entry(key).or_default().push((answer.status, replayed, answer.body));
        });
        if n < servers.len() {
            clients.join_next().await.expect("a client").expect("it gets its answer");
        }
    }
    while let Some(result) = clients.join_next().await {
        result.expect("every client gets its answer");
    }
    Arc::into_inner(answers).expect("all clients are done").into_inner().expect("no panic")
}

/// Asserts that each key ran once, that later requests got its answer, and that no other body did.
#[track_caller]
pub(crate) fn assert_storm(answers: &Answers, created: &[String]) {
    assert_eq!(created.len(), 50, "each key ran once");
    assert_eq!(created.iter().collect::<BTreeSet<_>>().len(), 50);
    assert_eq!(answers.values().map(Vec::len).sum::<usize>(), 1_000, "nothing is lost");
    for (key, answers) in answers {
        let with = |status| answers.iter().filter(move |answer| answer.0 == status);
        assert_eq!((with(201).count(), with(422).count()), (18, 2), "key {key}");
        assert_eq!(with(201).filter(|(_, replayed, _)| !replayed).count(), 1, "key {key} ran once");
        let bodies: BTreeSet<_> = with(201).map(|(_, _, body)| body).collect();
        assert_eq!(bodies.len(), 1, "key {key} has one answer");
        let body = bodies.first().expect("an answer");
        assert!(body.contains(&format!("\"Ann {key}\"")) && created.iter().any(|id| body.contains(id)), "{body}");
    }
}
