//! Kills, freezes, fills or flushes a real `redis-server`, or makes it read-only, at each step of a request while many
//! clients use `RedisStore`, and counts how often each operation was done.
//!
//! ```text
//! FAULTED_OPERATIONS=2000 FAULT_SEED=1 cargo test --release --features redis --test faults -- --nocapture
//! ```
//!
//! The seed decides which faults come when and what clients do. The timing is the machine's.
#![cfg(all(feature = "redis", not(target_arch = "wasm32")))]

mod fault;
mod memory;
#[path = "../random/mod.rs"]
mod random;
#[path = "../redis/redis_server.rs"]
mod redis_server;
mod round;
mod tally;

use std::collections::BTreeMap;
use std::env;

use fault::FAULTS;
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
async fn nothing_is_done_twice_and_nobody_locked_out_beyond_what_is_documented() {
    silence_operations();
    let (target, mut random) = (number("FAULTED_OPERATIONS", 600), Random(number("FAULT_SEED", 1) as u64));
    let (mut pairs, mut started) = (Vec::new(), 0);
    let mut tallies = BTreeMap::<_, Tally>::new();
    let mut rounds = JoinSet::new();
    loop {
        let faulted: usize = tallies.values().map(|tally| tally.faulted).sum();
        while rounds.len() < AT_ONCE && (faulted < target || started < FAULTS.len() * STEPS.len()) {
            started += 1;
            if pairs.is_empty() {
                pairs = FAULTS.iter().flat_map(|fault| STEPS.map(|step| (*fault, step))).collect();
            }
            let (fault, step) = pairs.swap_remove(random.below(pairs.len()));
            let seed = random.next();
            rounds.spawn(async move { (fault, round::run(fault, step, seed).await) });
        }
        let Some(round) = rounds.join_next().await else { break };
        let (fault, tally) = round.expect("no round panics");
        tallies.entry(fault).or_default().add(tally);
    }
    tally::print(&tallies);
    let failures: Vec<_> = tallies.values().flat_map(|tally| &tally.failures).collect();
    assert!(failures.is_empty(), "{failures:#?}");
}
