//! A server process over HTTP: `IdempotencyLayer` over a store. `tests/server/faults` starts it beside processes in Node,
//! and applies the faults.

use std::env;
use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::time::sleep;
use tokio_postgres::NoTls;
use unanimous::idempotency::{
    Answer, Begin, BoxFuture, Claim, Fingerprint, MemoryStore, PostgresStore, RedisStore, Store, StoreError,
};
use unanimous::interop::tower::IdempotencyLayer;

/// That of `unanimous/server`, so that all processes share their keys.
const PREFIX: &str = "unanimous:";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Options {
    name: String,
    url: String,
    lease_ms: u64,
    journal: String,
    broken: Option<Mistake>,
}

/// The main function of the process. It prints its port, and ends when its input does.
pub(crate) async fn serve() {
    let Ok(options) = env::var("FAULT_SERVER") else { return };
    let options: Options = serde_json::from_str(&options).expect("options as JSON");
    std::thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    let lease = Duration::from_millis(options.lease_ms);
    let store: Arc<dyn Store> = if options.url.starts_with("redis") {
        Arc::new(RedisStore::connect(&options.url, PREFIX, lease).await.expect("Redis answers"))
    } else {
        Arc::new(PostgresStore::connect(&options.url, NoTls, PREFIX, lease).await.expect("PostgreSQL answers"))
    };
    let store = match options.broken {
        None => store,
        Some(mistake) => Arc::new(Broken { store, mistake, own: MemoryStore::default(), count: AtomicUsize::new(0) }),
    };
    let file = OpenOptions::new().append(true).create(true).open(&options.journal).expect("a journal");
    let journal = Arc::new(Journal { server: options.name, file });
    let app = Router::new().fallback(operation).layer(IdempotencyLayer::new(store)).with_state(journal);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    println!("\nport {}", listener.local_addr().expect("an address").port());
    axum::serve(listener, app).await.expect("it serves");
}

/// What was done, outside of the store, so that it shows what was done twice.
struct Journal {
    server: String,
    file: File,
}

/// Does what the client asks for.
async fn operation(State(journal): State<Arc<Journal>>, headers: HeaderMap) -> Response {
    let claimed_by = now();
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut work = header("x-work").split(' ').map(|ms| Duration::from_millis(ms.parse().expect("milliseconds")));
    sleep(work.next().expect("the time before")).await;
    match header("x-end") {
        "503" => return (StatusCode::SERVICE_UNAVAILABLE, "the operation fails").into_response(),
        "panic" => panic!("the operation panics"),
        _ => {}
    }
    let (key, attempt) = (header("idempotency-key"), header("x-attempt"));
    let line =
        json!({ "key": key, "attempt": attempt, "claimedBy": claimed_by, "at": now(), "server": journal.server });
    (&journal.file).write_all(format!("{line}\n").as_bytes()).expect("a line");
    sleep(work.next().expect("the time after")).await;
    (StatusCode::CREATED, format!("{key} {attempt}")).into_response()
}

/// Milliseconds since 1970.
fn now() -> u64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("a time after 1970");
    u64::try_from(now.as_millis()).expect("a time before the year 500 million")
}

/// The mistakes that the test must find.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
enum Mistake {
    /// Each request gets a key of its own.
    #[serde(rename = "claims nothing")]
    ClaimsNothing,
    /// A request runs although the store cannot answer.
    #[serde(rename = "fails open")]
    FailsOpen,
    /// Answers are not stored.
    #[serde(rename = "forgets answers")]
    ForgetsAnswers,
}

/// A store with a mistake.
struct Broken {
    store: Arc<dyn Store>,
    mistake: Mistake,
    /// Gives the claims of keys that the store did not claim.
    own: MemoryStore,
    count: AtomicUsize,
}

impl Store for Broken {
    fn begin<'a>(
        &'a self,
        key: &'a str,
        fingerprint: Fingerprint,
        now: u64,
    ) -> BoxFuture<'a, Result<Begin, StoreError>> {
        Box::pin(async move {
            let key = match self.mistake {
                Mistake::ClaimsNothing => {
                    format!("{key} {} {}", std::process::id(), self.count.fetch_add(1, Ordering::Relaxed))
                }
                _ => key.to_owned(),
            };
            match self.store.begin(&key, fingerprint, now).await {
                Err(_) if self.mistake == Mistake::FailsOpen => Ok(self.own.begin(&key, fingerprint, now)?),
                begin => begin,
            }
        })
    }

    fn renew<'a>(&'a self, claim: &'a Claim, now: u64) -> BoxFuture<'a, Result<bool, StoreError>> {
        self.store.renew(claim, now)
    }

    fn finish<'a>(&'a self, claim: &'a Claim, answer: &'a Answer) -> BoxFuture<'a, Result<bool, StoreError>> {
        match self.mistake {
            Mistake::ForgetsAnswers => Box::pin(async { Ok(true) }),
            _ => self.store.finish(claim, answer),
        }
    }

    fn abandon<'a>(&'a self, claim: &'a Claim) -> BoxFuture<'a, Result<(), StoreError>> {
        self.store.abandon(claim)
    }
}
