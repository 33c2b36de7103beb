//! Reads every response of `tests/cases/error-bodies.json` and compares each member that its case expects.
#![cfg(all(feature = "api-error", feature = "serde_json"))]

#[path = "tools/case_headers.rs"]
mod case_headers;
#[path = "tools/documented_errors.rs"]
mod documented_errors;

use std::collections::BTreeSet;
use std::time::Duration;

use documented_errors::{SEEDS, Seed};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use unanimous::api_error::{
    ApiError, Category, Dialect, MAX_FIELDS, ReadOptions, Response, Vocabulary, VocabularyRole,
};
use unanimous::retry::{Attempt, RetryAdvice};

#[derive(Deserialize)]
struct Corpus {
    now: String,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Case {
    id: String,
    #[allow(dead_code, reason = "every case must name its source")]
    source: String,
    request: Request,
    status: u16,
    headers: Map<String, Value>,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    body_gen: Option<BodyGen>,
    /// The body in hexadecimal, if it is not UTF-8.
    #[serde(default)]
    body_hex: Option<String>,
    #[serde(default)]
    incomplete: bool,
    #[serde(default)]
    options: Options,
    expected: Map<String, Value>,
}

/// The options of `readError` that a case needs.
#[derive(Default, Deserialize)]
struct Options {
    #[serde(default)]
    vocabulary: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    role: String,
    names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    method: String,
    idempotency_key: bool,
}

#[derive(Deserialize)]
struct BodyGen {
    #[serde(default)]
    before: String,
    repeat: String,
    times: usize,
    #[serde(default)]
    then: String,
}

impl Case {
    fn bytes(&self) -> Vec<u8> {
        if let Some(r#gen) = &self.body_gen {
            return format!("{}{}{}", r#gen.before, r#gen.repeat.repeat(r#gen.times), r#gen.then).into_bytes();
        }
        if let Some(hex) = &self.body_hex {
            return (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16).unwrap()).collect();
        }
        self.body.clone().unwrap_or_default().into_bytes()
    }

    fn read(&self, now: u64) -> ApiError {
        let body = self.bytes();
        let headers = case_headers::pairs(&self.headers).collect();
        let mut vocabulary = Vocabulary::new();
        for entry in &self.options.vocabulary {
            let role = VocabularyRole::from_name(&entry.role).unwrap();
            for name in &entry.names {
                vocabulary = vocabulary.with(role, name).unwrap();
            }
        }
        let response =
            Response { status: self.status, headers, body: &body, now: Some(now), incomplete: self.incomplete };
        ApiError::read_with(&response, &ReadOptions { vocabulary, ..ReadOptions::default() })
    }
}

fn corpus() -> (u64, Vec<Case>) {
    let corpus: Corpus = serde_json::from_str(include_str!("cases/error-bodies.json")).unwrap();
    assert_eq!(corpus.now, "2026-11-21T08:00:00Z");
    (1_795_248_000_000, corpus.cases)
}

/// The members that a case may expect: those of the error's JSON for JavaScript, and `retryable` from the advice.
fn actual(case: &Case, error: &ApiError) -> Map<String, Value> {
    let Value::Object(mut actual) = serde_json::to_value(error.to_js()).unwrap() else { unreachable!() };
    let attempt = Attempt {
        method: &case.request.method,
        idempotency_key: case.request.idempotency_key,
        // The cases expect what the table says, so no delay is too long.
        max_wait: Duration::MAX,
        ..Attempt::default()
    };
    actual.insert("retryable".to_owned(), RetryAdvice::decide(error, &attempt).retry.into());
    actual
}

/// The fields, each with only those members that the case describes.
fn fields_as_expected(expected: &Value, actual: &Value) -> Value {
    let (Some(expected), Some(actual)) = (expected.as_array(), actual.as_array()) else { return actual.clone() };
    let named = |field: &Value, like: Option<&Value>| {
        let mut field = field.as_object().unwrap().clone();
        if let Some(like) = like.and_then(Value::as_object) {
            field.retain(|name, _| like.contains_key(name));
        }
        Value::Object(field)
    };
    actual.iter().enumerate().map(|(at, field)| named(field, expected.get(at))).collect()
}

#[test]
fn every_case_reads_as_expected() {
    let (now, cases) = corpus();
    let mut failures = Vec::new();
    for case in &cases {
        let error = case.read(now);
        let actual = actual(case, &error);
        for (name, expected) in &case.expected {
            let found = actual.get(name).unwrap_or_else(|| panic!("{}: {name} is no member", case.id));
            let found = if name == "fields" { fields_as_expected(expected, found) } else { found.clone() };
            if found != *expected {
                failures.push(format!("{} {name}:\n   expected {expected}\n      found {found}", case.id));
            }
        }
    }
    assert!(failures.is_empty(), "{} differences\n{}", failures.len(), failures.join("\n"));
    assert!(cases.len() >= 580, "{} cases", cases.len());
}

/// Writes a name that consists of these words.
type Spell = fn(&[String]) -> String;

/// A body whose names are spelled in another way. Names with other characters than letters, digits, `_` and `-` stay.
fn respelled(body: &Value, spell: Spell) -> Value {
    match body {
        Value::Array(items) => items.iter().map(|item| respelled(item, spell)).collect(),
        Value::Object(members) => {
            members.iter().map(|(name, value)| (respelled_name(name, spell), respelled(value, spell))).collect()
        }
        value => value.clone(),
    }
}

fn respelled_name(name: &str, spell: Spell) -> String {
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if !is_name {
        return name.to_owned();
    }
    let mut words = vec![String::new()];
    let mut is_after_small = false;
    for c in name.chars() {
        if matches!(c, '_' | '-') || (c.is_ascii_uppercase() && is_after_small) {
            words.push(String::new());
        }
        if !matches!(c, '_' | '-') {
            words.last_mut().unwrap().push(c.to_ascii_lowercase());
        }
        is_after_small = !c.is_ascii_uppercase() && !matches!(c, '_' | '-');
    }
    spell(&words)
}

/// `ErrorCode`.
fn pascal(words: &[String]) -> String {
    let capital = |word: &String| word[..1].to_uppercase() + &word[1..];
    words.iter().filter(|word| !word.is_empty()).map(capital).collect()
}

/// Cases in which the spelling says something, each with what.
const EXACT: &[(&str, &str)] = &[
    ("api-shopify-rest-base", "Rails writes `base`; `Base` may be a field"),
    ("more-wordpress-type", "the field's name is a name in one member and a value in another"),
    ("own-code-as-written", "serde_json does not keep the digits of a number"),
    ("own-code-beyond-64-bits", "serde_json does not keep the digits of a number"),
    ("read-ramp", "its envelope is `error_v2`"),
    ("shape-magento-parameters", "the message names a parameter by its name"),
];

#[test]
fn the_spelling_of_names_does_not_count() {
    let (now, cases) = corpus();
    let (mut failures, mut differ) = (Vec::new(), BTreeSet::new());
    let spellings: [(&str, Spell); 3] =
        [("snake_case", |words| words.join("_")), ("kebab-case", |words| words.join("-")), ("PascalCase", pascal)];
    for mut case in cases {
        let Some(body) = case.body.as_deref().and_then(|body| serde_json::from_str::<Value>(body).ok()) else {
            continue;
        };
        // The paths of fields and the details have names in them.
        let read = |case: &Case| {
            let error = case.read(now);
            let message = if error.message.starts_with("Validation error: ") { String::new() } else { error.message };
            (message, error.code, error.fields.len(), error.request_id, error.category)
        };
        let expected = read(&case);
        for (name, spell) in spellings {
            case.body = Some(respelled(&body, spell).to_string());
            let found = read(&case);
            differ.extend((found != expected).then(|| case.id.clone()));
            if found != expected && !EXACT.iter().any(|(id, _)| *id == case.id) {
                failures.push(format!("{} in {name}:\n   expected {expected:?}\n      found {found:?}", case.id));
            }
        }
    }
    assert!(failures.is_empty(), "{} differences\n{}", failures.len(), failures.join("\n"));
    for (id, _) in EXACT {
        assert!(differ.contains(*id), "the entry {id} is stale");
    }
}

/// Cases in which another member changes what the body is, each with why.
const ALONE: &[(&str, &str)] = &[
    ("bare-map-with-402", "only a map alone names fields with this status"),
    ("body-with-the-message", "a `body` beside more than the status is what was sent"),
    ("error-in-an-unknown-envelope", "one member alone is an envelope"),
    ("errors-of-the-request-body", "beside another member it may be what was sent"),
    ("exception-with-a-code", "an exception is shown only if it stands alone"),
    ("exception-with-internals", "an exception is shown only if it stands alone"),
    ("field-named-description-alone", "lists alone are those of fields"),
    ("field-named-description-of-drf", "lists alone are those of fields"),
    ("more-apache-hadoop", "an exception is shown only if it stands alone"),
    ("more-exotel", "an exception is shown only if it stands alone"),
    ("one-sentence", "a sentence alone is the message"),
    ("own-code-as-written", "serde_json does not keep the digits of a number"),
    ("own-code-beyond-64-bits", "serde_json does not keep the digits of a number"),
    ("path-of-an-operation", "GraphQL has two members"),
    ("wide-drf-non-field-errors", "lists alone are those of fields"),
];

#[test]
fn members_that_say_nothing_do_not_count() {
    let (now, cases) = corpus();
    let (mut failures, mut differ) = (Vec::new(), BTreeSet::new());
    for mut case in cases {
        let body = case.body.as_deref().and_then(|body| serde_json::from_str::<Value>(body).ok());
        let Some(Value::Object(body)) = body else { continue };
        let read = |case: &Case| {
            let error = case.read(now);
            (error.message, error.code, error.fields)
        };
        let expected = read(&case);
        for (name, value) in [("success", Value::from(false)), ("data", Value::Null), ("code", Value::Null)] {
            if body.keys().any(|known| known.eq_ignore_ascii_case(name)) {
                continue;
            }
            let mut body = body.clone();
            body.insert(name.to_owned(), value);
            case.body = Some(Value::Object(body).to_string());
            let found = read(&case);
            differ.extend((found != expected).then(|| case.id.clone()));
            if found != expected && !ALONE.iter().any(|(id, _)| *id == case.id) {
                failures.push(format!("{} with {name}:\n   expected {expected:?}\n      found {found:?}", case.id));
            }
        }
    }
    assert!(failures.is_empty(), "{} differences\n{}", failures.len(), failures.join("\n"));
    for (id, _) in ALONE {
        assert!(differ.contains(*id), "the entry {id} is stale");
    }
}

#[test]
fn ids_are_distinct() {
    let (_, cases) = corpus();
    let mut ids: Vec<_> = cases.iter().map(|case| case.id.as_str()).collect();
    ids.sort_unstable();
    assert!(ids.windows(2).all(|pair| pair[0] != pair[1]));
}

/// A body as the API documents it for this error, and its content type.
fn seed_body(seed: &Seed) -> (Value, &'static str) {
    let message = seed.message.unwrap_or("Some text.");
    match (seed.dialect, seed.code) {
        (Dialect::Problem, Some(code)) => (
            json!({
                "type": format!("https://docs.leadrails.dev/errors/{code}"), "title": message, "status": seed.status,
                "detail": "Some text.", "instance": "/v1/leads", "request_id": "req_01J5Z7T7M3M2VWPQ9YTBN2F0HR",
            }),
            "application/problem+json",
        ),
        (Dialect::ErrorObject, Some(code)) => {
            (json!({"error": {"message": message, "code": code}}), "application/json")
        }
        (Dialect::ErrorStringCode, Some(code)) => (
            json!({
                "error": message, "code": code, "docs_url": format!("https://foglift.io/docs/api-errors#{code}"),
                "request_id": "req_x",
            }),
            "application/json",
        ),
        (Dialect::ErrorCodeMessage, None) => {
            (json!({"error": "some_code", "message": message, "details": null, "request_id": null}), "application/json")
        }
        (Dialect::Detail, None) => (json!({"detail": message}), "application/json"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_documented_error_has_its_dialect_and_category() {
    assert_eq!(SEEDS.len(), 7 + 14 + 7 + 10 + 18);
    for seed in SEEDS {
        let (body, content_type) = seed_body(seed);
        let body = body.to_string();
        let error = ApiError::read(&Response {
            status: seed.status,
            headers: [("content-type", content_type)].into(),
            body: body.as_bytes(),
            ..Response::default()
        });
        let about = format!("{} {} {:?}", seed.api, seed.status, seed.code);
        assert_eq!(error.dialect, seed.dialect, "{about}");
        assert_eq!(error.category, seed.category, "{about}");
        if seed.code.is_some() {
            assert_eq!(error.code.as_deref(), seed.code, "{about}");
        }
        assert_eq!(error.warnings, [], "{about}");
    }
}

fn read(status: u16, body: &str) -> ApiError {
    ApiError::read(&Response { status, body: body.as_bytes(), ..Response::default() })
}

#[test]
fn echoes_and_stacks_are_dropped_unless_asked_for() {
    let body = r#"{"message":"x","details":{"limit":3,"input":"secret","inner":[{"stack":"at f","rejectedValue":1,"ok":2}]},"trace":"t"}"#;
    assert_eq!(read(400, body).details, Some(json!({"limit": 3, "inner": [{"ok": 2}]}).into()));
    let response = Response { status: 400, body: body.as_bytes(), ..Response::default() };
    let kept = ApiError::read_with(&response, &ReadOptions { keep_echoes: true, ..ReadOptions::default() });
    assert!(kept.details.unwrap().to_string().contains("secret"));
}

#[test]
fn the_caller_can_give_known_paths_and_prefixes() {
    let body = r#"{"error":{"message":"Erreur de saisie: url: Must be https; got: http","code":"VALIDATION_ERROR"}}"#;
    let response = Response { status: 400, body: body.as_bytes(), ..Response::default() };
    assert_eq!(ApiError::read(&response).fields, []);
    let mut options = ReadOptions::default();
    options.message.prefixes = vec!["Erreur de saisie"];
    assert_eq!(ApiError::read_with(&response, &options).fields.len(), 2);
    options.message.known_paths = Some(vec!["url"]);
    let fields = ApiError::read_with(&response, &options).fields;
    assert_eq!((fields.len(), fields[0].reason.as_str()), (1, "Must be https; got: http"));
}

#[test]
fn fields_messages_and_bodies_are_limited() {
    let many: Vec<_> = (0..1000).map(|at| json!({"loc": ["body", at], "msg": "m", "type": "t"})).collect();
    assert_eq!(read(422, &json!({"detail": many}).to_string()).fields.len(), MAX_FIELDS);
    let error = read(400, &json!({"message": "é".repeat(5_000)}).to_string());
    assert_eq!(error.message, "é".repeat(2_000));
    let largest = format!("{{\"detail\":\"{}\"}}", "a".repeat(256 * 1024 - 13));
    assert_eq!((largest.len(), read(400, &largest).dialect), (256 * 1024, Dialect::Detail));
    assert_eq!(read(400, &format!("{largest} ")).dialect, Dialect::Unreadable);
}

#[test]
fn an_error_reads_back_from_its_json() {
    let (now, cases) = corpus();
    for case in &cases {
        let error = case.read(now);
        for text in [serde_json::to_string(&error).unwrap(), serde_json::to_string(&error.to_js()).unwrap()] {
            let back: ApiError = serde_json::from_str(&text).unwrap();
            assert_eq!(back.to_string(), error.to_string(), "{}", case.id);
            assert_eq!(serde_json::to_string(&back).unwrap(), serde_json::to_string(&error).unwrap(), "{}", case.id);
        }
    }
}

#[test]
fn an_error_of_a_status_alone_is_that_of_a_response_without_a_body() {
    for status in [0, 200, 404, 422, 503, 599] {
        assert_eq!(ApiError::new(status), read(status, ""), "{status}");
    }
}

/// RFC 9110 section 5.6.4: a backslash in a quoted string escapes the next character.
#[test]
fn a_challenge_is_read_without_its_escapes() {
    let challenge =
        r#"Basic realm="error=\"none\", a", Bearer error="invalid_token", error_description="No \"sub\" claim""#;
    let headers = [("www-authenticate", challenge)].into();
    let error = ApiError::read(&Response { status: 401, headers, ..Response::default() });
    assert_eq!((error.code.as_deref(), &*error.message), (Some("invalid_token"), "No \"sub\" claim"));
}

#[test]
fn the_json_shape_is_stable() {
    let error = ApiError::read(&Response {
        status: 429,
        headers: [("Retry-After", "2"), ("X-Should-Retry", "false"), ("x-request-id", "r1")].into(),
        body: br#"{"error":{"message":"Slow down","code":"BAD_REQUEST"}}"#,
        ..Response::default()
    });
    assert_eq!(error.category, Category::RateLimited);
    assert_eq!(
        serde_json::to_string(&error.to_js()).unwrap(),
        concat!(
            r#"{"dialect":"error-object","status":429,"code":"BAD_REQUEST","category":"rate_limited","#,
            r#""title":"Too Many Requests","message":"Slow down","fields":[],"requestId":"r1","docsUrl":null,"#,
            r#""instance":null,"details":null,"retryAfterMs":2000,"warnings":[],"hints":{"retry":false}}"#
        )
    );
}
