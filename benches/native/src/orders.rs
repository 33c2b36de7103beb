//! The orders of `benches/orders.json`, and their schema, which has references, a recursive node, `allOf`, unions, patterns and
//! a map. The JavaScript races use the same orders and the same schema.

use boon::{Compiler, SchemaIndex, Schemas};
use jsonschema::PatternOptions;
use serde_json::Value;

/// The orders, valid and invalid, each distinct.
pub struct Orders {
    pub valid: Vec<Value>,
    pub invalid: Vec<Value>,
}

/// Reads the orders.
///
/// # Panics
///
/// If the file does not have the expected shape.
#[must_use]
pub fn read() -> Orders {
    let file: Value = serde_json::from_str(include_str!("../../orders.json")).expect("orders.json is JSON");
    let list = |name: &str| file[name].as_array().expect("a list").clone();
    Orders { valid: list("valid"), invalid: list("invalid") }
}

fn schema_json() -> Value {
    serde_json::from_str(include_str!("../../order-schema.json")).expect("order-schema.json is JSON")
}

/// Compiles the schema.
///
/// # Panics
///
/// If the schema does not compile.
#[must_use]
pub fn schema() -> unanimous::Schema {
    unanimous::Schema::try_from(&schema_json()).expect("the schema compiles")
}

/// Compiles the schema for `jsonschema`, with its formats on and the faster of its two engines for patterns.
///
/// # Panics
///
/// If the schema does not compile.
#[must_use]
pub fn json_schema() -> jsonschema::Validator {
    let options = jsonschema::options().should_validate_formats(true).with_pattern_options(PatternOptions::regex());
    options.build(&schema_json()).expect("the schema compiles")
}

/// The schema as `boon` compiles it.
pub struct Boon {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Boon {
    /// Compiles the schema, with its formats on.
    ///
    /// # Panics
    ///
    /// If the schema does not compile.
    #[must_use]
    pub fn compile() -> Self {
        const URL: &str = "https://example.com/order.json";
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.enable_format_assertions();
        compiler.add_resource(URL, schema_json()).expect("the address is valid");
        let index = compiler.compile(URL, &mut schemas).expect("the schema compiles");
        Self { schemas, index }
    }

    /// Whether a value is valid; collects all errors.
    #[must_use]
    pub fn is_valid(&self, value: &Value) -> bool {
        self.schemas.validate(value, self.index).is_ok()
    }

    /// All errors as one message; `None` for a valid value.
    #[must_use]
    pub fn message(&self, value: &Value) -> Option<String> {
        self.schemas.validate(value, self.index).err().map(|error| error.to_string())
    }
}
