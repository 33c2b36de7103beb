//! A retry loop: it sends one POST, with one idempotency key and one body, as often as [`RetryAdvice`] says.

use std::time::SystemTime;

use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, Error, Response};
use unanimous::api_error::{self, ApiError, MAX_BODY};
use unanimous::retry::{Attempt, RetryAdvice};
use unanimous::rule::idempotency_key::new_idempotency_key;

/// Posts JSON to an API that honours `Idempotency-Key`.
///
/// Returns the first response that is no error, or else the API's last error.
///
/// # Errors
/// The last attempt got no response.
pub async fn post(client: &Client, url: &str, body: String) -> Result<Result<Response, ApiError>, Error> {
    // One key for all attempts: with a key of its own, each attempt would be a new operation.
    let key = new_idempotency_key();
    let mut attempt = Attempt { method: "POST", idempotency_key: true, ..Attempt::default() };
    loop {
        attempt.now = Some(now_ms());
        attempt.random = random();
        let request = client.post(url).header(CONTENT_TYPE, "application/json").header("idempotency-key", &key);
        let (advice, end) = match request.body(body.clone()).send().await {
            Ok(response) if !response.status().is_client_error() && !response.status().is_server_error() => {
                return Ok(Ok(response));
            }
            Ok(response) => {
                let error = read(response).await;
                (RetryAdvice::decide(&error, &attempt), Ok(Err(error)))
            }
            Err(failure) => (RetryAdvice::no_response(&attempt), Err(failure)),
        };
        let Some(after) = advice.after.filter(|_| advice.retry) else { return end };
        eprintln!("{} Waiting {} ms.", advice.why.text(), after.as_millis());
        tokio::time::sleep(after).await;
        attempt.attempt += 1;
    }
}

/// Reads an error response. It stops at [`MAX_BODY`] bytes, as [`ApiError::read`] ignores the rest.
async fn read(mut response: Response) -> ApiError {
    let mut body = Vec::new();
    while body.len() <= MAX_BODY
        && let Ok(Some(part)) = response.chunk().await
    {
        body.extend(part);
    }
    let headers = response.headers().iter();
    let headers = headers.filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?))).collect();
    let response =
        api_error::Response { status: response.status().as_u16(), headers, body: &body, now: Some(now_ms()) };
    ApiError::read(&response)
}

fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// A random number from 0 to 1 for the jitter, so that clients that failed together do not come back together.
fn random() -> f64 {
    let key = new_idempotency_key();
    f64::from(u32::from_str_radix(&key[..8], 16).unwrap_or(u32::MAX)) / f64::from(u32::MAX)
}
