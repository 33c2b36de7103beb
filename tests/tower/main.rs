//! Tests `interop::tower` with real servers on loopback.

#[cfg(feature = "axum")]
mod answers;
mod idempotency;
mod retry;
mod scripted;

/// A client that asks no proxy.
fn network() -> reqwest::Client {
    // Another package of the workspace may have given reqwest TLS without a provider.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().expect("a client")
}
