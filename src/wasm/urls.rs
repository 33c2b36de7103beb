//! Safe URLs across the boundary.

use std::sync::LazyLock;

use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{answer, buffer, json, read};
use crate::reason::Reason;
use crate::rule::safe_url::{Policy, check, check_address_texts, check_canonical};

/// The default policy's verdict on the URL of so many bytes that stands in the buffer: 1 for a canonical URL of an IP
/// literal, 2 for one whose host DNS must judge, 0 for whatever needs [`UrlPolicy::check`].
#[wasm_bindgen(js_name = judgeUrl)]
pub fn judge_url(length: usize) -> u8 {
    static PUBLIC_HTTPS: LazyLock<Policy> = LazyLock::new(Policy::default);
    buffer::with_text(length, |url| match check_canonical(url, &PUBLIC_HTTPS) {
        Some(needs_resolution) => 1 + u8::from(needs_resolution),
        None => 0,
    })
}

/// A policy, kept on this side of the boundary.
#[wasm_bindgen]
pub struct UrlPolicy(Policy);

#[wasm_bindgen]
impl UrlPolicy {
    /// Compiles packed options.
    ///
    /// # Errors
    /// Throws the text of what is wrong.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &[u8]) -> Result<Self, String> {
        Policy::from_options(&read::value(options)).map(Self).map_err(|error| error.to_string())
    }

    /// The whole answer, as JSON: `{"ok": true, "value", "needsResolution"}` or a rejection.
    pub fn check(&self, url: &str) -> String {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Safe<'u> {
            ok: bool,
            value: &'u str,
            needs_resolution: bool,
        }
        match check(url, &self.0) {
            Ok(safe) => json(&Safe { ok: true, value: &safe.href, needs_resolution: safe.needs_resolution }),
            Err(reason) => answer(Err(reason)),
        }
    }

    /// Judges resolved addresses, a packed list of texts: `{"ok": true, "value": host}` or a rejection, as JSON.
    #[wasm_bindgen(js_name = checkAddresses)]
    pub fn check_addresses(&self, host: &str, addresses: &[u8]) -> String {
        let addresses = read::value(addresses);
        let texts: Vec<&str> =
            addresses.as_array().into_iter().flatten().map(|text| text.as_str().unwrap_or_default()).collect();
        let verdict: Result<(), Reason> = check_address_texts(host, &texts, &self.0);
        answer(verdict.map(|()| host))
    }
}
