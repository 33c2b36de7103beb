//! Sends one POST until it has its answer: reqwest for the network, [`RetryAdvice`] for when to try again.
//!
//! ```text
//! cargo run --example retry -- http://127.0.0.1:8080/api/leads '{"name":"Ann","email":"ann@example.com"}'
//! ```

#[cfg(not(target_arch = "wasm32"))]
#[path = "retry/send.rs"]
mod send;

#[cfg(not(target_arch = "wasm32"))]
#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(url), Some(body)) = (args.next(), args.next()) else {
        return Err("usage: retry URL JSON".into());
    };
    // An error only where another one is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    match send::post(&reqwest::Client::new(), &url, body).await? {
        Ok(response) => println!("{} {}", response.status(), response.text().await?),
        Err(error) => println!("{} {error}", error.status),
    }
    Ok(())
}

/// The crate's tests in wasm build every example; there is no network to use.
#[cfg(target_arch = "wasm32")]
fn main() {}
