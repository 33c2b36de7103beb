//! The options of the command line and the environment.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use clap::Parser;
use unanimous::idempotency::{Limits, MemoryStore, Store};
use unanimous_example_server::{Config, ConnectionLimits, EdgeOrigin};

/// The demo's Rust server.
#[derive(Parser)]
pub(crate) struct Options {
    /// The address to listen on. The default accepts connections from this machine only.
    #[arg(long, env = "HOST", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub(crate) host: IpAddr,
    /// The port to listen on. 0 takes a free port, which is then printed.
    #[arg(long, env = "PORT", default_value_t = 8080)]
    pub(crate) port: u16,
    /// The origin of the edge function, such as `http://127.0.0.1:8787`.
    #[arg(long, env = "EDGE_URL")]
    edge_url: Option<EdgeOrigin>,
    /// The folder that holds www/ and pkg/dist/.
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))]
    root: PathBuf,
    /// For tests: how many milliseconds each lead takes, at most 30,000.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u64).range(..=30_000))]
    work_ms: u64,
    /// How many milliseconds a client has for each of these: a request's head, its body, reading the answer.
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..))]
    timeout_ms: u64,
    /// How many bytes of memory the idempotency keys and their answers may take. A full store forgets the oldest.
    #[arg(long, default_value_t = Limits::default().bytes)]
    key_bytes: usize,
    /// The Redis that keeps the idempotency keys, such as `redis://127.0.0.1:6379`. Several servers can share it.
    #[cfg(feature = "redis")]
    #[arg(long, env = "REDIS_URL")]
    redis_url: Option<String>,
}

impl Options {
    pub(crate) async fn config(&self) -> Result<Config, Box<dyn std::error::Error>> {
        Ok(Config {
            www: self.root.join("www"),
            package: self.root.join("pkg/dist"),
            edge: self.edge_url.clone(),
            body_timeout: Duration::from_millis(self.timeout_ms),
            keys: self.keys().await?,
            clock: now_ms,
            work: Duration::from_millis(self.work_ms),
            on_created: Arc::new(|id| tracing::info!("created {id}")),
        })
    }

    pub(crate) fn connection_limits(&self) -> ConnectionLimits {
        let timeout = Duration::from_millis(self.timeout_ms);
        ConnectionLimits { head_timeout: timeout, write_timeout: timeout, ..ConnectionLimits::default() }
    }

    #[cfg_attr(
        not(feature = "redis"),
        allow(clippy::unused_async, clippy::unnecessary_wraps, reason = "as with Redis")
    )]
    async fn keys(&self) -> Result<Arc<dyn Store>, Box<dyn std::error::Error>> {
        #[cfg(feature = "redis")]
        if let Some(url) = &self.redis_url {
            // A key stays locked so long if its server dies. While a request runs, its lease is renewed.
            let lease = Duration::from_secs(60);
            return Ok(Arc::new(unanimous::idempotency::RedisStore::connect(url, "unanimous:", lease).await?));
        }
        Ok(Arc::new(MemoryStore::new(Limits { bytes: self.key_bytes, ..Limits::default() })))
    }
}

fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
