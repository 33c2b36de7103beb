//! Error responses: bodies of each dialect, changed in their values or in their bytes, and headers.

use unanimous::Json;
use unanimous::api_error::MAX_BODY;

use crate::corpus::{Response, corpus};
use crate::json::{list, object, quote, texts};
use crate::random::Random;
use crate::{message, number, text, value};

pub(crate) const METHODS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "post", "QUERY", ""];

const STATUSES: &[u16] = &[
    0, 200, 400, 401, 402, 403, 404, 405, 408, 409, 413, 415, 418, 422, 425, 429, 500, 501, 502, 503, 504, 529, 599,
    999, 65535,
];

/// Names of members that a dialect reads, or that details must not show.
const NAMES: &[&str] = &[
    "error",
    "errors",
    "message",
    "detail",
    "details",
    "code",
    "type",
    "title",
    "status",
    "instance",
    "fields",
    "field",
    "path",
    "loc",
    "msg",
    "input",
    "issues",
    "reason",
    "params",
    "property",
    "constraints",
    "children",
    "extensions",
    "locations",
    "source",
    "pointer",
    "request_id",
    "requestId",
    "docs_url",
    "retryAfter",
    "retry_after",
    "error_description",
    "violations",
    "fieldViolations",
    "rejectedValue",
    "stack",
    "trace",
    "_original",
    "invalid-params",
    "name",
    "value",
    "data",
    "meta",
    "json",
    "statusCode",
    "__type",
    "documentation_url",
];

/// Texts that end, break or hide a JSON text.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "\"",
    "\\",
    ":",
    ",",
    "null",
    "1e400",
    "-",
    "0",
    "01",
    "\\ud83d",
    "\\udc9a",
    "\\u0000",
    "\\u2028",
    "\u{202e}",
    "\0",
    "\u{feff}",
    "<",
    ">",
    "<!--",
    "-->",
    "<title>",
    "</title>",
    "&#",
    "&amp;",
    "; ",
    ": ",
    "Validation error: ",
    "$",
    "/",
    "~",
    "%",
    "[0]",
    "\"error\":",
    "\"errors\":",
    "\"__proto__\":",
    "\"1\":",
    "\"01\":",
    "\"4294967294\":",
    "\"path\":[",
    "\"a\":1,\"a\":2,",
    "\n  at ",
    "é",
    "💚",
    "18446744073709551616",
    "-9223372036854775809",
    "1e21",
    "1e-7",
];

const HEADERS: &[&str] = &[
    "content-type",
    "retry-after",
    "retry-after-ms",
    "x-retry-after",
    "ratelimit",
    "ratelimit-policy",
    "ratelimit-limit",
    "ratelimit-remaining",
    "ratelimit-reset",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
    "x-ratelimit-reset-after",
    "date",
    "link",
    "x-request-id",
    "request-id",
    "x-should-retry",
    "stripe-should-retry",
    "idempotent-replayed",
    "x-error",
    "",
];

const VALUES: &[&str] = &[
    "0",
    "1",
    "60",
    "-1",
    "+1",
    "1.5",
    "007",
    "1e3",
    "2147483647",
    "2147483648",
    "4294967296",
    "9007199254740993",
    "18446744073709551616",
    "99999999999999999999",
    "Sat, 21 Nov 2026 08:01:00 GMT",
    "Saturday, 21-Nov-26 08:01:00 GMT",
    "Sat Nov 21 08:01:00 2026",
    "Sun, 06 Nov 1994 08:49:37 GMT",
    "Fri, 31 Dec 9999 23:59:60 GMT",
    "2026-11-21T08:01:00Z",
    "1795248060",
    "1795248060000",
    "60, 120",
    "60;w=1",
    "\"default\";r=0;t=50",
    "\"default\";r=0;t=50;at=@1659578233",
    "limit=10, remaining=0, reset=5",
    "\"a\";r=1;t=5, \"b\";r=0;t=9",
    "6m0s",
    "1h30m",
    "20ms",
    "1s",
    "true",
    "TRUE",
    "false",
    "?1",
    "application/json",
    "application/problem+json; charset=utf-8",
    "text/html",
    "application/json;charset=utf-16",
    "APPLICATION/JSON",
    "<https://docs.example/errors>; rel=\"help\"",
    "<https://a.b/c>; rel=deprecation, </x>; REL=\"next help\"",
    "<https://a.b/;c,d>;rel=\"\\help\"",
    "req_1",
    "req_1, req_2",
    "%\"f%c3%a9\"",
    ":aGk=:",
    "(\"a\" 1);b",
];

const NUMBERS: &[&str] = &[
    "0",
    "1",
    "30",
    "60",
    "1.5",
    "-1",
    "+1",
    "007",
    "1795248060",
    "1795248060.5",
    "1795248060000",
    "2147483648",
    "18446744073709551616",
];

/// Headers that name a delay or a limit, with values of each.
const LIMITS: &[(&str, &[&str])] = &[
    (
        "retry-after",
        &[
            "0",
            "60",
            "120",
            "86400",
            "2147484",
            "Sat, 21 Nov 2026 08:01:00 GMT",
            "Saturday, 21-Nov-26 08:01:00 GMT",
            "Sat Nov 21 08:01:00 2026",
        ],
    ),
    ("retry-after", NUMBERS),
    ("retry-after-ms", NUMBERS),
    (
        "ratelimit",
        &[
            "\"default\";r=0;t=50",
            "\"a\";r=1;t=5, \"b\";r=0;t=9",
            "limit=10, remaining=0, reset=5",
            "\"default\";r=0;t=50;at=@1659578233",
            "\"d\";r=0;t=1.5",
        ],
    ),
    ("ratelimit-policy", &["\"default\";q=100;w=10", "10;w=1", "\"a\";q=1;w=60;pk=:aGk=:"]),
    ("ratelimit-remaining", &["0", "1", "-0", "0.0"]),
    ("ratelimit-reset", NUMBERS),
    ("x-ratelimit-remaining", &["0", "1", "0, 5"]),
    ("x-ratelimit-reset", NUMBERS),
    ("x-ratelimit-reset", &["2026-11-21T08:01:00Z", "Sat, 21 Nov 2026 08:01:00 GMT", "6m0s", "20ms"]),
    ("x-ratelimit-reset-after", NUMBERS),
    ("x-ratelimit-reset-requests", &["6m0s", "1h30m", "20ms", "1s", "1.5s", "s", "1d"]),
    ("date", &["Sat, 21 Nov 2026 08:00:00 GMT", "Sat, 21 Nov 2026 07:00:00 GMT", "Sat, 21 Nov 2026 08:00:60 GMT"]),
    ("x-should-retry", &["true", "false", "TRUE"]),
    ("idempotent-replayed", &["true", "false"]),
    (
        "link",
        &[
            "<https://docs.example/errors>; rel=\"help\"",
            "<https://a.b/c>; rel=deprecation, </x>; REL=\"next help\"",
            "<https://a.b/;c,d>;rel=\"\\help\"",
        ],
    ),
    ("x-request-id", &["req_1", "req_1, req_2", " req_1 "]),
];

pub(crate) fn status(random: &mut Random) -> String {
    if random.one_in(20) { random.below(65536).to_string() } else { random.pick(STATUSES).to_string() }
}

pub(crate) fn header_value(random: &mut Random) -> String {
    match random.below(8) {
        0..3 => random.word(VALUES).to_owned(),
        3 | 4 => {
            let known = random.word(VALUES);
            text::mutate(random, known)
        }
        5 => random.pick(&corpus().headers).1.clone(),
        6 => number::finite(random),
        _ => text::any(random),
    }
}

/// An object of header names and values: those of `own`, and a few more. Each name occurs once. No name is an integer,
/// because JavaScript would move it to the front.
pub(crate) fn headers(random: &mut Random, own: Vec<(String, String)>, most: usize) -> String {
    let mut pairs = own;
    let more = random.several(0, most, |random| match random.below(8) {
        0 | 1 => random.pick(&corpus().headers).clone(),
        2..6 => {
            let (name, values) = random.pick(LIMITS);
            let known = random.word(values);
            (name.to_string(), if random.one_in(4) { text::mutate(random, known) } else { known.to_owned() })
        }
        _ => (random.word(HEADERS).to_owned(), header_value(random)),
    });
    pairs.extend(more);
    random.shuffle(&mut pairs);
    let mut members: Vec<(String, String)> = Vec::new();
    for (name, header) in pairs {
        let name = match random.below(20) {
            0 => name.to_ascii_uppercase(),
            1 => format!("{}{name}{}", random.word(&[" ", "\u{a0}", "\t", ""]), random.word(&[" ", "\u{a0}", "é", ""])),
            _ => name,
        };
        if members.iter().all(|(known, _)| *known != name) {
            let repeated = random.one_in(12).then(|| texts(&[header.clone(), header_value(random)]));
            members.push((name, repeated.unwrap_or_else(|| quote(&header))));
        }
    }
    object(&members)
}

pub(crate) fn request(random: &mut Random) -> String {
    let mut members =
        vec![("method", quote(random.word(METHODS))), ("idempotencyKey", random.word(&["true", "false"]).to_owned())];
    if random.one_in(3) {
        members.push(("attempt", random.word(&["0", "1", "2", "9", "63", "64", "4294967295"]).to_owned()));
        members.push(("random", random.word(&["0", "1", "0.5", "0.1", "0.9999999999999999"]).to_owned()));
        members.push(("maxTries", random.word(&["0", "1", "3", "10", "4294967295"]).to_owned()));
    }
    for name in ["maxWaitMs", "baseMs", "capMs"] {
        if random.one_in(6) {
            members.push((
                name,
                random.word(&["0", "1", "500", "30000", "120000", "2147483647", "4294967295"]).to_owned(),
            ));
        }
    }
    object(&members)
}

/// `{"status", "headers", "body" or "bodyHex", "incomplete", "options", "request"}`
pub(crate) fn line(random: &mut Random) -> String {
    let known = random.pick(&corpus().responses);
    let body = match random.below(10) {
        0..5 => changed(random, known).into_bytes(),
        5 => made(random).into_bytes(),
        6 => value::deep(random).into_bytes(),
        7 => {
            let made = made(random);
            bytes(random, made.into_bytes())
        }
        _ => bytes(random, known.body.clone().into_bytes()),
    };
    let body = if random.one_in(200) { near_cap(random, body) } else { body };
    let is_known = random.below(4) > 0;
    let status = if is_known { known.status.to_string() } else { status(random) };
    let own = if is_known { known.headers.clone() } else { Vec::new() };
    let body = match std::str::from_utf8(&body) {
        Ok(body) if random.below(6) > 0 => ("body", quote(body)),
        _ => ("bodyHex", quote(&hex(&body))),
    };
    let mut options = message::options(random);
    if random.one_in(4) {
        options.push(("keepEchoes", "true".to_owned()));
    }
    object(&[
        ("status", status),
        ("headers", headers(random, own, 2)),
        body,
        ("incomplete", random.word(&["true", "false", "false"]).to_owned()),
        ("options", object(&options)),
        ("request", request(random)),
    ])
}

fn hex(bytes: &[u8]) -> String {
    let digit = |digit: u8| char::from_digit(digit.into(), 16).expect("a digit");
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The body with white space or text after it, up to about the largest body that is read.
fn near_cap(random: &mut Random, mut body: Vec<u8>) -> Vec<u8> {
    let most = MAX_BODY - 4 + random.below(9);
    let filler = random.word(&[" ", "\n", "a", "é", "例", "💚"]);
    let count = most.saturating_sub(body.len()) / filler.len();
    body.extend(filler.repeat(count).bytes());
    body
}

/// A body of the cases, with other values, names and members if it is JSON.
fn changed(random: &mut Random, known: &Response) -> String {
    let chance = *random.pick(&[4, 8, 20, 60]);
    match &known.json {
        Some(json) => rewritten(random, json, chance),
        None => text::mutate(random, &known.body),
    }
}

fn rewritten(random: &mut Random, known: &Json, chance: usize) -> String {
    if random.one_in(chance) {
        return member_value(random);
    }
    match known {
        Json::Array(items) => {
            let mut items: Vec<_> = items.iter().map(|item| rewritten(random, item, chance)).collect();
            if random.one_in(chance) {
                items.push(member_value(random));
            }
            list(&items)
        }
        Json::Object(members) => {
            let mut members: Vec<_> = members
                .iter()
                .map(|(name, value)| {
                    let name = if random.one_in(chance * 2) { member_name(random) } else { name.clone() };
                    (name, rewritten(random, value, chance))
                })
                .collect();
            if random.one_in(chance) {
                members.push((member_name(random), member_value(random)));
            }
            object(&members)
        }
        other => other.to_string(),
    }
}

fn member_name(random: &mut Random) -> String {
    if random.one_in(2) { random.word(NAMES).to_owned() } else { text::key(random) }
}

fn member_value(random: &mut Random) -> String {
    match random.below(6) {
        0 => quote(&message::sentence(random)),
        1 => quote(&message::reason(random)),
        2 => message::segments(random, text::key),
        3 => number::any(random),
        _ => value::any(random, 2),
    }
}

/// A new body, made of names that dialects read.
fn made(random: &mut Random) -> String {
    fn one(random: &mut Random, levels: usize) -> String {
        match random.below(if levels == 0 { 1 } else { 4 }) {
            0 => member_value(random),
            1 => list(&random.several(0, 3, |random| one(random, levels - 1))),
            _ => object(&random.several(1, 4, |random| (member_name(random), one(random, levels - 1)))),
        }
    }
    one(random, 4)
}

/// Changes bytes: cuts them, breaks them, crosses them with another body, or encodes them in another way.
fn bytes(random: &mut Random, mut bytes: Vec<u8>) -> Vec<u8> {
    for _ in 0..random.between(1, 3) {
        let at = random.below(bytes.len() + 1);
        match random.below(9) {
            0 => bytes.truncate(at),
            1 | 2 => drop(bytes.splice(at..at, random.pick(PIECES).bytes())),
            3 => {
                let end = (at + random.below(8)).min(bytes.len());
                bytes.drain(at..end);
            }
            4 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = u8::try_from(random.below(256)).unwrap_or(0);
                }
            }
            5 => {
                let other = random.pick(&corpus().responses).body.as_bytes();
                bytes.truncate(at);
                bytes.extend_from_slice(&other[random.below(other.len() + 1)..]);
            }
            6 => {
                let piece = random.pick(PIECES).repeat(random.below(90));
                bytes.splice(at..at, piece.into_bytes());
            }
            7 => drop(bytes.splice(0..0, *b"\xef\xbb\xbf")),
            _ if random.one_in(6) => {
                // UTF-16, or ISO 8859-1.
                let text = String::from_utf8_lossy(&bytes).into_owned();
                bytes = match random.below(3) {
                    0 => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
                    1 => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
                    _ => text.chars().filter_map(|c| u8::try_from(u32::from(c)).ok()).collect(),
                };
            }
            _ => {}
        }
    }
    bytes
}
