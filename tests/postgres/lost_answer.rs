//! A claim that PostgreSQL stored, but whose answer is lost on its way.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::thread;

use tokio_postgres::NoTls;
use unanimous::idempotency::{Fingerprint, PostgresStore, Store as _};

use crate::postgres_server::{Postgres, ROLE};
use crate::{BODY, LEASE, run};

/// Passes connections on to PostgreSQL. When `cuts` is set, it loses the next answer, and makes PostgreSQL read-only before
/// the client can try again. Returns its port.
fn proxy(postgres: &Arc<Postgres>, cuts: Arc<AtomicBool>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    // Its threads do not end, and must not keep the server from ending.
    let (to, postgres) = (postgres.port, Arc::downgrade(postgres));
    thread::spawn(move || {
        for client in listener.incoming().map_while(Result::ok) {
            let server = TcpStream::connect(("127.0.0.1", to)).expect("PostgreSQL listens");
            let (mut from_client, mut to_server) =
                (client.try_clone().expect("a copy"), server.try_clone().expect("a copy"));
            thread::spawn(move || drop(std::io::copy(&mut from_client, &mut to_server)));
            let (postgres, cuts) = (Weak::clone(&postgres), Arc::clone(&cuts));
            thread::spawn(move || pass_answers(server, client, &postgres, &cuts));
        }
    });
    port
}

fn pass_answers(mut server: TcpStream, mut client: TcpStream, postgres: &Weak<Postgres>, cuts: &AtomicBool) {
    let mut bytes = [0; 8_192];
    while let Ok(count @ 1..) = server.read(&mut bytes) {
        if cuts.swap(false, Ordering::SeqCst) {
            if let Some(postgres) = postgres.upgrade() {
                postgres.set("default_transaction_read_only = on");
            }
            let _ = (client.shutdown(Shutdown::Both), server.shutdown(Shutdown::Both));
            return;
        }
        if client.write_all(&bytes[..count]).is_err() {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_claim_whose_answer_is_lost_locks_no_key() {
    let (postgres, cuts) = (Arc::new(Postgres::start()), Arc::new(AtomicBool::new(false)));
    let port = proxy(&postgres, Arc::clone(&cuts));
    let url = format!("postgres://{ROLE}@127.0.0.1:{port}/postgres");
    let store = PostgresStore::connect(&url, NoTls, "test:", LEASE).await.expect("PostgreSQL answers");
    store.create_table().await.expect("a table");

    cuts.store(true, Ordering::SeqCst);
    // The claim is stored. The second attempt is refused, which says nothing about the first.
    assert!(store.begin("k", BODY, 0).await.is_err());
    assert_eq!(postgres.ask("SELECT count(*) FROM unanimous_idempotency_keys"), "1");
    postgres.reset("default_transaction_read_only");
    // Nothing ran, so another body is no conflict.
    let _ = run(store.begin("k", Fingerprint([8; 32]), 0).await);
}
