//! The objects of `benches/objects.json`, and our schema for them. The JavaScript races use the same objects.

use serde_json::{Value, json};

/// The fields of an object.
pub const FIELDS: [&str; 4] = ["email", "phone", "url", "idempotency_key"];

/// The objects, valid and invalid, each distinct.
pub struct Objects {
    pub valid: Vec<Value>,
    pub invalid: Vec<Value>,
}

/// Reads the objects.
///
/// # Panics
///
/// If the file does not have the expected shape.
#[must_use]
pub fn read() -> Objects {
    let file: Value = serde_json::from_str(include_str!("../../objects.json")).expect("objects.json is JSON");
    let list = |name: &str| file[name].as_array().expect("a list").clone();
    let invalid = list("invalid").into_iter().map(|row| row["value"].clone()).collect();
    Objects { valid: list("valid"), invalid }
}

/// Compiles our schema for the objects.
///
/// # Panics
///
/// If the schema does not compile.
#[must_use]
pub fn schema() -> unanimous::Schema {
    let schema = json!({
        "type": "object",
        "required": FIELDS,
        "properties": {
            "email": { "type": "string", "format": "email" },
            "phone": { "type": "string", "format": "phone" },
            "url": { "type": "string", "format": "safe-url" },
            "idempotency_key": { "type": "string", "format": "idempotency-key" },
        },
    });
    unanimous::Schema::try_from(&schema).expect("the schema compiles")
}
