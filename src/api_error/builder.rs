//! The parts of an error that a dialect finds in a body, before `read.rs` checks and cleans them.

use alloc::borrow::ToOwned;
use alloc::string::String;

use crate::json::{Json, Object};

use super::fields::{Fields, holds_fields};
use super::member::{identifier, text_of};
use super::text;

/// Members that every dialect reads, so they are not in the details.
const KNOWN: &[&str] = &[
    "request_id",
    "requestId",
    "traceId",
    "docs_url",
    "doc_url",
    "documentation_url",
    "code",
    "status",
    "statusCode",
    "success",
];

/// Names under which servers echo the user's input, or show their own internals.
const ECHOES: &[&str] = &[
    "input",
    "rejectedValue",
    "rejected_value",
    "stack",
    "stackTrace",
    "stack_trace",
    "stacktrace",
    "trace",
    "backtrace",
    "exception",
    "debug_info",
    "debugInfo",
];

/// Collects the parts of one error.
#[derive(Default)]
pub(super) struct ErrorBuilder {
    pub(super) code: Option<String>,
    pub(super) title: Option<String>,
    pub(super) message: Option<String>,
    pub(super) fields: Fields,
    pub(super) request_id: Option<String>,
    pub(super) docs_url: Option<String>,
    pub(super) instance: Option<String>,
    pub(super) details: Option<Json>,
    /// google.rpc.RetryInfo, in milliseconds.
    pub(super) retry_info: Option<u64>,
    /// The status that the body claims.
    pub(super) status: Option<u64>,
}

impl ErrorBuilder {
    /// Keeps a link to documentation. The first one that a page may link to wins.
    pub(super) fn docs(&mut self, url: Option<&str>) {
        if self.docs_url.is_none() {
            self.docs_url = url.and_then(text::http_url).map(str::to_owned);
        }
    }

    /// Reads the members that an object of any dialect may have: request id, links, claimed status.
    pub(super) fn common(&mut self, object: &Object) {
        for name in ["request_id", "requestId", "traceId"] {
            self.request_id(text_of(object, name));
        }
        for name in ["docs_url", "doc_url", "documentation_url"] {
            self.docs(text_of(object, name));
        }
        for name in ["status", "statusCode"] {
            self.status = self.status.or_else(|| object.get(name)?.as_u64());
        }
    }

    /// Keeps a request id. The first one wins.
    pub(super) fn request_id(&mut self, id: Option<&str>) {
        if self.request_id.is_none() {
            self.request_id = id.and_then(identifier);
        }
    }

    /// Keeps the other members of an object as details. `read` names the members that its dialect has read.
    ///
    /// The members of `details` become members of the result, so that `details.limit` is always found under `limit`.
    pub(super) fn rest(&mut self, object: &Object, read: &[&str]) {
        let mut rest = Object::new();
        for (name, value) in object {
            let known = KNOWN.contains(&name.as_str()) || read.contains(&name.as_str());
            let became_fields = !self.fields.is_empty() && holds_fields(name);
            if !known && !became_fields && name != "details" && !value.is_null() {
                rest.insert(name.clone(), value.clone());
            }
        }
        match object.get("details") {
            Some(Json::Object(details)) => {
                for (name, value) in details {
                    if self.fields.is_empty() || !holds_fields(name) {
                        rest.insert(name.clone(), value.clone());
                    }
                }
            }
            // This list has become fields.
            Some(Json::Array(_)) if !self.fields.is_empty() => {}
            Some(Json::Null) | None => {}
            Some(other) if rest.is_empty() => {
                self.details = Some(other.clone());
                return;
            }
            Some(other) => {
                rest.insert("details".to_owned(), other.clone());
            }
        }
        if !rest.is_empty() {
            self.details = Some(Json::Object(rest));
        }
    }
}

/// Removes echoes of the user's input, stacks and traces from a value.
pub(super) fn without_echoes(value: &mut Json) {
    match value {
        Json::Object(object) => {
            // class-validator and express-validator write the user's value beside these members.
            let is_issue = ["constraints", "msg", "property"].iter().any(|&name| object.contains_key(name));
            object.retain(|name, _| {
                !(ECHOES.contains(&name.as_str()) || (is_issue && matches!(&**name, "value" | "target")))
            });
            object.values_mut().for_each(without_echoes);
        }
        Json::Array(items) => items.iter_mut().for_each(without_echoes),
        _ => {}
    }
}

/// Spells the numbers of a value as a browser does, so that an error has the same text everywhere. A browser holds each
/// number as an f64: `1.0` is `1`, and an integer beyond 2^53 is rounded.
pub(super) fn with_browser_numbers(value: &mut Value) {
    match value {
        Value::Number(number) => {
            if let Some(rounded) = browser_number(number) {
                *number = rounded;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(with_browser_numbers),
        Value::Object(object) => object.values_mut().for_each(with_browser_numbers),
        _ => {}
    }
}

/// The number in a browser's spelling; `None` if that is the spelling it has.
///
/// ECMA-262 and Rust both write an integer below 10^21 in full, from the fewest digits that identify it. Integers
/// beyond 64 bits stay floats, since `serde_json` has no integers for them.
fn browser_number(number: &Number) -> Option<Number> {
    const EXACT: u64 = 1 << 53;
    if number.as_i64().is_some_and(|integer| integer.unsigned_abs() <= EXACT) {
        return None;
    }
    let float = number.as_f64()?;
    if !json::is_whole(float) {
        return None;
    }
    // A browser writes -0 as 0.
    let digits = if float == 0.0 { "0".to_owned() } else { json::float_text(float) };
    let integer = digits.parse::<u64>().map(Number::from).or_else(|_| digits.parse::<i64>().map(Number::from));
    integer.ok().or_else(|| Number::from_f64(float))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_are_a_browsers() {
        let text = r#"{"a":[1.0,-0.0,-2.50,12345678901234567890,9007199254740993,-9007199254740993,1e19,1e300,0]}"#;
        let mut value: Value = serde_json::from_str(text).unwrap();
        with_browser_numbers(&mut value);
        assert_eq!(
            value.to_string(),
            r#"{"a":[1,0,-2.5,12345678901234567000,9007199254740992,-9007199254740992,10000000000000000000,1e+300,0]}"#
        );
        let mut other = json!("1.0");
        with_browser_numbers(&mut other);
        assert_eq!(other, "1.0");
    }
}
