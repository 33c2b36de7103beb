//! The cases of error bodies, retry advice and rendered responses. `errors.mjs` beside this file does the same in
//! JavaScript.
//!
//! Here only the runtimes are compared. `tests/api_error.rs` and `tests/retry.rs` check what each case expects.

use std::time::Duration;

use serde_json::{Value, json};
use unanimous::idempotency::{Fingerprint, Stored, judge_replay};
use unanimous::render::{self, Context, Dialect};
use unanimous::retry::RetryAdvice;
use unanimous::{Code, Issue, Path, Reason, Report, Segment};

use super::calls::{attempt, check_idempotency_header, read_error, segment, text};
use super::{Line, assert_reads_back, line, line_of, line_of_readable, list, of};

pub(super) fn lines(lines: &mut Vec<Line>) {
    for (file, cases) in [("error-bodies", cases!("error-bodies")), ("retry", cases!("retry"))] {
        assert_eq!(cases["now"], "2026-11-21T08:00:00Z");
        let name = of(file);
        for case in list(&cases, "cases") {
            let error = read_error(&case);
            // The snake_case form is not a line of the table: JavaScript has the other one.
            line_of_readable(name(&case), &error);
            let line = line_of(name(&case), &error.to_js());
            assert_reads_back(&line.name, &line.output, &error);
            lines.push(line);
            let advice = RetryAdvice::decide(&error, &attempt(&case["request"]));
            let line = line_of(format!("{} advice", name(&case)), &advice.to_js());
            assert_reads_back(&line.name, &line.output, &advice);
            line_of_readable(name(&case), &advice);
            lines.push(line);
        }
    }
    rendered(lines);
    replays(lines);
}

fn rendered(lines: &mut Vec<Line>) {
    let full = Context {
        request_id: Some("req_1"),
        instance: Some("/v1/leads"),
        docs_base: Some("https://docs.example/errors#"),
        accept: Some("text/html, application/*;q=0.5"),
        ..Context::default()
    };
    let custom =
        Context { status: Some(418), code: Some("TEA_POT"), title: Some("Tea"), issues: true, ..Context::default() };
    for (at, case) in list(&cases!("validation-messages"), "emit").iter().enumerate() {
        let issue = |field: &Value| {
            let path: Path = list(field, "segments").iter().map(segment).collect();
            let code = if at == 0 { Code::InvalidEmail } else { Code::Custom };
            Issue::new(path, Reason::new(code).with_text(text(&field["reason"])))
        };
        let report: Report = list(case, "fields").iter().map(issue).collect();
        for dialect in Dialect::ALL {
            let answer = render::response(&report, dialect, &full);
            lines.push(line_of_readable(format!("rendered {} {}", text(&case["id"]), dialect.as_str()), &answer));
        }
        let answer = render::response(&report, Dialect::default(), &custom);
        lines.push(line_of_readable(format!("rendered {} custom", text(&case["id"])), &answer));
    }
    large(lines);
    for dialect in Dialect::ALL {
        for accept in [None, Some(""), Some("application/problem+json"), Some("*/*, application/problem+json;q=0.9")] {
            let context = Context { accept, ..Context::default() };
            let answer = render::error(404, "NOT_FOUND", "Not; found: \"x\" \u{e9}\u{1f49a}", dialect, &context);
            lines.push(line_of_readable(format!("rendered error {} {}", dialect.as_str(), json!(accept)), &answer));
        }
        for ms in [0, 1_001, 60_000] {
            let context = Context { retry_after: Some(Duration::from_millis(ms)), ..Context::default() };
            let answer = render::error(429, "rate_limited", "Slow down", dialect, &context);
            lines.push(line_of_readable(format!("rendered delay {} {ms}", dialect.as_str()), &answer));
        }
    }
}

/// Answers that do not show all issues. A line has the body's length and its end, which are ASCII.
fn large(lines: &mut Vec<Line>) {
    let issue = |at: u32| {
        let path = Path::from_iter([Segment::from("items"), Segment::from(at), Segment::from("k".repeat(200))]);
        Issue::new(path, Reason::new(Code::TooLong).with_param("max", at))
    };
    let mut issues: Vec<Issue> = (0..256).map(issue).collect();
    issues.push(Issue::new(Path::ROOT, Reason::new(Code::MoreIssues).with_param("count", 44)));
    let report: Report = issues.into_iter().collect();
    let key = Issue::new(Path::from_iter(["Idempotency-Key"]), Reason::new(Code::TooLong).with_param("max", 255));
    let key: Report = [key].into_iter().collect();
    for dialect in Dialect::ALL {
        let answer = render::response(&report, dialect, &Context { issues: true, ..Context::default() });
        let length = answer.body.len();
        lines
            .push(line(format!("rendered large {}", dialect.as_str()), &json!([length, &answer.body[length - 900..]])));
        let answer = render::response(&key, dialect, &Context::default());
        lines.push(line_of_readable(format!("rendered key {}", dialect.as_str()), &answer));
    }
}

fn replays(lines: &mut Vec<Line>) {
    let (one, other) = (Fingerprint::of(b"{}"), Fingerprint::of("{ } \u{e9}".as_bytes()));
    lines.push(line("fingerprint".to_owned(), &json!([one.to_string(), other.to_string()])));
    let times = [
        (0, true, None, 86_399_999),
        (0, true, None, 86_400_000),
        (5, false, None, 6),
        (5, false, None, 0),
        (5, false, Some(65), 64),
        (5, false, Some(65), 65),
        (5, true, Some(65), 65),
    ];
    for (at, (since, done, lease_until, now)) in times.into_iter().enumerate() {
        let verdicts = [None, Some(one), Some(other)]
            .map(|found| found.map(|fingerprint| Stored { fingerprint, since, done, lease_until }))
            .map(|stored| judge_replay(stored.as_ref(), one, now).as_str());
        lines.push(line(format!("replay {at}"), &json!(verdicts)));
    }
    let headers: [(&str, &[&str]); 6] =
        [("POST", &["k"]), ("post", &[]), ("GET", &[]), ("PATCH", &["k", "k"]), ("PUT", &["a b"]), ("POST", &[" "])];
    for (method, values) in headers {
        let output = check_idempotency_header(&json!({ "method": method, "values": values }));
        lines.push(line(format!("idempotency-header {method} {}", json!(values)), &output));
    }
}
