//! Single checks across the boundary.
//!
//! Each returns `PASSED` for a text that passes, `REJECTED` for a text that does not, with a rejection in the output, and
//! `NONE` for an option that does not exist.

use wasm_bindgen::prelude::wasm_bindgen;

use super::constants::{NEEDS_IDN, NONE, PASSED, REJECTED};
use super::value::json_of_block;
use super::{buffer, reject};
use unanimous::reason::{Code, Reason};
use unanimous::rule::{email, idempotency_key, phone};

fn verdict(verdict: Result<(), Reason>) -> u32 {
    match verdict {
        Ok(()) => PASSED,
        Err(reason) => {
            reject(&reason);
            REJECTED
        }
    }
}

/// Checks the text in the first `length` bytes of the input under the default rule for email addresses.
#[wasm_bindgen(js_name = checkEmail)]
pub fn check_email(length: usize) -> u32 {
    buffer::with_text(length, |address| verdict(email::check(address)))
}

/// Checks the packed `[address, rule]`.
#[wasm_bindgen(js_name = checkEmailAs)]
pub fn check_email_as(length: usize) -> u32 {
    let given = buffer::with_bytes(length, json_of_block);
    let [address, rule] = [0, 1].map(|at| given[at].as_str().unwrap_or_default());
    email::Rule::from_name(rule).map_or(NONE, |rule| verdict(email::check_as(address, rule)))
}

/// Checks that a phone number has at most `max` code points, or with `e164` its form.
#[wasm_bindgen(js_name = checkPhone)]
pub fn check_phone(length: usize, e164: bool, max: u32) -> u32 {
    buffer::with_text(length, |number| {
        verdict(if e164 { phone::check_e164(number) } else { phone::check_at_most(number, max) })
    })
}

/// Checks an idempotency key in its bare form, or as a Structured Field String. An accepted key is left in the output,
/// without quotes.
#[wasm_bindgen(js_name = checkIdempotencyKey)]
pub fn check_idempotency_key(length: usize, sf_string: bool, max: u32) -> u32 {
    let form = if sf_string { idempotency_key::Form::SfString } else { idempotency_key::Form::Bare };
    buffer::with_text(length, |value| match idempotency_key::check(value, form, max) {
        Ok(key) => {
            buffer::put_text(key.into_owned());
            PASSED
        }
        Err(reason) => verdict(Err(reason)),
    })
}

/// Rejects a value that is not a string. The input holds the name of its type: `undefined` is `required`, anything else
/// is `invalid_type`.
#[wasm_bindgen(js_name = checkType)]
pub fn check_type(length: usize) -> u32 {
    buffer::with_text(length, |received| {
        reject(&match received {
            "undefined" => Reason::new(Code::Required),
            _ => Reason::new(Code::InvalidType).with_param("expected", "string").with_param("received", received),
        })
    })
}

/// Rejects a string that is not Unicode text.
#[wasm_bindgen(js_name = invalidText)]
pub fn invalid_text() -> u32 {
    reject(&Reason::new(Code::InvalidText))
}

/// Rejects a request without the header.
#[wasm_bindgen(js_name = idempotencyKeyRequired)]
pub fn idempotency_key_required() -> u32 {
    reject(&Reason::new(Code::IdempotencyKeyRequired))
}

/// Leaves the comparison key of an address in the output and returns `PASSED`. Returns `NONE` if the text is not an
/// address, and `NEEDS_IDN` if the address needs the feature `idn`, which this build lacks.
#[wasm_bindgen(js_name = dedupeKey)]
pub fn dedupe_key(length: usize) -> u32 {
    buffer::with_text(length, |address| match email::dedupe_key(address) {
        Ok(key) => {
            buffer::put_text(key);
            PASSED
        }
        Err(reason) if reason.detail() == Some("needs_idn") => NEEDS_IDN,
        Err(_) => NONE,
    })
}
