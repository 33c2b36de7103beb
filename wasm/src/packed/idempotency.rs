//! Idempotent replays across the boundary.

use alloc::borrow::ToOwned;
use alloc::vec::Vec;

use sha2::{Digest as _, Sha256};
use unanimous::Json;
use wasm_bindgen::prelude::wasm_bindgen;

use super::cell::StaticCell;
use super::constants::{ANSWERED, NONE};
use super::value::{count, json_of_block, time};
use super::{accept, buffer, items, reject};
use unanimous::idempotency::{Fingerprint, Stored, Verdict, check_header, judge_replay as judge};
use unanimous::rule::idempotency_key::{Form, MAX_CHARACTERS};

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
    buffer::free_memory();
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
