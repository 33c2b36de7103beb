//! Schemas across the boundary: a compiled schema stays on this side, and JavaScript holds its id.

use alloc::boxed::Box;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use wasm_bindgen::prelude::wasm_bindgen;

use super::cell::StaticCell;
use super::constants::ANSWERED;
use super::cursor::Cursor;
use super::interner::IssueInterner;
use super::tape::{Room, Tape};
use super::value::schema_of_block;
use super::walker::PackedValue;
use super::{buffer, plan, trap};
use unanimous::Json;
use unanimous::json::{ObjectWriter, ToJson as _};
use unanimous::report::{OPENING, SEPARATOR};
use unanimous::schema::{Schema, check as check_plain};

struct Compiled {
    schema: Schema,
    /// Whether it asks for the texts of numbers.
    number_texts: bool,
    interner: IssueInterner,
}

/// The memory of the values that are looked at in any order.
static ROOM: StaticCell<Room> = StaticCell::new(Room::new());

/// The compiled schemas. A schema that was dropped leaves its slot to the next one.
static SCHEMAS: StaticCell<Vec<Option<Box<Compiled>>>> = StaticCell::new(Vec::new());

/// Takes apart `[schema, {uri: document, …}]`.
fn schema_and_documents(mut packed: Json) -> (Json, Vec<(String, Json)>) {
    let Json::Array(parts) = &mut packed else { return (packed, Vec::new()) };
    let others = parts.pop().unwrap_or_default();
    let schema = parts.pop().unwrap_or_default();
    let documents = if let Json::Object(others) = others { others.into_iter().collect() } else { Vec::new() };
    (schema, documents)
}

/// Compiles the schema in the first `length` bytes of the input, as `[schema, {uri: document, …}]`, and returns the schema's
/// id, from 1. Returns 0 if the schema is refused: the output says why, as `{"pointer", "text"}`.
#[wasm_bindgen(js_name = compileSchema)]
pub fn compile(length: usize) -> usize {
    let (schema, documents) = schema_and_documents(buffer::with_bytes(length, schema_of_block));
    match Schema::from_canonical(&schema, &documents) {
        Ok(schema) => SCHEMAS.with_mut(|schemas| {
            let interner = IssueInterner::new(schema.shares_nodes());
            let number_texts = schema.reads_number_texts();
            let compiled = Some(Box::new(Compiled { schema, number_texts, interner }));
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

/// Leaves in the output what the walker must know, what a message has beside its issues, and the warnings:
/// `{"plan", "opening", "separator", "warnings"}`. `plan` is that of a plain schema, which `plan.rs` writes, or, for any
/// other schema, `{"keys", "lengths", "numberTexts"}`: the keys that it names, the lengths of [`Schema::key_lengths`], and
/// whether it asks for the texts of numbers.
#[wasm_bindgen(js_name = planSchema)]
pub fn plan(schema: usize) -> u32 {
    with_schema(schema, |compiled| {
        let mut answer = String::from("{\"plan\":");
        if let Some(nodes) = compiled.schema.plain_nodes() {
            plan::write(&mut answer, nodes, 0, 0);
        } else {
            let keys: Json = compiled.schema.keys().iter().map(|key| Json::from(&**key)).collect();
            // Without them, every string crosses as text.
            #[cfg(not(feature = "fast-paths"))]
            let lengths: [(u32, u32); 0] = [];
            #[cfg(feature = "fast-paths")]
            let lengths = compiled.schema.key_lengths();
            let lengths = lengths.into_iter().flat_map(|(least, most)| [least, most]);
            let lengths: Json = lengths.map(|units| Json::from(i64::from(units))).collect();
            ObjectWriter::new(&mut answer)
                .member("keys", &keys)
                .member("lengths", &lengths)
                .member("numberTexts", &compiled.number_texts)
                .end();
        }
        for (name, text) in [(",\"opening\":", OPENING), (",\"separator\":", SEPARATOR)] {
            answer.push_str(name);
            text.push_json(&mut answer);
        }
        answer.push_str(",\"warnings\":[");
        for (at, warning) in compiled.schema.warnings().iter().enumerate() {
            answer.push_str(if at > 0 { "," } else { "" });
            let pointer = &warning.pointer();
            ObjectWriter::new(&mut answer).member("pointer", pointer).member("message", &warning.message()).end();
        }
        answer.push_str("]}");
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

/// Checks a value as [`check_split`] does, from the block layout, which has `length` bytes.
#[wasm_bindgen(js_name = checkBlock)]
pub fn check_block(schema: usize, length: usize) -> usize {
    check(schema, |check| buffer::with_bytes(length, |block| check(Cursor::of_block(block))))
}

fn check(schema: usize, with_value: impl FnOnce(&mut dyn FnMut(Cursor<'_>))) -> usize {
    with_schema(schema, |Compiled { schema, number_texts, interner }| {
        interner.begin();
        with_value(&mut |value| {
            if let Some(nodes) = schema.plain_nodes() {
                check_plain(nodes, &PackedValue::new(value, nodes), interner);
            } else {
                ROOM.with_mut(|room| {
                    let tape = Tape::new(room, &value, schema.keys(), *number_texts);
                    schema.check_graph(tape.root(), interner);
                    room.clear();
                });
            }
        });
        buffer::put_answer(interner.finish())
    })
}

/// Leaves in the output the texts that the last answer needs and JavaScript does not have yet, in the answer's order: a
/// JSON array of `{"id", "line", "issue"}`.
#[wasm_bindgen(js_name = newIssues)]
pub fn new_issues(schema: usize) {
    with_schema(schema, |compiled| buffer::put_text(compiled.interner.take_new_issues()));
}
