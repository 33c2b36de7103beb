//! Schemas across the boundary: a compiled schema stays on this side, and JavaScript holds its id.

use alloc::boxed::Box;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use wasm_bindgen::prelude::wasm_bindgen;

use super::cell::StaticCell;
use super::constants::ANSWERED;
use super::interner::IssueInterner;
use super::value::{Cursor, schema_of_block};
use super::walker::PackedValue;
use super::{buffer, plan, trap};
use unanimous::json::{ObjectWriter, ToJson as _};
use unanimous::report::FRAME;
use unanimous::schema::{Schema, check as check_value};

struct Compiled {
    schema: Schema,
    interner: IssueInterner,
}

/// The compiled schemas. A schema that was dropped leaves its slot to the next one.
static SCHEMAS: StaticCell<Vec<Option<Box<Compiled>>>> = StaticCell::new(Vec::new());

/// Compiles the JSON value in the first `length` bytes of the input, and returns the schema's id, from 1. Returns 0 if
/// the schema is refused: the output says why, as `{"pointer", "text"}`.
#[wasm_bindgen(js_name = compileSchema)]
pub fn compile(length: usize) -> usize {
    match Schema::from_canonical(&buffer::with_bytes(length, schema_of_block)) {
        Ok(schema) => SCHEMAS.with_mut(|schemas| {
            let compiled = Some(Box::new(Compiled { schema, interner: IssueInterner::new() }));
            let free = schemas.iter().position(Option::is_none).unwrap_or(schemas.len());
            match schemas.get_mut(free) {
                Some(slot) => *slot = compiled,
                None => schemas.push(compiled),
            }
            free + 1
        }),
        Err(error) => {
            let mut text = String::new();
            ObjectWriter::new(&mut text).member("pointer", &error.pointer()).member("text", &error.to_string()).end();
            buffer::put_text(text);
            0
        }
    }
}

/// Drops a schema.
#[wasm_bindgen(js_name = dropSchema)]
pub fn drop_schema(schema: usize) {
    SCHEMAS.with_mut(|schemas| {
        if let Some(slot) = schemas.get_mut(schema.wrapping_sub(1)) {
            *slot = None;
        }
    });
}

/// Calls `use_schema` with the schema of this id. Traps if there is none, because any verdict would be made up.
fn with_schema<T>(schema: usize, use_schema: impl FnOnce(&mut Compiled) -> T) -> T {
    SCHEMAS.with_mut(|schemas| match schemas.get_mut(schema.wrapping_sub(1)) {
        Some(Some(schema)) => use_schema(schema),
        _ => trap(),
    })
}

/// Leaves in the output what the walker must know, and what a message has beside its issues: `{"plan", "opening",
/// "separator"}`.
#[wasm_bindgen(js_name = planSchema)]
pub fn plan(schema: usize) -> u32 {
    with_schema(schema, |compiled| {
        let mut answer = String::from("{\"plan\":");
        plan::write(&mut answer, compiled.schema.root(), 0);
        for (name, text) in [",\"opening\":", ",\"separator\":"].iter().zip(FRAME) {
            answer.push_str(name);
            text.push_json(&mut answer);
        }
        answer.push('}');
        buffer::put_text(answer);
        ANSWERED
    })
}

/// Checks a value that was packed along the schema's plan, in the split layout with `count` words. Returns how many
/// words of the answer buffer say what is wrong: 0 if the value is valid. `interner.rs` describes these words.
#[wasm_bindgen(js_name = checkSchema)]
pub fn check_split(schema: usize, count: usize) -> usize {
    check(schema, |check| buffer::with_split(count, |texts, words| check(Cursor::new(texts, words))))
}

/// Does the same for a value in the block layout, which has `length` bytes.
#[wasm_bindgen(js_name = checkBlock)]
pub fn check_block(schema: usize, length: usize) -> usize {
    check(schema, |check| buffer::with_bytes(length, |block| check(Cursor::of_block(block))))
}

fn check(schema: usize, with_value: impl FnOnce(&mut dyn FnMut(Cursor<'_>))) -> usize {
    with_schema(schema, |Compiled { schema, interner }| {
        interner.begin();
        with_value(&mut |value| check_value(schema.root(), &PackedValue::new(value), interner));
        buffer::put_answer(interner.finish())
    })
}

/// Leaves in the output the texts that the last answer needs and JavaScript does not have yet, in the answer's order: a
/// JSON array of `{"id", "line", "issue"}`.
#[wasm_bindgen(js_name = newIssues)]
pub fn new_issues(schema: usize) {
    with_schema(schema, |compiled| buffer::put_text(compiled.interner.take_new_issues()));
}
