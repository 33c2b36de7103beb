//! The objects of `benches/objects.json`, which the races in JavaScript run on too, and our schema for them.

use serde_json::{Value, json};

/// The fields of an object.
pub const FIELDS: [&str; 4] = ["email", "phone", "url", "idempotency_key"];

/// The objects, valid and invalid, each distinct.
pub struct Objects {
    pub valid: Vec<Value>,
    pub invalid: Vec<Value>,
}

/// Reads them.
///
/// # Panics
///
/// Where the file is not what it should be.
#[must_use]
pub fn read() -> Objects {
    let file: Value = serde_json::from_str(include_str!("../../objects.json")).expect("objects.json is JSON");
    let list = |name: &str| file[name].as_array().expect("a list").clone();
    let invalid = list("invalid").into_iter().map(|row| row["value"].clone()).collect();
    Objects { valid: list("valid"), invalid }
}

/// Our schema.
///
/// # Panics
///
/// Where it does not compile.
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
    unanimous::Schema::from_value(&schema).expect("the schema compiles")
}
