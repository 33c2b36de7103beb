//! Every catalogue of `locales/` is complete, differs in its texts, agrees with CLDR, and reads back.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;
use unanimous::locale::{Locale, label};
use unanimous::report::{ParseOptions, parse};
use unanimous::{Code, Issue, Json, Reason, Report, Segment};

/// The numbers that tell the plural forms of all languages apart.
const NUMBERS: [u64; 17] = [0, 1, 2, 3, 4, 5, 6, 10, 11, 12, 21, 22, 25, 100, 101, 111, 1_000_000];

/// The catalogues by tag.
fn catalogues() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales");
    let files = fs::read_dir(folder).expect("the folder `locales`").map(|entry| entry.expect("a file").path());
    let read = |path: std::path::PathBuf| {
        let tag = path.file_stem().and_then(|name| name.to_str()).expect("a tag").to_owned();
        (tag, fs::read_to_string(&path).expect("a catalogue"))
    };
    files.map(read).collect()
}

fn locale(tag: &str) -> Locale {
    let text = catalogues().remove(tag).expect("a catalogue");
    Locale::from_json(&text).unwrap_or_else(|error| panic!("{tag}: {error}"))
}

/// A reason of each code, with each number where it has one.
fn reasons() -> Vec<Reason> {
    let mut reasons = Vec::new();
    for code in Code::ALL.iter().copied().filter(|code| *code != Code::Custom) {
        let reason = Reason::new(code);
        match code {
            Code::InvalidType => {
                for (expected, received) in
                    [("string", "null"), ("number, boolean or null", "object"), ("array", "integer")]
                {
                    reasons.push(reason.clone().with_param("expected", expected).with_param("received", received));
                }
            }
            Code::InvalidEnum => {
                let options = |count: usize| (1..=count).map(Json::from).collect::<Vec<_>>();
                let tricky = r#"["a and b", "x", null]"#.parse::<Json>().expect("JSON");
                reasons.push(reason.clone().with_param("options", tricky));
                reasons.extend([1, 9, 10, 13, 29].map(|count| reason.clone().with_param("options", options(count))));
            }
            Code::TooSmall | Code::TooBig => {
                let name = if code == Code::TooSmall { "min" } else { "max" };
                reasons.push(reason.clone().with_param(name, 0.5));
                reasons.push(reason.with_param(name, -3).with_param("exclusive", true));
            }
            Code::NotMultiple => reasons.push(reason.with_param("divisor", 0.01)),
            Code::InvalidPattern => {
                reasons.extend(["^\\d{3}$", "a; b", "[0-9]"].map(|text| reason.clone().with_param("pattern", text)));
            }
            Code::RequiredWith => {
                reasons.extend(["phone", "first name"].map(|text| reason.clone().with_param("with", text)));
            }
            Code::UrlScheme => {
                reasons.extend(["https", "https or http"].map(|text| reason.clone().with_param("schemes", text)));
            }
            _ => match counted(code) {
                Some(name) => reasons.extend(NUMBERS.map(|number| reason.clone().with_param(name, number))),
                None => reasons.push(reason),
            },
        }
    }
    reasons
}

fn counted(code: Code) -> Option<&'static str> {
    match code {
        Code::MoreIssues => Some("count"),
        Code::TooShort | Code::TooFew | Code::TooFewKeys | Code::TooFewMatching => Some("min"),
        Code::TooLong | Code::TooMany | Code::TooManyKeys | Code::TooManyMatching | Code::UrlTooLong => Some("max"),
        _ => None,
    }
}

fn issue(reason: Reason) -> Issue {
    Issue::new("contacts.0.email".parse().expect("a path"), reason)
}

#[test]
fn a_locale_in_a_log_is_one_short_line() {
    assert_eq!(format!("{:?}", locale("de")), r#"Locale { tag: "de", name: "Deutsch", shows_details: false, .. }"#);
}

#[test]
fn every_catalogue_is_a_locale() {
    let english: Value = serde_json::from_str(&catalogues()["en"]).expect("JSON");
    for (tag, text) in catalogues() {
        let locale = Locale::from_json(&text).unwrap_or_else(|error| panic!("locales/{tag}.json: {error}"));
        assert_eq!(locale.tag(), tag);
        let catalogue: Value = serde_json::from_str(&text).expect("JSON");
        let names = |json: &Value| -> Vec<String> {
            let codes = json["details"].as_object().expect("details");
            codes
                .iter()
                .flat_map(|(code, texts)| {
                    texts.as_object().expect("texts").keys().map(move |name| format!("{code} {name}"))
                })
                .collect()
        };
        assert_eq!(names(&catalogue), names(&english), "the details of {tag}");
        // The texts of a number are objects, so that no plural form is forgotten.
        for code in Code::ALL.iter().filter(|code| counted(**code).is_some()) {
            assert!(catalogue["reasons"][code.as_str()].is_object(), "{tag}: {code}");
        }
    }
}

#[test]
fn english_is_the_table_of_reasons() {
    let english = locale("en");
    assert_eq!(english.prefix(), "Validation error: ");
    for reason in reasons() {
        let issue = issue(reason.clone());
        assert_eq!(english.text(&issue), reason.to_string());
    }
}

#[test]
fn every_text_reads_back() {
    for tag in catalogues().keys() {
        let locale = locale(tag);
        let mut texts: BTreeMap<String, Reason> = BTreeMap::new();
        for reason in reasons() {
            let text = locale.text(&issue(reason.clone()));
            assert!(
                !text.contains("; ") && !text.contains('{') || reason.code() == Code::InvalidPattern,
                "{tag}: {text}"
            );
            if let Some(other) = texts.insert(text.clone(), reason.clone()) {
                assert!(
                    tag == "en-x-plain" && other.code() == Code::InvalidType,
                    "{tag}: {text:?} is {other:?} and {reason:?}"
                );
            }
            // One text for an expected type does not say what was received.
            let is_short =
                ["string", "array"].iter().any(|name| reason.to_string().contains(&format!("{name}, received")));
            if tag == "en-x-plain" && reason.code() == Code::InvalidType && is_short {
                continue;
            }
            let read = locale.read(&text);
            assert_eq!((read.code(), read.params()), (reason.code(), reason.params()), "{tag}: {text}");
        }
        let report: Report = reasons().into_iter().map(issue).collect();
        let message = report.to_message_in(&locale);
        assert!(message.starts_with(locale.prefix()));
        // No option and no feature is needed for the paths and the reasons.
        let parsed = parse(&message, &ParseOptions::default()).unwrap_or_else(|_| panic!("{tag}: {message}")).report;
        assert_eq!(parsed.issues().len(), report.issues().len(), "{tag}");
        for (read, written) in parsed.iter().zip(&report.localized(&locale)) {
            assert_eq!((read.segments(), read.reason()), (written.segments(), written.reason()), "{tag}");
        }
        assert_eq!(Report::default().to_message_in(&locale).parse::<Report>(), Ok(Report::default()), "{tag}");
    }
}

/// What every host must write: `[tag, code, detail, English, text, text with details]` a line. The npm package's test reads it.
#[test]
fn the_texts_are_those_of_locales_txt() {
    let mut written = String::new();
    let english: Value = serde_json::from_str(&catalogues()["en"]).expect("JSON");
    let codes = english["details"].as_object().expect("details");
    let details = codes.iter().flat_map(|(code, texts)| {
        let code = Code::from_name(code).expect("a code");
        texts.as_object().expect("texts").keys().map(move |detail| Reason::new(code).with_detail(detail.clone()))
    });
    let all: Vec<Issue> = reasons().into_iter().chain(details).map(issue).collect();
    for tag in catalogues().keys() {
        let locale = locale(tag);
        let with_details = locale.clone().with_details();
        for issue in &all {
            let texts = [locale.text(issue), with_details.text(issue)];
            let line = serde_json::json!([tag, issue.code(), issue.detail(), issue.reason(), texts[0], texts[1]]);
            written.push_str(&line.to_string());
            written.push('\n');
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/locales.txt");
    if std::env::var_os("UPDATE_OUTPUTS").is_some() {
        fs::write(&path, &written).expect("locales.txt can be written");
    }
    let record = fs::read_to_string(&path).unwrap_or_default();
    for (found, recorded) in written.lines().zip(record.lines()) {
        assert_eq!(found, recorded, "a text changed; if it should, run with UPDATE_OUTPUTS=1");
    }
    assert_eq!(written.lines().count(), record.lines().count(), "texts came or went: run with UPDATE_OUTPUTS=1");
}

#[test]
fn details_and_own_texts() {
    let german = locale("de");
    let with_details = german.clone().with_details();
    let missing_dot = issue(Reason::new(Code::InvalidEmail).with_detail("single_label"));
    assert_eq!(german.text(&missing_dot), "Ungültige E-Mail-Adresse");
    assert_eq!(with_details.text(&missing_dot), "Der Teil nach dem @ braucht einen Punkt");
    let read = german.read("Der Teil nach dem @ braucht einen Punkt");
    assert_eq!((read.code(), read.detail()), (Code::InvalidEmail, Some("single_label")));
    let own = issue(Reason::new(Code::TooLong).with_param("max", 5).with_text("Bitte kurz; danke"));
    let report: Report = [own].into_iter().collect();
    let message = report.to_message_in(&german);
    assert_eq!(message, "Validierungsfehler: contacts.0.email: Bitte kurz;\u{a0} danke");
    let plain = locale("en-x-plain");
    let whole = Reason::new(Code::InvalidType).with_param("expected", "integer").with_param("received", "number");
    assert_eq!(plain.text(&issue(whole)), "Enter a whole number");
    assert_eq!(plain.text(&missing_dot), "The part after the @ needs a dot");
}

#[test]
fn labels_stand_for_paths() {
    let schema: Json = r#"{"properties": {"email": {"title": "E-Mail", "type": "string"}}}"#.parse().expect("JSON");
    let report: Report = "Validation error: email: Invalid email; name: Required".parse().expect("a message");
    let message = report.to_labelled_message(&locale("de"), &schema);
    assert_eq!(message, "Validierungsfehler: E-Mail: Ungültige E-Mail-Adresse; name: Pflichtfeld");
}

#[test]
fn a_wrong_catalogue_is_refused_by_member() {
    let text = catalogues()["de"].clone();
    let cases = [
        (
            "\"required\": \"Pflichtfeld\"",
            "\"requird\": \"Pflichtfeld\"",
            "reasons.requird",
            "did you mean \"required\"?",
        ),
        ("\"required\": \"Pflichtfeld\",", "", "reasons.required", "missing"),
        ("\"Pflichtfeld\"", "\"Feld; Pflicht\"", "reasons.required", "; "),
        ("\"Pflichtfeld\"", "\"Pflichtfeld \"", "reasons.required", "spaces"),
        ("\"Die Zahl muss mindestens {min} sein\"", "\"Zu klein\"", "reasons.too_small", "{min}"),
        ("\"Die Zahl muss größer als {min} sein\"", "\"{max}\"", "exclusive.too_small", "{min}"),
        ("\"one\": \"Mindestens {min} Zeichen erforderlich\",", "", "reasons.too_short.one", "missing"),
        (
            "\"one\": \"Mindestens {min} Zeichen",
            "\"few\": \"Mindestens {min} Zeichen",
            "reasons.too_short.few",
            "one, other",
        ),
        ("\"i = 1 and v = 0\"", "\"genau 1\"", "plural.one", "CLDR"),
        ("\"Validierungsfehler: \"", "\"Validierungsfehler\"", "prefix", ": "),
        ("\"integer\": \"Ganzzahl\"", "\"integer\": \"Zahl\"", "types.integer", "number"),
        ("\"locale\"", "\"lokal\"", "lokal", "\"locale\""),
        ("\"locale\"", "\"expected\": {\"intger\": \"Ganze Zahl\"}, \"locale\"", "expected.intger", "\"integer\""),
        ("\"locale\"", "\"expected\": {\"null or \": \"Leer\"}, \"locale\"", "expected.null or ", "unknown"),
        ("\"details\": {", "\"details\": {\"custom\": {\"x\": \"y\"}, ", "details.custom", "unknown"),
    ];
    for (from, to, member, says) in cases {
        assert!(text.contains(from), "{from}");
        let error = Locale::from_json(&text.replacen(from, to, 1)).expect_err(from);
        assert_eq!(error.member(), member, "{error}");
        assert!(error.to_string().contains(says), "{error}");
    }
    assert_eq!(Locale::from_json("[]").unwrap_err().to_string(), "locale error at the root: must be an object");
}

#[cfg(feature = "locales")]
#[test]
fn the_built_in_locales_are_those_of_the_folder() {
    let mut tags: Vec<_> = Locale::tags().map(str::to_owned).collect();
    tags.sort();
    assert_eq!(tags, catalogues().into_keys().collect::<Vec<_>>(), "add the tag to src/locale/named.rs");
    for tag in tags {
        assert_eq!(Locale::named(&tag), Some(locale(&tag)));
    }
}

#[cfg(feature = "locales")]
#[test]
fn a_weight_is_read_in_any_case_and_after_other_parameters() {
    for (header, tag) in [
        ("de;Q=0.1, fr", Some("fr")),
        ("de; x=1 ; Q=0.1, fr;q=0.2", Some("fr")),
        ("de;Q=0", None),
        ("de;xq=0.1, fr;q=0.2", Some("de")),
    ] {
        let found = Locale::matching(header);
        assert_eq!(found.as_ref().map(Locale::tag), tag, "{header}");
    }
}

#[test]
fn labels_are_those_of_the_cases() {
    let cases: Value = serde_json::from_str(include_str!("cases/labels.json")).expect("JSON");
    for case in cases["cases"].as_array().expect("cases") {
        let segment = |one: &Value| match one.as_str() {
            Some(key) => Segment::from(key),
            None => Segment::from(u32::try_from(one.as_u64().expect("an index")).expect("an index")),
        };
        let path: Vec<Segment> = case["path"].as_array().expect("a path").iter().map(segment).collect();
        assert_eq!(label(&Json::from(&case["schema"]), &path), case["label"].as_str(), "{}", case["id"]);
    }
    let required = issue(Reason::new(Code::Required));
    let report: Report =
        [Issue::new("a".parse().expect("a path"), Reason::new(Code::Required)), required].into_iter().collect();
    for case in cases["lines"].as_array().expect("lines") {
        let schema = serde_json::json!({"properties": {"a": {"title": case["title"]}}});
        let message = report.to_labelled_message(&locale("en"), &Json::from(&schema));
        let line = case["line"].as_str().expect("a line");
        assert_eq!(message, format!("Validation error: {line}; contacts.0.email: Required"));
    }
}

#[test]
fn separators_in_options_and_words_read_back() {
    let options = ["a; b: c", "; ", "a;  b", "a;\u{a0} b", "x: y", " or ", "b and 3 more", "a\", \"b", "{min}"];
    let mut reasons: Vec<Reason> = options
        .iter()
        .map(|option| Reason::new(Code::InvalidEnum).with_param("options", vec![Json::from(*option), Json::from("d")]))
        .collect();
    for expected in ["boolean or null", "string, boolean or null", "string or boolean", "integer, number or boolean"] {
        for received in ["boolean", "null", "array"] {
            let reason = Reason::new(Code::InvalidType).with_param("expected", expected);
            reasons.push(reason.with_param("received", received));
        }
    }
    for tag in catalogues().keys() {
        let locale = locale(tag);
        for reason in &reasons {
            let report: Report = [issue(reason.clone()), issue(reason.clone())].into_iter().collect();
            let message = report.to_message_in(&locale);
            let parsed =
                parse(&message, &ParseOptions::default()).unwrap_or_else(|_| panic!("{tag}: {message}")).report;
            assert_eq!(parsed.issues().len(), 2, "{tag}: {message}");
            for read in &parsed {
                let read = locale.read(read.reason());
                assert_eq!((read.code(), read.params()), (reason.code(), reason.params()), "{tag}: {message}");
            }
        }
    }
    let words = catalogues()["en"].replace("\"string\": \"string\"", "\"string\": \"text\"");
    let read = Locale::from_json(&words).expect("a locale").read("Expected text or null, received number");
    assert_eq!(read.params().get("expected").and_then(Json::as_str), Some("string or null"));
    for (key, code) in [("a", Code::RequiredWith), ("a ", Code::Custom)] {
        assert_eq!(locale("ko").read(&format!("{key} 항목과 함께 필수입니다")).code(), code, "{key:?}");
    }
}
