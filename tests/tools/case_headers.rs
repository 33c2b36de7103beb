//! The headers of a case in `tests/cases`.

use serde_json::{Map, Value};

/// The names and values. A list of values is a header that was sent several times.
pub(crate) fn pairs(headers: &Map<String, Value>) -> impl Iterator<Item = (&str, &str)> {
    headers.iter().flat_map(|(name, value)| {
        let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        values.iter().map(move |value| (name.as_str(), value.as_str().expect("a header's value is a string")))
    })
}
