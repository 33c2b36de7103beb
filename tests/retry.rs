//! Compares the advice for every response of `tests/cases/retry.json` with the one that its case expects.
#![cfg(all(feature = "api-error", feature = "serde_json"))]

#[path = "tools/case_headers.rs"]
mod case_headers;

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Map, Value};
use unanimous::api_error::{ApiError, Category, Response};
use unanimous::retry::{Attempt, ROWS, RetryAdvice, RetryReason};

/// 2026-11-21T08:00:00Z
const NOW: u64 = 1_795_248_000_000;

#[derive(Deserialize)]
struct Corpus {
    now: String,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    id: String,
    #[allow(dead_code, reason = "every case must name its source")]
    source: String,
    request: Request,
    status: u16,
    headers: Map<String, Value>,
    body: String,
    expected: Expected,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    method: String,
    idempotency_key: bool,
    #[serde(default)]
    attempt: u32,
    #[serde(default)]
    random: f64,
    max_tries: Option<u32>,
}

#[derive(Deserialize, PartialEq, Debug)]
#[serde(rename_all = "camelCase")]
struct Expected {
    retry: bool,
    after_ms: Option<u64>,
    why: String,
}

#[test]
fn every_case_has_the_expected_advice() {
    let corpus: Corpus = serde_json::from_str(include_str!("cases/retry.json")).unwrap();
    assert_eq!(corpus.now, "2026-11-21T08:00:00Z");
    assert!(corpus.cases.len() >= 100);
    let mut failures = Vec::new();
    for case in &corpus.cases {
        let response = Response {
            status: case.status,
            headers: case_headers::pairs(&case.headers).collect(),
            body: case.body.as_bytes(),
            now: Some(NOW),
            ..Response::default()
        };
        let attempt = Attempt {
            method: &case.request.method,
            idempotency_key: case.request.idempotency_key,
            attempt: case.request.attempt,
            random: case.request.random,
            max_tries: case.request.max_tries.unwrap_or(3),
            now: Some(NOW),
            ..Attempt::default()
        };
        let advice = RetryAdvice::decide(&ApiError::read(&response), &attempt);
        let after_ms = advice.after.map(|after| u64::try_from(after.as_millis()).unwrap());
        assert_eq!(advice.at, after_ms.map(|after| NOW + after), "{}", case.id);
        let found = Expected { retry: advice.retry, after_ms, why: advice.why.code().to_owned() };
        if found != case.expected {
            failures.push(format!("{}: expected {:?}, found {found:?}", case.id, case.expected));
        }
    }
    assert!(failures.is_empty(), "{} differences\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn a_request_without_response_is_retried_only_if_it_is_safe() {
    let attempt = |method, idempotency_key| Attempt { method, idempotency_key, ..Attempt::default() };
    let why = |attempt: &Attempt<'_>| RetryAdvice::no_response(attempt).why;
    assert_eq!(why(&attempt("GET", false)), RetryReason::NoResponse);
    assert_eq!(why(&attempt("POST", false)), RetryReason::NoResponseUnsafe);
    assert_eq!(why(&attempt("POST", true)), RetryReason::NoResponse);
    assert_eq!(why(&Attempt { attempt: 2, ..attempt("GET", false) }), RetryReason::TriesExhausted);
}

#[test]
fn a_wait_is_at_least_the_delay_and_at_most_the_delay_plus_the_backoff() {
    let response = Response { status: 429, headers: [("retry-after", "2")].into(), ..Response::default() };
    let error = ApiError::read(&response);
    for random in [-1.0, 0.0, 0.25, 1.0, 7.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let after = RetryAdvice::decide(&error, &Attempt { random, ..Attempt::default() }).after.unwrap();
        assert!((Duration::from_secs(2)..=Duration::from_millis(2_500)).contains(&after), "{random}: {after:?}");
    }
}

#[test]
fn a_date_counts_only_with_the_time_now_or_a_date_header() {
    let read = |headers: &[(&str, &str)]| {
        let headers = headers.iter().copied().collect();
        ApiError::read(&Response { status: 503, headers, ..Response::default() }).retry_after
    };
    let date = "Sat, 21 Nov 2026 08:01:00 GMT";
    assert_eq!(read(&[("retry-after", date)]), None);
    assert_eq!(read(&[("retry-after", date), ("date", "Sat, 21 Nov 2026 08:00:59 GMT")]), Some(Duration::from_secs(1)));
}

#[test]
fn an_error_read_back_from_json_has_the_same_advice() {
    let headers = [("x-should-retry", "true"), ("idempotent-replayed", "true"), ("x-ratelimit-remaining", "0")].into();
    let error = ApiError::read(&Response { status: 403, headers, ..Response::default() });
    let back: ApiError = serde_json::from_str(&serde_json::to_string(&error.to_js()).unwrap()).unwrap();
    assert_eq!(back, error);
    assert_eq!(RetryAdvice::decide(&back, &Attempt::default()).why, RetryReason::ServerSaysYes);
}

#[test]
fn the_json_shape_is_stable() {
    let advice = RetryAdvice::no_response(&Attempt { random: 0.0, now: Some(5), ..Attempt::default() });
    assert_eq!(
        serde_json::to_string(&advice.to_js()).unwrap(),
        concat!(
            r#"{"retry":true,"afterMs":0,"atMs":5,"why":{"code":"no_response","#,
            r#""text":"There was no response, and repeating this request does no harm."}}"#
        )
    );
    assert_eq!(ROWS.len(), 12);
}

#[test]
fn advice_reads_back_from_both_forms_of_its_json() {
    let network = RetryAdvice::no_response(&Attempt { now: Some(5), ..Attempt::default() });
    let stop = RetryAdvice::no_response(&Attempt { method: "POST", ..Attempt::default() });
    for advice in [network, stop] {
        for text in [serde_json::to_string(&advice).unwrap(), serde_json::to_string(&advice.to_js()).unwrap()] {
            assert_eq!(serde_json::from_str::<RetryAdvice>(&text).unwrap(), advice, "{text}");
        }
    }
    let error = serde_json::from_str::<RetryAdvice>(r#"{"retry":true,"why":{"code":"x"}}"#).unwrap_err();
    assert!(error.to_string().contains("unknown retry reason \"x\""), "{error}");
}

/// Code words of all kinds, in the spellings of different servers.
const CODES: &[&str] = &[
    "",
    "BAD_REQUEST",
    "VALIDATION_ERROR",
    "ValidationException",
    "validation_failed",
    "invalid_api_key",
    "UNAUTHENTICATED",
    "ExpiredToken",
    "forbidden",
    "PERMISSION_DENIED",
    "plan_required",
    "feature_gated",
    "insufficient_quota",
    "quotaExceeded",
    "quota_exceeded",
    "card_declined",
    "rate_limited",
    "userRateLimitExceeded",
    "ThrottlingException",
    "THROTTLED",
    "RATELIMITED",
    "ComplexityException",
    "SlowDown",
    "idempotency_key_conflict",
    "idempotency_in_progress",
    "unsafe_url",
    "test_mode_not_available",
    "overloaded_error",
    "UNAVAILABLE",
    "RESOURCE_EXHAUSTED",
    "timeout",
    "internal_error",
    "not_found",
    "conflict",
];

/// For each status, code, method, key, header and category: what needs a change is never sent again unless the server says
/// so, and what is rate limited is, whatever the method.
#[test]
fn advice_and_category_never_contradict_each_other() {
    let headers: [&[(&str, &str)]; 4] =
        [&[], &[("retry-after", "1")], &[("x-ratelimit-remaining", "0")], &[("x-should-retry", "true")]];
    let mut decided = 0;
    for status in (0..=1).chain(200..=204).chain(400..=451).chain(500..=530) {
        for code in CODES {
            let body = format!(r#"{{"message":"m","code":"{code}"}}"#);
            for given in headers {
                let headers = given.iter().copied().collect();
                let response = Response { status, headers, body: body.as_bytes(), ..Response::default() };
                let read = ApiError::read(&response);
                // An error that was read, and one that a caller made with any category.
                let made = Category::ALL.iter().map(|category| {
                    let mut error = read.clone();
                    error.category = *category;
                    error
                });
                for error in std::iter::once(read.clone()).chain(made) {
                    for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
                        for idempotency_key in [false, true] {
                            let attempt = Attempt { method, idempotency_key, ..Attempt::default() };
                            let advice = RetryAdvice::decide(&error, &attempt);
                            decided += 1;
                            let about =
                                format!("{status} {code} {given:?} {method} {idempotency_key} {error:?} {advice:?}");
                            let needs_change = matches!(
                                error.category,
                                Category::Validation
                                    | Category::Authentication
                                    | Category::Permission
                                    | Category::PlanLimit
                            );
                            if needs_change && advice.retry {
                                let says_so =
                                    matches!(advice.why, RetryReason::ServerSaysYes | RetryReason::InProgress);
                                assert!(says_so, "{about}");
                            }
                            if error.category == Category::RateLimited && error == read {
                                assert!(advice.retry, "{about}");
                            }
                            if advice.retry && !attempt.is_safe() {
                                let is_refused = matches!(
                                    advice.why,
                                    RetryReason::ServerSaysYes
                                        | RetryReason::InProgress
                                        | RetryReason::RateLimited
                                        | RetryReason::Throttled
                                        | RetryReason::NotProcessed
                                        | RetryReason::TooLargeForNow
                                );
                                assert!(is_refused, "{about}");
                            }
                        }
                    }
                }
            }
        }
    }
    assert!(decided > 1_000_000, "{decided}");
}
