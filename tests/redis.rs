//! Tests the Redis store with a real `redis-server`, alone and under two server processes that share it.
#![cfg(all(feature = "redis", not(target_arch = "wasm32")))]

#[path = "../examples/server/app/mod.rs"]
mod app;
#[path = "server/client.rs"]
#[allow(dead_code, reason = "the server's own tests need more of it")]
mod client;
#[path = "server/harness.rs"]
mod harness;
#[path = "redis/processes.rs"]
mod processes;
#[path = "server/storm.rs"]
mod storm;

use std::time::Duration;

use client::{request, send};
use processes::{Redis, Server};
use tokio::task::JoinSet;
use unanimous::idempotency::{Answer, Begin, Claim, Fingerprint, KEPT, RedisStore, Store, StoreError};

const LEASE_MS: u64 = 60_000;
const KEPT_MS: u64 = KEPT.as_secs() * 1_000;

async fn connect(redis: &Redis) -> RedisStore {
    RedisStore::connect(&redis.url(), "test:", Duration::from_millis(LEASE_MS)).await.expect("Redis answers")
}

fn body(text: &str) -> Fingerprint {
    Fingerprint::of(text.as_bytes())
}

/// An answer whose body is not text: answers are kept byte for byte.
fn answer() -> Answer {
    let headers = vec![("location".into(), "/1".into()), ("x".into(), "\"\\\u{e9}".into())];
    Answer { status: 201, headers, body: vec![0, b'\n', 0xff, b'\r', b'1'] }
}

#[track_caller]
fn run(begin: Result<Begin, StoreError>) -> Claim {
    match begin.expect("Redis answers") {
        Begin::Run(claim) => claim,
        other => panic!("expected to run, got {other:?}"),
    }
}

#[tokio::test]
async fn a_key_is_claimed_finished_replayed_and_expires() {
    let redis = Redis::start();
    let store = connect(&redis).await;
    let begin = async |key: &str, text: &str, now| store.begin(key, body(text), now).await;

    let first = run(begin("k", "1", 0).await);
    assert_eq!(begin("k", "1", 1).await.unwrap(), Begin::InProgress);
    assert_eq!(begin("k", "2", 1).await.unwrap(), Begin::Conflict);
    store.abandon(&first).await.unwrap();
    let again = run(begin("k", "2", 2).await);
    store.finish(&again, &answer()).await.unwrap();
    store.finish(&again, &answer()).await.unwrap();
    store.abandon(&again).await.unwrap();
    assert_eq!(begin("k", "2", 3).await.unwrap(), Begin::Replay(answer()));
    assert_eq!(begin("k", "1", KEPT_MS + 1).await.unwrap(), Begin::Conflict);
    let _ = run(begin("k", "1", KEPT_MS + 2).await);

    // An answer without headers and body is kept too.
    let empty = Answer { status: 204, headers: Vec::new(), body: Vec::new() };
    let claim = run(begin("empty", "1", 0).await);
    store.finish(&claim, &empty).await.unwrap();
    assert_eq!(begin("empty", "1", 1).await.unwrap(), Begin::Replay(empty));

    let ttl: u64 = redis.ask(&["PTTL", "test:k"]).trim().parse().expect("a time to live");
    assert!((KEPT_MS - 60_000..=KEPT_MS).contains(&ttl), "Redis forgets it by itself: {ttl}");
}

#[tokio::test]
async fn a_lease_that_ends_frees_the_key_and_its_late_owner_changes_nothing() {
    let redis = Redis::start();
    let store = connect(&redis).await;
    let late = run(store.begin("k", body("1"), 0).await);
    assert_eq!(store.begin("k", body("1"), LEASE_MS - 1).await.unwrap(), Begin::InProgress);
    assert_eq!(store.begin("k", body("2"), LEASE_MS).await.unwrap(), Begin::Conflict);
    let second = run(store.begin("k", body("1"), LEASE_MS).await);
    store.finish(&late, &Answer { status: 500, ..answer() }).await.unwrap();
    store.abandon(&late).await.unwrap();
    assert_eq!(store.begin("k", body("1"), LEASE_MS + 1).await.unwrap(), Begin::InProgress);
    store.finish(&second, &answer()).await.unwrap();
    assert_eq!(store.begin("k", body("1"), LEASE_MS + 2).await.unwrap(), Begin::Replay(answer()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_processes_one_claims_a_new_key_and_one_a_freed_key() {
    let redis = Redis::start();
    for now in [0, LEASE_MS] {
        let mut all = JoinSet::new();
        for _ in 0..8 {
            let store = connect(&redis).await;
            all.spawn(async move {
                let mut runs = 0;
                for _ in 0..25 {
                    runs += usize::from(matches!(store.begin("k", body("1"), now).await, Ok(Begin::Run(_))));
                }
                runs
            });
        }
        assert_eq!(all.join_all().await.into_iter().sum::<usize>(), 1, "at {now}");
    }
}

#[tokio::test]
async fn values_that_the_store_did_not_write_are_left_alone() {
    let redis = Redis::start();
    let store = connect(&redis).await;
    redis.ask(&["SET", "test:k", "hello"]);
    assert!(matches!(store.begin("k", body("1"), 0).await, Err(StoreError::NotOurs)));
    redis.ask(&["LPUSH", "test:list", "hello"]);
    assert!(matches!(store.begin("list", body("1"), 0).await, Err(StoreError::Redis(_))));
    assert_eq!(redis.ask(&["GET", "test:k"]).trim(), "hello");
}

#[tokio::test]
async fn without_redis_nothing_runs_and_afterwards_requests_run_again() {
    let redis = Redis::start();
    let server = Server::start(&redis, 0, LEASE_MS);
    let bytes = request("POST", "/api/leads", &["Content-Type: application/json", "Idempotency-Key: k"], LEAD);
    let port = redis.port();
    drop(redis);
    let refused = send(server.address, &bytes).await;
    assert_eq!((refused.status, refused.header("retry-after")), (503, "1"));
    assert!(refused.body.contains("SERVICE_UNAVAILABLE"), "{}", refused.body);
    assert_eq!(server.created(), Vec::<String>::new());

    let _redis = Redis::start_at(port);
    for turn in 0.. {
        let answer = send(server.address, &bytes).await;
        if answer.status == 201 {
            break;
        }
        assert!(answer.status == 503 && turn < 50, "{} {}", answer.status, answer.body);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(server.created().len(), 1);
}

const LEAD: &[u8] = br#"{"name":"Ann","email":"ann@example.com"}"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_and_a_thousand_requests_with_fifty_keys() {
    let redis = Redis::start();
    let servers = [Server::start(&redis, 5, LEASE_MS), Server::start(&redis, 5, LEASE_MS)];
    let answers = storm::storm(&servers.each_ref().map(|server| server.address)).await;
    let created = servers.each_ref().map(Server::created);
    assert!(created.iter().all(|ids| !ids.is_empty()), "both processes created leads: {created:?}");
    storm::assert_storm(&answers, &created.concat());
}

#[tokio::test]
async fn a_request_of_a_killed_process_runs_on_another_when_the_lease_ends() {
    let redis = Redis::start();
    let [slow, other] = [Server::start(&redis, 10_000, 1_500), Server::start(&redis, 0, 1_500)];
    let bytes = request("POST", "/api/leads", &["Content-Type: application/json", "Idempotency-Key: k"], LEAD);
    let first = tokio::spawn({
        let bytes = bytes.clone();
        async move { tokio::net::TcpStream::connect(slow.address).await.map(|stream| (stream, slow, bytes)) }
    });
    let (mut stream, slow, _) = first.await.expect("no panic").expect("a connection");
    tokio::io::AsyncWriteExt::write_all(&mut stream, &bytes).await.expect("the request is taken");
    tokio::time::sleep(Duration::from_millis(300)).await;
    drop(slow);
    assert_eq!(send(other.address, &bytes).await.status, 409, "its lease has not ended yet");
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    assert_eq!(send(other.address, &bytes).await.status, 201);
    assert_eq!(send(other.address, &bytes).await.header("idempotent-replayed"), "true");
    assert_eq!(other.created().len(), 1);
}

/// Not a test: the server process that the tests start. It ends when its standard input ends.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "started by the other tests"]
async fn serve() {
    processes::serve().await;
}
