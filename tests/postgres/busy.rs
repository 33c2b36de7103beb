//! A store with many more claims than connections, while PostgreSQL is slow. Renewals and answers do not wait behind them.

use std::collections::BTreeSet;
use std::error::Error;
use std::future::{Future, pending};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::sleep;
use tokio_postgres::NoTls;
use unanimous::idempotency::{
    Begin, BoxFuture, Outcome, PostgresConnection, PostgresConnections, PostgresStore, Store as _, StoreError, run_once,
};

use crate::pool::deadpool;
use crate::postgres_server::Postgres;
use crate::tokio_timer::Tokio;
use crate::{BODY, LEASE, answer, run};

/// A trigger that makes claims of keys that begin with `slow` take longer than the store waits.
const SLOW: &str = "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.key LIKE 'test:slow%' THEN PERFORM pg_sleep(60); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER slow BEFORE INSERT ON unanimous_idempotency_keys FOR EACH ROW EXECUTE FUNCTION slow()";

/// 500 clients that send their requests again and again. Returns when PostgreSQL executes some of their claims.
async fn crowd(postgres: &Postgres, store: &PostgresStore) -> JoinSet<()> {
    postgres.must(SLOW);
    let mut clients = JoinSet::new();
    for n in 0..500 {
        let store = store.clone();
        clients.spawn(async move {
            loop {
                assert!(store.begin(&format!("slow-{n}"), BODY, 0).await.is_err(), "no claim can be stored");
            }
        });
    }
    while sleepers(postgres) == 0 {
        sleep(Duration::from_millis(50)).await;
    }
    clients
}

/// How many claims PostgreSQL executes.
fn sleepers(postgres: &Postgres) -> usize {
    tokio::task::block_in_place(|| {
        postgres.ask("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'").parse().expect("a count")
    })
}

/// Calls the store like `run_once`: again if it does not answer, as on a busy machine, but not for long.
async fn answered<T, F: Future<Output = Result<T, StoreError>>>(call: impl Fn() -> F) -> T {
    for _ in 0..5 {
        if let Ok(answer) = call().await {
            return answer;
        }
    }
    panic!("the store does not answer: {:?}", call().await.err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn renewals_and_answers_do_not_wait_behind_claims() {
    for has_pool in [false, true] {
        let postgres = Postgres::start();
        let store = if has_pool {
            PostgresStore::with_connections(deadpool(&postgres, 8), "test:", LEASE)
        } else {
            PostgresStore::connect(&postgres.url(), NoTls, "test:", LEASE).await.expect("PostgreSQL answers")
        };
        store.create_table().await.expect("a table");
        let mut claims = Vec::new();
        for n in 0..12 {
            claims.push(run(store.begin(&n.to_string(), BODY, 0).await));
        }
        let (clients, answer) = (crowd(&postgres, &store).await, answer());
        for (n, claim) in claims.iter().enumerate() {
            assert!(answered(|| store.renew(claim, 0)).await);
            if n % 2 == 0 {
                assert!(answered(|| store.finish(claim, &answer)).await);
            } else {
                answered(|| store.abandon(claim)).await;
            }
            assert!(sleepers(&postgres) <= 6, "two connections are left");
        }
        drop(clients);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_run_keeps_its_lease_behind_many_claims() {
    let postgres = Postgres::start();
    // A renewal comes after each third of the lease, so it may be late by 6 seconds.
    let lease = Duration::from_secs(9);
    let store = PostgresStore::connect(&postgres.url(), NoTls, "test:", lease).await.expect("PostgreSQL answers");
    store.create_table().await.expect("a table");
    let (end, ended) = oneshot::channel();
    let (respond, response) = oneshot::channel();
    let own = store.clone();
    tokio::spawn(async move {
        let operation = || async {
            ended.await.expect("the test ends it");
            answer()
        };
        run_once(&own, &Tokio, "long", BODY, operation, |outcome| drop(respond.send(outcome))).await;
    });
    let clients = crowd(&postgres, &store).await;
    // The run goes on for longer than a lease.
    let look = "SELECT extract(epoch FROM lease_until), lease_until > clock_timestamp()
        FROM unanimous_idempotency_keys WHERE key = 'test:long'";
    let mut leases = BTreeSet::new();
    while leases.len() < 5 {
        let row = tokio::task::block_in_place(|| postgres.ask(look));
        let (until, holds) = row.split_once('|').expect("the key is claimed");
        assert_eq!(holds, "t", "nobody can take the key over");
        leases.insert(until.to_owned());
        sleep(Duration::from_millis(50)).await;
    }
    end.send(()).expect("the operation waits");
    let outcome = response.await.expect("it responds");
    assert!(matches!(outcome, Outcome::Ran { stored: Ok(true), .. }), "{outcome:?}");
    drop(clients);
    assert_eq!(answered(|| store.begin("long", BODY, 0)).await, Begin::Replay(answer()));
}

/// A pool that is never able to give a connection.
struct Empty;

impl PostgresConnections for Empty {
    fn get(&self) -> BoxFuture<'_, Result<Box<dyn PostgresConnection>, Box<dyn Error + Send + Sync>>> {
        Box::pin(pending())
    }
}

#[tokio::test(start_paused = true)]
async fn a_claim_without_a_connection_fails_and_says_why() {
    let store = PostgresStore::with_connections(Empty, "test:", LEASE);
    let mut claims = JoinSet::new();
    for n in 0..10 {
        let store = store.clone();
        claims.spawn(async move {
            let error = store.begin(&n.to_string(), BODY, 0).await.expect_err("there is no connection");
            // The code says that PostgreSQL has no claim.
            assert_eq!(error.code(), "no_connection");
            error.to_string()
        });
    }
    let mut texts = claims.join_all().await;
    texts.sort();
    let [none, others] = [
        "none within 2 seconds",
        "other claims use all connections that claims may use: raise `claims_at_once`, or use a larger pool",
    ]
    .map(|why| format!("PostgreSQL: no connection: {why}"));
    assert_eq!(texts, [vec![none; 6], vec![others; 4]].concat());
}
