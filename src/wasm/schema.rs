//! Schemas across the boundary: compiled ones stay on this side, under a number.

use std::cell::{Cell, RefCell};

use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{NONE, answer, buffer, packed, read};
use crate::report::Report;
use crate::schema::Schema;
use crate::schema::plan::Plan;

thread_local! {
    /// The compiled schemas; one that was dropped leaves its place to the next.
    static SCHEMAS: RefCell<Vec<Option<Schema>>> = const { RefCell::new(Vec::new()) };
    /// What the last check that failed has found, until it is taken: a verdict crosses as a bare number.
    static REPORT: Cell<Option<Report>> = const { Cell::new(None) };
}

/// Compiles a packed JSON value: the schema's number, from 1; 0 where it is refused, and `{"pointer", "text"}` says why.
#[wasm_bindgen(js_name = compileSchema)]
pub fn compile(length: usize) -> usize {
    #[derive(Serialize)]
    struct Refused<'e> {
        pointer: &'e str,
        text: String,
    }
    match Schema::from_value(&buffer::with(length, read::value)) {
        Ok(schema) => SCHEMAS.with_borrow_mut(|schemas| {
            let free = schemas.iter().position(Option::is_none).unwrap_or_else(|| {
                schemas.push(None);
                schemas.len() - 1
            });
            schemas[free] = Some(schema);
            free + 1
        }),
        Err(error) => {
            answer(&Refused { pointer: error.pointer(), text: error.to_string() });
            0
        }
    }
}

/// Forgets a schema.
#[wasm_bindgen(js_name = dropSchema)]
pub fn forget(schema: usize) {
    SCHEMAS.with_borrow_mut(|schemas| {
        if let Some(place) = schemas.get_mut(schema.wrapping_sub(1)) {
            *place = None;
        }
    });
}

fn with<T>(schema: usize, otherwise: T, use_schema: impl FnOnce(&Schema) -> T) -> T {
    SCHEMAS.with_borrow(|schemas| match schemas.get(schema.wrapping_sub(1)) {
        Some(Some(schema)) => use_schema(schema),
        _ => otherwise,
    })
}

/// Where the walker must go: a plan, as JSON.
#[wasm_bindgen(js_name = planSchema)]
pub fn plan(schema: usize) -> u32 {
    with(schema, NONE, |schema| answer(&Plan::new(schema.root(), 0)))
}

/// Judges a value packed by this schema's plan: whether it is valid. Where it is not, [`report`] has the rest.
#[wasm_bindgen(js_name = checkSchema)]
pub fn check(schema: usize, length: usize) -> bool {
    with(schema, false, |schema| {
        let verdict = buffer::with(length, |value| schema.judge(&packed::Packed::new(value)));
        verdict.map_err(|report| REPORT.set(Some(report))).is_ok()
    })
}

/// What the last check found: `{"issues", "message"}`.
#[wasm_bindgen(js_name = takeReport)]
pub fn report() -> u32 {
    #[derive(Serialize)]
    struct Refusal {
        issues: Report,
        message: String,
    }
    let issues = REPORT.take().unwrap_or_default();
    answer(&Refusal { message: issues.to_string(), issues })
}
