//! What the command line and the environment can say.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;

use crate::app::{Config, EdgeOrigin};

/// The demo's Rust server.
#[derive(Parser)]
pub(crate) struct Options {
    /// The address to listen on; the demo has no business outside this machine unless told so.
    #[arg(long, env = "HOST", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub(crate) host: IpAddr,
    /// The port to listen on; 0 takes a free one, which is then printed.
    #[arg(long, env = "PORT", default_value_t = 8080)]
    pub(crate) port: u16,
    /// The origin of the edge function, such as `http://127.0.0.1:8787`.
    #[arg(long, env = "EDGE_URL")]
    edge_url: Option<EdgeOrigin>,
    /// The folder that holds www/ and pkg/dist/.
    #[arg(long, default_value = env!("CARGO_MANIFEST_DIR"))]
    root: PathBuf,
}

impl Options {
    pub(crate) fn config(&self) -> Config {
        Config {
            www: self.root.join("www"),
            package: self.root.join("pkg/dist"),
            edge: self.edge_url.clone(),
            body_timeout: Duration::from_secs(10),
        }
    }
}
