//! When to try again, and requests that come again.

use core::time::Duration;

use unanimous::api_error::{ApiError, Category, Dialect};
use unanimous::idempotency::{self, Fingerprint, Stored, check_header};
use unanimous::json::ObjectWriter;
use unanimous::retry::{Attempt, Hints, RetryAdvice};
use unanimous::rule::idempotency_key::MAX_CHARACTERS;
use wasm_bindgen::JsValue;

use super::checks::{key_form, max_length};
use super::errors::{all_bytes, milliseconds, now};
use super::{headers, js, results, walk};

pub(super) fn advice(error: &JsValue, attempt: &JsValue) -> Result<JsValue, JsValue> {
    let option = |name: &str| js::option(attempt, name);
    let count = |name: &str| count_option("retryAdvice", name, &option(name)?);
    let wait = |name: &str| Ok::<_, JsValue>(count(name)?.map(|ms| Duration::from_millis(ms.into())));
    let default = Attempt::default();
    let (method, key, time, random) = (option("method")?, option("idempotencyKey")?, option("now")?, option("random")?);
    let method_name = method.as_string();
    if method_name.is_none() && !method.is_undefined() {
        return Err(js::refuse("retryAdvice", "method", &method, "a string"));
    }
    if random.as_f64().is_none() && !random.is_undefined() {
        return Err(js::refuse("retryAdvice", "random", &random, "a number"));
    }
    let attempt = Attempt {
        method: method_name.as_deref().unwrap_or(default.method),
        // An empty key does not count.
        idempotency_key: key.as_bool() == Some(true) || key.as_string().is_some_and(|key| !key.is_empty()),
        attempt: count("attempt")?.unwrap_or(default.attempt),
        now: Some(time_option("retryAdvice", &time)?),
        // The crate judges numbers outside 0 to 1.
        random: random.as_f64().map_or_else(js_sys::Math::random, finite_or(default.random)),
        max_wait: wait("maxWaitMs")?.unwrap_or(default.max_wait),
        base: wait("baseMs")?.unwrap_or(default.base),
        cap: wait("capMs")?.unwrap_or(default.cap),
        max_tries: count("maxTries")?.unwrap_or(default.max_tries),
    };
    let advice = if js::is_nullish(error) {
        RetryAdvice::no_response(&attempt)
    } else if error.is_object() {
        RetryAdvice::decide(&retry_fields(error)?, &attempt)
    } else {
        return Err(js::type_error("retryAdvice takes the result of readError, or null"));
    };
    results::from_json(&advice.to_js())
}

/// Replaces a number that JSON does not have by the default, as if it were not given.
fn finite_or(default: f64) -> impl Fn(f64) -> f64 {
    move |number| if number.is_finite() { number } else { default }
}

/// An option that is a count or a number of milliseconds, Infinity included; `None` if it is not given.
fn count_option(function: &str, name: &str, value: &JsValue) -> Result<Option<u32>, JsValue> {
    if value.is_undefined() {
        return Ok(None);
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as saturates; the sign is checked")]
    let count = value.as_f64().filter(|count| *count >= 0.0).map(|count| count.ceil() as u32);
    count.map(Some).ok_or_else(|| js::refuse(function, name, value, "a number from 0 on"))
}

fn time_option(function: &str, value: &JsValue) -> Result<u64, JsValue> {
    if value.is_undefined() {
        return Ok(now());
    }
    milliseconds(value).ok_or_else(|| js::refuse(function, "now", value, "milliseconds since 1970 or a Date"))
}

/// The fields that the decision asks for. A caller may have made the error up, so a field of a wrong type is left out.
fn retry_fields(error: &JsValue) -> Result<ApiError, JsValue> {
    let text = |name: &str| Ok::<_, JsValue>(js::get(error, name)?.as_string());
    let status = walk::to_json(&js::get(error, "status")?)?.as_u64().and_then(|status| status.try_into().ok());
    let mut fields = ApiError::new(status.unwrap_or(0));
    fields.dialect = text("dialect")?.and_then(|name| Dialect::from_name(&name)).unwrap_or(Dialect::Empty);
    fields.code = text("code")?;
    fields.category = text("category")?.and_then(|name| Category::from_name(&name)).unwrap_or(Category::Unknown);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as saturates")]
    let milliseconds = |ms: f64| Duration::from_millis(u64::from(ms as u32));
    fields.retry_after = js::get(error, "retryAfterMs")?.as_f64().filter(|ms| ms.is_finite()).map(milliseconds);
    fields.hints = Hints::from_value(&walk::to_json(&js::get(error, "hints")?)?).unwrap_or_default();
    Ok(fields)
}

pub(super) fn fingerprint(body: &JsValue) -> Result<JsValue, JsValue> {
    match all_bytes(body)? {
        Some(bytes) => Ok(JsValue::from(Fingerprint::of(&bytes).to_string())),
        None => Err(js::type_error("fingerprint takes a string, an ArrayBuffer or a view of one")),
    }
}

fn fingerprint_of(value: &JsValue) -> Result<Fingerprint, JsValue> {
    let read = value.as_string().and_then(|text| text.parse().ok());
    read.ok_or_else(|| js::refuse("judgeReplay", "fingerprint", value, "a result of fingerprint()"))
}

pub(super) fn judge_replay(stored: &JsValue, fingerprint: &JsValue, time: &JsValue) -> Result<JsValue, JsValue> {
    let stored = if stored.is_truthy() { Some(stored) } else { None };
    let first = stored.map(|stored| fingerprint_of(&js::get(stored, "fingerprint")?)).transpose()?;
    let fingerprint = fingerprint_of(fingerprint)?;
    let stored = match (stored, first) {
        (Some(stored), Some(fingerprint)) => {
            let lease = js::get(stored, "leaseUntil")?;
            Some(Stored {
                fingerprint,
                since: time_option("judgeReplay", &js::get(stored, "since")?)?,
                done: js::get(stored, "done")?.as_bool() == Some(true),
                lease_until: if js::is_nullish(&lease) { None } else { Some(time_option("judgeReplay", &lease)?) },
            })
        }
        _ => None,
    };
    let verdict = idempotency::judge_replay(stored.as_ref(), fingerprint, time_option("judgeReplay", time)?);
    Ok(JsValue::from_str(verdict.as_str()))
}

pub(super) fn check_idempotency_header(
    method: &JsValue,
    headers: &JsValue,
    options: &JsValue,
) -> Result<JsValue, JsValue> {
    let form = key_form("checkIdempotencyHeader", options)?;
    let max = max_length("checkIdempotencyHeader", options, MAX_CHARACTERS)?;
    let pairs = headers::pairs(headers);
    let keys = pairs.iter().filter(|(name, _)| name.eq_ignore_ascii_case("idempotency-key"));
    let keys: Vec<&str> = keys.map(|(_, value)| value.as_str()).collect();
    match check_header(&js::to_string(method)?, &keys, form, max) {
        Ok(key) => {
            let mut text = String::new();
            ObjectWriter::new(&mut text).member("ok", &true).member("value", &key.as_deref()).end();
            js::parse(&text)
        }
        Err(reason) => results::rejected(&reason),
    }
}
