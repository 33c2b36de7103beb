//! The program itself, in processes that share one PostgreSQL server.

#[path = "../support/created.rs"]
mod created;
#[path = "../../../../tests/postgres/postgres_server.rs"]
mod postgres_server;
mod program;
#[path = "../support/mod.rs"]
#[allow(dead_code, reason = "the tests over HTTP need more of it")]
mod support;

use std::time::Duration;

use postgres_server::Postgres;
use program::{Program, created};
use support::client::{request, send};
use support::storm::{assert_storm, storm};

const LEAD: &[u8] = br#"{"name":"Ann","email":"ann@example.com"}"#;

fn lead(key: &str) -> Vec<u8> {
    request("POST", "/api/leads", &["Content-Type: application/json", &format!("Idempotency-Key: {key}")], LEAD)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_and_a_thousand_requests_with_fifty_keys() {
    let postgres = Postgres::start();
    let option = |url: &str| vec![format!("--postgres-url={url}"), "--work-ms=5".into()];
    let servers = [(); 2].map(|()| Program::start(&option(&postgres.url()), &[]));
    // So many at once may wait for a connection for too long: 503.
    let answers = storm(&servers.each_ref().map(|server| server.address), &[409, 503]).await;
    let created = created(&servers.each_ref(), 50);
    assert!(created.iter().all(|ids| !ids.is_empty()), "both processes had their share: {created:?}");
    assert_storm(&answers, &created.concat());
}

#[tokio::test]
async fn an_answer_outlives_the_process_that_gave_it() {
    let postgres = Postgres::start();
    let url = postgres.url();
    // The environment is an option, too.
    let start = || Program::start(&[], &[("POSTGRES_URL", &url)]);
    let first = start();
    let answer = send(first.address, &lead("k")).await;
    assert_eq!(answer.status, 201);
    drop(first);
    let second = start();
    let again = send(second.address, &lead("k")).await;
    assert_eq!((again.status, again.header("idempotent-replayed"), &again.body), (201, "true", &answer.body));
    assert_eq!(second.created(0), Vec::<String>::new());
}

#[tokio::test]
async fn without_postgres_nothing_runs_and_with_it_again_all_does() {
    let mut postgres = Postgres::start();
    let server = Program::start(&[format!("--postgres-url={}", postgres.url())], &[]);
    postgres.kill();
    let refused = send(server.address, &lead("k")).await;
    assert_eq!((refused.status, refused.header("retry-after")), (503, "1"));
    assert!(refused.body.contains("SERVICE_UNAVAILABLE"), "{}", refused.body);
    assert_eq!(server.created(0), Vec::<String>::new());

    postgres.restart();
    for turn in 0.. {
        let answer = send(server.address, &lead("k")).await;
        if answer.status == 201 {
            break;
        }
        assert!(answer.status == 503 && turn < 600, "{} {}", answer.status, answer.body);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(server.created(1).len(), 1);
}

#[test]
fn a_program_without_its_database_does_not_start() {
    for url in ["postgres://app@127.0.0.1:1/postgres", "leads"] {
        let error = Program::fail(&[format!("--postgres-url={url}")]);
        assert!(error.starts_with("Error: no store of idempotency keys"), "{error}");
    }
}

#[test]
fn memory_and_a_database_exclude_each_other() {
    let error = Program::fail(&["--key-bytes=1000".into(), "--postgres-url=postgres://app@127.0.0.1/".into()]);
    assert!(error.contains("cannot be used with"), "{error}");
}
