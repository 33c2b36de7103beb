//! Error responses: what each dialect writes, and that `ApiError::read` reads the same issues back.
#![cfg(all(feature = "api-error", feature = "serde_json", not(target_arch = "wasm32")))]

mod codes;
mod limits;
mod random;
#[path = "../tools/read_back.rs"]
mod read_back;

use std::time::Duration;

use unanimous::api_error::Category;
use unanimous::render::{self, Context, Dialect, ErrorResponse};
use unanimous::{Code, Issue, Path, Reason, Report};

use crate::read_back::read;

fn report() -> Report {
    [
        Issue::new(Path::from_iter(["email"]), Reason::new(Code::InvalidEmail)),
        Issue::new(Path::from_iter(["phone"]), Reason::new(Code::TooLong).with_param("max", 50)),
    ]
    .into_iter()
    .collect()
}

const FULL: Context<'static> = Context {
    request_id: Some("req_1"),
    instance: Some("/v1/leads"),
    docs_base: Some("https://docs.example/errors#"),
    status: None,
    code: None,
    title: None,
    accept: None,
    issues: false,
    retry_after: None,
    locale: None,
};

#[test]
fn each_dialect_has_the_body_of_its_api() {
    let cases = [
        (
            Dialect::ErrorObject,
            400,
            r#"{"error":{"message":"Validation error: email: Invalid email; phone: String must be at most 50 characters","code":"VALIDATION_ERROR"}}"#,
        ),
        (
            Dialect::Problem,
            422,
            r##"{"type":"https://docs.example/errors#validation-error","title":"Unprocessable Content","status":422,"detail":"Validation error: email: Invalid email; phone: String must be at most 50 characters","instance":"/v1/leads","request_id":"req_1","errors":[{"detail":"Invalid email","pointer":"#/email","code":"invalid_email"},{"detail":"String must be at most 50 characters","pointer":"#/phone","code":"too_long","params":{"max":50}}]}"##,
        ),
        (
            Dialect::Detail,
            422,
            r#"{"detail":[{"loc":["body","email"],"msg":"Invalid email","type":"invalid_email","code":"invalid_email"},{"loc":["body","phone"],"msg":"String must be at most 50 characters","type":"too_long","code":"too_long","params":{"max":50}}]}"#,
        ),
        (
            Dialect::ErrorCodeMessage,
            422,
            r#"{"error":"validation_error","message":"Validation error: email: Invalid email; phone: String must be at most 50 characters","details":[{"loc":["body","email"],"msg":"Invalid email","type":"invalid_email","code":"invalid_email"},{"loc":["body","phone"],"msg":"String must be at most 50 characters","type":"too_long","code":"too_long","params":{"max":50}}],"request_id":"req_1"}"#,
        ),
        (
            Dialect::ErrorStringCode,
            400,
            r#"{"error":"Validation error: email: Invalid email; phone: String must be at most 50 characters","code":"validation_failed","docs_url":"https://docs.example/errors#validation_failed","request_id":"req_1","details":{"fields":{"email":"Invalid email","phone":"String must be at most 50 characters"}}}"#,
        ),
    ];
    for (dialect, status, body) in cases {
        let answer = render::response(&report(), dialect, &FULL);
        assert_eq!((answer.status, answer.body.as_str()), (status, body));
        let error = read(&answer);
        assert_eq!(error.dialect.as_str(), dialect.as_str());
        assert_eq!(error.category, Category::Validation);
        assert_eq!(error.request_id.as_deref(), Some("req_1"));
        assert_eq!(error.warnings, []);
        assert!(error.details.is_none(), "{dialect:?}: {:?}", error.details);
    }
}

#[test]
fn each_dialect_has_its_headers_and_no_text_breaks_them() {
    let header = |answer: &ErrorResponse, name: &str| {
        answer.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.clone())
    };
    let answer = render::response(&report(), Dialect::ErrorStringCode, &FULL);
    assert_eq!(
        header(&answer, "link").as_deref(),
        Some("<https://docs.example/errors#validation_failed>; rel=\"help\"")
    );
    assert_eq!(header(&answer, "x-request-id").as_deref(), Some("req_1"));
    let answer = render::response(&report(), Dialect::Problem, &FULL);
    assert_eq!(header(&answer, "content-type").as_deref(), Some("application/problem+json"));
    let hostile = Context { request_id: Some("a\r\nset-cookie: x"), docs_base: Some("https://a>\r\n"), ..FULL };
    for dialect in Dialect::ALL {
        let answer = render::response(&report(), dialect, &hostile);
        assert!(answer.headers.iter().all(|(_, value)| !value.contains(['\r', '\n'])), "{answer:?}");
        assert_eq!(header(&answer, "link"), None);
    }
}

#[test]
fn a_delay_is_sent_in_seconds_rounded_up_and_read_back() {
    for (wait, expected) in [(0, "0"), (1, "1"), (1_000, "1"), (1_001, "2"), (u64::MAX, "18446744073709552")] {
        let context = Context { retry_after: Some(Duration::from_millis(wait)), ..FULL };
        for dialect in Dialect::ALL {
            let answer = render::error(429, "rate_limited", "Slow down", dialect, &context);
            let header = answer.headers.iter().find(|(name, _)| name == "retry-after");
            assert_eq!(header.map(|(_, value)| value.as_str()), Some(expected), "{wait} {dialect:?}");
        }
    }
    let context = Context { retry_after: Some(Duration::from_millis(6_500)), ..FULL };
    let answer = read(&render::response(&report(), Dialect::ErrorObject, &context));
    assert_eq!(answer.retry_after, Some(Duration::from_secs(7)));
    let longest = Context { retry_after: Some(Duration::MAX), ..FULL };
    assert_eq!(
        render::error(503, "busy", "Busy", Dialect::Detail, &longest).headers.last().unwrap().1,
        u64::MAX.to_string()
    );
}

#[test]
fn errors_without_a_report_have_the_same_dialects() {
    let cases = [
        (413, "payload_too_large", Category::PayloadTooLarge),
        (415, "unsupported_media_type", Category::Unsupported),
        (400, "invalid_json", Category::BadRequest),
        (400, "idempotency_key_required", Category::Idempotency),
        (422, "idempotency_conflict", Category::Idempotency),
        (409, "idempotency_in_progress", Category::Idempotency),
    ];
    for (status, code, category) in cases {
        for (dialect, context) in Dialect::ALL.into_iter().flat_map(|d| [(d, FULL), (d, Context::default())]) {
            let error = read(&render::error(status, code, "Some text.", dialect, &context));
            let about = format!("{code} {dialect:?}");
            assert_eq!((error.status, error.message.as_str()), (status, "Some text."), "{about}");
            assert_eq!(error.dialect.as_str(), dialect.as_str(), "{about}");
            assert_eq!(error.fields, [], "{about}");
            if dialect != Dialect::Detail {
                assert_eq!(error.code.unwrap().replace('-', "_"), code, "{about}");
                assert_eq!(error.category, category, "{about}");
            }
        }
    }
}

#[test]
fn the_context_can_replace_status_and_code() {
    let context = Context { status: Some(418), code: Some("teapot"), ..FULL };
    let answer = render::response(&report(), Dialect::ErrorObject, &context);
    assert_eq!((answer.status, read(&answer).code.as_deref()), (418, Some("teapot")));
}

#[test]
fn a_status_that_is_no_error_is_not_sent() {
    for status in [0, 1, 99, 100, 200, 204, 302, 399, 600, 999, u16::MAX] {
        for dialect in Dialect::ALL {
            assert_eq!(render::error(status, "broken", "Some text.", dialect, &FULL).status, 500, "{status}");
            let context = Context { status: Some(status), ..FULL };
            assert_eq!(render::error(404, "not_found", "Some text.", dialect, &context).status, 404, "{status}");
            let expected = render::response(&report(), dialect, &FULL);
            assert_eq!(render::response(&report(), dialect, &context), expected, "{status}");
        }
    }
    let problem = render::error(0, "broken", "Some text.", Dialect::Problem, &FULL);
    assert!(problem.body.contains(r#""title":"Internal Server Error","status":500"#), "{}", problem.body);
    for status in [400, 599] {
        assert_eq!(render::error(status, "broken", "Some text.", Dialect::Detail, &FULL).status, status);
    }
}

#[test]
fn the_envelope_has_codes_if_they_are_asked_for() {
    let context = Context { issues: true, ..Context::default() };
    let cases = [
        (
            Dialect::ErrorObject,
            r#","code":"VALIDATION_ERROR","issues":[{"path":"email","code":"invalid_email"},{"path":"phone","code":"too_long","params":{"max":50}}]}}"#,
        ),
        (
            Dialect::ErrorStringCode,
            r#""phone":"String must be at most 50 characters"},"issues":[{"path":"email","code":"invalid_email"},{"path":"phone","code":"too_long","params":{"max":50}}]}}"#,
        ),
    ];
    for (dialect, end) in cases {
        let answer = render::response(&report(), dialect, &context);
        assert!(answer.body.ends_with(end), "{}", answer.body);
        let error = read(&answer);
        assert_eq!((error.dialect.as_str(), error.details), (dialect.as_str(), None));
    }
    for dialect in [Dialect::Problem, Dialect::Detail, Dialect::ErrorCodeMessage] {
        let plain = render::response(&report(), dialect, &Context::default());
        assert_eq!(render::response(&report(), dialect, &context), plain, "its list has the codes");
    }
}

#[test]
fn a_wrong_idempotency_key_is_answered_with_400() {
    let at = |path: &[&str], code: Code| -> Report {
        [Issue::new(
            path.iter().copied().collect::<Path>(),
            Reason::new(code).with_param("max", 255).with_param("min", 1),
        )]
        .into_iter()
        .collect()
    };
    let header: &[&str] = &["Idempotency-Key"];
    let cases = [
        (header, Code::IdempotencyKeyRequired, "IDEMPOTENCY_KEY_REQUIRED"),
        (header, Code::InvalidIdempotencyKey, "IDEMPOTENCY_KEY_INVALID"),
        (header, Code::TooLong, "IDEMPOTENCY_KEY_TOO_LONG"),
        (&["idempotency-key"], Code::TooShort, "IDEMPOTENCY_KEY_INVALID"),
        (&[], Code::IdempotencyKeyRequired, "IDEMPOTENCY_KEY_REQUIRED"),
        (&[], Code::InvalidIdempotencyKey, "IDEMPOTENCY_KEY_INVALID"),
    ];
    for (path, reason, code) in cases {
        let report = at(path, reason);
        for dialect in Dialect::ALL {
            let answer = render::response(&report, dialect, &FULL);
            assert_eq!(answer, render::error(400, code, report.issues()[0].reason(), dialect, &FULL));
            let error = read(&answer);
            assert_eq!((error.status, error.fields), (400, vec![]));
            if dialect != Dialect::Detail {
                assert_eq!(error.category, Category::Idempotency);
            }
        }
    }
    // A field of the body, a text of the wrong length, or one issue of several is a validation error.
    let key = at(header, Code::IdempotencyKeyRequired);
    for report in [
        at(&["idempotencyKey"], Code::InvalidIdempotencyKey),
        at(&["a", "Idempotency-Key"], Code::InvalidIdempotencyKey),
        at(&[], Code::TooLong),
        at(header, Code::InvalidEmail),
        key.iter().chain(&report()).cloned().collect(),
    ] {
        assert_eq!(render::response(&report, Dialect::Problem, &FULL).status, 422, "{report}");
    }
    let reason = Reason::new(Code::TooShort).with_param("min", 1);
    let answer = render::idempotency_key(&reason, Dialect::Problem, &FULL);
    assert_eq!((answer.status, read(&answer).code.as_deref()), (400, Some("idempotency-key-invalid")));
}
