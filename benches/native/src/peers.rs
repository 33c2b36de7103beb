//! The rules for the peers. They are the same as ours where a peer has such a rule.

use std::borrow::Cow;

use jsonschema::PatternOptions;
use serde::Deserialize;
use serde_json::{Value, json};
use validator::ValidationError;

use crate::objects::FIELDS;

/// The object for `validator`, which derives its rules.
#[derive(Deserialize, validator::Validate)]
pub struct ValidatorLead {
    #[validate(email)]
    email: String,
    #[validate(length(max = 50))]
    phone: String,
    #[validate(url)]
    url: String,
    #[validate(custom(function = validator_key))]
    idempotency_key: String,
}

/// The object for `garde`, which derives its rules.
#[derive(Deserialize, garde::Validate)]
pub struct GardeLead {
    #[garde(email)]
    email: String,
    #[garde(length(chars, max = 50))]
    phone: String,
    #[garde(url)]
    url: String,
    #[garde(custom(garde_key))]
    idempotency_key: String,
}

/// Checks the key by hand, so that no peer loses time to a regex engine.
fn is_key(key: &str) -> bool {
    (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
}

fn validator_key(key: &str) -> Result<(), ValidationError> {
    let invalid = || ValidationError::new("key").with_message(Cow::Borrowed("invalid key"));
    is_key(key).then_some(()).ok_or_else(invalid)
}

// garde prescribes this signature.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn garde_key(key: &str, (): &()) -> garde::Result {
    is_key(key).then_some(()).ok_or_else(|| garde::Error::new("invalid key"))
}

/// `jsonschema` with its formats on, and the faster of its two engines for patterns.
///
/// # Panics
///
/// If the schema does not compile.
#[must_use]
pub fn json_schema() -> jsonschema::Validator {
    let schema = json!({
        "type": "object",
        "required": FIELDS,
        "properties": {
            "email": { "type": "string", "format": "email" },
            "phone": { "type": "string", "maxLength": 50 },
            "url": { "type": "string", "format": "uri" },
            "idempotency_key": { "type": "string", "pattern": r"^[\x21-\x7e]{1,255}$" },
        },
    });
    let options = jsonschema::options().should_validate_formats(true).with_pattern_options(PatternOptions::regex());
    options.build(&schema).expect("the schema compiles")
}

/// Joins all errors to one message; `None` for a valid value.
#[must_use]
pub fn message(validator: &jsonschema::Validator, value: &Value) -> Option<String> {
    let errors = validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path()));
    let errors: Vec<_> = errors.collect();
    (!errors.is_empty()).then(|| errors.join("; "))
}
