//! The same verdicts by the crate `jsonschema`.

use serde_json::Value;

/// Returns for each value whether `jsonschema` accepts it. Formats are annotations.
pub(crate) fn verdicts(schema: &str, values: &[String]) -> Result<Vec<bool>, String> {
    let schema: Value = serde_json::from_str(schema).map_err(|error| error.to_string())?;
    let validator = jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .should_validate_formats(false)
        .build(&schema)
        .map_err(|error| error.to_string())?;
    let read = |text: &String| serde_json::from_str(text).map_err(|error| error.to_string());
    values.iter().map(|text| read(text).map(|value: Value| validator.is_valid(&value))).collect()
}
