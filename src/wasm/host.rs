//! What JavaScript does for us, where the crate is built for npm: numbers as text, and back. Only numbers cross, one
//! character at a time, for the glue that strings need would be the larger part of it.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(inline_js = r"
let text = '';
export const begin = (value, exponential) => (text = exponential ? value.toExponential() : String(value)).length;
export const unit = (at) => text.charCodeAt(at);
export const clear = () => { text = ''; };
export const push = (unit) => { text += String.fromCharCode(unit); };
export const number = () => Number(text);
")]
extern "C" {
    fn begin(value: f64, exponential: bool) -> u32;
    fn unit(at: u32) -> u8;
    fn clear();
    fn push(unit: u8);
    fn number() -> f64;
}

/// JavaScript's `String(value)`.
pub(crate) fn number_to_text(value: f64) -> String {
    spelled(value, false)
}

/// JavaScript's `value.toExponential()`, for a finite value: one digit before the point and as few behind it as tell the
/// value.
pub(crate) fn exponential_text(value: f64) -> String {
    spelled(value, true)
}

fn spelled(value: f64, exponential: bool) -> String {
    (0..begin(value, exponential)).map(|at| char::from(unit(at))).collect()
}

/// JavaScript's `Number(text)`, for a text of ASCII.
pub(crate) fn text_to_number(text: &str) -> f64 {
    clear();
    for byte in text.bytes() {
        push(byte);
    }
    number()
}
