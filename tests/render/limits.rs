//! The size of a response is limited, whatever the schema, the value and the report are.

use proptest::prelude::*;
use unanimous::api_error::FieldError;
use unanimous::render::{self, Context, Dialect};
use unanimous::{Code, Issue, Path, Reason, Report, Segment};

use crate::random::segment;
use crate::{FULL, read};

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
