//! Tests the Redis store with a real `redis-server`: what the suite in tests/stores does not say of every store.
#![cfg(all(feature = "redis", not(target_arch = "wasm32")))]

#[cfg(feature = "redis-tls")]
#[path = "redis/certificate.rs"]
mod certificate;
#[path = "stores/claims.rs"]
mod claims;
#[path = "redis/redis_server.rs"]
mod redis_server;

use std::time::{Duration, Instant};

use claims::{answer, body, run};
use redis_server::Redis;
use unanimous::idempotency::{Answer, Begin, KEPT, RedisStore, RedisStoreError, Store, StoreError};

const LEASE_MS: u64 = 60_000;
const KEPT_MS: u64 = KEPT.as_secs() * 1_000;

async fn connect(redis: &Redis) -> RedisStore {
    RedisStore::connect(&redis.url(), "test:", Duration::from_millis(LEASE_MS)).await.expect("Redis answers")
}

#[track_caller]
fn refused(begin: Result<Begin, StoreError>) -> StoreError {
    begin.expect_err("Redis refuses it")
}

#[tokio::test]
async fn redis_itself_forgets_an_answer_after_24_hours() {
    let redis = Redis::start();
    let store = connect(&redis).await;
    let claim = run(store.begin("k", body("1"), 0).await);
    assert!(store.finish(&claim, &answer()).await.unwrap());
    assert!((KEPT_MS - 60_000..=KEPT_MS).contains(&ttl(&redis, "k")));
}

/// The time to live of a key, in milliseconds.
fn ttl(redis: &Redis, key: &str) -> u64 {
    redis.ask(&["PTTL", &format!("test:{key}")]).trim().parse().expect("a time to live")
}

/// Lets time pass: the key loses as much of its time to live.
fn pass(redis: &Redis, key: &str, ms: u64) {
    let left = (ttl(redis, key) - ms).to_string();
    assert_eq!(redis.ask(&["PEXPIRE", &format!("test:{key}"), &left]).trim(), "1");
}

#[tokio::test]
async fn the_clock_of_redis_decides_when_a_lease_ends() {
    let redis = Redis::start();
    let store = connect(&redis).await;
    let late = run(store.begin("k", body("1"), 0).await);
    pass(&redis, "k", LEASE_MS - 5_000);
    assert!(store.renew(&late, 0).await.unwrap());
    pass(&redis, "k", LEASE_MS - 5_000);
    // The clock of the caller, which may be wrong, has no effect.
    assert_eq!(store.begin("k", body("1"), 10 * KEPT_MS).await.unwrap(), Begin::InProgress);
    pass(&redis, "k", 6_000);
    let _ = run(store.begin("k", body("1"), 0).await);
}

#[tokio::test]
async fn a_lease_that_is_too_long_or_too_short_counts_as_the_longest_or_the_shortest() {
    let redis = Redis::start();
    for (lease, expected_ms) in [(Duration::MAX, 10 * 366 * KEPT_MS), (Duration::ZERO, 50)] {
        let key = format!("{expected_ms}");
        let store = RedisStore::connect(&redis.url(), "test:", lease).await.expect("Redis answers");
        let claim = run(store.begin(&key, body("1"), 0).await);
        assert_eq!(claim.lease(), Duration::from_millis(expected_ms));
        assert!(store.renew(&claim, 0).await.unwrap());
        assert!((KEPT_MS - 60_000..=KEPT_MS + expected_ms).contains(&ttl(&redis, &key)));
        assert!(store.finish(&claim, &answer()).await.unwrap());
        assert_eq!(store.begin(&key, body("1"), 0).await.unwrap(), Begin::Replay(answer()));
    }
}

#[tokio::test]
async fn a_client_or_a_connection_of_the_application_makes_a_store() {
    let redis = Redis::start();
    let lease = Duration::from_millis(LEASE_MS);
    let client = redis::Client::open(redis.url()).unwrap();
    let store = RedisStore::from_client(client.clone(), "test:", lease).await.unwrap();
    let claim = run(store.begin("k", body("1"), 0).await);
    let manager = client.get_connection_manager().await.unwrap();
    let other = RedisStore::new(manager, "test:", lease);
    assert_eq!(other.begin("k", body("1"), 0).await.unwrap(), Begin::InProgress);
    redis.ask(&["CLIENT", "KILL", "TYPE", "normal"]);
    assert!(other.finish(&claim, &answer()).await.unwrap());
    assert_eq!(store.begin("k", body("1"), 0).await.unwrap(), Begin::Replay(answer()));
}

#[tokio::test]
async fn above_maxmemory_answers_are_stored_and_leases_renewed_but_no_key_is_claimed() {
    let redis = Redis::start();
    let store = connect(&redis).await;
    let claim = run(store.begin("k", body("1"), 0).await);
    pass(&redis, "k", LEASE_MS / 2);
    redis.ask(&["CONFIG", "SET", "maxmemory", "1"]);
    assert!(matches!(refused(store.begin("new", body("1"), 0).await).downcast_ref(), Some(RedisStoreError::Redis(_))));
    assert_eq!(store.begin("k", body("1"), 0).await.unwrap(), Begin::InProgress);
    assert!(store.renew(&claim, 0).await.unwrap());
    assert!(ttl(&redis, "k") > KEPT_MS + LEASE_MS / 2);
    assert!(store.finish(&claim, &answer()).await.unwrap());
    assert_eq!(store.begin("k", body("1"), 0).await.unwrap(), Begin::Replay(answer()));
}

#[tokio::test]
async fn under_volatile_ttl_answers_are_evicted_and_running_claims_are_not() {
    let redis = Redis::start();
    let store = connect(&redis).await;
    redis.ask(&["CONFIG", "SET", "maxmemory-policy", "volatile-ttl"]);
    redis.ask(&["CONFIG", "SET", "maxmemory", "6mb"]);
    let runs = [run(store.begin("r1", body("1"), 0).await), run(store.begin("r2", body("1"), 0).await)];
    for n in 0..400 {
        let claim = run(store.begin(&n.to_string(), body("1"), 0).await);
        let large = Answer { body: vec![b'x'; 60_000], ..answer() };
        assert!(store.finish(&claim, &large).await.unwrap());
    }
    let left: usize = redis.ask(&["DBSIZE"]).trim().parse().unwrap();
    assert!(left < 200, "the oldest answers are forgotten: {left} are left");
    for (key, claim) in ["r1", "r2"].into_iter().zip(&runs) {
        assert_eq!(store.begin(key, body("1"), 0).await.unwrap(), Begin::InProgress);
        assert!(store.renew(claim, 0).await.unwrap());
    }
}

#[tokio::test]
async fn a_connection_that_redis_closed_fails_no_request() {
    let mut redis = Redis::start_durable();
    let store = connect(&redis).await;
    let claim = run(store.begin("before", body("1"), 0).await);

    redis.must(&["CONFIG", "SET", "timeout", "1"]);
    tokio::time::sleep(Duration::from_secs(3)).await;
    let idle = run(store.begin("idle", body("1"), 0).await);
    redis.must(&["CONFIG", "SET", "timeout", "0"]);

    for (key, claim) in [("killed", claim), ("again", idle)] {
        redis.ask(&["CLIENT", "KILL", "TYPE", "normal"]);
        assert!(store.renew(&claim, 0).await.unwrap());
        redis.ask(&["CLIENT", "KILL", "TYPE", "normal"]);
        assert!(store.finish(&claim, &answer()).await.unwrap());
        redis.ask(&["CLIENT", "KILL", "TYPE", "normal"]);
        let killed = run(store.begin(key, body("1"), 0).await);
        redis.ask(&["CLIENT", "KILL", "TYPE", "normal"]);
        store.abandon(&killed).await.unwrap();
    }

    redis.kill();
    redis.restart();
    let restarted = run(store.begin("restarted", body("1"), 0).await);
    assert_eq!(store.begin("restarted", body("1"), 0).await.unwrap(), Begin::InProgress);
    assert!(store.finish(&restarted, &answer()).await.unwrap());
    assert_eq!(store.begin("before", body("1"), 0).await.unwrap(), Begin::Replay(answer()));
}

#[tokio::test]
async fn a_begin_that_redis_left_without_an_answer_locks_no_key() {
    let redis = Redis::start();
    let (store, other) = (connect(&redis).await, connect(&redis).await);
    redis.freeze();
    // Nobody waits for the third: the client has hung up.
    let (timed_out, also, _) = tokio::join!(
        store.begin("same", body("1"), 0),
        store.begin("other", body("1"), 0),
        tokio::time::timeout(Duration::from_millis(100), store.begin("dropped", body("1"), 0)),
    );
    assert!(timed_out.is_err() && also.is_err());
    redis.thaw();
    let retried = Instant::now();
    // Another body is not a conflict either, because nothing ran.
    let _ = run(retry(&store, "same", "2").await);
    let _ = run(retry(&store, "dropped", "1").await);
    let _ = run(retry(&other, "other", "1").await);
    assert!(retried.elapsed() < Duration::from_millis(LEASE_MS / 2), "{:?}", retried.elapsed());
    // The background task does not touch the claims that took the keys over.
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    for key in ["same", "dropped", "other"] {
        assert!(matches!(store.begin(key, body("1"), 0).await.unwrap(), Begin::InProgress | Begin::Conflict));
    }
}

/// Repeats `begin` until it neither fails nor returns `InProgress`.
async fn retry(store: &RedisStore, key: &str, text: &str) -> Result<Begin, StoreError> {
    loop {
        match store.begin(key, body(text), 0).await {
            Err(_) | Ok(Begin::InProgress) => tokio::time::sleep(Duration::from_millis(50)).await,
            begin => return begin,
        }
    }
}

#[tokio::test]
async fn values_that_the_store_did_not_write_are_left_alone() {
    let redis = Redis::start();
    let store = connect(&redis).await;
    redis.ask(&["SET", "test:k", "hello"]);
    assert!(matches!(refused(store.begin("k", body("1"), 0).await).downcast_ref(), Some(RedisStoreError::NotOurs)));
    redis.ask(&["LPUSH", "test:list", "hello"]);
    assert!(matches!(refused(store.begin("list", body("1"), 0).await).downcast_ref(), Some(RedisStoreError::Redis(_))));
    assert_eq!(redis.ask(&["GET", "test:k"]).trim(), "hello");
}

#[tokio::test]
async fn an_error_has_a_code() {
    let redis = Redis::start();
    let store = connect(&redis).await;
    let code = async |key| refused(store.begin(key, body("1"), 0).await).code();
    redis.ask(&["SET", "test:k", "hello"]);
    assert_eq!((store.name(), code("k").await), ("redis", "not_ours"));
    redis.ask(&["CONFIG", "SET", "maxmemory", "1"]);
    assert_eq!(code("new").await, "refused");
    redis.ask(&["CONFIG", "SET", "maxmemory", "0"]);
    redis.freeze();
    assert_eq!(code("new").await, "timed_out");
    redis.thaw();
    drop(redis);
    assert!(["no_connection", "no_answer"].contains(&code("new").await));
    assert_eq!(code("new").await, "no_connection");
}

#[tokio::test]
async fn a_key_runs_only_when_a_replica_has_its_claim() {
    let primary = Redis::start();
    let replica = primary.start_replica();
    let store = connect(&primary).await.with_replicas(1, Duration::from_millis(400));
    let kept = run(store.begin("k", body("1"), 0).await);
    assert_eq!(replica.ask(&["EXISTS", "test:k"]).trim(), "1");
    assert!(store.renew(&kept, 0).await.unwrap());
    assert!(store.finish(&kept, &answer()).await.unwrap());
    assert_eq!(replica.ask(&["STRLEN", "test:k"]), primary.ask(&["STRLEN", "test:k"]));
    let lost = run(store.begin("lost", body("1"), 0).await);

    replica.freeze();
    let error = refused(store.begin("new", body("1"), 0).await);
    assert!(matches!(error.downcast_ref(), Some(RedisStoreError::NotReplicated)));
    assert_eq!(error.code(), "not_replicated");
    assert_eq!(store.begin("k", body("1"), 0).await.unwrap(), Begin::Replay(answer()), "an answer is replayed");
    assert_eq!(store.begin("k", body("2"), 0).await.unwrap(), Begin::Conflict);
    assert_eq!(store.finish(&lost, &answer()).await.unwrap_err().code(), "not_replicated");

    replica.thaw();
    let _ = run(retry(&store, "new", "1").await);
    let other = connect(&primary).await;
    assert_eq!(other.begin("new", body("1"), 0).await.unwrap(), Begin::InProgress);
}

#[tokio::test]
async fn a_claim_that_no_replica_confirms_locks_no_key() {
    let primary = Redis::start();
    let store = connect(&primary).await.with_replicas(1, Duration::ZERO);
    refused(store.begin("k", body("1"), 0).await);
    let other = connect(&primary).await;
    let started = Instant::now();
    let _ = run(retry(&other, "k", "1").await);
    assert!(started.elapsed() < Duration::from_millis(LEASE_MS / 2), "long before its lease ends");
}

#[tokio::test]
async fn the_connection_may_be_that_of_a_cluster() {
    let nodes = Redis::start_cluster();
    let cluster = redis::cluster::ClusterClient::new(nodes.iter().map(Redis::url)).expect("addresses");
    let connection = cluster.get_async_connection().await.expect("the cluster answers");
    for name in ["a", "b"] {
        let store = RedisStore::new(connection.clone(), name, Duration::from_millis(LEASE_MS));
        for key in 0..20 {
            let key = key.to_string();
            let claim = run(store.begin(&key, body("1"), 0).await);
            assert!(store.renew(&claim, 0).await.unwrap());
            assert_eq!(store.begin(&key, body("1"), 0).await.unwrap(), Begin::InProgress);
            assert!(store.finish(&claim, &answer()).await.unwrap());
            assert_eq!(store.begin(&key, body("1"), 0).await.unwrap(), Begin::Replay(answer()));
        }
        let free = run(store.begin("free", body("1"), 0).await);
        store.abandon(&free).await.unwrap();
        let _ = run(store.begin("free", body("2"), 0).await);
    }
    let counts = nodes.each_ref().map(|node| node.ask(&["DBSIZE"]).trim().parse::<u32>().expect("a number"));
    assert!(counts[0] > 0 && counts[1] > 0 && counts[0] + counts[1] == 42, "{counts:?}");
    // The cluster has no replica, so `WAIT` goes where the script went, and finds none.
    let store = RedisStore::new(connection, "c", Duration::from_millis(LEASE_MS)).with_replicas(1, Duration::ZERO);
    for key in 0..8 {
        assert_eq!(refused(store.begin(&key.to_string(), body("1"), 0).await).code(), "not_replicated");
    }
}

#[tokio::test]
async fn a_server_can_start_before_redis() {
    use redis::aio::{ConnectionManager, ConnectionManagerConfig};

    let mut redis = Redis::start();
    redis.kill();
    let client = redis::Client::open(redis.url()).expect("an address");
    let config = ConnectionManagerConfig::new().set_max_delay(Duration::from_millis(100));
    let connection = ConnectionManager::new_lazy_with_config(client, config).expect("a connection");
    let store = RedisStore::new(connection, "test:", Duration::from_millis(LEASE_MS));
    refused(store.begin("k", body("1"), 0).await);
    redis.restart();
    let _ = run(retry(&store, "k", "1").await);
}
