//! Random issues read back from a response in each dialect.

use proptest::prelude::*;
use unanimous::render::{self, Context, Dialect};
use unanimous::{Issue, Path, Reason, Report, Segment};

use crate::{FULL, read};

pub(crate) fn segment() -> impl Strategy<Value = Segment> {
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

/// Reasons without what the reader removes: directional overrides, and what may begin a token or a value of a database.
fn reason() -> impl Strategy<Value = String> {
    prop_oneof!["[ -~]{0,30}", "(; |: |;|a|\u{a0}| |\\$|at \"x\"){0,10}", "\\PC{0,20}",]
        .prop_map(|text: String| text.replace(|c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'), ""))
        .prop_map(|text| text.replace("eyJ", "").replace(")=(", ""))
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
