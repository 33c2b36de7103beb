//! A rendered response reads back to the same issues, in every dialect.
#![cfg(all(feature = "api-error", feature = "serde_json", not(target_arch = "wasm32")))]

use proptest::prelude::*;
use unanimous::api_error::{ApiError, Category, FieldError, Response};
use unanimous::locale::Locale;
use unanimous::render::{self, Context, Dialect, ErrorResponse};
use unanimous::{Code, Issue, Json, Path, Reason, Report, Segment};

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

/// A reason of each code, with the parameters of its text.
fn reasons() -> Vec<Reason> {
    let of = |&code: &Code| {
        let reason = Reason::new(code);
        match code {
            Code::Custom => Reason::custom("Taken; see note: 1"),
            Code::InvalidType => reason.with_param("expected", "string or null").with_param("received", "undefined"),
            Code::InvalidEnum => {
                reason.with_param("options", (0..9).map(|n| Json::from(format!("option; {n}"))).collect::<Vec<_>>())
            }
            Code::TooShort | Code::TooFew | Code::TooFewKeys | Code::TooFewMatching => reason.with_param("min", 1),
            Code::TooLong | Code::TooMany | Code::TooManyKeys | Code::TooManyMatching | Code::UrlTooLong => {
                reason.with_param("max", 50)
            }
            Code::TooSmall => reason.with_param("min", 0.5).with_param("exclusive", true),
            Code::TooBig => reason.with_param("max", -3),
            Code::MoreIssues => reason.with_param("count", 2),
            Code::InvalidPattern => reason.with_param("pattern", r"^\d; \d{3}: a$"),
            Code::NotMultiple => reason.with_param("divisor", 0.01),
            Code::RequiredWith => reason.with_param("with", "first name; last: name"),
            Code::UrlScheme => reason.with_param("schemes", "https or http"),
            _ => reason,
        }
    };
    Code::ALL.iter().map(of).collect()
}

/// Each reason at a path of its own, in a body that has the codes, read back.
fn read_back(reasons: &[Reason], dialect: Dialect) -> Vec<FieldError> {
    let at = |(at, reason): (usize, &Reason)| Issue::new(Path::from_iter([format!("k{at}")]), reason.clone());
    let report: Report = reasons.iter().enumerate().map(at).collect();
    let error = read(&render::response(&report, dialect, &Context { issues: true, ..Context::default() }));
    assert_eq!((error.fields.len(), error.details), (reasons.len(), None), "{dialect:?}");
    for (field, issue) in error.fields.iter().zip(&report) {
        assert_eq!((&*field.path, &*field.reason), (issue.path(), issue.reason()), "{dialect:?}");
    }
    error.fields
}

#[test]
fn every_code_reads_back_with_its_parameters() {
    for dialect in Dialect::ALL {
        for (field, reason) in read_back(&reasons(), dialect).iter().zip(reasons()) {
            let about = format!("{dialect:?}: {reason}");
            assert_eq!(
                (field.code.as_deref(), &field.params),
                (Some(reason.code().as_str()), reason.params()),
                "{about}"
            );
        }
    }
}

#[test]
fn an_own_text_keeps_the_code_and_the_parameters_that_cannot_hold_the_input() {
    let own: Vec<_> = reasons().into_iter().map(|reason| reason.with_text("Ask us; note: 5 Elm St")).collect();
    for dialect in Dialect::ALL {
        for (field, reason) in read_back(&own, dialect).iter().zip(&own) {
            let about = format!("{dialect:?}: {}", reason.code());
            assert_eq!(field.code.as_deref(), Some(reason.code().as_str()), "{about}");
            for (name, value) in reason.params().iter() {
                // Another server could have put the input there, and the text does not show it.
                let is_dropped = matches!(name, "options" | "pattern" | "with");
                assert_eq!(field.params.get(name), Some(value).filter(|_| !is_dropped), "{about}");
            }
        }
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

#[test]
fn the_limits_are_exact() {
    let one =
        |path: String| -> Report { [Issue::new(Path::from_iter([path]), Reason::custom("no"))].into_iter().collect() };
    let shown = |report: &Report, dialect| read(&render::response(report, dialect, &Context::default())).fields;
    for dialect in Dialect::ALL {
        assert_eq!(shown(&one("k".repeat(4_094)), dialect)[0].reason, "no");
        // The pointer `#/kkk…` of a longer key has more than 4,096 bytes.
        let fields = shown(&one("k".repeat(4_095)), dialect);
        assert_eq!((fields.len(), fields[0].reason.as_str()), (1, "1 more issue not shown"));
        // It does not hide the others.
        let among: Report = [one("a".to_owned()), one("k".repeat(5_000)), one("z".to_owned())]
            .iter()
            .flat_map(|report| report.iter().cloned().collect::<Vec<_>>())
            .collect();
        let fields = shown(&among, dialect);
        let paths: Vec<_> = fields.iter().map(|field| field.path.as_str()).collect();
        assert_eq!((&paths[..2], fields[2].reason.as_str()), (&["a", "z"][..], "1 more issue not shown"));
        let many = |count: usize| one("k".to_owned()).iter().cycle().take(count).cloned().collect::<Report>();
        assert!(shown(&many(256), dialect).iter().all(|field| field.path == "k"));
        let fields = shown(&many(257), dialect);
        assert_eq!((fields.len(), fields[255].reason.as_str()), (256, "2 more issues not shown"));
    }
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
            let sent: Vec<_> = report.issues().iter().map(|i| field(i.path(), i.segments(), i.reason())).collect();
            let got: Vec<_> = error.fields.iter().map(|f| field(&f.path, &f.segments, &f.reason)).collect();
            prop_assert_eq!(sent, got, "{:?}: {}", dialect, answer.body);
            prop_assert_eq!(error.dialect.as_str(), dialect.as_str());
        }
    }
}

/// Texts that are long, or become long when they are escaped.
fn exploding_text() -> impl Strategy<Value = String> {
    let unit =
        prop::sample::select(vec!["k", "ab ", "é", "💚", "\"", "\\", "; ", ": ", "\n", "\u{0}", "%", "0", "a.b", "["]);
    prop_oneof![
        3 => (unit, prop_oneof![0..9_usize, 0..300_usize, 0..6_000_usize]).prop_map(|(unit, times)| unit.repeat(times)),
        1 => "[a-z]{1,8}",
    ]
}

/// Any JSON value, some of them large or deep.
fn exploding_value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        any::<i32>().prop_map(serde_json::Value::from),
        exploding_text().prop_map(serde_json::Value::from),
        Just(serde_json::Value::Null),
    ];
    leaf.prop_recursive(3, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(serde_json::Value::from),
            prop::collection::vec(("[a-z]{1,40}", inner), 0..6)
                .prop_map(|members| members.into_iter().collect::<serde_json::Map<_, _>>().into()),
        ]
    })
}

/// A schema whose issues are large or many, and a value that has them.
fn exploding_schema() -> impl Strategy<Value = (serde_json::Value, serde_json::Value)> {
    use serde_json::{Map, Value, json};
    let options = || (prop::collection::vec(exploding_value(), 1..12), 1..40_usize);
    let wrong = json!({ "no": "option", "has": "this" });
    let items = (options(), 1..400_usize).prop_map({
        let wrong = wrong.clone();
        move |((options, times), count)| {
            let options: Vec<Value> = options.iter().cycle().take(options.len() * times).cloned().collect();
            (json!({ "items": { "enum": options } }), Value::from(vec![wrong.clone(); count]))
        }
    });
    let reasons = (exploding_text(), 1..400_usize).prop_map({
        let wrong = wrong.clone();
        move |(reason, count)| {
            let item = json!({ "const": 1, "x-unanimous": { "reason": reason } });
            (json!({ "maxItems": 0, "items": item }), Value::from(vec![wrong.clone(); count]))
        }
    });
    let names = || {
        (exploding_text(), 1..300_usize).prop_map(|(name, count)| (0..count).map(|at| format!("{name}{at}")).collect())
    };
    let required = names().prop_map(|names: Vec<String>| (json!({ "required": names }), json!({})));
    let unknown = names().prop_map(|names: Vec<String>| {
        let members: Map<String, Value> = names.into_iter().map(|name| (name, Value::Null)).collect();
        (json!({ "additionalProperties": false }), members.into())
    });
    let nested = (exploding_text(), 1..60_usize).prop_map(|(name, depth)| {
        let inner = (json!({ "required": ["a", "b"] }), json!({}));
        (0..depth).fold(inner, |(schema, value), _| {
            (json!({ "properties": { name.clone(): schema } }), json!({ name.clone(): value }))
        })
    });
    prop_oneof![items, reasons, required, unknown, nested]
}

/// Issues made by hand, maybe of another validator, with any paths and parameters.
fn exploding_report() -> impl Strategy<Value = Report> {
    let key = prop_oneof![exploding_text().prop_map(Segment::Key), segment()];
    // A hand-made `more_issues` has a text of its own, and no count to compare.
    let codes = Code::ALL.iter().copied().filter(|code| *code != Code::MoreIssues).collect::<Vec<_>>();
    let code = prop::sample::select(codes);
    let params = prop_oneof![Just(Vec::new()), prop::collection::vec(("[a-z]{1,8}", exploding_value()), 0..3)];
    let issue =
        (prop::collection::vec(key, 0..4), exploding_text(), code, params).prop_map(|(at, text, code, params)| {
            let reason = Reason::new(code).with_text(text);
            let reason = params.into_iter().fold(reason, |reason, (name, value)| reason.with_param(name, value));
            Issue::new(Path(at), reason)
        });
    (prop::collection::vec(issue, 1..4), 1..200_usize)
        .prop_map(|(issues, times)| issues.iter().cycle().take(issues.len() * times).cloned().collect())
}

/// A body is small, and shows the first issues that fit and the number of the others.
fn assert_bounded(report: &Report, dialect: Dialect, context: &Context<'_>) -> Result<(), TestCaseError> {
    let answer = render::response(report, dialect, context);
    prop_assert!(answer.body.len() <= render::MAX_BODY, "{dialect:?}: {} bytes", answer.body.len());
    let error = read(&answer);
    prop_assert_eq!(&error.warnings, &[]);
    prop_assert_eq!(error.dialect.as_str(), dialect.as_str());
    let is_key_error = matches!(report.issues(), [issue] if error.fields.is_empty() && error.message == issue.reason());
    if is_key_error {
        return Ok(());
    }
    let (known, before) = match report.issues() {
        [known @ .., last] if last.code() == Code::MoreIssues && last.segments().is_empty() => {
            (known, last.params().get("count").and_then(unanimous::Json::as_u64).unwrap_or(1))
        }
        known => (known, 0),
    };
    let is_count = |field: &FieldError| field.segments.is_empty() && field.reason.ends_with(" not shown");
    let hidden = error.fields.len().checked_sub(1).filter(|&last| is_count(&error.fields[last]));
    let shown = error.fields.len() - usize::from(hidden.is_some());
    if shown < known.len() {
        let count = Reason::new(Code::MoreIssues).with_param("count", before + (known.len() - shown) as u64);
        let field = &error.fields[hidden.expect("a count")];
        prop_assert_eq!((&field.reason, field.code.as_deref()), (&count.to_string(), Some("more_issues")));
        prop_assert_eq!(&field.params, count.params());
    }
    let fields: Vec<_> =
        error.fields.iter().enumerate().filter(|(at, _)| Some(*at) != hidden).map(|(_, f)| f).collect();
    let has_codes = context.issues || !matches!(dialect, Dialect::ErrorObject | Dialect::ErrorStringCode);
    let mut rest = known.iter();
    for field in fields {
        // An issue is left out before a shown one only if its path is too long. A byte has up to six as JSON.
        let is_shown = |issue: &&Issue| field.segments == issue.segments() || issue.path().len() < 4_096 / 6;
        let issue = rest.find(is_shown).expect("an issue of the report");
        prop_assert_eq!(&field.segments, issue.segments());
        prop_assert_eq!(&field.reason, issue.reason());
        if has_codes {
            prop_assert_eq!(field.code.as_deref(), Some(issue.code().as_str()));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_schema_and_value_make_a_large_answer((schema, value) in exploding_schema(), full: bool, issues: bool) {
        let text = schema.to_string();
        let Ok(schema) = unanimous::Schema::from_json(&text) else { return Ok(()) };
        let report = schema.check(&value).expect_err("the value is wrong");
        let context = if full { Context { issues, ..FULL } } else { Context { issues, ..Context::default() } };
        for dialect in Dialect::ALL {
            assert_bounded(&report, dialect, &context)?;
        }
        for issue in &report {
            prop_assert!(issue.reason().chars().count() <= 2_000);
            // A text of the schema's author replaces the reason, and keeps its code.
            if !text.contains("\"reason\"") {
                let read = Reason::from_text(issue.reason());
                prop_assert_eq!((read.code(), read.params()), (issue.code(), issue.params()), "{}", issue.reason());
            }
        }
        let message = report.to_string();
        let again: Report = message.parse().expect("a message");
        prop_assert_eq!(again.to_string(), message);
    }

    #[test]
    fn no_report_makes_a_large_answer(report in exploding_report(), issues: bool, text in exploding_text()) {
        let long = Some(text.as_str());
        let context = Context { request_id: long, instance: long, docs_base: long, title: long, issues, ..Context::default() };
        for dialect in Dialect::ALL {
            let body = render::response(&report, dialect, &context).body;
            prop_assert!(body.len() <= render::MAX_BODY, "{dialect:?}: {} bytes", body.len());
            let body = render::error(500, "internal_error", &text, dialect, &context).body;
            prop_assert!(body.len() <= render::MAX_BODY, "{dialect:?}: {} bytes", body.len());
            assert_bounded(&report, dialect, &Context { issues, ..Context::default() })?;
        }
    }
}

#[test]
fn a_response_in_a_language_reads_back_to_the_same_codes() {
    let german = Locale::from_json(include_str!("../locales/de.json")).expect("a catalogue");
    let at = |(at, reason): (usize, &Reason)| Issue::new(Path::from_iter([format!("k{at}")]), reason.clone());
    let report: Report = reasons().iter().enumerate().map(at).collect();
    for dialect in Dialect::ALL {
        let context = Context { issues: true, locale: Some(&german), ..Context::default() };
        let fields = read(&render::response(&report, dialect, &context)).fields;
        assert_eq!(fields.len(), report.issues().len(), "{dialect:?}");
        for (field, issue) in fields.iter().zip(&report) {
            assert_eq!(field.code.as_deref(), Some(issue.code().as_str()), "{dialect:?}: {}", field.reason);
            assert_eq!((&*field.path, &field.reason), (issue.path(), &german.text(issue)), "{dialect:?}");
        }
    }
}

#[test]
fn the_message_of_a_response_has_the_prefix_of_its_language() {
    let german = Locale::from_json(include_str!("../locales/de.json")).expect("a catalogue");
    let context = Context { locale: Some(&german), ..Context::default() };
    let body = |report: &Report| render::response(report, Dialect::ErrorObject, &context).body;
    let message = "Validierungsfehler: email: Ungültige E-Mail-Adresse; phone: Höchstens 50 Zeichen erlaubt";
    assert_eq!(body(&report()), format!(r#"{{"error":{{"message":"{message}","code":"VALIDATION_ERROR"}}}}"#));
    assert_eq!(body(&Report::default()), r#"{"error":{"message":"Validierungsfehler","code":"VALIDATION_ERROR"}}"#);
    let many = (0..300).map(|at| Issue::new(Path::from_iter([format!("k{at}")]), Reason::new(Code::Required)));
    assert!(body(&many.collect()).contains(r"; $: 45 weitere Fehler werden nicht angezeigt"));
}
