//! Retry advice across the boundary.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` saturates, and no number is negative"
)]

use core::time::Duration;

use alloc::borrow::ToOwned as _;
use alloc::vec::Vec;

use unanimous::api_error::{ApiError, Category, Dialect};
use unanimous::json::ToJson;
use unanimous::retry::{Attempt, RetryAdvice};
use wasm_bindgen::prelude::wasm_bindgen;

use super::buffer;
use super::constants::{ANSWERED, HAS_KEY, LIMIT_REACHED, NO_RESPONSE, REPLAYED, RETRY_HINT, RETRY_HINT_IS_TRUE};
use super::lists::lists;
use super::members::{milliseconds, push_json, push_number, push_text};

/// Judges a failed attempt, and leaves the members of the advice in the output.
///
/// The input has `length` bytes: lists of the method, and of the error's dialect, code and category, each of one text or none,
/// and [`numbers`] behind them. The first two numbers are about the error, the others about the attempt. `flags` has the rest.
#[wasm_bindgen(js_name = retryAdvice)]
pub fn retry_advice(flags: u32, length: usize) -> u32 {
    let has = |flag: u32| flags & flag != 0;
    buffer::with_bytes(length, |input| {
        let ([method, dialect, code, category], bytes) = lists(input);
        let [status, delay_ms, attempt, now, random, max_wait_ms, base_ms, cap_ms, max_tries] = numbers(bytes);
        let mut error = ApiError::new(status.map_or(0, |status| status as u16));
        error.retry_after = delay_ms.map(duration);
        error.dialect = dialect.first().and_then(|name| Dialect::from_name(name)).unwrap_or(Dialect::Empty);
        error.code = code.first().map(|code| (*code).to_owned());
        error.category = category.first().and_then(|name| Category::from_name(name)).unwrap_or(Category::Unknown);
        error.hints.should_retry = has(RETRY_HINT).then_some(has(RETRY_HINT_IS_TRUE));
        error.hints.replayed = has(REPLAYED);
        error.hints.limit_reached = has(LIMIT_REACHED);
        let usual = Attempt::default();
        let attempt = Attempt {
            method: method.first().unwrap_or(&usual.method),
            idempotency_key: has(HAS_KEY),
            attempt: attempt.map_or(usual.attempt, count),
            now: now.map(|now| now as u64),
            random: random.unwrap_or(usual.random),
            max_wait: max_wait_ms.map_or(usual.max_wait, duration),
            base: base_ms.map_or(usual.base, duration),
            cap: cap_ms.map_or(usual.cap, duration),
            max_tries: max_tries.map_or(usual.max_tries, count),
        };
        let advice =
            if has(NO_RESPONSE) { RetryAdvice::no_response(&attempt) } else { RetryAdvice::decide(&error, &attempt) };
        let mut out = Vec::new();
        push_number(&mut out, advice.retry.into());
        push_json(&mut out, advice.after.map(milliseconds).as_ref().map(|ms| ms as &dyn ToJson));
        push_json(&mut out, advice.at.as_ref().map(|ms| ms as &dyn ToJson));
        push_text(&mut out, advice.why.code());
        push_text(&mut out, advice.why.text());
        buffer::put_bytes(out);
        ANSWERED
    })
}

/// The numbers in the bytes behind the lists, in the order of `retryAdvice` in `pkg/src/retry.ts`. `None` for NaN.
fn numbers<const COUNT: usize>(bytes: &[u8]) -> [Option<f64>; COUNT] {
    let mut numbers = bytes.as_chunks().0.iter().map(|bytes| f64::from_le_bytes(*bytes));
    core::array::from_fn(|_| numbers.next().filter(|number| !number.is_nan()))
}

/// A count. A number that is too large for a `u32` becomes the largest one.
fn count(number: f64) -> u32 {
    number as u32
}

fn duration(ms: f64) -> Duration {
    Duration::from_millis(count(ms).into())
}
