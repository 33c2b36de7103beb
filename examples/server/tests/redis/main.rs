//! Server processes that share one `redis-server`.

#[path = "../support/created.rs"]
mod created;
mod processes;
#[path = "../../../../tests/redis/redis_server.rs"]
mod redis_server;
#[path = "../support/mod.rs"]
#[allow(dead_code, reason = "the tests over HTTP need more of it")]
mod support;

use std::time::{Duration, Instant};

use processes::{Server, created};
use redis_server::Redis;
use support::client::{Answer, request, send};
use support::storm::{assert_storm, storm};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

const LEASE_MS: u64 = 60_000;
const LEAD: &[u8] = br#"{"name":"Ann","email":"ann@example.com"}"#;

#[tokio::test]
async fn without_redis_nothing_runs_and_with_it_again_all_does() {
    let mut redis = Redis::start();
    let server = Server::start(&redis, 0, LEASE_MS);
    let bytes = lead("k");
    redis.kill();
    let refused = send(server.address, &bytes).await;
    assert_eq!((refused.status, refused.header("retry-after")), (503, "1"));
    assert!(refused.body.contains("SERVICE_UNAVAILABLE"), "{}", refused.body);
    assert_eq!(server.created(0), Vec::<String>::new());

    redis.restart();
    for turn in 0.. {
        let answer = send(server.address, &bytes).await;
        if answer.status == 201 {
            break;
        }
        assert!(answer.status == 503 && turn < 600, "{} {}", answer.status, answer.body);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(server.created(1).len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_and_a_thousand_requests_with_fifty_keys() {
    let redis = Redis::start();
    let servers = [Server::start(&redis, 5, LEASE_MS), Server::start(&redis, 5, LEASE_MS)];
    // On a busy machine Redis may not answer in time: 503.
    let answers = storm(&servers.each_ref().map(|server| server.address), &[409, 503]).await;
    let created = created(&servers.each_ref(), 50);
    assert!(created.iter().all(|ids| !ids.is_empty()), "both processes had their share: {created:?}");
    assert_storm(&answers, &created.concat());
}

#[tokio::test]
async fn a_request_of_a_killed_process_runs_on_another_after_the_lease() {
    let redis = Redis::start();
    // The lease is long, so that a second request comes before its end.
    let [slow, other] = [Server::start(&redis, 60_000, 5_000), Server::start(&redis, 0, 5_000)];
    let bytes = lead("k");
    let first = tokio::spawn({
        let bytes = bytes.clone();
        async move { TcpStream::connect(slow.address).await.map(|stream| (stream, slow, bytes)) }
    });
    let (mut stream, slow, _) = first.await.expect("no panic").expect("a connection");
    stream.write_all(&bytes).await.expect("the request is taken");
    claimed(&redis).await;
    drop(slow);
    assert_eq!(send(other.address, &bytes).await.status, 409, "nobody knows yet that it died");
    assert_eq!(answered(&other, "k", &[409]).await.status, 201);
    assert_eq!(send(other.address, &bytes).await.header("idempotent-replayed"), "true");
    assert_eq!(other.created(1).len(), 1);
}

#[tokio::test]
async fn an_answer_is_stored_though_redis_got_full_meanwhile() {
    let redis = Redis::start();
    let server = Server::start(&redis, 1_000, LEASE_MS);
    let first = tokio::spawn(async move { (send(server.address, &lead("k")).await.status, server) });
    claimed(&redis).await;
    redis.ask(&["CONFIG", "SET", "maxmemory", "1"]);
    let (status, server) = first.await.expect("an answer");
    assert_eq!(status, 201);
    let again = send(server.address, &lead("k")).await;
    assert_eq!((again.status, again.header("idempotent-replayed")), (201, "true"));
    // Nothing new runs without memory.
    assert_eq!(send(server.address, &lead("new")).await.status, 503);
    assert_eq!(server.created(1).len(), 1);
}

#[tokio::test]
async fn while_redis_takes_no_answer_the_client_has_it_and_the_key_stays_claimed() {
    let redis = Redis::start();
    let server = Server::start(&redis, 2_000, 6_000);
    let first = tokio::spawn(async move { (send(server.address, &lead("k")).await.status, server) });
    claimed(&redis).await;
    // A replica is read-only. Nothing listens at that port.
    redis.ask(&["REPLICAOF", "127.0.0.1", "1"]);
    let (status, server) = first.await.expect("an answer");
    assert_eq!(status, 201);
    assert_eq!(send(server.address, &lead("k")).await.status, 409);
    // When the lease has ended, nobody can take the key over.
    assert_eq!(answered(&server, "k", &[409]).await.status, 503);
    redis.ask(&["REPLICAOF", "NO", "ONE"]);
    // An attempt to store the answer follows. Before that, a retry would take the key over.
    let record = redis.ask(&["KEYS", "*"]);
    while !redis.ask(&["GET", record.trim()]).contains("status") {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(send(server.address, &lead("k")).await.header("idempotent-replayed"), "true");
    assert_eq!(server.created(1).len(), 1);
}

#[tokio::test]
async fn a_frozen_redis_leaves_no_key_locked() {
    let redis = Redis::start();
    let servers = [Server::start(&redis, 0, LEASE_MS), Server::start(&redis, 0, LEASE_MS)];
    redis.freeze();
    let to = servers[0].address;
    let requests: Vec<_> =
        (0..20).map(|n| tokio::spawn(async move { send(to, &lead(&format!("k{n}"))).await.status })).collect();
    for request in requests {
        assert_eq!(request.await.expect("an answer"), 503);
    }
    redis.thaw();
    let thawed = Instant::now();
    // Half of the retries come to the other process, which knows nothing of the claims.
    for n in 0..20 {
        let bytes = lead(&format!("k{n}"));
        while send(servers[n % 2].address, &bytes).await.status != 201 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    assert!(thawed.elapsed() < Duration::from_millis(LEASE_MS / 2), "{:?}", thawed.elapsed());
    let counts: Vec<_> = created(&servers.each_ref(), 20).iter().map(Vec::len).collect();
    assert_eq!(counts, [10, 10]);
}

/// Waits until a request has claimed its key.
async fn claimed(redis: &Redis) {
    while redis.ask(&["DBSIZE"]).trim() != "1" {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Sends the request until the status of its answer is not in `again`.
async fn answered(server: &Server, key: &str, again: &[u16]) -> Answer {
    loop {
        let answer = send(server.address, &lead(key)).await;
        if !again.contains(&answer.status) {
            return answer;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn lead(key: &str) -> Vec<u8> {
    request("POST", "/api/leads", &["Content-Type: application/json", &format!("Idempotency-Key: {key}")], LEAD)
}

/// No test: the server process that the others start. It ends when its standard input does.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "started by the other tests"]
async fn serve() {
    processes::serve().await;
}
