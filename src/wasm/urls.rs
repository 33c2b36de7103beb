//! Safe URLs across the boundary.

use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{answer, json, read};
use crate::reason::Reason;
use crate::rule::safe_url::{Policy, check, check_address_texts, check_canonical};

/// A policy, kept on this side of the boundary.
#[wasm_bindgen]
#[derive(Default)]
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

    /// The default policy.
    #[wasm_bindgen(js_name = publicHttps)]
    pub fn public_https() -> Self {
        Self::default()
    }

    /// The verdict as a number, without a text for the usual ones: 1 for a canonical URL of an IP literal, 2 for one
    /// whose host DNS must judge, 0 for whatever needs [`Self::check`], bad or good.
    pub fn verdict(&self, url: &str) -> u8 {
        match check_canonical(url, &self.0) {
            Some(needs_resolution) => 1 + u8::from(needs_resolution),
            None => 0,
        }
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
