//! Server processes that share a store: this test program, which is told to run [`serve`].

use std::collections::BTreeMap;
use std::env;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio_postgres::NoTls;
use unanimous::idempotency::{Answer, Fingerprint, Outcome, PostgresStore, RedisStore, Store, run_once};

use crate::postgres_server::Postgres;
use crate::redis_server::Redis;
use crate::subjects::LEASE;
use crate::tokio_timer::Tokio;

/// That of `unanimous/server`, so that a process in Node can take part.
const PREFIX: &str = "unanimous:";
const KEYS: usize = 50;
const REQUESTS: usize = 500;

/// The main function of a process: sends its requests, all at once, and repeats each until its answer is final. Prints
/// `ran <key>` when an operation runs, and `got <key> <answer>` for each answer.
pub(crate) async fn serve() {
    let Ok(url) = env::var("TEST_STORE_URL") else { return };
    let store: Arc<dyn Store> = if url.starts_with("redis") {
        Arc::new(RedisStore::connect(&url, PREFIX, LEASE).await.expect("Redis answers"))
    } else {
        Arc::new(PostgresStore::connect(&url, NoTls, PREFIX, LEASE).await.expect("PostgreSQL answers"))
    };
    let mut requests = JoinSet::new();
    for n in 0..REQUESTS {
        requests.spawn(request(Arc::clone(&store), n % KEYS, n));
    }
    requests.join_all().await;
}

async fn request(store: Arc<dyn Store>, key: usize, number: usize) {
    let answer = loop {
        let (respond, response) = oneshot::channel();
        let respond = |outcome| drop(respond.send(outcome));
        let operation = || async move {
            println!("\nran {key}");
            tokio::time::sleep(Duration::from_millis(5)).await;
            let headers = vec![("location".into(), format!("/\u{e9}\"{number}"))];
            Answer { status: 201, headers, body: format!("{} {number}", std::process::id()).into_bytes() }
        };
        run_once(&store, &Tokio, &key.to_string(), Fingerprint([7; 32]), operation, respond).await;
        match response.await {
            Ok(Outcome::Ran { answer, .. } | Outcome::Replay(answer)) => break answer,
            Ok(Outcome::InProgress) => tokio::time::sleep(Duration::from_millis(20)).await,
            // So many at once may wait for a connection for too long.
            Ok(Outcome::Unavailable(error)) => {
                println!("\nunavailable {error}");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            other => panic!("{other:?}"),
        }
    };
    let (location, body) = (&answer.headers[0].1, String::from_utf8_lossy(&answer.body));
    println!("\ngot {key} {} {location} {body}", answer.status);
}

fn start(url: &str) -> Child {
    Command::new(env::current_exe().expect("this program"))
        .args(["serve", "--exact", "--ignored", "--nocapture", "--quiet"])
        .env("TEST_STORE_URL", url)
        .stdout(Stdio::piped())
        .spawn()
        .expect("this program starts")
}

/// Two processes send 1,000 requests with 50 keys. Each key must run once, and all its answers must be the same.
fn check(url: &str) {
    let (mut runs, mut answers) = (BTreeMap::<String, usize>::new(), BTreeMap::<String, Vec<String>>::new());
    for mut process in [start(url), start(url)] {
        for line in BufReader::new(process.stdout.take().expect("its output")).lines() {
            let line = line.expect("text");
            if let Some(key) = line.strip_prefix("ran ") {
                *runs.entry(key.to_owned()).or_default() += 1;
            } else if let Some((key, body)) = line.strip_prefix("got ").and_then(|rest| rest.split_once(' ')) {
                answers.entry(key.to_owned()).or_default().push(body.to_owned());
            } else if line.starts_with("unavailable") {
                println!("{line}");
            }
        }
        assert!(process.wait().expect("its end").success());
    }
    assert!(runs.len() == KEYS && runs.values().all(|runs| *runs == 1), "{runs:?}");
    assert_eq!(answers.values().map(Vec::len).sum::<usize>(), 2 * REQUESTS);
    for (key, bodies) in answers {
        assert!(bodies.iter().all(|body| *body == bodies[0]), "{key}: {bodies:?}");
    }
}

#[test]
fn two_processes_share_a_redis() {
    check(&Redis::start().url());
}

#[tokio::test]
async fn two_processes_share_a_postgres() {
    let postgres = Postgres::start();
    let store = PostgresStore::connect(&postgres.url(), NoTls, PREFIX, LEASE).await.expect("PostgreSQL answers");
    store.create_table().await.expect("a table");
    tokio::task::spawn_blocking(move || check(&postgres.url())).await.expect("no panic");
}
