//! Retry advice and idempotent replays across the boundary.

use crate::json::Value;
use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;

use super::errors::time;
use super::{answer, json, read};
use crate::api_error::{ApiError, Category, Dialect};
use crate::idempotency::{Fingerprint, Stored, check_header, judge_replay as judge};
use crate::retry::{Attempt, Hints, RetryAdvice};
use crate::rule::idempotency_key::Form;

/// Judges a failed attempt: the advice as JSON, in camelCase. The error is packed: what the decision asks of it
/// (`dialect`, `status`, `code`, `category`, `retryAfterMs`, `hints`), or null where there was no response. So is the
/// attempt: `method`, `idempotencyKey` and the numbers.
#[wasm_bindgen(js_name = retryAdvice)]
pub fn retry_advice(error: &[u8], attempt: &[u8]) -> String {
    let (error, attempt) = (read::value(error), read::value(attempt));
    let usual = Attempt::default();
    let attempt = Attempt {
        method: attempt["method"].as_str().unwrap_or(usual.method),
        idempotency_key: attempt["idempotencyKey"] == true,
        attempt: count(&attempt["attempt"]).unwrap_or(usual.attempt),
        now: time(&attempt["now"]),
        random: attempt["random"].as_f64().unwrap_or(usual.random),
        max_wait_ms: count(&attempt["maxWaitMs"]).unwrap_or(usual.max_wait_ms),
        base_ms: count(&attempt["baseMs"]).unwrap_or(usual.base_ms),
        cap_ms: count(&attempt["capMs"]).unwrap_or(usual.cap_ms),
        max_tries: count(&attempt["maxTries"]).unwrap_or(usual.max_tries),
    };
    let advice = match &error {
        Value::Null => RetryAdvice::no_response(&attempt),
        error => RetryAdvice::decide(&essence(error), &attempt),
    };
    json(&advice.to_js())
}

/// A number that JavaScript counts with: what is larger than any count is the largest one.
fn count(value: &Value) -> Option<u32> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as saturates")]
    value.as_f64().map(|count| count as u32)
}

/// The error as far as the decision asks. It may be one that a caller made up, so what is odd is left out.
fn essence(error: &Value) -> ApiError {
    ApiError {
        dialect: error["dialect"].as_str().and_then(Dialect::from_name).unwrap_or(Dialect::Empty),
        status: error["status"].as_u64().and_then(|status| status.try_into().ok()).unwrap_or(0),
        code: error["code"].as_str().map(str::to_owned),
        category: error["category"].as_str().and_then(Category::from_name).unwrap_or(Category::Unknown),
        title: None,
        message: String::new(),
        fields: Vec::new(),
        request_id: None,
        docs_url: None,
        instance: None,
        details: None,
        retry_after_ms: count(&error["retryAfterMs"]),
        warnings: Vec::new(),
        hints: Hints::from_value(&error["hints"]).unwrap_or_default(),
    }
}

/// SHA-256 of a body, as 64 hexadecimal digits.
#[wasm_bindgen]
pub fn fingerprint(body: &[u8]) -> String {
    Fingerprint::of(body).to_string()
}

/// Judges a request by what is stored under its key (`stored` is empty where nothing is); nothing where a fingerprint
/// is none.
#[wasm_bindgen(js_name = judgeReplay)]
pub fn judge_replay(
    stored: &str,
    since: f64,
    done: bool,
    lease_until: Option<f64>,
    fingerprint: &str,
    now: f64,
) -> Option<String> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as saturates")]
    let (since, lease_until, now) = (since as u64, lease_until.map(|until| until as u64), now as u64);
    let fingerprint = fingerprint.parse().ok()?;
    let stored = match stored {
        "" => None,
        text => Some(Stored { fingerprint: text.parse().ok()?, since, done, lease_until }),
    };
    Some(judge(stored.as_ref(), fingerprint, now).as_str().to_owned())
}

/// Checks the packed list of a request's `Idempotency-Key` values: `{"ok": true, "value": key or null}` or a rejection,
/// as JSON; nothing where there is no form of this name.
#[wasm_bindgen(js_name = checkIdempotencyHeader)]
pub fn check_idempotency_header(method: &str, values: &[u8], form: &str, max: u32) -> Option<String> {
    #[derive(Serialize)]
    struct NoKey {
        ok: bool,
        value: (),
    }
    let form = Form::from_name(form)?;
    let values = read::value(values);
    let values: Vec<&str> =
        values.as_array().into_iter().flatten().map(|value| value.as_str().unwrap_or_default()).collect();
    let verdict = check_header(method, &values, form, max);
    Some(match &verdict {
        Ok(Some(key)) => answer(Ok(key)),
        Ok(None) => json(&NoKey { ok: true, value: () }),
        Err(reason) => answer(Err(reason.clone())),
    })
}
