//! Reads what real frameworks answered (`tests/cases/captured-bodies.json`, written by `make capture`) and compares
//! each member that a case expects.
#![cfg(all(feature = "api-error", feature = "serde_json"))]

#[path = "tools/case_headers.rs"]
mod case_headers;

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Map, Value};
use unanimous::api_error::{ApiError, Response};
use unanimous::retry::{Attempt, RetryAdvice};

/// `now` of the file, in milliseconds.
const NOW: u64 = 1_795_766_400_000;

#[derive(Deserialize)]
struct Corpus {
    now: String,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    id: String,
    framework: String,
    version: String,
    source: String,
    request: Request,
    response: Answer,
    expected: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    method: String,
    idempotency_key: bool,
}

#[derive(Deserialize)]
struct Answer {
    status: u16,
    headers: Map<String, Value>,
    body: String,
}

fn cases() -> Vec<Case> {
    let corpus: Corpus = serde_json::from_str(include_str!("cases/captured-bodies.json")).unwrap();
    assert_eq!(corpus.now, "2026-11-27T08:00:00Z");
    corpus.cases
}

/// The error as JSON for JavaScript, with `retry` from the advice.
fn read(case: &Case) -> Map<String, Value> {
    let error = ApiError::read(&Response {
        status: case.response.status,
        headers: case_headers::pairs(&case.response.headers).collect(),
        body: case.response.body.as_bytes(),
        now: Some(NOW),
        ..Response::default()
    });
    let attempt = Attempt {
        method: &case.request.method,
        idempotency_key: case.request.idempotency_key,
        // The cases expect what the table says, so no delay is too long.
        max_wait: Duration::MAX,
        ..Attempt::default()
    };
    let retry = RetryAdvice::decide(&error, &attempt).retry;
    let Value::Object(mut read) = serde_json::to_value(error.to_js()).unwrap() else { unreachable!() };
    read.insert("retry".to_owned(), retry.into());
    read
}

/// Returns whether `field` has each member of `expected`.
fn field_is(expected: &Value, field: &Value) -> bool {
    expected.as_object().unwrap().iter().all(|(name, value)| field.get(name) == Some(value))
}

/// Returns whether each expected field is one of `found`, in any order, and none is left over.
fn fields_are(expected: &[Value], found: &[Value]) -> bool {
    let mut left: Vec<&Value> = found.iter().collect();
    // Those that say more choose first.
    let mut expected: Vec<&Value> = expected.iter().collect();
    expected.sort_by_key(|field| usize::MAX - field.as_object().unwrap().len());
    expected.iter().all(|field| {
        let at = left.iter().position(|found| field_is(field, found));
        at.map(|at| left.swap_remove(at)).is_some()
    }) && left.is_empty()
}

/// Returns whether the error has what the case expects under `name`. The file's `about` says what a list means.
fn holds(name: &str, expected: &Value, error: &Map<String, Value>) -> bool {
    let list = |value: &Value| value.as_array().unwrap().clone();
    match name {
        "fields" => fields_are(&list(expected), &list(&error["fields"])),
        "messageIncludes" => error["message"].as_str().unwrap().contains(expected.as_str().unwrap()),
        "mustNotHold" => {
            let text = Value::Object(error.clone()).to_string();
            list(expected).iter().all(|secret| !text.contains(secret.as_str().unwrap()))
        }
        _ => match expected {
            Value::Array(any) => any.contains(&error[name]),
            _ => error[name] == *expected,
        },
    }
}

#[test]
fn every_captured_response_reads_as_expected() {
    let cases = cases();
    let mut failures = Vec::new();
    let mut failed = 0;
    for case in &cases {
        let error = read(case);
        let before = failures.len();
        for (name, expected) in &case.expected {
            if !holds(name, expected, &error) {
                let member = if name == "messageIncludes" { "message" } else { name };
                let found = error.get(member).map_or_else(|| Value::Object(error.clone()), Value::clone);
                failures.push(format!("{} {name}:\n   expected {expected}\n      found {found}", case.id));
            }
        }
        failed += usize::from(failures.len() > before);
    }
    let total = cases.len();
    assert!(failures.is_empty(), "{failed} of {total} responses are read wrongly\n{}", failures.join("\n"));
}

#[test]
fn every_case_says_where_it_is_from() {
    let cases = cases();
    let mut ids: Vec<_> = cases.iter().map(|case| case.id.as_str()).collect();
    ids.sort_unstable();
    assert!(ids.windows(2).all(|pair| pair[0] != pair[1]));
    for case in &cases {
        assert!(!case.framework.is_empty() && !case.version.is_empty(), "{}", case.id);
        let by_hand = case.source.starts_with("written by hand after the documented shape");
        assert!(by_hand || case.source.starts_with("captured by running"), "{}: {}", case.id, case.source);
        assert!(case.response.body.len() <= 4096, "{}: {} bytes", case.id, case.response.body.len());
    }
}
