//! The messages of the cases in every locale. `locales.mjs` beside this file writes the same lines: change both
//! together.

use serde_json::{Value, json};
use unanimous::locale::Locale;
use unanimous::render::{Context, Dialect, response};
use unanimous::{Code, Issue, Path, Reason, Report, Segment};

use super::Line;

/// The catalogues by tag, sorted. They are compiled in, because a wasm test has no file system.
macro_rules! catalogues {
    ($($tag:literal)*) => {
        [$(($tag, include_str!(concat!("../../locales/", $tag, ".json")))),*]
    };
}

pub(crate) const CATALOGUES: [(&str, &str); 21] = catalogues! {
    "ar" "cs" "de" "en" "en-x-plain" "es" "fr" "he" "hi" "it" "ja" "ko" "nl" "pl" "pt-BR" "ru" "sv" "tr" "uk" "zh-Hans"
    "zh-Hant"
};

/// The lines of `tests/cases/localized.txt`: the name of each case that a schema rejects, and the digest of its messages
/// in every locale, each followed by a line feed; then the same for the bodies of error responses.
pub(crate) fn localized(lines: &[Line]) -> Vec<String> {
    let locales = CATALOGUES.map(|(tag, text)| Locale::from_json(text).expect(tag));
    let rejected = lines.iter().filter_map(|line| Some((&line.name, line.report.as_ref()?)));
    let mut out: Vec<String> = rejected
        .map(|(name, report)| {
            let messages: String = locales.iter().map(|locale| report.to_message_in(locale) + "\n").collect();
            format!("{name} {}", digest(&messages))
        })
        .collect();
    for (name, report) in reports() {
        for dialect in Dialect::ALL {
            let context = |locale| Context { issues: true, locale: Some(locale), ..Context::default() };
            let body = |locale| response(&report, dialect, &context(locale)).body + "\n";
            let bodies: String = locales.iter().map(body).collect();
            out.push(format!("response {name} {} {}", dialect.as_str(), digest(&bodies)));
        }
    }
    out
}

/// Reports whose responses are written: a mixed one, those that do not fit into a body, one about a header, and one
/// without issues.
fn reports() -> [(&'static str, Report); 5] {
    let issue = |path: &str, reason| Issue::new(path.parse().expect("a path"), reason);
    let mixed = [
        issue("email", Reason::new(Code::InvalidEmail).with_detail("single_label")),
        issue("contacts.0.name", Reason::new(Code::TooShort).with_param("min", 2)),
        issue("age", Reason::new(Code::InvalidType).with_param("expected", "integer").with_param("received", "string")),
        issue("seats", Reason::new(Code::TooBig).with_param("max", 8).with_text("Only one; sorry")),
        Issue::new(Path::ROOT, Reason::new(Code::MoreIssues).with_param("count", 2)),
    ];
    let long = |at: u32| {
        let path = Path::from_iter([Segment::from("items"), Segment::from(at), Segment::from("k".repeat(200))]);
        Issue::new(path, Reason::new(Code::TooLong).with_param("max", at))
    };
    let large: Vec<Issue> = (0..300).map(long).collect();
    let counted = Issue::new(Path::ROOT, Reason::new(Code::MoreIssues).with_param("count", 44));
    let key = Issue::new(Path::from_iter(["Idempotency-Key"]), Reason::new(Code::TooLong).with_param("max", 255));
    [
        ("mixed", mixed.into_iter().collect()),
        ("large", large.iter().cloned().collect()),
        ("counted", large.into_iter().take(256).chain([counted]).collect()),
        ("key", [key].into_iter().collect()),
        ("empty", Report::default()),
    ]
}

/// The lines of `tests/cases/locales.txt`, made of their code, detail and English reason: each text of each locale.
pub(crate) fn texts(record: &str) -> Vec<String> {
    let locales = CATALOGUES.map(|(tag, text)| {
        let locale = Locale::from_json(text).expect(tag);
        (tag, locale.clone(), locale.with_details())
    });
    let english = &locales[CATALOGUES.iter().position(|(tag, _)| *tag == "en").expect("English")].1;
    let line = |line: &str| {
        let row: Value = serde_json::from_str(line).expect("JSON");
        let (_, locale, with_details) = locales.iter().find(|(tag, ..)| row[0] == *tag).expect("a locale");
        let read = english.read(row[3].as_str().expect("a reason"));
        let reason = match row[2].as_str() {
            Some(detail) => Reason::new(read.code()).with_detail(detail.to_owned()),
            None => read,
        };
        let issue = Issue::new(Path::default(), reason);
        let texts = [locale.text(&issue), with_details.text(&issue)];
        json!([row[0], issue.code(), issue.detail(), issue.reason(), texts[0], texts[1]]).to_string()
    };
    record.lines().map(line).collect()
}

/// The digest of a text: two hashes of its UTF-8 bytes, FNV-1a and a polynomial, in hexadecimal digits.
fn digest(text: &str) -> String {
    let (mut fnv, mut polynomial) = (0x811c_9dc5_u32, 0_u32);
    for byte in text.bytes() {
        fnv = (fnv ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        polynomial = polynomial.wrapping_mul(0x9e37_79b1).wrapping_add(u32::from(byte));
    }
    format!("{fnv:08x}{polynomial:08x}")
}
