//! TLS with a connector that the application gives.

use std::fs;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres::NoTls;
use tokio_postgres_rustls::MakeRustlsConnect;
use unanimous::idempotency::{PostgresStore, Store as _};

use crate::certificate::files::Certificate;
use crate::postgres_server::{self, Postgres};
use crate::{BODY, LEASE, run};

#[path = "../certificate/mod.rs"]
mod files;

#[tokio::test]
async fn tls_by_a_connector_of_the_application() {
    let certificate = Certificate::create();
    let (file, key) = (certificate.file(), certificate.key());
    if let Some((user, group)) = postgres_server::owner() {
        certificate.give_key_to(user, group);
    }
    let settings = ["ssl=on", &format!("ssl_cert_file={file}"), &format!("ssl_key_file={key}")];
    let postgres = Postgres::start_with(&settings);
    let url = format!("host=localhost port={} user=app dbname=postgres sslmode=require", postgres.port);
    assert!(PostgresStore::connect(&url, NoTls, "test:", LEASE).await.is_err());

    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(&fs::read(file).unwrap()).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let tls = MakeRustlsConnect::new(config.with_root_certificates(roots).with_no_client_auth());
    let store = PostgresStore::connect(&url, tls, "test:", LEASE).await.unwrap();
    store.create_table().await.unwrap();
    let _ = run(store.begin("k", BODY, 0).await);
    let sessions = "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename = 'app' AND ssl";
    assert_eq!(postgres.ask(sessions), "1");
}
