//! Tests the PostgreSQL store with a real server: what the suite in tests/stores does not say of every store.
#![cfg(all(feature = "postgres", not(target_arch = "wasm32")))]

#[path = "postgres/busy.rs"]
mod busy;
#[path = "postgres/certificate.rs"]
mod certificate;
#[path = "postgres/lost_answer.rs"]
mod lost_answer;
#[path = "postgres/pool.rs"]
mod pool;
#[path = "postgres/postgres_server.rs"]
mod postgres_server;
#[path = "tools/tokio_timer.rs"]
mod tokio_timer;

use std::time::{Duration, Instant};

use postgres_server::Postgres;
use tokio_postgres::{Client, NoTls};
use unanimous::idempotency::{Answer, Begin, Claim, Fingerprint, PostgresStore, PostgresStoreError, Store, StoreError};

const LEASE: Duration = Duration::from_secs(60);
const BODY: Fingerprint = Fingerprint([7; 32]);

async fn connect(postgres: &Postgres) -> PostgresStore {
    let store = PostgresStore::connect(&postgres.url(), NoTls, "test:", LEASE).await.expect("PostgreSQL answers");
    store.create_table().await.expect("a table");
    store
}

/// A connection of the application, with a table of its own.
async fn application(postgres: &Postgres) -> Client {
    let (client, connection) = tokio_postgres::connect(&postgres.url(), NoTls).await.expect("a connection");
    tokio::spawn(connection);
    client.batch_execute("CREATE TABLE IF NOT EXISTS leads (name text)").await.expect("a table");
    client
}

fn answer() -> Answer {
    Answer { status: 201, headers: vec![("location".into(), "/1".into())], body: b"{}".to_vec() }
}

#[track_caller]
fn run<E: std::error::Error>(begin: Result<Begin, E>) -> Claim {
    match begin.expect("PostgreSQL answers") {
        Begin::Run(claim) => claim,
        other => panic!("expected to run, got {other:?}"),
    }
}

/// Lets the leases of all keys end.
fn end_leases(postgres: &Postgres) {
    postgres.must("UPDATE unanimous_idempotency_keys SET lease_until = now()");
}

// tests/server/postgres.test.mjs asserts the same of the store in JavaScript.
#[tokio::test]
async fn a_long_key_and_one_with_a_nul_have_the_names_that_the_npm_package_gives_them() {
    let postgres = Postgres::start();
    let store = PostgresStore::connect(&postgres.url(), NoTls, "unanimous:", LEASE).await.expect("PostgreSQL answers");
    store.create_table().await.expect("a table");
    let rest = "\u{e9}".repeat(506);
    let names = [
        (format!("kk{rest}"), format!("unanimous:kk{rest}")),
        (
            format!("kkk{rest}"),
            "unanimous:sha256:da0d1d45929ecb6a16ca8f8f18326d1c8ba2119bf30a8153daf6db617c6e6386".to_owned(),
        ),
        (
            "a\0b".to_owned(),
            "unanimous:sha256:59b271ae1bbcb1d31d41929817f4b16fb439eb4f31520b5ad1d5ce98920a7138".to_owned(),
        ),
    ];
    for (key, name) in names {
        let _claim = run(store.begin(&key, BODY, 0).await);
        let count = format!("SELECT count(*) FROM unanimous_idempotency_keys WHERE key = '{name}'");
        assert_eq!(postgres.ask(&count), "1", "{name}");
    }
}

#[tokio::test]
async fn a_claim_an_effect_and_an_answer_are_one_transaction() {
    let postgres = Postgres::start();
    let (store, mut client, mut other) =
        (connect(&postgres).await, application(&postgres).await, application(&postgres).await);

    for commits in [false, true] {
        let transaction = client.transaction().await.unwrap();
        let claim = run(store.claim_in(&transaction, "k", BODY, 0).await);
        transaction.execute("INSERT INTO leads VALUES ('Ann')", &[]).await.unwrap();
        // Others do not wait for the commit: that would end with an error after two seconds.
        assert_eq!(store.begin("k", BODY, 0).await.unwrap(), Begin::InProgress);
        let second = other.transaction().await.unwrap();
        second.batch_execute("SET LOCAL statement_timeout = '30s'").await.unwrap();
        assert_eq!(store.claim_in(&second, "k", BODY, 0).await.unwrap(), Begin::InProgress);
        second.commit().await.unwrap();
        assert!(store.finish_in(&transaction, &claim, &answer()).await.unwrap());
        assert_eq!(store.begin("k", BODY, 0).await.unwrap(), Begin::InProgress);
        if commits {
            transaction.commit().await.unwrap();
        } else {
            transaction.rollback().await.unwrap();
        }
    }
    assert_eq!(store.begin("k", BODY, 0).await.unwrap(), Begin::Replay(answer()));
    let transaction = client.transaction().await.unwrap();
    assert_eq!(store.claim_in(&transaction, "k", BODY, 0).await.unwrap(), Begin::Replay(answer()));
    assert_eq!(store.claim_in(&transaction, "k", Fingerprint([8; 32]), 0).await.unwrap(), Begin::Conflict);
    assert_eq!(postgres.ask("SELECT count(*) FROM leads"), "1");
}

#[tokio::test]
async fn a_transaction_that_dies_leaves_neither_its_key_nor_its_effect() {
    let mut postgres = Postgres::start();
    let store = connect(&postgres).await;
    for kill in [false, true] {
        let mut client = application(&postgres).await;
        let transaction = client.transaction().await.unwrap();
        let claim = run(store.claim_in(&transaction, "k", BODY, 0).await);
        transaction.execute("INSERT INTO leads VALUES ('Ann')", &[]).await.unwrap();
        assert!(store.finish_in(&transaction, &claim, &answer()).await.unwrap());
        if kill {
            postgres.kill();
            postgres.restart();
        } else {
            postgres.disconnect();
        }
        assert!(transaction.commit().await.is_err());
        assert_eq!(postgres.ask("SELECT count(*) FROM leads"), "0");
        let again = run(store.begin("k", BODY, 0).await);
        store.abandon(&again).await.unwrap();
    }
}

#[tokio::test]
async fn a_claim_that_is_not_committed_yet_cannot_be_abandoned() {
    let postgres = Postgres::start();
    let (store, mut client) = (connect(&postgres).await, application(&postgres).await);
    let transaction = client.transaction().await.unwrap();
    let claim = run(store.claim_in(&transaction, "k", BODY, 0).await);
    // As with a commit that waits for a replica: nobody sees the claim yet, so nobody can delete it.
    assert!(store.abandon(&claim).await.is_err());
    transaction.commit().await.unwrap();
    store.abandon(&claim).await.unwrap();
    let again = run(store.begin("k", BODY, 0).await);
    store.abandon(&claim).await.unwrap();
    assert_eq!(store.begin("k", BODY, 0).await.unwrap(), Begin::InProgress);
    store.abandon(&again).await.unwrap();
}

#[tokio::test]
async fn of_two_runs_of_a_key_one_commits() {
    let postgres = Postgres::start();
    let (store, mut client) = (connect(&postgres).await, application(&postgres).await);
    let late = run(store.begin("k", BODY, 0).await);
    end_leases(&postgres);
    let second = run(store.begin("k", BODY, 0).await);
    for (claim, holds) in [(&late, false), (&second, true), (&late, false), (&second, true)] {
        let transaction = client.transaction().await.unwrap();
        assert_eq!(store.finish_in(&transaction, claim, &answer()).await.unwrap(), holds);
        transaction.commit().await.unwrap();
    }
    assert_eq!(store.begin("k", BODY, 0).await.unwrap(), Begin::Replay(answer()));
}

#[tokio::test]
async fn an_answer_that_is_not_committed_makes_no_other_request_wait() {
    let postgres = Postgres::start();
    let (store, mut client) = (connect(&postgres).await, application(&postgres).await);
    let claim = run(store.begin("k", BODY, 0).await);
    end_leases(&postgres);
    let transaction = client.transaction().await.unwrap();
    assert!(store.finish_in(&transaction, &claim, &answer()).await.unwrap());
    assert_eq!(store.begin("k", BODY, 0).await.unwrap(), Begin::InProgress);
    // A renewal cannot know yet. PostgreSQL gives it up before the store does, unless the machine is busy.
    let mut codes = Vec::new();
    while codes.last() != Some(&"refused") {
        codes.push(store.renew(&claim, 0).await.expect_err("it cannot know").code());
        assert!(codes.len() < 10, "{codes:?}");
    }
    transaction.commit().await.unwrap();
    assert!(!store.renew(&claim, 0).await.unwrap());
    assert!(store.finish(&claim, &answer()).await.unwrap());
    assert_eq!(store.begin("k", BODY, 0).await.unwrap(), Begin::Replay(answer()));
}

#[tokio::test]
async fn the_waiting_time_of_the_callers_transaction_stays_its_own() {
    let postgres = Postgres::start();
    let (store, mut client) = (connect(&postgres).await, application(&postgres).await);
    let transaction = client.transaction().await.unwrap();
    transaction.batch_execute("SET LOCAL lock_timeout = '7s'").await.unwrap();
    let claim = run(store.claim_in(&transaction, "k", BODY, 0).await);
    store.finish_in(&transaction, &claim, &answer()).await.unwrap();
    let row = transaction.query_one("SHOW lock_timeout", &[]).await.unwrap();
    assert_eq!(row.get::<_, &str>(0), "7s");
}

#[tokio::test]
async fn a_read_only_server_replays_answers_and_claims_no_key() {
    let postgres = Postgres::start();
    let store = connect(&postgres).await;
    let done = run(store.begin("done", BODY, 0).await);
    assert!(store.finish(&done, &answer()).await.unwrap());
    let runs = run(store.begin("runs", BODY, 0).await);
    postgres.set("default_transaction_read_only = on");
    assert_refused(store.begin("new", BODY, 0).await, "read-only transaction");
    assert_eq!(store.begin("done", BODY, 0).await.unwrap(), Begin::Replay(answer()));
    assert_eq!(store.begin("runs", BODY, 0).await.unwrap(), Begin::InProgress);
    assert_eq!(store.begin("runs", Fingerprint([8; 32]), 0).await.unwrap(), Begin::Conflict);
    assert!(store.finish(&runs, &answer()).await.is_err());
    postgres.reset("default_transaction_read_only");
    assert!(store.finish(&runs, &answer()).await.unwrap());
    let _ = run(store.begin("new", BODY, 0).await);
}

#[track_caller]
fn assert_refused(begin: Result<Begin, StoreError>, reason: &str) {
    let error = begin.expect_err("PostgreSQL refuses it");
    assert!(matches!(error.downcast_ref(), Some(PostgresStoreError::Postgres(_))), "{error}");
    assert!(error.to_string().contains(reason), "{error}");
}

#[tokio::test]
async fn a_connection_that_postgresql_closed_fails_no_request() {
    let mut postgres = Postgres::start();
    let store = connect(&postgres).await;
    let claims = [run(store.begin("a", BODY, 0).await), run(store.begin("b", BODY, 0).await)];
    for (key, claim) in ["c", "d"].into_iter().zip(&claims) {
        postgres.disconnect();
        assert!(store.renew(claim, 0).await.unwrap());
        postgres.disconnect();
        assert!(store.finish(claim, &answer()).await.unwrap());
        postgres.disconnect();
        let killed = run(store.begin(key, BODY, 0).await);
        postgres.disconnect();
        store.abandon(&killed).await.unwrap();
    }
    // Several connections are open when the server dies.
    let begin = || store.begin("a", BODY, 0);
    let (a, b, c, d) = tokio::join!(begin(), begin(), begin(), begin());
    assert!(a.is_ok() && b.is_ok() && c.is_ok() && d.is_ok());
    postgres.kill();
    postgres.restart();
    let restarted = run(store.begin("restarted", BODY, 0).await);
    assert!(store.finish(&restarted, &answer()).await.unwrap());
    assert_eq!(store.begin("a", BODY, 0).await.unwrap(), Begin::Replay(answer()));
}

#[tokio::test]
async fn a_begin_that_postgresql_left_without_an_answer_locks_no_key() {
    let postgres = Postgres::start();
    let (store, other) = (connect(&postgres).await, connect(&postgres).await);
    postgres.freeze();
    // Nobody waits for the third: the client has hung up.
    let (timed_out, also, _) = tokio::join!(
        store.begin("same", BODY, 0),
        store.begin("other", BODY, 0),
        tokio::time::timeout(Duration::from_millis(100), store.begin("dropped", BODY, 0)),
    );
    assert!(timed_out.is_err() && also.is_err());
    postgres.thaw();
    let retried = Instant::now();
    // Another body is not a conflict either, because nothing ran.
    let _ = run(retry(&store, "same", Fingerprint([8; 32])).await);
    let _ = run(retry(&store, "dropped", BODY).await);
    let _ = run(retry(&other, "other", BODY).await);
    assert!(retried.elapsed() < LEASE / 2, "{:?}", retried.elapsed());
    // The background task does not touch the claims that took the keys over.
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    for key in ["same", "dropped", "other"] {
        assert!(matches!(store.begin(key, BODY, 0).await.unwrap(), Begin::InProgress | Begin::Conflict));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn serializable_transactions_fail_no_request() {
    let postgres = Postgres::start_with(&["default_transaction_isolation=serializable"]);
    let store = connect(&postgres).await;
    let mut all = tokio::task::JoinSet::new();
    for n in 0..200 {
        let store = store.clone();
        all.spawn(async move {
            let key = (n % 10).to_string();
            let Begin::Run(claim) = store.begin(&key, BODY, 0).await.expect("PostgreSQL answers") else { return 0 };
            assert!(store.renew(&claim, 0).await.expect("PostgreSQL answers"));
            assert!(store.finish(&claim, &answer()).await.expect("PostgreSQL answers"));
            1
        });
    }
    assert_eq!(all.join_all().await.into_iter().sum::<usize>(), 10);
}

/// Repeats `begin` until it neither fails nor returns `InProgress`.
async fn retry(store: &PostgresStore, key: &str, fingerprint: Fingerprint) -> Result<Begin, StoreError> {
    loop {
        match store.begin(key, fingerprint, 0).await {
            Err(_) | Ok(Begin::InProgress) => tokio::time::sleep(Duration::from_millis(50)).await,
            begin => return begin,
        }
    }
}

#[tokio::test]
async fn expired_rows_are_deleted() {
    let postgres = Postgres::start();
    let store = connect(&postgres).await;
    let claim = run(store.begin("stays", BODY, 0).await);
    postgres.must(
        "INSERT INTO unanimous_idempotency_keys SELECT 'test:' || n, '', '', 201, '[]', '', now(), now() - n * interval '1 s'
         FROM generate_series(1, 2500) AS n",
    );
    assert_eq!(store.sweep().await.unwrap(), 2_500);
    assert_eq!(postgres.ask("SELECT key FROM unanimous_idempotency_keys"), "test:stays");
    assert!(store.renew(&claim, 0).await.unwrap());
}

#[tokio::test]
async fn a_missing_table_is_named_and_many_may_create_it_at_once() {
    let postgres = Postgres::start();
    let store = PostgresStore::connect(&postgres.url(), NoTls, "test:", LEASE).await.unwrap();
    let error = store.begin("k", BODY, 0).await.unwrap_err();
    let text = "PostgreSQL: ERROR: relation \"unanimous_idempotency_keys\" does not exist";
    assert_eq!(error.to_string(), text);
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let store = store.clone();
        all.spawn(async move { store.create_table().await });
    }
    for created in all.join_all().await {
        created.unwrap();
    }
    let _ = run(store.begin("k", BODY, 0).await);
}

#[tokio::test]
async fn rows_that_the_store_did_not_write_are_left_alone() {
    let postgres = Postgres::start();
    let store = connect(&postgres).await;
    let row = format!("'test:k', '\\x{BODY}', '', 201, 'hello', '', now(), now() + interval '1 hour'");
    postgres.must(&format!("INSERT INTO unanimous_idempotency_keys VALUES ({row})"));
    let error = store.begin("k", BODY, 0).await.unwrap_err();
    assert!(matches!(error.downcast_ref(), Some(PostgresStoreError::NotOurs)), "{error}");
    assert_eq!(postgres.ask("SELECT headers FROM unanimous_idempotency_keys"), "hello");
}

#[tokio::test]
async fn without_a_server_the_store_says_so() {
    let url = "postgres://app@127.0.0.1:1/postgres";
    let error = PostgresStore::connect(url, NoTls, "test:", LEASE).await.unwrap_err();
    assert!(matches!(error, PostgresStoreError::Connection(_)), "{error}");
    let error = PostgresStore::connect("postgres://app@127.0.0.1:x/", NoTls, "test:", LEASE).await.unwrap_err();
    assert!(matches!(error, PostgresStoreError::Postgres(_)), "{error}");
}

#[tokio::test]
async fn an_error_has_a_code() {
    let mut postgres = Postgres::start();
    let store = connect(&postgres).await;
    let code = async |key| store.begin(key, BODY, 0).await.expect_err("PostgreSQL refuses it").code();
    let row = format!("'test:k', '\\x{BODY}', '', 201, 'hello', '', now(), now() + interval '1 hour'");
    postgres.must(&format!("INSERT INTO unanimous_idempotency_keys VALUES ({row})"));
    assert_eq!((store.name(), code("k").await), ("postgresql", "not_ours"));
    postgres.set("default_transaction_read_only = on");
    assert_eq!(code("new").await, "refused");
    postgres.reset("default_transaction_read_only");
    postgres.freeze();
    assert_eq!(code("new").await, "timed_out");
    postgres.kill();
    assert_eq!(code("new").await, "no_connection");
}

#[tokio::test]
async fn an_error_of_the_connection_says_why() {
    let mut postgres = Postgres::start();
    let lease = Duration::from_secs(60);
    let stranger = postgres.url().replace("app@", "stranger@");
    let error = PostgresStore::connect(&stranger, NoTls, "", lease).await.expect_err("there is no such role");
    assert_eq!(error.to_string(), "PostgreSQL: no connection: FATAL: role \"stranger\" does not exist");
    postgres.kill();
    let error = PostgresStore::connect(&postgres.url(), NoTls, "", lease).await.expect_err("there is no server");
    assert!(error.to_string().contains("Connection refused"), "{error}");
}
