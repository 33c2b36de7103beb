//! Server processes that share one `redis-server`.

mod processes;
#[path = "../../../../tests/redis/redis_server.rs"]
mod redis_server;
#[path = "../support/mod.rs"]
#[allow(dead_code, reason = "the tests over HTTP need more of it")]
mod support;

use std::time::Duration;

use processes::Server;
use redis_server::Redis;
use support::client::{request, send};
use support::storm::{assert_storm, storm};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

const LEASE_MS: u64 = 60_000;
const LEAD: &[u8] = br#"{"name":"Ann","email":"ann@example.com"}"#;

#[tokio::test]
async fn without_redis_nothing_runs_and_with_it_again_all_does() {
    let redis = Redis::start();
    let server = Server::start(&redis, 0, LEASE_MS);
    let bytes = request("POST", "/api/leads", &["Content-Type: application/json", "Idempotency-Key: k"], LEAD);
    let port = redis.port;
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_and_a_thousand_requests_with_fifty_keys() {
    let redis = Redis::start();
    let servers = [Server::start(&redis, 5, LEASE_MS), Server::start(&redis, 5, LEASE_MS)];
    let answers = storm(&servers.each_ref().map(|server| server.address)).await;
    let created = servers.each_ref().map(Server::created);
    assert!(created.iter().all(|ids| !ids.is_empty()), "both processes had their share: {created:?}");
    assert_storm(&answers, &created.concat());
}

#[tokio::test]
async fn what_a_process_was_killed_over_runs_on_another_when_the_lease_is_over() {
    let redis = Redis::start();
    let [slow, other] = [Server::start(&redis, 10_000, 1_500), Server::start(&redis, 0, 1_500)];
    let bytes = request("POST", "/api/leads", &["Content-Type: application/json", "Idempotency-Key: k"], LEAD);
    let first = tokio::spawn({
        let bytes = bytes.clone();
        async move { TcpStream::connect(slow.address).await.map(|stream| (stream, slow, bytes)) }
    });
    let (mut stream, slow, _) = first.await.expect("no panic").expect("a connection");
    stream.write_all(&bytes).await.expect("the request is taken");
    tokio::time::sleep(Duration::from_millis(300)).await;
    drop(slow);
    assert_eq!(send(other.address, &bytes).await.status, 409, "nobody knows yet that it died");
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    assert_eq!(send(other.address, &bytes).await.status, 201);
    assert_eq!(send(other.address, &bytes).await.header("idempotent-replayed"), "true");
    assert_eq!(other.created().len(), 1);
}

/// No test: the server process that the others start. It ends when its standard input does.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "started by the other tests"]
async fn serve() {
    processes::serve().await;
}
