//! Schemas across the boundary: compiled ones stay on this side, under a number.

use alloc::boxed::Box;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use wasm_bindgen::prelude::wasm_bindgen;

use super::cell::StaticCell;
use super::interner::Words;
use super::packed::Packed;
use super::value::Reader;
use super::{ANSWERED, buffer, plan, trap, value};
use unanimous::json::{ObjectWriter, ToJson as _};
use unanimous::report::FRAME;
use unanimous::schema::{Schema, check as check_value};

struct Compiled {
    schema: Schema,
    words: Words,
}

/// The compiled schemas. A schema that was dropped leaves its slot to the next one.
static SCHEMAS: StaticCell<Vec<Option<Box<Compiled>>>> = StaticCell::new(Vec::new());

/// Compiles a packed JSON value: the schema's number, from 1; 0 where it is refused, and `{"pointer", "text"}` says why.
#[wasm_bindgen(js_name = compileSchema)]
pub fn compile(length: usize) -> usize {
    match Schema::from_canonical(&buffer::with(length, value::value)) {
        Ok(schema) => SCHEMAS.with_mut(|schemas| {
            let compiled = Some(Box::new(Compiled { schema, words: Words::new() }));
            let free = schemas.iter().position(Option::is_none).unwrap_or(schemas.len());
            match schemas.get_mut(free) {
                Some(place) => *place = compiled,
                None => schemas.push(compiled),
            }
            free + 1
        }),
        Err(error) => {
            let mut text = String::new();
            ObjectWriter::new(&mut text).member("pointer", &error.pointer()).member("text", &error.to_string()).end();
            buffer::put(text);
            0
        }
    }
}

/// Forgets a schema.
#[wasm_bindgen(js_name = dropSchema)]
pub fn forget(schema: usize) {
    SCHEMAS.with_mut(|schemas| {
        if let Some(place) = schemas.get_mut(schema.wrapping_sub(1)) {
            *place = None;
        }
    });
}

/// A number that no schema has ends in a trap: any verdict would be made up.
fn with<T>(schema: usize, use_schema: impl FnOnce(&mut Compiled) -> T) -> T {
    SCHEMAS.with_mut(|schemas| match schemas.get_mut(schema.wrapping_sub(1)) {
        Some(Some(schema)) => use_schema(schema),
        _ => trap(),
    })
}

/// Where the walker must go, and what a message has beside its issues: `{"plan", "opening", "separator"}`.
#[wasm_bindgen(js_name = planSchema)]
pub fn plan(schema: usize) -> u32 {
    with(schema, |compiled| {
        let mut answer = String::from("{\"plan\":");
        plan::write(&mut answer, compiled.schema.root(), 0);
        for (name, text) in [",\"opening\":", ",\"separator\":"].iter().zip(FRAME) {
            answer.push_str(name);
            text.push_json(&mut answer);
        }
        answer.push('}');
        buffer::put(answer);
        ANSWERED
    })
}

/// Judges a value packed by this schema's plan, of so many words: how many words say what is wrong, 0 where it
/// is valid. They stand in the input then, as [`Words::found`] has them, and [`tell`] has what is new among them.
#[wasm_bindgen(js_name = checkSchema)]
pub fn check(schema: usize, words: usize) -> usize {
    judge(schema, |judge| buffer::with_value(words, |texts, words| judge(Reader::new(texts, words))))
}

/// The same for a value in a block of so many bytes.
#[wasm_bindgen(js_name = checkBlock)]
pub fn check_block(schema: usize, length: usize) -> usize {
    judge(schema, |judge| buffer::with(length, |block| judge(Reader::of_block(block))))
}

fn judge(schema: usize, with_value: impl FnOnce(&mut dyn FnMut(Reader<'_>))) -> usize {
    with(schema, |Compiled { schema, words }| {
        words.begin();
        with_value(&mut |value| check_value(schema.root(), &Packed::new(value), words));
        buffer::answer(words.end())
    })
}

/// The words of what the last check found for the first time, in order.
#[wasm_bindgen(js_name = tellSchema)]
pub fn tell(schema: usize) {
    with(schema, |compiled| buffer::put(compiled.words.tell()));
}
