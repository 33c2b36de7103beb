//! Starts the example server on a free port, and tells a test which leads it creates.

use std::net::SocketAddr;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use clap::Parser as _;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use unanimous::idempotency::{MemoryStore, Store};
use unanimous_example_server::{App, Options, router};

/// The ids of the leads that were created, in order.
pub(crate) type Created = Arc<Mutex<Vec<String>>>;

/// What a test may change before it starts the server.
pub(crate) struct Setup {
    pub(crate) options: Options,
    pub(crate) keys: Arc<dyn Store>,
    pub(crate) on_created: Arc<dyn Fn(&str) + Send + Sync>,
}

pub(crate) fn setup() -> (Setup, Created) {
    let mut options = Options::parse_from(["server", "--edge-url", "http://127.0.0.1:8787", "--timeout-ms", "60000"]);
    options.root = root();
    let created = Created::default();
    let list = Arc::clone(&created);
    let on_created = Arc::new(move |id: &str| list.lock().expect("no panic").push(id.to_owned()));
    (Setup { options, keys: Arc::new(MemoryStore::default()), on_created }, created)
}

/// A folder with the page. The package is not built for these tests, so another folder with files serves as the package.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("root");
    std::fs::create_dir_all(root.join("pkg")).expect("a folder");
    // Another test may have made them.
    let _ = symlink(here.join("../../www"), root.join("www"));
    let _ = symlink(here.join("tests/support"), root.join("pkg/dist"));
    root
}

/// Starts the server. It runs until the test's runtime ends.
pub(crate) async fn serve(setup: Setup) -> SocketAddr {
    serve_until(setup, std::future::pending()).await.0
}

/// Starts the server, which runs until `stop` completes.
pub(crate) async fn serve_until(
    setup: Setup,
    stop: impl Future<Output = ()> + Send + 'static,
) -> (SocketAddr, JoinHandle<()>) {
    let options = Arc::new(setup.options);
    let app = router(App { options: Arc::clone(&options), keys: setup.keys, on_created: setup.on_created });
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let serve = async move { unanimous_example_server::serve(listener, app, &options, stop).await };
    (address, tokio::spawn(serve))
}

pub(crate) async fn start() -> SocketAddr {
    serve(setup().0).await
}
