//! Single checks across the boundary.
//!
//! Each gives 1 for a text that passes, which is then its own answer; 2 with an answer in words for one that does not;
//! 0 for an option that does not exist.

use wasm_bindgen::prelude::wasm_bindgen;

use super::{NONE, buffer, reject, value};
use unanimous::reason::{Code, Reason};
use unanimous::rule::{email, idempotency_key, phone};

const PASSED: u32 = 1;
const REJECTED: u32 = 2;

fn verdict(verdict: Result<(), Reason>) -> u32 {
    match verdict {
        Ok(()) => PASSED,
        Err(reason) => {
            reject(&reason);
            REJECTED
        }
    }
}

/// Checks the text of so many bytes under the default rule for email addresses.
#[wasm_bindgen(js_name = checkEmail)]
pub fn check_email(length: usize) -> u32 {
    buffer::with_text(length, |address| verdict(email::check(address)))
}

/// Checks the packed `[address, rule]`.
#[wasm_bindgen(js_name = checkEmailAs)]
pub fn check_email_as(length: usize) -> u32 {
    let given = buffer::with(length, value::value);
    let [address, rule] = [0, 1].map(|at| given[at].as_str().unwrap_or_default());
    email::Rule::from_name(rule).map_or(NONE, |rule| verdict(email::check_as(address, rule)))
}

/// Checks a phone number's length, or with `e164` its form.
#[wasm_bindgen(js_name = checkPhone)]
pub fn check_phone(length: usize, e164: bool, max: u32) -> u32 {
    buffer::with_text(length, |number| {
        verdict(if e164 { phone::check_e164(number) } else { phone::check_at_most(number, max) })
    })
}

/// Checks an idempotency key in its bare form, or as a Structured Field String: then an accepted key is the answer.
#[wasm_bindgen(js_name = checkIdempotencyKey)]
pub fn check_idempotency_key(length: usize, sf_string: bool, max: u32) -> u32 {
    let form = if sf_string { idempotency_key::Form::SfString } else { idempotency_key::Form::Bare };
    buffer::with_text(length, |value| match idempotency_key::check(value, form, max) {
        Ok(key) => {
            buffer::put(key.into_owned());
            PASSED
        }
        Err(reason) => verdict(Err(reason)),
    })
}

/// The answer to a value that is no string but what the input names, whatever is checked: `required` or
/// `invalid_type`.
#[wasm_bindgen(js_name = checkType)]
pub fn check_type(length: usize) -> u32 {
    buffer::with_text(length, |received| {
        reject(&match received {
            "undefined" => Reason::new(Code::Required),
            _ => Reason::new(Code::InvalidType).with_param("expected", "string").with_param("received", received),
        })
    })
}

/// The answer to a request without the header.
#[wasm_bindgen(js_name = idempotencyKeyRequired)]
pub fn idempotency_key_required() -> u32 {
    reject(&Reason::new(Code::IdempotencyKeyRequired))
}

/// The comparison key of an address: 1 with the key, 0 where the text is no address, 2 where this build cannot tell.
#[wasm_bindgen(js_name = dedupeKey)]
pub fn dedupe_key(length: usize) -> u32 {
    buffer::with_text(length, |address| match email::dedupe_key(address) {
        Ok(key) => {
            buffer::put(key);
            PASSED
        }
        Err(reason) if reason.detail() == Some("needs_idn") => REJECTED,
        Err(_) => NONE,
    })
}
