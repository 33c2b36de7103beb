//! The five APIs that this crate started from, code by code: each documented code is read from a case and from what
//! `render` writes.

use unanimous::api_error::{ApiError, Category, Dialect};
use unanimous::idempotency::check_header;
use unanimous::render::{self, Context, ErrorResponse};
use unanimous::rule::idempotency_key::{Form, MAX_CHARACTERS};
use unanimous::{Code, Issue, Path, Reason, Report};

use crate::cases::{self, Case};
use crate::documented_errors::{SEEDS, Seed};
use crate::markdown::{code, head, row};
use crate::read_back::read;
use crate::reading;

const INTRODUCTION: &str = "\
## Code by code

These tables have every error that the documents of five APIs list. Each is read twice with the same result: as the API sends
it, and as this crate writes it. \"Written by\" names the function of `unanimous::render`; in JavaScript all of them are
[`errorResponse`](error-bodies.md#writing).
";

/// What a reader of an API's table must know.
const NOTES: [(&str, &str); 5] = [
    ("FoxReach", "A body has no code. A wrong API key and missing rights both answer 403, so both are `permission`."),
    (
        "LeadRails",
        "`invalid-parameter`, `invalid-reference` and `invalid-adapter-type` name the field in `detail` only, which programs \
         should not parse ([RFC 9457 section 3.1.4](https://www.rfc-editor.org/rfc/rfc9457#section-3.1.4)). So they are \
         `bad_request`, without fields.",
    ),
    (
        "FloweState",
        "A rate limit has the code `BAD_REQUEST`, so the status decides. A limit of the plan has the code `FORBIDDEN`, as \
         missing rights have, and a message in the user's language. So both are `permission`.",
    ),
    (
        "Inbox API",
        "The documents list statuses and no codes. Some errors have the form `{\"detail\": \"…\"}`, so each status is \
         there in both forms.",
    ),
    (
        "Foglift",
        "`rate_limited` comes without a delay, and the limit ends with the day or the month. `retryAdvice` stops after as many \
         attempts as allowed.",
    ),
];

/// The dialects of an error. The documents of the inbox API have two for each.
fn dialects(seed: &Seed) -> Vec<Dialect> {
    if seed.api == "Inbox API" { vec![seed.dialect, Dialect::Detail] } else { vec![seed.dialect] }
}

/// The five names, in the order of [`SEEDS`].
pub(crate) fn names() -> Vec<&'static str> {
    let mut names: Vec<_> = SEEDS.iter().map(|seed| seed.api).collect();
    names.dedup();
    names
}

/// The cases of a documented error: those of its API with its status and its code.
fn of<'a>(seed: &Seed, cases: &'a [Case]) -> Vec<&'a Case> {
    let is_code = |case: &Case| seed.code.is_none() || case.error.code.as_deref() == seed.code;
    cases.iter().filter(|case| case.api == seed.api && case.status == seed.status && is_code(case)).collect()
}

/// The first case of a documented error in one dialect.
fn example<'a>(seed: &Seed, dialect: Dialect, cases: &'a [Case]) -> Option<&'a Case> {
    of(seed, cases).into_iter().find(|case| case.error.dialect == dialect)
}

/// A section for each API.
pub(crate) fn sections(cases: &[Case]) -> String {
    let mut out = INTRODUCTION.to_owned();
    for (name, note) in NOTES {
        out.extend(["\n### ", name, "\n\n", note, "\n\n"]);
        out += &head(&["code", "response → error", "retry", "written by"]);
        for seed in SEEDS.iter().filter(|seed| seed.api == name) {
            for dialect in dialects(seed) {
                let case = example(seed, dialect, cases).expect("a case");
                let label = seed.code.map_or_else(|| seed.status.to_string(), |name| code(name, 80));
                let (function, _) = written(seed, dialect, &case.error);
                let (read, again) = (reading::read(case), reading::again(&case.error));
                out += &row(&[label, read, again, code(function, 80)]);
            }
        }
    }
    out
}

/// Writes the error of a seed: the function of `render` that does it, and its answer. Issues and a wrong key bring their
/// status and code along; for any other error the caller gives them.
fn written(seed: &Seed, dialect: Dialect, error: &ApiError) -> (&'static str, ErrorResponse) {
    let dialect = render::Dialect::from_name(dialect.as_str()).expect("the five dialects are written");
    let docs = error.docs_url.as_deref().and_then(|url| url.strip_suffix(seed.code?));
    let context = Context { request_id: error.request_id.as_deref(), docs_base: docs, ..Context::default() };
    let answers = |answer: &ErrorResponse| {
        answer.status == seed.status && (seed.code.is_none() || read(answer).code.as_deref() == seed.code)
    };
    if seed.category == Category::Validation {
        let issue = Issue::new(Path::from_iter(["email"]), Reason::new(Code::InvalidEmail));
        let answer = render::response(&Report::from_iter([issue]), dialect, &context);
        if answers(&answer) {
            return ("response", answer);
        }
    }
    if seed.category == Category::Idempotency {
        let long = "k".repeat(300);
        for values in [vec![], vec![long.as_str()]] {
            let reason = check_header("POST", &values, Form::Bare, MAX_CHARACTERS).expect_err("a wrong key");
            let answer = render::idempotency_key(&reason, dialect, &context);
            if answers(&answer) {
                return ("idempotency_key", answer);
            }
        }
    }
    let name = seed.code.or(error.code.as_deref()).unwrap_or_default();
    ("error", render::error(seed.status, name, &error.message, dialect, &context))
}

#[test]
fn every_documented_code_has_a_case_that_reads_as_documented() {
    let cases = cases::all();
    for seed in SEEDS {
        let about = format!("{} {} {}", seed.api, seed.status, seed.code.unwrap_or("without a code"));
        for dialect in dialects(seed) {
            let found = example(seed, dialect, &cases);
            assert!(found.is_some(), "{about} has no case in error-bodies.json in the dialect {}", dialect.as_str());
        }
        let found = of(seed, &cases);
        for case in &found {
            assert_eq!(case.error.category, seed.category, "{about}: {}", case.id);
            let advice = [case, found[0]].map(|case| reading::verdict(&case.error).0);
            assert_eq!(advice[0], advice[1], "{about}: {} and {}", case.id, found[0].id);
        }
    }
}

#[test]
fn every_documented_code_is_written_and_reads_back_alike() {
    let cases = cases::all();
    for (seed, dialect) in SEEDS.iter().flat_map(|seed| dialects(seed).into_iter().map(move |dialect| (seed, dialect)))
    {
        let original = &example(seed, dialect, &cases).expect("a case").error;
        let (function, answer) = written(seed, dialect, original);
        let again = read(&answer);
        let about = format!("{} {} {:?}: {answer:?}", seed.api, seed.status, seed.code);
        assert_eq!((again.dialect, again.status, again.category), (dialect, seed.status, seed.category), "{about}");
        if seed.code.is_some() {
            assert_eq!(again.code.as_deref(), seed.code, "{about}");
        }
        // A delay is a header of the server's own, so the advice is compared without it.
        assert_eq!(reading::verdict(&again), reading::verdict(original), "{about}");
        assert_eq!((&again.request_id, &again.docs_url), (&original.request_id, &original.docs_url), "{about}");
        assert_eq!(again.warnings, [], "{about}");
        match function {
            "error" => assert_eq!(again.message, original.message, "{about}"),
            "response" => assert_eq!(again.fields[0].path, "email", "{about}"),
            _ => {}
        }
    }
}

#[test]
fn every_case_of_the_five_apis_is_one_of_their_codes() {
    let cases = cases::all();
    let known: Vec<_> = SEEDS.iter().flat_map(|seed| of(seed, &cases)).map(|case| case.id.as_str()).collect();
    let five = cases.iter().filter(|case| names().contains(&case.api.as_str()));
    let unknown: Vec<_> = five.map(|case| case.id.as_str()).filter(|id| !known.contains(id)).collect();
    // A proxy has lost the body of this one, and with it the code.
    assert_eq!(unknown, ["fg-hdr-only"]);
    assert_eq!(names(), NOTES.map(|(name, _)| name));
}
