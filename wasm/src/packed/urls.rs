//! Safe URLs across the boundary.

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use wasm_bindgen::prelude::wasm_bindgen;

use super::{ANSWERED, NONE, accept, buffer, reject, value};
use unanimous::Json;
use unanimous::json::ObjectWriter;
use unanimous::rule::safe_url::{self, Policy, check_address_texts, check_canonical};

/// The default policy's verdict on the URL of so many bytes: 1 for a canonical URL of an IP literal, 2 for one whose host
/// DNS must judge, 0 for whatever needs [`check_url`].
#[wasm_bindgen(js_name = judgeUrl)]
pub fn judge_url(length: usize) -> u32 {
    const PUBLIC_HTTPS: Policy = Policy::new();
    buffer::with_text(length, |url| match check_canonical(url, &PUBLIC_HTTPS) {
        Some(needs_resolution) => 1 + u32::from(needs_resolution),
        None => 0,
    })
}

/// The packed `[policy, …]` with its policy compiled; 0 where that is refused, and the answer is the text of why.
fn with_policy(length: usize, judge: impl FnOnce(&Policy, &Json) -> u32) -> u32 {
    let given = buffer::with(length, value::value);
    match Policy::from_options(&given[0]) {
        Ok(policy) => judge(&policy, &given),
        Err(error) => {
            buffer::put(error.to_string());
            NONE
        }
    }
}

/// Checks the packed `[policy, url]`: `{"ok": true, "value", "needsResolution"}` or a rejection. Without a URL only the
/// policy is judged.
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
                buffer::put(text);
                ANSWERED
            }
            Err(reason) => reject(&reason),
        }
    })
}

/// Judges the packed `[policy, host, addresses]`, which are what the host resolved to: `{"ok": true, "value": host}` or
/// a rejection.
#[wasm_bindgen(js_name = checkAddresses)]
pub fn check_addresses(length: usize) -> u32 {
    with_policy(length, |policy, given| {
        let host = given[1].as_str().unwrap_or_default();
        let addresses = given[2].as_array().into_iter().flatten();
        let texts: Vec<&str> = addresses.map(|text| text.as_str().unwrap_or_default()).collect();
        match check_address_texts(host, &texts, policy) {
            Ok(()) => accept(Some(host)),
            Err(reason) => reject(&reason),
        }
    })
}
