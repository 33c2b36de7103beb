//! What every store must do, over `MemoryStore`, `RedisStore` and `PostgresStore`, the last two with real servers.
#![cfg(all(feature = "postgres", feature = "redis", not(target_arch = "wasm32")))]

mod claims;
mod conformance;
#[path = "../postgres/postgres_server.rs"]
mod postgres_server;
mod processes;
#[path = "../redis/redis_server.rs"]
mod redis_server;
mod subjects;
#[path = "../tools/tokio_timer.rs"]
mod tokio_timer;

use subjects::{Subject, memory, postgres, redis};

/// Runs each check over each store.
macro_rules! over_each_store {
    ($($check:ident),* $(,)?) => {
        over_each_store!(@ memory; $($check),*);
        over_each_store!(@ redis; $($check),*);
        over_each_store!(@ postgres; $($check),*);
    };
    (@ $store:ident; $($check:ident),*) => {
        mod $store {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $check() {
                crate::conformance::$check(&crate::$store().await).await;
            })*
        }
    };
}

over_each_store!(
    a_key_is_claimed_finished_and_replayed,
    a_key_may_be_long_and_may_have_a_nul,
    an_answer_is_kept_byte_for_byte_up_to_64_kib,
    answers_expire_after_24_hours,
    a_lease_that_ends_frees_the_key_and_its_late_owner_changes_nothing,
    a_renewed_claim_holds_for_a_whole_lease_again,
    a_claim_that_the_store_lost_is_restored,
    of_many_requests_one_claims_a_new_key_and_one_a_freed_key,
);

/// No test: a server process that the tests start.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "started by the other tests"]
async fn serve() {
    processes::serve().await;
}
