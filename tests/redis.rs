//! Tests the Redis store with a real `redis-server`.
#![cfg(all(feature = "redis", not(target_arch = "wasm32")))]

#[path = "redis/redis_server.rs"]
mod redis_server;

use std::time::Duration;

use redis_server::Redis;
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
