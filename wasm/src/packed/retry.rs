//! Retry advice and idempotent replays across the boundary.

use core::time::Duration;

use alloc::borrow::ToOwned;
use alloc::vec::Vec;

use sha2::{Digest as _, Sha256};
use unanimous::Json;
use wasm_bindgen::prelude::wasm_bindgen;

use super::cell::StaticCell;
use super::constants::{ANSWERED, NONE};
use super::errors::time;
use super::value::json_of_block;
use super::{accept, buffer, items, put_json, reject};
use unanimous::api_error::{ApiError, Category, Dialect};
use unanimous::idempotency::{Fingerprint, Stored, Verdict, check_header, judge_replay as judge};
use unanimous::retry::{Attempt, Hints, RetryAdvice};
use unanimous::rule::idempotency_key::{Form, MAX_CHARACTERS};

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

/// Reads a count. A number that is too large for a `u32` becomes the largest one.
fn count(value: &Json) -> Option<u32> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as saturates")]
    value.as_f64().map(|count| count as u32)
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

/// The hash of the parts of a body that have come so far.
static HASHER: StaticCell<Option<Sha256>> = StaticCell::new(None);

/// Adds the first `length` bytes of the input to a body's fingerprint. The body comes in parts, so that it may be larger
/// than this module's memory.
#[wasm_bindgen(js_name = fingerprintPart)]
pub fn fingerprint_part(length: usize) {
    HASHER.with_mut(|hasher| buffer::with_bytes(length, |part| hasher.get_or_insert_default().update(part)));
}

/// Writes the SHA-256 of the parts into the output, as 64 hexadecimal digits. The next part begins another body.
#[wasm_bindgen]
pub fn fingerprint() -> u32 {
    let hasher = HASHER.with_mut(Option::take).unwrap_or_default();
    buffer::put_text(Fingerprint(hasher.finalize().into()).to_hex());
    ANSWERED
}

/// Judges a request by the packed `[stored, fingerprint, now]`, where `stored` is null or `{"fingerprint", "since",
/// "done", "leaseUntil"?}`. Leaves the verdict's name in the output. Returns 0 if a fingerprint is malformed.
#[wasm_bindgen(js_name = judgeReplay)]
pub fn judge_replay(length: usize) -> u32 {
    let given = buffer::with_bytes(length, json_of_block);
    match verdict(&given) {
        Some(verdict) => {
            buffer::put_text(verdict.as_str().to_owned());
            ANSWERED
        }
        None => NONE,
    }
}

fn verdict(given: &Json) -> Option<Verdict> {
    let fingerprint = |value: &Json| value.as_str()?.parse().ok();
    let stored = match &given[0] {
        Json::Null => None,
        stored => Some(Stored {
            fingerprint: fingerprint(&stored["fingerprint"])?,
            since: time(&stored["since"]).unwrap_or(0),
            done: stored["done"] == true,
            lease_until: time(&stored["leaseUntil"]),
        }),
    };
    Some(judge(stored.as_ref(), fingerprint(&given[1])?, time(&given[2]).unwrap_or(0)))
}

/// Checks the packed `[method, values, is sf-string, max]`, where `values` are those of a request's `Idempotency-Key`.
/// Leaves `{"ok": true, "value": key or null}` or a rejection in the output.
#[wasm_bindgen(js_name = checkIdempotencyHeader)]
pub fn check_idempotency_header(length: usize) -> u32 {
    let given = buffer::with_bytes(length, json_of_block);
    let form = if given[2] == true { Form::SfString } else { Form::Bare };
    let values: Vec<&str> = items(&given[1]).iter().map(|value| value.as_str().unwrap_or_default()).collect();
    let max = count(&given[3]).unwrap_or(MAX_CHARACTERS);
    match check_header(given[0].as_str().unwrap_or_default(), &values, form, max) {
        Ok(key) => accept(key.as_deref()),
        Err(reason) => reject(&reason),
    }
}
