//! A connection of an application that follows a failover of Redis, as one over Sentinel does.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use redis::aio::{ConnectionLike, ConnectionManager, ConnectionManagerConfig};
use redis::{Client, Cmd, Pipeline, RedisFuture, RedisResult, Value};

/// Uses the first server until it is gone, and then the second one.
#[derive(Clone)]
pub(crate) struct Following {
    servers: [ConnectionManager; 2],
    current: Arc<AtomicUsize>,
}

impl Following {
    pub(crate) fn new(first: &str, second: &str) -> Self {
        let connect = |url: &str| {
            let limit = Some(Duration::from_secs(2));
            let config = ConnectionManagerConfig::new()
                .set_response_timeout(limit)
                .set_number_of_retries(1)
                .set_max_delay(Duration::from_millis(50));
            let client = Client::open(url).expect("an address");
            ConnectionManager::new_lazy_with_config(client, config).expect("a connection")
        };
        Self { servers: [connect(first), connect(second)], current: Arc::default() }
    }

    fn server(&mut self) -> &mut ConnectionManager {
        &mut self.servers[self.current.load(Ordering::SeqCst)]
    }
}

/// Turns to the second server if the first one is gone.
fn follow<T>(current: &AtomicUsize, result: RedisResult<T>) -> RedisResult<T> {
    if result.as_ref().is_err_and(|error| error.is_connection_refusal() || error.is_connection_dropped()) {
        current.store(1, Ordering::SeqCst);
    }
    result
}

impl ConnectionLike for Following {
    fn req_packed_command<'a>(&'a mut self, command: &'a Cmd) -> RedisFuture<'a, Value> {
        let current = Arc::clone(&self.current);
        Box::pin(async move { follow(&current, self.server().req_packed_command(command).await) })
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        pipeline: &'a Pipeline,
        offset: usize,
        count: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        let current = Arc::clone(&self.current);
        Box::pin(async move { follow(&current, self.server().req_packed_commands(pipeline, offset, count).await) })
    }

    fn get_db(&self) -> i64 {
        0
    }
}
