//! TLS by rustls.

use std::env;
use std::fs;
use std::process::Command;
use std::time::Duration;

use redis::{Client, TlsCertificates};
use unanimous::idempotency::{RedisStore, Store as _};

use crate::certificate::files::Certificate;
use crate::redis_server::Redis;
use crate::{body, run};

#[path = "../certificate/mod.rs"]
mod files;

const LEASE: Duration = Duration::from_secs(60);

/// Starts this test again, with a certificate that the process trusts as if the system did.
#[tokio::test]
async fn a_url_with_rediss_trusts_what_the_system_trusts() {
    let certificate = Certificate::create();
    let (redis, port) = Redis::start_with_tls(&certificate.file(), &certificate.key());
    let url = format!("rediss://localhost:{port}");
    let begin = |trusts: bool| {
        let mut command = Command::new(env::current_exe().expect("this program"));
        command.args(["certificate::begin_over_tls", "--exact", "--ignored", "--quiet"]);
        command.env("TEST_REDIS_URL", &url).env_remove("SSL_CERT_DIR");
        if trusts {
            command.env("SSL_CERT_FILE", certificate.file());
        }
        command.output().expect("this program starts").status.success()
    };
    assert!(begin(true));
    assert!(!begin(false));
    assert_eq!(redis.ask(&["EXISTS", "test:k"]).trim(), "1");
}

/// No test: a part of the one above, in a process of its own.
#[tokio::test]
#[ignore = "started by another test"]
async fn begin_over_tls() {
    let Ok(url) = env::var("TEST_REDIS_URL") else { return };
    let store = RedisStore::connect(&url, "test:", LEASE).await.expect("Redis answers over TLS");
    let _ = run(store.begin("k", body("1"), 0).await);
}

#[tokio::test]
async fn a_client_may_trust_a_certificate_of_its_own() {
    let certificate = Certificate::create();
    let (_redis, port) = Redis::start_with_tls(&certificate.file(), &certificate.key());
    let url = format!("rediss://localhost:{port}");
    let _ = rustls::crypto::ring::default_provider().install_default();
    let root_cert = Some(fs::read(certificate.file()).unwrap());
    let client = Client::build_with_tls(url, TlsCertificates { client_tls: None, root_cert }).unwrap();
    let store = RedisStore::from_client(client, "test:", LEASE).await.expect("Redis answers over TLS");
    let _ = run(store.begin("k", body("1"), 0).await);
}
