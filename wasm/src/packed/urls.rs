//! Safe URLs across the boundary.

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use wasm_bindgen::prelude::wasm_bindgen;

use super::constants::{ANSWERED, NEEDS_RESOLUTION, NONE, PASSED};
use super::value::json_of_block;
use super::{accept, buffer, items, reject};
use unanimous::Json;
use unanimous::json::ObjectWriter;
use unanimous::rule::safe_url::{self, Policy, check_address_texts, check_canonical};

/// Fast path: judges the URL in the first `length` bytes of the input under the default policy. Returns
/// `PASSED` for a canonical URL of a public IP literal, `NEEDS_RESOLUTION` for a canonical URL whose host DNS must judge,
/// and `NONE` for any URL that needs [`check_url`].
#[wasm_bindgen(js_name = judgeUrl)]
pub fn judge_url(length: usize) -> u32 {
    static PUBLIC_HTTPS: Policy = Policy::new();
    buffer::with_text(length, |url| match check_canonical(url, &PUBLIC_HTTPS) {
        Some(false) => PASSED,
        Some(true) => NEEDS_RESOLUTION,
        None => NONE,
    })
}

/// Reads the packed `[policy, …]`, and calls `judge` with the compiled policy and the list. Returns 0 if the policy is
/// wrong: the output says why.
fn with_policy(length: usize, judge: impl FnOnce(&Policy, &Json) -> u32) -> u32 {
    let given = buffer::with_bytes(length, json_of_block);
    match Policy::from_canonical(&given[0]) {
        Ok(policy) => judge(&policy, &given),
        Err(error) => {
            buffer::put_text(error.to_string());
            NONE
        }
    }
}

/// Checks the packed `[policy, url]`, and leaves `{"ok": true, "value", "needsResolution"}` or a rejection in the
/// output. If the URL is null, only the policy is judged.
#[wasm_bindgen(js_name = checkUrl)]
pub fn check_url(length: usize) -> u32 {
    with_policy(length, |policy, given| {
        let Some(url) = given[1].as_str() else { return ANSWERED };
        match safe_url::check(url, policy) {
            Ok(safe) => {
                let mut text = String::new();
                let mut object = ObjectWriter::new(&mut text);
                object
                    .member("ok", &true)
                    .member("value", &safe.href)
                    .member("needsResolution", &safe.needs_resolution);
                object.end();
                buffer::put_text(text);
                ANSWERED
            }
            Err(reason) => reject(&reason),
        }
    })
}

/// Judges the packed `[policy, host, addresses]`, the addresses that the host resolved to. Leaves `{"ok": true,
/// "value": host}` or a rejection in the output.
#[wasm_bindgen(js_name = checkAddresses)]
pub fn check_addresses(length: usize) -> u32 {
    with_policy(length, |policy, given| {
        let host = given[1].as_str().unwrap_or_default();
        let texts: Vec<&str> = items(&given[2]).iter().map(|text| text.as_str().unwrap_or_default()).collect();
        match check_address_texts(host, &texts, policy) {
            Ok(()) => accept(Some(host)),
            Err(reason) => reject(&reason),
        }
    })
}
