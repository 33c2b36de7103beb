//! The code of each reason, with its parameters, in a response that is read back, in English and in another language.

use unanimous::api_error::FieldError;
use unanimous::locale::Locale;
use unanimous::render::{self, Context, Dialect};
use unanimous::{Code, Issue, Json, Path, Reason, Report};

use crate::{read, report};

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
fn a_response_in_a_language_reads_back_to_the_same_codes() {
    let german = Locale::from_json(include_str!("../../locales/de.json")).expect("a catalogue");
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
    let german = Locale::from_json(include_str!("../../locales/de.json")).expect("a catalogue");
    let context = Context { locale: Some(&german), ..Context::default() };
    let body = |report: &Report| render::response(report, Dialect::ErrorObject, &context).body;
    let message = "Validierungsfehler: email: Ungültige E-Mail-Adresse; phone: Höchstens 50 Zeichen erlaubt";
    assert_eq!(body(&report()), format!(r#"{{"error":{{"message":"{message}","code":"VALIDATION_ERROR"}}}}"#));
    assert_eq!(body(&Report::default()), r#"{"error":{"message":"Validierungsfehler","code":"VALIDATION_ERROR"}}"#);
    let many = (0..300).map(|at| Issue::new(Path::from_iter([format!("k{at}")]), Reason::new(Code::Required)));
    assert!(body(&many.collect()).contains(r"; $: 45 weitere Fehler werden nicht angezeigt"));
}
