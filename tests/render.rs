//! A rendered response reads back to the same issues, in every dialect.
#![cfg(all(feature = "api-error", feature = "serde_json", not(target_arch = "wasm32")))]

use proptest::prelude::*;
use unanimous::api_error::{ApiError, Category, Response};
use unanimous::render::{self, Context, Dialect, ErrorResponse};
use unanimous::{Code, Issue, Path, Reason, Report, Segment};

fn read(answer: &ErrorResponse) -> ApiError {
    ApiError::read(&Response {
        status: answer.status,
        headers: answer.headers.as_slice().into(),
        body: answer.body.as_bytes(),
        ..Response::default()
    })
}

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

fn segment() -> impl Strategy<Value = Segment> {
    prop_oneof![
        (0..40_u32).prop_map(Segment::Index),
        "[a-z_$@-]{1,6}".prop_map(Segment::Key),
        prop::sample::select(vec![
            "",
            "0",
            "12",
            "$",
            "$.a",
            "base",
            "__all__",
            "__proto__",
            "constructor",
            "a.b",
            "a[b]",
            "/a",
            "~1",
            "#/x",
            "; ",
            ": ",
            "a; b: c",
            "\"",
            "\\",
            "body",
            "query",
            "__root__",
            "_errors",
            "é",
            "имя",
            "💚",
            "[]",
            "details",
            "code",
            "message",
            "%41",
            "error",
            " ",
        ])
        .prop_map(Segment::from),
        "\\PC{0,5}".prop_map(Segment::Key),
    ]
}

/// Reasons without directional overrides, which the reader removes.
fn reason() -> impl Strategy<Value = String> {
    prop_oneof!["[ -~]{0,30}", "(; |: |;|a|\u{a0}| |\\$|at \"x\"){0,10}", "\\PC{0,20}",]
        .prop_map(|text: String| text.replace(|c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'), ""))
}

fn issues() -> impl Strategy<Value = Vec<(Vec<Segment>, String)>> {
    prop::collection::vec((prop::collection::vec(segment(), 0..4), reason()), 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_rendered_report_reads_back(issues in issues(), full: bool) {
        let report: Report =
            issues.into_iter().map(|(at, text)| Issue::new(Path(at), Reason::custom(text))).collect();
        let context = if full { FULL } else { Context::default() };
        for dialect in Dialect::ALL {
            let answer = render::response(&report, dialect, &context);
            let error = read(&answer);
            let field = |path: &str, segments: &[Segment], reason: &str| {
                (path.to_owned(), segments.to_vec(), reason.to_owned())
            };
            let mut sent: Vec<_> = report.issues().iter().map(|i| field(i.path(), i.segments(), i.reason())).collect();
            let mut got: Vec<_> = error.fields.iter().map(|f| field(&f.path, &f.segments, &f.reason)).collect();
            if dialect == Dialect::ErrorStringCode {
                // This dialect groups the reasons by path.
                sent.sort_by(|a, b| a.0.cmp(&b.0));
                got.sort_by(|a, b| a.0.cmp(&b.0));
            }
            prop_assert_eq!(sent, got, "{:?}: {}", dialect, answer.body);
            prop_assert_eq!(error.dialect.as_str(), dialect.as_str());
        }
    }
}
