//! Kills, freezes, fills or empties a real `redis-server` or PostgreSQL, or makes it read-only, at each step of a request
//! while many clients use `RedisStore` or `PostgresStore`, and counts how often each operation was done.
//!
//! ```text
//! FAULTED_OPERATIONS=2000 FAULT_SEED=1 cargo test --release --features redis,postgres --test faults -- --nocapture
//! ```
//!
//! With the feature `tower`, `tests/server/faults` starts this program as a server process, and applies faults over HTTP.
//!
//! `FAULT=Kill` runs one fault. The seed decides which faults come when and what clients do. The timing is the machine's.
#![cfg(all(feature = "postgres", feature = "redis", not(target_arch = "wasm32")))]

mod database;
mod fault;
mod following;
mod memory;
#[path = "../postgres/postgres_server.rs"]
mod postgres_server;
#[path = "../random/mod.rs"]
mod random;
#[path = "../redis/redis_server.rs"]
mod redis_server;
mod round;
#[cfg(feature = "tower")]
mod serve;
mod tally;
#[path = "../tools/tokio_timer.rs"]
mod tokio_timer;
mod transaction;

use std::collections::BTreeMap;
use std::env;

use database::Kind;
use random::Random;
use round::STEPS;
use tally::Tally;
use tokio::task::JoinSet;

/// The number of rounds at the same time. They mostly wait.
const AT_ONCE: usize = 4;

fn number(name: &str, otherwise: usize) -> usize {
    env::var(name).map_or(otherwise, |text| text.parse().expect("a number"))
}

/// Panics of operations are part of the test.
fn silence_operations() {
    let print = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if panic.payload().downcast_ref::<&str>() != Some(&"the operation panics") {
            print(panic);
        }
    }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn redis_does_nothing_twice_and_locks_nobody_out_beyond_what_is_documented() {
    check(Kind::Redis).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn postgresql_does_nothing_twice_and_locks_nobody_out_beyond_what_is_documented() {
    check(Kind::Postgres).await;
}

/// No test: a server process that `tests/server/faults` starts.
#[cfg(feature = "tower")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "started by another test"]
async fn serve_over_http() {
    serve::serve().await;
}

async fn check(kind: Kind) {
    silence_operations();
    let faults = kind.faults();
    if faults.is_empty() {
        return;
    }
    let (target, mut random) = (number("FAULTED_OPERATIONS", 600), Random(number("FAULT_SEED", 1) as u64));
    let (mut pairs, mut started) = (Vec::new(), 0);
    let mut tallies = BTreeMap::<_, Tally>::new();
    let mut rounds = JoinSet::new();
    loop {
        let faulted: usize = tallies.values().map(|tally| tally.faulted).sum();
        while rounds.len() < AT_ONCE && (faulted < target || started < faults.len() * STEPS.len()) {
            started += 1;
            if pairs.is_empty() {
                pairs = faults.iter().flat_map(|fault| STEPS.map(|step| (*fault, step))).collect();
            }
            let (fault, step) = pairs.swap_remove(random.below(pairs.len()));
            let seed = random.next();
            rounds.spawn(async move { ((kind, fault), round::run(kind, fault, step, seed).await) });
        }
        let Some(round) = rounds.join_next().await else { break };
        let (fault, tally) = round.expect("no round panics");
        tallies.entry(fault).or_default().add(tally);
    }
    tally::print(&tallies);
    let failures: Vec<_> = tallies.values().flat_map(|tally| &tally.failures).collect();
    assert!(failures.is_empty(), "{failures:#?}");
}
