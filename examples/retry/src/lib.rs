//! A retry loop: it sends one POST, with one idempotency key and one body, as often as [`RetryAdvice`] says.

mod failure;

use std::time::{Duration, SystemTime};

use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, Response};
use tokio::time::{sleep, timeout};
use unanimous::api_error::{self, ApiError, MAX_BODY};
use unanimous::retry::{Attempt, RetryAdvice};
use unanimous::rule::idempotency_key::new_idempotency_key;

pub use failure::{IsFinal, NoResponse};

/// Time limits, and which failures end the attempts.
#[derive(Clone, Copy)]
pub struct Options {
    /// The longest time for one attempt to get its response, without the body; 30 s by default.
    pub attempt_timeout: Duration,
    /// The longest time to read the body of an error; 10 s by default. Then the part that has arrived is read.
    pub body_timeout: Duration,
    /// Says of each error among the causes of a failure whether every attempt would fail in this way, for example for the
    /// refusal of a guard around the client. By default only what [`NoResponse::is_permanent`] names is permanent.
    pub is_final: IsFinal,
}

impl Default for Options {
    fn default() -> Self {
        Self { attempt_timeout: Duration::from_secs(30), body_timeout: Duration::from_secs(10), is_final: |_| false }
    }
}

/// Posts JSON to an API that honours `Idempotency-Key`.
///
/// Returns the first response that is no error, or else the API's last error.
///
/// # Errors
/// The last attempt got no response.
pub async fn post(
    client: &Client,
    url: &str,
    body: String,
    options: &Options,
) -> Result<Result<Response, ApiError>, NoResponse> {
    // One key for all attempts: with a key of its own, each attempt would be a new operation.
    let key = new_idempotency_key();
    let mut attempt = Attempt { method: "POST", idempotency_key: true, ..Attempt::default() };
    loop {
        let request = client.post(url).header(CONTENT_TYPE, "application/json").header("idempotency-key", &key);
        // reqwest's own time limit would also end the body of a successful response.
        let sent = timeout(options.attempt_timeout, request.body(body.clone()).send()).await;
        let sent = sent.map_err(|_| NoResponse::TimedOut).and_then(|sent| sent.map_err(NoResponse::Failed));
        let end = match sent {
            Ok(response) if !response.status().is_client_error() && !response.status().is_server_error() => {
                return Ok(Ok(response));
            }
            Ok(response) => Ok(read(response, options.body_timeout).await),
            Err(failure) if failure.is_permanent(options.is_final) => return Err(failure),
            Err(failure) => Err(failure),
        };
        attempt.now = Some(now_ms());
        attempt.random = random();
        let advice = match &end {
            Ok(error) => RetryAdvice::decide(error, &attempt),
            Err(_) => RetryAdvice::no_response(&attempt),
        };
        let Some(after) = advice.after.filter(|_| advice.retry) else { return end.map(Err) };
        eprintln!("{} Waiting {} ms.", advice.why.text(), after.as_millis());
        sleep(after).await;
        attempt.attempt += 1;
    }
}

/// Reads an error response for at most `limit`, and up to [`MAX_BODY`] bytes, as [`ApiError::read`] ignores the rest.
async fn read(mut response: Response, limit: Duration) -> ApiError {
    let mut body = Vec::new();
    let whole = timeout(limit, async {
        while body.len() <= MAX_BODY {
            let Some(part) = response.chunk().await? else { break };
            body.extend_from_slice(&part);
        }
        Ok::<_, reqwest::Error>(())
    });
    // The connection broke, or the time is over. The part that has arrived is read.
    let incomplete = !matches!(whole.await, Ok(Ok(())));
    let headers = response.headers().iter();
    let headers = headers.filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?))).collect();
    let status = response.status().as_u16();
    ApiError::read(&api_error::Response { status, headers, body: &body, now: Some(now_ms()), incomplete })
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
