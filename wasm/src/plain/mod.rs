//! Functions and classes that take and return JavaScript's own values: what `wasm-pack build wasm` gives.
//!
//! Each function has two names: the Rust crate's (`check_email`) and the npm package's (`checkEmail`). Options and
//! results have the npm package's names and types, which `types.d.ts` beside this file declares. The verdicts are the
//! crate's; these files only convert.
//!
//! - `walk`, `value`: the walk over a JavaScript value, and its result as the checker's `Input`.
//! - `js`, `headers`: JavaScript's operations, and header fields in any form that clients use.
//! - `results`: the crate's JSON text as a JavaScript value.
//! - `checks`, `schema`, `messages`, `errors`, `retry`: the functions themselves.

mod checks;
mod errors;
mod headers;
mod js;
mod messages;
mod no_json;
mod results;
mod retry;
mod schema;
mod value;
mod walk;

use wasm_bindgen::prelude::*;

pub use schema::Schema;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &'static str = include_str!("types.d.ts");

/// Exports each function under both of its names.
macro_rules! exports {
    ($($(#[$doc:meta])* $name:ident, $camel:ident($($argument:ident),*) = $function:path;)*) => {
        $(
            $(#[$doc])*
            #[wasm_bindgen(skip_typescript)]
            pub fn $name($($argument: &JsValue),*) -> Result<JsValue, JsValue> {
                $function($($argument),*)
            }
        )*

        /// The same functions under the npm package's names.
        pub mod camel_case {
            use super::*;
            $(
                $(#[$doc])*
                #[wasm_bindgen(js_name = $camel, skip_typescript)]
                pub fn $name($($argument: &JsValue),*) -> Result<JsValue, JsValue> {
                    $function($($argument),*)
                }
            )*
        }
    };
}

exports! {
    /// Checks an email address, with `options` `{ rule? }`.
    ///
    /// # Errors
    /// A `TypeError` for a rule that does not exist; never for any value.
    check_email, checkEmail(value, options) = checks::email;

    /// Checks a phone number, with `options` `{ format?, maxLength? }`.
    ///
    /// # Errors
    /// A `TypeError` for an option that does not exist; never for any value.
    check_phone, checkPhone(value, options) = checks::phone;

    /// Checks the value of an `Idempotency-Key` header, with `options` `{ form?, maxLength? }`.
    ///
    /// # Errors
    /// A `TypeError` for an option that does not exist; never for any value.
    check_idempotency_key, checkIdempotencyKey(value, options) = checks::idempotency_key;

    /// Returns the comparison key of an email address; `null` for a text that is no address.
    ///
    /// # Errors
    /// A `TypeError` for a value that is no string.
    dedupe_key, dedupeKey(address) = checks::dedupe_key;

    /// Makes an idempotency key: a random (version 4) UUID.
    ///
    /// # Errors
    /// The error that the platform's `crypto.getRandomValues` throws.
    new_idempotency_key, newIdempotencyKey() = checks::new_idempotency_key;

    /// Checks that a URL is safe to call, from its text alone.
    ///
    /// # Errors
    /// A `TypeError` for a policy that is wrong; never for any value.
    check_url, checkUrl(value, policy) = checks::url;

    /// Judges the addresses that a host resolved to: each of them must pass.
    ///
    /// # Errors
    /// A `TypeError` for a policy or a list that is wrong.
    check_addresses, checkAddresses(host, addresses, policy) = checks::addresses;

    /// Prints issues as one sentence, which `parse_message` reads back.
    ///
    /// # Errors
    /// A `TypeError` for a value that is no list of issues.
    format_message, formatMessage(issues) = messages::format;

    /// Reads a message back to its issues; `null` for a text that is no validation message.
    ///
    /// # Errors
    /// A `TypeError` for a text that is no string, or an option that does not exist.
    parse_message, parseMessage(text, options) = messages::parse;

    /// Reads any error response, `{ status, headers, body, now?, … }`.
    ///
    /// # Errors
    /// A `TypeError` for a wrong `vocabulary`.
    read_error, readError(input, options) = errors::read;

    /// Writes issues, or any other error, as a response: `{ status, headers, body }`.
    ///
    /// # Errors
    /// A `TypeError` for a value that is no error, or an option that does not exist.
    error_response, errorResponse(error, options) = errors::response;

    /// Says whether to send a failed request again, after how long, and why.
    ///
    /// # Errors
    /// A `TypeError` for an option of a wrong type.
    retry_advice, retryAdvice(error, attempt) = retry::advice;

    /// Judges a request by what is stored under its idempotency key.
    ///
    /// # Errors
    /// A `TypeError` for an invalid fingerprint or time.
    judge_replay, judgeReplay(stored, fingerprint, now) = retry::judge_replay;

    /// Checks the `Idempotency-Key` of a request to a server.
    ///
    /// # Errors
    /// A `TypeError` for an option that does not exist.
    check_idempotency_header, checkIdempotencyHeader(method, headers, options) = retry::check_idempotency_header;
}

/// Returns the SHA-256 of a request's body, a text or bytes, as 64 hexadecimal digits.
///
/// # Errors
/// A `TypeError` for a value that is neither a text nor bytes.
#[wasm_bindgen(skip_typescript)]
pub fn fingerprint(body: &JsValue) -> Result<JsValue, JsValue> {
    retry::fingerprint(body)
}

/// Compiles a JSON Schema, as the npm package's `schema` does: an object or a boolean, and no text. `options` are those
/// of [`Schema::new`].
///
/// # Errors
/// A `TypeError` with the name `SchemaError` and the JSON `pointer` of what is wrong.
#[wasm_bindgen(skip_typescript)]
pub fn schema(json: &JsValue, options: &JsValue) -> Result<Schema, JsValue> {
    Schema::of_value(json, options)
}
