//! Sends one POST with reqwest, and sends it again while `RetryAdvice` says so.
//!
//! ```text
//! cargo run -p unanimous-example-retry -- http://127.0.0.1:8080/api/leads '{"name":"Ann","email":"ann@example.com"}'
//! ```

use unanimous_example_retry::{Options, post};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(url), Some(body)) = (args.next(), args.next()) else {
        return Err("usage: retry URL JSON".into());
    };
    // Fails only if a provider is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    match post(&reqwest::Client::new(), &url, body, &Options::default()).await? {
        Ok(response) => println!("{} {}", response.status(), response.text().await?),
        Err(error) => println!("{} {error}", error.status),
    }
    Ok(())
}
