//! Sends one POST with reqwest, and sends it again while `RetryAdvice` says so.
//!
//! ```text
//! cargo run -p unanimous-example-retry -- http://127.0.0.1:8080/api/leads '{"name":"Ann","email":"ann@example.com"}'
//! ```

use reqwest::header::CONTENT_TYPE;
use reqwest_middleware::ClientBuilder;
use unanimous::api_error::{ApiError, Response};
use unanimous::interop::reqwest_middleware::{Event, RetryMiddleware, RetryOptions};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(url), Some(body)) = (args.next(), args.next()) else {
        return Err("usage: retry URL JSON".into());
    };
    // Fails only if a provider is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    // This API honours `Idempotency-Key`.
    let retry = RetryMiddleware::new(RetryOptions::default().idempotency_key(true).on_event(tell));
    let client = ClientBuilder::new(reqwest::Client::new()).with(retry).build();

    let response = client.post(&url).header(CONTENT_TYPE, "application/json").body(body).send().await?;
    let (status, headers) = (response.status(), response.headers().clone());
    let body = response.bytes().await?;
    if status.is_success() {
        println!("{status} {}", String::from_utf8_lossy(&body));
    } else {
        let headers = headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?))).collect();
        let error = ApiError::read(&Response { status: status.as_u16(), headers, body: &body, ..Response::default() });
        println!("{} {error}", error.status);
    }
    Ok(())
}

fn tell(event: &Event) {
    if let Some(advice) = event.advice {
        eprintln!("{} {:?}", advice.why.text(), event.next);
    }
}
