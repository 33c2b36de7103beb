//! The plain functions in Node: `wasm-pack test --node`.
#![cfg(all(target_arch = "wasm32", feature = "plain"))]

mod calls;

#[wasm_bindgen_test::wasm_bindgen_test]
fn the_plain_functions_answer() {
    calls::run();
}
