//! Runs one benchmark many times, so that callgrind can count its instructions: see `benches/instructions.mjs`.

// This module is shared with the crate `unanimous-benches`, where its items are public.
#[allow(unreachable_pub)]
#[path = "native/src/objects.rs"]
mod objects;

use std::hint::black_box;

use serde_json::{Value, json};
use unanimous::api_error::{ApiError, Response};
use unanimous::rule::{email, safe_url};

/// The rounds over the 64 inputs of a benchmark. `benches/instructions.mjs` divides the count by both numbers.
const ROUNDS: usize = 20;

fn repeat<T, R>(inputs: &[T], work: impl Fn(&T) -> R) {
    assert_eq!(inputs.len(), 64);
    for _ in 0..ROUNDS {
        for input in inputs {
            drop(black_box(work(black_box(input))));
        }
    }
}

fn main() {
    let name = std::env::args().nth(1).unwrap_or_default();
    // Every run builds all inputs first, so the run "nothing" measures the setup that all runs share.
    let objects::Objects { valid, invalid } = objects::read();
    let (schema, policy) = (objects::schema(), safe_url::Policy::default());
    let texts = |field: &str| -> Vec<&str> { valid.iter().filter_map(|value| value[field].as_str()).collect() };
    let (emails, urls) = (texts("email"), texts("url"));
    let message = |value: &Value| schema.check(value).err().map(|report| report.to_string());
    let body =
        |value: &Value| json!({ "error": { "code": "VALIDATION_ERROR", "message": message(value) } }).to_string();
    let bodies: Vec<_> = invalid.iter().map(body).collect();
    match name.as_str() {
        "nothing" => {}
        "valid object" => repeat(&valid, |value| schema.check(value)),
        "invalid object" => repeat(&invalid, |value| schema.check(value)),
        "invalid object, whole message" => repeat(&invalid, message),
        "email" => repeat(&emails, |text| email::check(text)),
        "canonical URL" => repeat(&urls, |text| safe_url::check(text, &policy).is_ok()),
        "error body" => repeat(&bodies, |body| {
            ApiError::read(&Response { status: 400, body: body.as_bytes(), ..Response::default() })
        }),
        _ => panic!("there is no benchmark {name:?}"),
    }
}
