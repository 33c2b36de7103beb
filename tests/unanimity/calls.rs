//! One call of the crate's public API for one input. The cases and `make fuzz-hosts` make the same calls.
//!
//! `calls.mjs` beside this file makes them through the npm package: change both together.

use std::time::Duration;

use serde_json::{Map, Value, json};
use unanimous::api_error::{ApiError, ReadOptions, Response, Vocabulary, vocabulary_of};
use unanimous::idempotency::check_header;
use unanimous::report::{MessageFormat, ParseOptions};
use unanimous::retry::Attempt;
use unanimous::rule::idempotency_key::{Form, MAX_CHARACTERS};
use unanimous::rule::safe_url::{self, Policy, check_address_texts};
use unanimous::rule::{email, idempotency_key, phone};
use unanimous::{Issue, Json, Path, Reason, Report, Schema, Segment};

/// 2026-11-21T08:00:00Z, the time now in all inputs.
pub(crate) const NOW: u64 = 1_795_248_000_000;

pub(crate) const EMAIL_RULES: [&str; 5] = ["html", "rfc5321", "rfc6531", "idn", "public"];

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

pub(crate) fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value[name].as_array().expect("a list")
}

/// `{"ok": true, "value"}` or `{"ok": false, "code", …}`.
pub(crate) fn answer(verdict: Result<&str, Reason>) -> Value {
    match verdict {
        Ok(value) => json!({ "ok": true, "value": value }),
        Err(reason) => {
            let mut out = Map::from_iter([("ok".to_owned(), json!(false))]);
            if let Ok(Value::Object(reason)) = serde_json::to_value(reason) {
                out.extend(reason);
            }
            Value::Object(out)
        }
    }
}

pub(crate) fn check_email(address: &str, rule: &str) -> Value {
    answer(email::check_as(address, email::Rule::from_name(rule).expect("a rule")).map(|()| address))
}

/// Checks `{value, format, maxLength?}`.
pub(crate) fn check_phone(case: &Value) -> Value {
    let value = text(&case["value"]);
    // In Rust, a limit other than the default is given by a schema.
    let verdict = match (text(&case["format"]), case.get("maxLength")) {
        ("e164", _) => phone::check_e164(value),
        (_, None) => phone::check(value),
        (_, Some(max)) => {
            let schema = json!({ "format": "phone", "maxLength": max });
            let schema = Schema::from_value(&schema.into()).expect("a schema");
            schema.check(&json!(value)).map_err(|report| Reason::from_text(report.issues()[0].reason()))
        }
    };
    answer(verdict.map(|()| value))
}

/// Checks `{value, form, maxLength?}`.
pub(crate) fn check_idempotency_key(case: &Value) -> Value {
    let (form, max) = key_options(case);
    match idempotency_key::check(text(&case["value"]), form, max) {
        Ok(key) => answer(Ok(&key)),
        Err(reason) => answer(Err(reason)),
    }
}

/// Checks the values of a request's header: `{method, values, form?, maxLength?}`.
pub(crate) fn check_idempotency_header(case: &Value) -> Value {
    let values: Vec<&str> = list(case, "values").iter().map(text).collect();
    let (form, max) = key_options(case);
    match check_header(text(&case["method"]), &values, form, max) {
        Ok(Some(key)) => answer(Ok(&key)),
        Ok(None) => json!({ "ok": true, "value": null }),
        Err(reason) => answer(Err(reason)),
    }
}

fn key_options(case: &Value) -> (Form, u32) {
    let form = case["form"].as_str().map_or(Form::Bare, |name| Form::from_name(name).expect("a form"));
    (form, case["maxLength"].as_u64().map_or(MAX_CHARACTERS, |max| max.try_into().expect("a limit")))
}

pub(crate) fn dedupe_key(address: &str) -> Value {
    json!(email::dedupe_key(address).ok())
}

/// Compiles a schema; an error as `{"pointer", "message"}`.
pub(crate) fn compile(schema: &Json) -> Result<Schema, Value> {
    Schema::from_value(schema).map_err(|error| json!({ "pointer": error.pointer(), "message": error.to_string() }))
}

/// Reads `{entries}`: pairs of a name and a text, or how to make them.
pub(crate) fn read_form(schema: &Schema, case: &Value) -> Json {
    let pair = |pair: &Value| (text(&pair[0]).to_owned(), text(&pair[1]).to_owned());
    let generated = &case["entriesGen"];
    if generated.is_object() {
        let times = usize::try_from(generated["times"].as_u64().expect("times")).expect("times");
        return schema.read_form(std::iter::repeat_n(pair(&generated["repeat"]), times));
    }
    schema.read_form(list(case, "entries").iter().map(pair))
}

/// The options of a message: `{knownPaths?, prefixes?, form?}`.
pub(crate) fn parse_options(options: &Value) -> ParseOptions<'_> {
    let texts = |option: &str| options[option].as_array().map(|list| list.iter().map(text).collect::<Vec<_>>());
    ParseOptions {
        known_paths: texts("knownPaths"),
        prefixes: texts("prefixes").unwrap_or_default(),
        form: options["form"].as_str().map(|name| MessageFormat::from_name(name).expect("a form")),
    }
}

/// The report of `[{segments, reason}]`.
pub(crate) fn report(fields: &[Value]) -> Report {
    let issue = |field: &Value| {
        let path: Path = list(field, "segments").iter().map(segment).collect();
        Issue::new(path, Reason::custom(text(&field["reason"])))
    };
    fields.iter().map(issue).collect()
}

pub(crate) fn segment(segment: &Value) -> Segment {
    match segment.as_u64() {
        Some(index) => Segment::Index(index.try_into().expect("an index")),
        None => Segment::from(text(segment)),
    }
}

pub(crate) fn check_url(url: &str, policy: &Policy) -> Value {
    match safe_url::check(url, policy) {
        Ok(safe) => json!({ "ok": true, "value": safe.href, "needsResolution": safe.needs_resolution }),
        Err(reason) => answer(Err(reason)),
    }
}

pub(crate) fn check_addresses(host: &str, addresses: &[Value], policy: &Policy) -> Value {
    let addresses: Vec<&str> = addresses.iter().map(text).collect();
    answer(check_address_texts(host, &addresses, policy).map(|()| host))
}

/// Reads the error response `{status, headers, incomplete?, body, …}`, with the options of `parse_options` and `keepEchoes`.
pub(crate) fn read_error(case: &Value) -> ApiError {
    let pairs = case["headers"].as_object().expect("headers").iter().flat_map(|(name, value)| match value {
        Value::Array(values) => values.iter().map(|value| (name.as_str(), text(value))).collect(),
        value => vec![(name.as_str(), text(value))],
    });
    let response = Response {
        status: case["status"].as_u64().expect("a status").try_into().expect("a status"),
        headers: pairs.collect(),
        body: &body(case),
        now: Some(NOW),
        incomplete: case["incomplete"] == true,
    };
    let options = &case["options"];
    let options = ReadOptions {
        message: parse_options(options),
        keep_echoes: options["keepEchoes"] == true,
        vocabulary: vocabulary(&options["vocabulary"]),
    };
    ApiError::read_with(&response, &options)
}

/// The vocabulary in a list of `{role, names}`.
pub(crate) fn vocabulary(list: &Value) -> Vocabulary {
    let entries = list.as_array().into_iter().flatten();
    let pairs = entries.flat_map(|entry| {
        let names = entry["names"].as_array().expect("names");
        names.iter().map(|name| (text(&entry["role"]), text(name)))
    });
    vocabulary_of(pairs).expect("a vocabulary")
}

/// The body: its text, its bytes in hexadecimal digits, or how to make it.
fn body(case: &Value) -> Vec<u8> {
    let generated = &case["bodyGen"];
    if generated.is_object() {
        let [before, repeat, then] = ["before", "repeat", "then"].map(|name| generated[name].as_str().unwrap_or(""));
        let times = usize::try_from(generated["times"].as_u64().expect("times")).expect("times");
        return format!("{before}{}{then}", repeat.repeat(times)).into_bytes();
    }
    if let Some(hex) = case["bodyHex"].as_str() {
        return (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16).expect("hex")).collect();
    }
    case["body"].as_str().unwrap_or("").as_bytes().to_vec()
}

pub(crate) fn attempt(request: &Value) -> Attempt<'_> {
    let usual = Attempt::default();
    let time = |name: &str| request[name].as_u64().map(Duration::from_millis);
    let count = |name: &str| request[name].as_u64().map(|count| u32::try_from(count).expect("a count"));
    Attempt {
        method: text(&request["method"]),
        idempotency_key: request["idempotencyKey"] == true,
        attempt: count("attempt").unwrap_or(0),
        now: Some(NOW),
        random: request["random"].as_f64().unwrap_or(0.0),
        max_tries: count("maxTries").unwrap_or(usual.max_tries),
        max_wait: time("maxWaitMs").unwrap_or(usual.max_wait),
        base: time("baseMs").unwrap_or(usual.base),
        cap: time("capMs").unwrap_or(usual.cap),
    }
}
