//! Runs the shared cases as wasm in Node: `wasm-pack test --node`.
#![cfg(target_arch = "wasm32")]

mod unanimity;
#[path = "unanimity/wasm.rs"]
mod wasm;

#[wasm_bindgen_test::wasm_bindgen_test]
fn every_case_gives_the_native_output() {
    wasm::compare();
}
