//! Server processes that share a Redis. Dropping a value ends its process.

use std::env;
use std::io::{BufRead as _, BufReader, Read as _};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use unanimous::idempotency::RedisStore;

use crate::created::Created;
use crate::redis_server::Redis;
use crate::support::harness;

/// The example server in a process of its own: this test program, which is told to run [`serve`].
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    created: Created,
}

impl Server {
    pub(crate) fn start(redis: &Redis, work_ms: u64, lease_ms: u64) -> Self {
        let mut child = Command::new(env::current_exe().expect("this program"))
            .args(["serve", "--exact", "--ignored", "--nocapture", "--quiet"])
            .envs([("TEST_REDIS_URL", redis.url()), ("TEST_WORK_MS", work_ms.to_string())])
            .env("TEST_LEASE_MS", lease_ms.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("this program starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines().map_while(Result::ok);
        let address = lines.find_map(|line| line.strip_prefix("address ").map(str::to_owned)).expect("its address");
        let created = Created::read(lines, |line| line.strip_prefix("created "));
        Self { child, address: address.parse().expect("an address"), created }
    }

    /// Waits for at least `count` leads, and returns the ids of all that the process says it has created.
    pub(crate) fn created(&self, count: usize) -> Vec<String> {
        created(&[self], count).remove(0)
    }
}

/// Waits for at least `count` leads of all processes together, and returns the ids that each says it has created.
pub(crate) fn created(servers: &[&Server], count: usize) -> Vec<Vec<String>> {
    Created::wait_for(count, &servers.iter().map(|server| &server.created).collect::<Vec<_>>())
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The main function of a [`Server`]'s process.
pub(crate) async fn serve() {
    let number = |name: &str| env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(0);
    let Ok(url) = env::var("TEST_REDIS_URL") else { return };
    let lease = Duration::from_millis(number("TEST_LEASE_MS"));
    let store = RedisStore::connect(&url, "test:", lease).await.expect("Redis answers");
    let (mut setup, _) = harness::setup();
    setup.keys = Arc::new(store);
    setup.options.work_ms = number("TEST_WORK_MS");
    setup.on_created = Arc::new(|id| println!("created {id}"));
    let address = harness::serve(setup).await;
    println!("\naddress {address}");
    // The process ends when the test that started it ends, even by a crash.
    let _ = tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await;
}
