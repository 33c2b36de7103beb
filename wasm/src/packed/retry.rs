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
use unanimous::retry::{Attempt, Hints, RetryAdvice};
use wasm_bindgen::prelude::wasm_bindgen;

use super::buffer;
use super::constants::{ANSWERED, HAS_KEY, LIMIT_REACHED, NO_RESPONSE, REPLAYED, RETRY_HINT, RETRY_HINT_IS_TRUE};
use super::lists::lists;
use super::members::{milliseconds, push_json, push_number, push_text};

/// Judges a failed attempt, and leaves the members of the advice in the output.
///
/// The input has `length` bytes: lists of the method, and of the error's dialect, code and category, each of one text or none,
/// and numbers behind them, each an f64 that is NaN if it is not given: the error's status and delay in milliseconds, then
/// `attempt`, `now`, `random`, `maxWaitMs`, `baseMs`, `capMs` and `maxTries`. `flags` has the rest.
#[wasm_bindgen(js_name = retryAdvice)]
pub fn retry_advice(flags: u32, length: usize) -> u32 {
    let has = |flag: u32| flags & flag != 0;
    buffer::with_bytes(length, |input| {
        let ([method, dialect, code, category], numbers) = lists(input);
        let mut numbers = numbers.as_chunks().0.iter().map(|bytes| f64::from_le_bytes(*bytes));
        let mut number = || numbers.next().filter(|number| !number.is_nan());
        let mut error = ApiError::new(number().map_or(0, |status| status as u16));
        error.retry_after = number().map(duration);
        error.dialect = dialect.first().and_then(|name| Dialect::from_name(name)).unwrap_or(Dialect::Empty);
        error.code = code.first().map(|code| (*code).to_owned());
        error.category = category.first().and_then(|name| Category::from_name(name)).unwrap_or(Category::Unknown);
        let mut hints = Hints::default();
        hints.should_retry = has(RETRY_HINT).then_some(has(RETRY_HINT_IS_TRUE));
        hints.replayed = has(REPLAYED);
        hints.limit_reached = has(LIMIT_REACHED);
        error.hints = hints;
        let usual = Attempt::default();
        let attempt = Attempt {
            method: method.first().unwrap_or(&usual.method),
            idempotency_key: has(HAS_KEY),
            attempt: number().map_or(usual.attempt, count),
            now: number().map(|now| now as u64),
            random: number().unwrap_or(usual.random),
            max_wait: number().map_or(usual.max_wait, duration),
            base: number().map_or(usual.base, duration),
            cap: number().map_or(usual.cap, duration),
            max_tries: number().map_or(usual.max_tries, count),
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

/// A count. A number that is too large for a `u32` becomes the largest one.
fn count(number: f64) -> u32 {
    number as u32
}

fn duration(ms: f64) -> Duration {
    Duration::from_millis(count(ms).into())
}
