//! What JavaScript does for us, where the crate is built for npm: numbers as text, and back.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = String)]
    fn text_of(value: f64) -> String;

    #[wasm_bindgen(js_name = Number)]
    fn number_of(text: &str) -> f64;
}

/// JavaScript's `String(value)`.
pub(crate) fn number_to_text(value: f64) -> String {
    text_of(value)
}

/// JavaScript's `Number(text)`.
pub(crate) fn text_to_number(text: &str) -> f64 {
    number_of(text)
}
