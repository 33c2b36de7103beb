//! JSON values and texts, as the rest of the crate sees them.
//!
//! The values are `serde_json`'s. The npm package is built with `--cfg unanimous_npm` and has small twins of them
//! instead, for every form downloads it; the tests hold the twins to `serde_json`. The reader is ours in every build.

#[cfg(any(unanimous_npm, all(test, not(target_arch = "wasm32"))))]
mod float;
#[cfg(any(unanimous_npm, all(test, not(target_arch = "wasm32"))))]
mod object;
pub(crate) mod pointer;
pub(crate) mod read;
#[cfg(any(unanimous_npm, all(test, not(target_arch = "wasm32"))))]
mod value;
#[cfg(any(feature = "api-error", feature = "safe-url"))]
mod whole;
#[cfg(any(unanimous_npm, all(test, not(target_arch = "wasm32"))))]
mod write;

#[cfg(all(unanimous_npm, feature = "api-error"))]
pub(crate) use value::Number;
#[cfg(unanimous_npm)]
pub(crate) use {object::Object, value::Value, write::to_string};

#[cfg(any(feature = "api-error", feature = "safe-url"))]
pub(crate) use whole::is_whole;

#[cfg(not(unanimous_npm))]
pub(crate) use native::*;

#[cfg(not(unanimous_npm))]
mod native {
    #[cfg(feature = "api-error")]
    pub(crate) use serde_json::Number;
    pub(crate) use serde_json::Value;

    pub(crate) type Object = serde_json::Map<String, Value>;
    /// Names and values, in order.
    pub(crate) type Members<'o> = serde_json::map::Iter<'o>;

    /// A value as JSON text, without spaces.
    pub(crate) fn to_string(value: &(impl serde::Serialize + ?Sized)) -> String {
        serde_json::to_string(value).unwrap_or_default()
    }
}

/// An object of these members, and whether one is named twice: the last one counts, in the place of the first.
#[cfg(not(unanimous_npm))]
fn object(members: Vec<(String, Value)>) -> (Object, bool) {
    let mut object = Object::with_capacity(members.len());
    let mut repeats = false;
    for (name, value) in members {
        repeats |= object.insert(name, value).is_some();
    }
    (object, repeats)
}

#[cfg(unanimous_npm)]
fn object(members: Vec<(String, Value)>) -> (Object, bool) {
    Object::of(members)
}

/// Writes a character of one UTF-16 unit as `\u001f`.
pub(crate) fn escape(out: &mut String, character: char) {
    out.push_str("\\u");
    for shift in [12, 8, 4, 0] {
        out.extend(char::from_digit(u32::from(character) >> shift & 0xf, 16));
    }
}

/// The fewest digits that tell a float; those of an integer below 10^21 without an exponent.
#[cfg(all(not(unanimous_npm), feature = "api-error"))]
pub(crate) fn float_text(value: f64) -> String {
    value.to_string()
}

#[cfg(all(unanimous_npm, feature = "api-error"))]
pub(crate) fn float_text(value: f64) -> String {
    crate::wasm::host::number_to_text(value)
}

/// The number that a JSON text stands for; infinite where it is beyond an f64.
#[cfg(not(unanimous_npm))]
fn float(text: &str) -> f64 {
    text.parse().unwrap_or(f64::NAN)
}

#[cfg(unanimous_npm)]
fn float(text: &str) -> f64 {
    crate::wasm::host::text_to_number(text)
}
