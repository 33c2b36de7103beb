//! Starts the example server on a free port, and tells a test which leads it creates.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::net::TcpListener;
use unanimous::idempotency::MemoryStore;
use unanimous_example_server::{Config, ConnectionLimits, router};

/// The ids of the leads that were created, in order.
pub(crate) type Created = Arc<Mutex<Vec<String>>>;

pub(crate) fn config() -> (Config, Created) {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let created = Created::default();
    let list = Arc::clone(&created);
    let config = Config {
        www: package.join("../../www"),
        // The package is not built for these tests, so any folder with files serves as the package.
        package: package.join("tests/support"),
        edge: Some("http://127.0.0.1:8787".parse().expect("an origin")),
        body_timeout: Duration::from_millis(500),
        keys: Arc::new(MemoryStore::default()),
        clock: || 1_795_248_000_000,
        work: Duration::ZERO,
        on_created: Arc::new(move |id| list.lock().expect("no panic").push(id.to_owned())),
    };
    (config, created)
}

/// Starts the server. It runs until the test's runtime ends.
pub(crate) async fn serve(config: Config) -> SocketAddr {
    serve_within(config, ConnectionLimits::default()).await
}

/// Starts the server with these limits.
pub(crate) async fn serve_within(config: Config, limits: ConnectionLimits) -> SocketAddr {
    let app = router(config);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(unanimous_example_server::serve(listener, app, limits, std::future::pending()));
    address
}

pub(crate) async fn start() -> SocketAddr {
    serve(config().0).await
}
