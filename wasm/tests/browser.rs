//! The plain functions in a browser: `wasm-pack test --headless --chrome`.
#![cfg(all(target_arch = "wasm32", feature = "plain"))]

mod calls;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test::wasm_bindgen_test]
fn the_plain_functions_answer() {
    calls::run();
}
