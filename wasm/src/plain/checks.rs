//! Single checks: email addresses, phone numbers, idempotency keys, URLs.

use js_sys::Uint8Array;
use unanimous::json::ObjectWriter;
use unanimous::reason::Code;
use unanimous::rule::safe_url::{self, Policy};
use unanimous::rule::{email, idempotency_key, phone};
use unanimous::{Json, Reason};
use wasm_bindgen::prelude::*;

use super::{js, results, walk};

fn verdict(value: &JsValue, verdict: Result<(), Reason>) -> Result<JsValue, JsValue> {
    match verdict {
        Ok(()) => results::accepted(value),
        Err(reason) => results::rejected(&reason),
    }
}

/// Returns the text of an option, or the default if it is not given; `None` for any other value.
fn name_option(value: &JsValue, default: &str) -> Option<String> {
    if js::is_nullish(value) { Some(default.to_owned()) } else { value.as_string() }
}

/// Reads the option `maxLength`, in code points.
pub(super) fn max_length(function: &str, options: &JsValue, default: u32) -> Result<u32, JsValue> {
    let value = js::option(options, "maxLength")?;
    if value.is_undefined() {
        return Ok(default);
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
    let as_count =
        |count: f64| (count >= 0.0 && count <= f64::from(u32::MAX) && count.fract() == 0.0).then_some(count as u32);
    let count = value.as_f64().and_then(as_count);
    count.ok_or_else(|| js::refuse(function, "maxLength", &value, "a whole number of code points"))
}

/// The option `form` of an idempotency key.
pub(super) fn key_form(function: &str, options: &JsValue) -> Result<idempotency_key::Form, JsValue> {
    let value = js::option(options, "form")?;
    let name = if value.is_undefined() { Some("bare".to_owned()) } else { value.as_string() };
    let form = name.and_then(|name| idempotency_key::Form::from_name(&name));
    form.ok_or_else(|| js::refuse(function, "form", &value, "bare or sf-string"))
}

pub(super) fn email(value: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
    let option = js::option(options, "rule")?;
    let Some(address) = js::text(value) else { return results::not_text(value) };
    match name_option(&option, "public").and_then(|name| email::Rule::from_name(&name)) {
        Some(rule) => verdict(value, email::check_as(&address, rule)),
        None => Err(js::refuse("checkEmail", "rule", &option, "public, html, rfc5321, rfc6531 or idn")),
    }
}

pub(super) fn phone(value: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
    let option = js::option(options, "format")?;
    let is_e164 = match name_option(&option, "phone").as_deref() {
        Some("phone") => false,
        Some("e164") => true,
        _ => return Err(js::refuse("checkPhone", "format", &option, "phone or e164")),
    };
    let max = max_length("checkPhone", options, 50)?;
    let Some(number) = js::text(value) else { return results::not_text(value) };
    verdict(value, if is_e164 { phone::check_e164(&number) } else { phone::check_at_most(&number, max) })
}

pub(super) fn idempotency_key(value: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
    let form = key_form("checkIdempotencyKey", options)?;
    let max = max_length("checkIdempotencyKey", options, idempotency_key::MAX_CHARACTERS)?;
    if js::is_nullish(value) {
        return results::rejected(&Reason::new(Code::IdempotencyKeyRequired));
    }
    let Some(text) = js::text(value) else { return results::not_text(value) };
    match idempotency_key::check(&text, form, max) {
        Ok(key) => results::accepted(&JsValue::from_str(&key)),
        Err(reason) => results::rejected(&reason),
    }
}

pub(super) fn dedupe_key(address: &JsValue) -> Result<JsValue, JsValue> {
    let Some(text) = address.as_string() else {
        return Err(js::type_error(&format!("dedupeKey takes a string, not {}", js::type_of(address))));
    };
    let key = if js::is_well_formed(address, &text) { email::dedupe_key(&text).ok() } else { None };
    Ok(key.map_or(JsValue::NULL, JsValue::from))
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues, catch)]
    fn fill_with_random(bytes: &Uint8Array) -> Result<JsValue, JsValue>;
}

pub(super) fn new_idempotency_key() -> Result<JsValue, JsValue> {
    let bytes = Uint8Array::new_with_length(16);
    fill_with_random(&bytes)?;
    let mut random = [0; 16];
    bytes.copy_to(&mut random);
    Ok(JsValue::from(idempotency_key::key_from(random)))
}

fn policy(function: &str, value: &JsValue) -> Result<Policy, JsValue> {
    if js::is_nullish(value) {
        return Ok(Policy::default());
    }
    Policy::from_options(&walk::to_json(value)?).map_err(|error| js::type_error(&format!("{function}: policy{error}")))
}

pub(super) fn url(value: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
    // A wrong policy is an error for every value, so it is read first.
    let policy = policy("checkUrl", options)?;
    let Some(url) = js::text(value) else { return results::not_text(value) };
    match safe_url::check(&url, &policy) {
        Ok(safe) => {
            let mut text = String::new();
            let mut object = ObjectWriter::new(&mut text);
            object.member("ok", &true).member("value", &safe.href);
            object.member("needsResolution", &safe.needs_resolution).end();
            js::parse(&text)
        }
        Err(reason) => results::rejected(&reason),
    }
}

pub(super) fn addresses(host: &JsValue, addresses: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
    let Some(name) = host.as_string() else {
        return Err(js::type_error(&format!("checkAddresses takes a host as a string, not {}", js::type_of(host))));
    };
    if !js::is_array(addresses)? {
        return Err(js::type_error("checkAddresses takes a list of addresses"));
    }
    let policy = policy("checkAddresses", options)?;
    if !js::is_well_formed(host, &name) {
        return results::not_text(host);
    }
    let addresses = walk::to_json(addresses)?;
    let texts = addresses.as_array().into_iter().flatten();
    let texts: Vec<&str> = texts.map(|text| text.as_str().unwrap_or_default()).collect();
    verdict(&JsValue::from_str(&name), safe_url::check_address_texts(&name, &texts, &policy))
}

/// Returns the texts of a list without its other items.
pub(super) fn texts(list: &Json) -> Option<Vec<&str>> {
    list.as_array().map(|list| list.iter().filter_map(Json::as_str).collect())
}
