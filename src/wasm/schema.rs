//! Schemas across the boundary: compiled ones stay on this side, under a number.

use std::cell::RefCell;

use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;

use super::packed::Packed;
use super::read::Reader;
use super::words::Words;
use super::{ANSWERED, answer, buffer, read};
use crate::schema::{Schema, plan};
use crate::{cut, json, report};

struct Compiled {
    schema: Schema,
    words: Words,
}

thread_local! {
    /// The compiled schemas; one that was dropped leaves its place to the next.
    static SCHEMAS: RefCell<Vec<Option<Box<Compiled>>>> = const { RefCell::new(Vec::new()) };
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
            let compiled = Some(Box::new(Compiled { schema, words: Words::new() }));
            let free = schemas.iter().position(Option::is_none).unwrap_or(schemas.len());
            match schemas.get_mut(free) {
                Some(place) => *place = compiled,
                None => schemas.push(compiled),
            }
            free + 1
        }),
        Err(error) => {
            answer(&Refused { pointer: error.pointer(), text: error.text() });
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

/// A number that no schema has ends in a trap: any verdict would be made up.
fn with<T>(schema: usize, use_schema: impl FnOnce(&mut Compiled) -> T) -> T {
    SCHEMAS.with_borrow_mut(|schemas| match schemas.get_mut(schema.wrapping_sub(1)) {
        Some(Some(schema)) => use_schema(schema),
        _ => std::process::abort(),
    })
}

/// Where the walker must go, and what a message has beside its issues: `{"plan", "opening", "separator"}`.
#[wasm_bindgen(js_name = planSchema)]
pub fn plan(schema: usize) -> u32 {
    with(schema, |compiled| {
        let [opening, separator] = report::FRAME.map(json::to_string);
        let mut answer = "{\"plan\":".to_owned();
        plan::write(&mut answer, compiled.schema.root(), 0);
        answer.push_str(&cut::join(&[",\"opening\":", &opening, ",\"separator\":", &separator, "}"], ""));
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
        with_value(&mut |value| schema.judge(&Packed::new(value), words));
        buffer::answer(words.end())
    })
}

/// The words of what the last check found for the first time, in order.
#[wasm_bindgen(js_name = tellSchema)]
pub fn tell(schema: usize) {
    with(schema, |compiled| buffer::put(compiled.words.tell()));
}
