//! The options of the command line and the environment.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use clap::{Parser, value_parser};

use crate::keys::KeyOptions;
use crate::security::EdgeOrigin;

/// The demo's Rust server.
#[derive(Parser)]
pub struct Options {
    /// The address to listen on. The default accepts connections from this machine only.
    #[arg(long, env = "HOST", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub host: IpAddr,
    /// The port to listen on. 0 takes a free port, which is then printed.
    #[arg(long, env = "PORT", default_value_t = 8080)]
    pub port: u16,
    /// The origin of the edge function, such as `http://127.0.0.1:8787`. The page calls it too.
    #[arg(long, env = "EDGE_URL")]
    pub edge_url: Option<EdgeOrigin>,
    /// The folder that holds www/ and pkg/dist/.
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))]
    pub root: PathBuf,
    /// For tests: how many milliseconds each lead takes, at most 30,000.
    #[arg(long, default_value_t = 0, value_parser = value_parser!(u64).range(..=30_000))]
    pub work_ms: u64,
    /// How many milliseconds a client has for each of these: a request's head, its body, reading the answer.
    #[arg(long, default_value_t = 10_000, value_parser = value_parser!(u64).range(1..))]
    pub timeout_ms: u64,
    /// How many connections may be open. Systems often allow 1,024 open files, some of which are the page's.
    #[arg(long, default_value_t = 512)]
    pub connections: usize,
    /// Where the idempotency keys are kept.
    #[command(flatten)]
    pub keys: KeyOptions,
}
