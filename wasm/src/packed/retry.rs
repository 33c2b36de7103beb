//! Retry advice across the boundary.

use core::time::Duration;

use alloc::borrow::ToOwned;

use unanimous::Json;
use wasm_bindgen::prelude::wasm_bindgen;

use super::value::{count, json_of_block, time};
use super::{buffer, put_json};
use unanimous::api_error::{ApiError, Category, Dialect};
use unanimous::retry::{Attempt, Hints, RetryAdvice};

/// Judges a failed attempt, and leaves the advice in the output. The input is the packed `[error, attempt]`. `error`
/// has the fields that the decision needs (`dialect`, `status`, `code`, `category`, `retryAfterMs`, `hints`), or is
/// null if there was no response. `attempt` has `method`, `idempotencyKey` and the numbers.
#[wasm_bindgen(js_name = retryAdvice)]
pub fn retry_advice(length: usize) -> u32 {
    let given = buffer::with_bytes(length, json_of_block);
    let (error, attempt) = (&given[0], &given[1]);
    let usual = Attempt::default();
    let attempt = Attempt {
        method: attempt["method"].as_str().unwrap_or(usual.method),
        idempotency_key: attempt["idempotencyKey"] == true,
        attempt: count(&attempt["attempt"]).unwrap_or(usual.attempt),
        now: time(&attempt["now"]),
        random: attempt["random"].as_f64().unwrap_or(usual.random),
        max_wait: milliseconds(&attempt["maxWaitMs"]).unwrap_or(usual.max_wait),
        base: milliseconds(&attempt["baseMs"]).unwrap_or(usual.base),
        cap: milliseconds(&attempt["capMs"]).unwrap_or(usual.cap),
        max_tries: count(&attempt["maxTries"]).unwrap_or(usual.max_tries),
    };
    let advice = match error {
        Json::Null => RetryAdvice::no_response(&attempt),
        error => RetryAdvice::decide(&retry_fields(error), &attempt),
    };
    put_json(&advice.to_js())
}

/// Reads a duration in milliseconds.
fn milliseconds(value: &Json) -> Option<Duration> {
    count(value).map(|ms| Duration::from_millis(ms.into()))
}

/// The fields that the decision asks for. A caller may have made the error up, so a field of a wrong type is left out.
fn retry_fields(error: &Json) -> ApiError {
    let status = error["status"].as_u64().and_then(|status| status.try_into().ok()).unwrap_or(0);
    let mut fields = ApiError::new(status);
    fields.dialect = error["dialect"].as_str().and_then(Dialect::from_name).unwrap_or(Dialect::Empty);
    fields.code = error["code"].as_str().map(str::to_owned);
    fields.category = error["category"].as_str().and_then(Category::from_name).unwrap_or(Category::Unknown);
    fields.retry_after = milliseconds(&error["retryAfterMs"]);
    fields.hints = Hints::from_value(&error["hints"]).unwrap_or_default();
    fields
}
