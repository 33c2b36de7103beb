//! Error responses to render, in each dialect, and to read back.

use crate::json::{list, object, quote};
use crate::message::{reason, segments};
use crate::random::Random;
use crate::{response, text, value};

const DIALECTS: &[&str] = &["error-object", "problem", "detail", "error-code-message", "error-string-code"];

const CODES: &[&str] = &[
    "required",
    "invalid_type",
    "invalid_enum",
    "too_short",
    "too_long",
    "too_small",
    "too_big",
    "too_few",
    "too_many",
    "unrecognized_key",
    "more_issues",
    "too_deep",
    "custom",
    "invalid_email",
    "invalid_phone",
    "invalid_uuid",
    "url_scheme",
    "Required",
    "",
    "é",
];

const PARAMS: &[&str] =
    &["min", "max", "options", "expected", "received", "exclusive", "count", "more", "schemes", "2", "01", "other"];

const ACCEPT: &[&str] = &[
    "",
    "*/*",
    "application/json",
    "application/problem+json",
    "application/problem+json;q=0.9, application/json",
    "text/html, application/*;q=0.5",
    "application/problem+json; q=0",
    "application/json;q=0.001,application/problem+json;q=.5",
    "APPLICATION/PROBLEM+JSON\u{a0}",
];

/// `{"issues" or "error", "dialect", "options"}`
pub(crate) fn line(random: &mut Random) -> String {
    let error = if random.below(4) > 0 {
        ("issues", list(&random.several(0, 5, issue)))
    } else {
        let status = random.between(400, 599).to_string();
        let code = if random.one_in(2) { "NOT_FOUND".to_owned() } else { text::any(random) };
        let mut members = vec![("status", status), ("code", quote(&code)), ("message", quote(&reason(random)))];
        if random.one_in(3) {
            members.push(("retryAfterMs", random.between(0, 100_000).to_string()));
        }
        ("error", object(&members))
    };
    let mut options = Vec::new();
    for name in ["requestId", "instance", "docsBase", "code", "title"] {
        if random.one_in(3) {
            let known = ["req_1", "/v1/leads", "https://docs.example/errors#", "TEA_POT", "Tea"];
            let value = if random.one_in(2) { (random.word(&known)).to_owned() } else { text::any(random) };
            options.push((name, quote(&value)));
        }
    }
    if random.one_in(4) {
        options.push(("status", random.between(400, 599).to_string()));
    }
    if random.one_in(3) {
        options.push(("issues", random.word(&["true", "false"]).to_owned()));
    }
    if random.one_in(3) {
        let known = random.word(ACCEPT);
        let accept = if random.one_in(3) { text::mutate(random, known) } else { known.to_owned() };
        options.push(("accept", quote(&accept)));
    }
    object(&[
        error,
        ("dialect", quote(random.word(DIALECTS))),
        ("options", object(&options)),
        ("request", response::request(random)),
    ])
}

fn issue(random: &mut Random) -> String {
    let path =
        if random.one_in(4) { ("path", quote(&text::key(random))) } else { ("segments", segments(random, text::key)) };
    let mut members = vec![path, ("reason", quote(&reason(random)))];
    if random.one_in(2) {
        members.push(("code", quote(random.word(CODES))));
    }
    if random.one_in(3) {
        let param = |random: &mut Random| (random.word(PARAMS).to_owned(), value::any(random, 2));
        members.push(("params", object(&random.several(0, 3, param))));
    }
    object(&members)
}
