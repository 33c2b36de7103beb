//! One response, and the error that is read from it, as cells of a table. They share a cell, so that a long body does not
//! push the error off the page.

use std::time::Duration;

use serde::de::IgnoredAny;
use unanimous::api_error::{ApiError, FieldError};
use unanimous::retry::{Attempt, RetryAdvice};

use crate::cases::Case;
use crate::markdown::{code, words};

/// The most characters of a body, of a message, and of any other text.
pub(crate) const BODY: usize = 240;
const MESSAGE: usize = 160;
const TEXT: usize = 80;

/// The most fields that are shown.
const FIELDS: usize = 3;

/// Headers that say nothing about what the page shows.
const HIDDEN: [&str; 6] = ["allow", "content-type", "date", "link", "server", "www-authenticate"];

/// The response, and below it the error that is read from it.
pub(crate) fn read(case: &Case) -> String {
    format!("{}<br>→ {}", response(case), error(&case.error))
}

/// The status, the headers and the body.
fn response(case: &Case) -> String {
    let mut lines = Vec::new();
    for (name, value) in case.headers.iter().filter(|(name, _)| !HIDDEN.contains(&&*name.to_ascii_lowercase())) {
        lines.push(code(&format!("{name}: {value}"), TEXT));
    }
    lines.push(if case.body.trim().is_empty() { "no body".to_owned() } else { code(&spaced(&case.body), BODY) });
    format!("{} {}", case.status, lines.join("<br>"))
}

/// The body with spaces where a browser may break the line: after the commas of JSON and between the tags of XML.
fn spaced(body: &str) -> String {
    let is_json = serde_json::from_str::<IgnoredAny>(body).is_ok();
    let (mut out, mut is_string, mut is_escaped) = (String::new(), false, false);
    for c in body.chars() {
        let breaks = if is_json { out.ends_with(',') && !is_string } else { out.ends_with('>') && c == '<' };
        if breaks {
            out.push(' ');
        }
        out.push(c);
        is_string ^= c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
    }
    out
}

/// Category and code, message, fields and request id, each on a line.
fn error(error: &ApiError) -> String {
    let category = code(error.category.as_str(), TEXT);
    let mut lines = vec![match &error.code {
        Some(name) => format!("{category}, code {}", code(name, TEXT)),
        None => category,
    }];
    lines.push(format!("“{}”", words(&error.message, MESSAGE)));
    lines.extend(error.fields.iter().take(FIELDS).map(field));
    if error.fields.len() > FIELDS {
        lines.push(format!("and {} more fields", error.fields.len() - FIELDS));
    }
    lines.extend(error.request_id.iter().map(|id| format!("request id {}", code(id, TEXT))));
    lines.join("<br>")
}

fn field(field: &FieldError) -> String {
    let path =
        if field.path.is_empty() { "the request".to_owned() } else { format!("field {}", code(&field.path, TEXT)) };
    let code = field.code.as_ref().map_or(String::new(), |name| format!(" ({})", code(name, TEXT)));
    format!("{path}: {}{code}", words(&field.reason, TEXT))
}

/// Whether the same request may be sent again, after which delay, and the reason.
pub(crate) fn again(error: &ApiError) -> String {
    let (verdict, reason) = verdict(error);
    let delay = error.retry_after.map_or(String::new(), |delay| format!(", after {}", time(delay)));
    format!("{verdict}{delay}<br>{}", code(reason, TEXT))
}

/// The advice for a request that may be repeated and for one that may not, in one word, and the reason's code.
pub(crate) fn verdict(error: &ApiError) -> (&'static str, &'static str) {
    // The page says what the table of reasons says, so no delay is too long.
    let advice =
        |method| RetryAdvice::decide(error, &Attempt { method, max_wait: Duration::MAX, ..Attempt::default() });
    let (safe, unsafe_) = (advice("GET"), advice("POST"));
    assert!(safe.retry || !unsafe_.retry, "a request that may be repeated has the better advice: {error:?}");
    let word = match (safe.retry, unsafe_.retry) {
        (true, true) => "yes",
        (true, false) => "if safe",
        _ => "no",
    };
    (word, safe.why.code())
}

fn time(delay: Duration) -> String {
    let ms = delay.as_millis();
    if ms.is_multiple_of(1000) { format!("{} s", ms / 1000) } else { format!("{ms} ms") }
}

#[test]
fn a_body_may_break_between_its_parts_only() {
    let cases = [
        (r#"{"a":"x,\\\",y","b":[1,2]}"#, r#"{"a":"x,\\\",y", "b":[1, 2]}"#),
        ("<a><b>c</b></a>", "<a> <b>c</b> </a>"),
        ("a,b", "a,b"),
    ];
    for (body, shown) in cases {
        assert_eq!(spaced(body), shown);
    }
}
