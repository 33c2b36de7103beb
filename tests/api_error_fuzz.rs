//! Reads a million mutated responses, the same ones in every run: each read ends, keeps the limits and is
//! deterministic.
//!
//! Run with `cargo test --release --test api_error_fuzz`; a debug build runs a fiftieth of it.
#![cfg(all(feature = "api-error", feature = "serde_json"))]

mod random;

use random::Random;
use serde_json::Value;
use unanimous::api_error::{ApiError, MAX_BODY, MAX_FIELDS, MAX_MESSAGE, Response, Warning};
use unanimous::retry::{Attempt, MAX_DELAY, RetryAdvice};

const INPUTS: u32 = if cfg!(debug_assertions) { 20_000 } else { 1_000_000 };

fn pick<'t, T>(random: &mut Random, from: &'t [T]) -> &'t T {
    &from[random.below(from.len())]
}

/// Pieces that parsers may read wrongly.
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
    "true",
    "1e400",
    "-",
    "0",
    "\\ud83d",
    "\\u0000",
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
    "$.",
    "/",
    "#/",
    "~",
    "%",
    "%ff",
    "[0]",
    ".",
    "\"error\":",
    "\"errors\":",
    "\"detail\":",
    "\"message\":",
    "\"path\":[",
    "\"code\":",
    "\"type\":",
    "\"status\":",
    "\"loc\":",
    "\"__proto__\":",
    "\"children\":[",
    "\"details\":{",
    "body/ must ",
    ", body",
    "\n  at ",
    "é",
    "💚",
    "GMT",
    "Sat, ",
    ";r=0;t=",
    "999999999999999999999",
    "0x",
    "+",
    "=",
    "remaining=",
];

const HEADERS: &[&str] = &[
    "content-type",
    "retry-after",
    "retry-after-ms",
    "ratelimit",
    "ratelimit-remaining",
    "ratelimit-reset",
    "date",
    "link",
    "x-request-id",
    "x-should-retry",
    "x-ratelimit-reset",
    "x-ratelimit-reset-after",
    "idempotent-replayed",
    "",
];

struct Corpus {
    bodies: Vec<Vec<u8>>,
    headers: Vec<(String, String)>,
}

fn corpus() -> Corpus {
    let mut corpus = Corpus { bodies: Vec::new(), headers: Vec::new() };
    for text in [include_str!("cases/error-bodies.json"), include_str!("cases/retry.json")] {
        let value: Value = serde_json::from_str(text).unwrap();
        for case in value["cases"].as_array().unwrap() {
            corpus.bodies.extend(case["body"].as_str().map(|body| body.as_bytes().to_vec()));
            for (name, value) in case["headers"].as_object().unwrap() {
                corpus.headers.extend(value.as_str().map(|value| (name.clone(), value.to_owned())));
            }
        }
    }
    corpus
}

fn mutate(random: &mut Random, corpus: &Corpus, bytes: &mut Vec<u8>) {
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len() + 1);
        match random.below(7) {
            0 => bytes.truncate(at),
            1 => {
                let piece = pick(random, PIECES).as_bytes();
                bytes.splice(at..at, piece.iter().copied());
            }
            2 => {
                let end = (at + random.below(8)).min(bytes.len());
                bytes.drain(at..end);
            }
            3 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = u8::try_from(random.next() & 0xff).unwrap();
                }
            }
            4 => {
                // Crossed with another body.
                let other = pick(random, &corpus.bodies);
                bytes.truncate(at);
                bytes.extend_from_slice(&other[random.below(other.len() + 1)..]);
            }
            5 => {
                let piece = pick(random, PIECES).repeat(random.below(90));
                bytes.splice(at..at, piece.into_bytes());
            }
            _ => {
                let end = (at + random.below(40)).min(bytes.len());
                let copy = bytes[at..end].to_vec();
                bytes.splice(at..at, copy);
            }
        }
    }
}

fn check(response: &Response<'_>) -> ApiError {
    let error = ApiError::read(response);
    let shown = |text: &str| {
        !text.trim().is_empty()
            && text.chars().count() <= MAX_MESSAGE
            && !text.chars().any(|c| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
    };
    assert!(shown(&error.message), "{response:?}\n{error:?}");
    assert!(error.fields.len() <= MAX_FIELDS);
    for field in &error.fields {
        assert!(shown(&field.reason), "{field:?}");
        assert_eq!(field.path.parse().map(|unanimous::Path(at)| at).as_ref(), Ok(&field.segments), "{}", field.path);
    }
    assert!(error.docs_url.as_ref().is_none_or(|url| url.to_ascii_lowercase().starts_with("http")));
    assert!(error.retry_after.is_none_or(|delay| delay <= MAX_DELAY));
    assert!(error.warnings.is_sorted());
    error
}

#[test]
fn a_million_hostile_responses() {
    let corpus = corpus();
    let mut random = Random(2026);
    for round in 0..INPUTS {
        let mut body = pick(&mut random, &corpus.bodies).clone();
        mutate(&mut random, &corpus, &mut body);
        let mut headers = Vec::new();
        for _ in 0..random.below(4) {
            let (name, value) = pick(&mut random, &corpus.headers);
            let name = if random.below(3) == 0 { (*pick(&mut random, HEADERS)).to_owned() } else { name.clone() };
            let mut value = value.clone().into_bytes();
            if random.below(2) == 0 {
                mutate(&mut random, &corpus, &mut value);
            }
            headers.push((name, String::from_utf8_lossy(&value).into_owned()));
        }
        let status = *pick(&mut random, &[200, 400, 401, 403, 404, 409, 413, 422, 429, 500, 503, 599, 0, 65_535]);
        let now = (random.below(8) > 0).then(|| random.next() >> (random.next() % 40));
        let response = Response { status, headers: headers.as_slice().into(), body: &body, now, ..Response::default() };
        let error = check(&response);
        let method = pick(&mut random, &["GET", "POST", "", "💚"]);
        let attempt =
            Attempt { method, attempt: round, random: f64::from_bits(random.next()), now, ..Attempt::default() };
        let advice = RetryAdvice::decide(&error, &attempt);
        assert!(!advice.retry || advice.after.is_some());
        if round % 64 == 0 {
            assert_eq!(serde_json::to_string(&error).unwrap(), serde_json::to_string(&check(&response)).unwrap());
        }
    }
}

/// Bodies that could make a reader do the same work over and over: what comes first, what is repeated, what comes last.
const SHAPES: &[(&str, &str, &str)] = &[
    ("{\"error\":{\"message\":\"Validation error: ", "a: b; ", "\"}}"),
    ("{\"error\":{\"message\":\"Validation error: ", "; ", "\"}}"),
    ("{\"error\":{\"message\":\"Validation error: ", "x at \\\"y\\\"; ", "\"}}"),
    ("{\"statusCode\":400,\"message\":\"body/a must ", ", body", "\"}"),
    ("{\"statusCode\":400,\"message\":\"", "body/a must x, ", "\"}"),
    ("<html><title>", "<", ""),
    ("<html><title>", "<title", ""),
    ("<Error>", "<Code><Code>", ""),
    ("<!-- ", "--><!-- ", ""),
    ("<html><title>", "&#", "</title>"),
    ("", "\n at ", "x"),
    ("{\"detail\":\"", "\\ud83d", "\"}"),
    ("[", "1e999,", "1]"),
    ("{\"errors\":{\"", "a.", "\":[\"x\"]}}"),
    ("{\"errors\":{\"a", "[b]", "\":[\"x\"]}}"),
    ("{\"errors\":[{\"pointer\":\"", "/a", "\",\"detail\":\"x\"}]}"),
    ("{\"errors\":[", "{\"path\":[\"a\"],\"message\":\"b\"},", "1]}"),
    ("<E>", "<a>", ""),
    ("<E>", "<a b='c'/>", "</E>"),
    ("<E ", "a='b' ", "/>"),
    ("<E>", "<![CDATA[", ""),
    ("{\"error\":{\"message\":\"x\",\"data\":[", "{\"data\":{}},", "1]}}"),
    ("{\"errors\":{\"a\":[", "{\"b\":[\"x\"]},", "1]}}"),
    ("{\"message\":\"%\",\"parameters\":[\"", "%1", "\"]}"),
    ("{\"message\":\"{", "[", "\"}"),
    ("{\"a\":[\"x\"]", ",\"a\":[\"x\"]", "}"),
    ("", "{\"a\":", "1"),
    ("{\"detail\":\"", "\u{202e}", "\"}"),
    ("a=b", "&a=b", ""),
    ("<E>", "<member><name>a</name><value>b</value></member>", ""),
    ("<E>", "<value>", "b"),
    ("{\"message\":\"", "token=1 ", "\"}"),
    ("{\"message\":\"", "unknown variant `1`, expected ", "\"}"),
    ("{\"message\":\"x\",\"data\":{\"a\":[\"b c\"", ",\"b c\"", "]}}"),
    ("", "http://u:p@h/ ", ""),
    ("{\"message\":\"", "http://u:p@h/ ", "\"}"),
    ("", "x=", ""),
    ("", "=", "password="),
    ("", "token:", ""),
    ("", "token:\"", ""),
    ("", "://", ""),
    ("Validation error: x at \"a\", \"b\"", " or \"b\"", ""),
    ("{\"message\":\"%1%1%1%1%1%1%1%1%1%1%1%1%1%1%1%1\",\"parameters\":[\"", "a", "\"]}"),
    ("{\"fields\":[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\"],\"message\":\"", "a b", "\"}"),
];

/// Reads a response of one shape, with a body of `size` bytes.
fn read_shape((before, repeat, then): (&str, &str, &str), size: usize) -> ApiError {
    let fill = |size: usize| repeat.repeat(size / repeat.len());
    let body = format!("{before}{}{then}", fill(size - before.len() - then.len()));
    let header = fill(size / 4);
    let mut headers = vec![("retry-after", &*header), ("link", &*header), ("ratelimit", &*header), ("date", &*header)];
    headers.extend([("x-ratelimit-remaining-a", "0"), ("x-ratelimit-reset-a", &*header), (&*header, "0")]);
    check(&Response {
        status: 429,
        headers: headers.into_iter().collect(),
        body: body.as_bytes(),
        now: Some(1),
        ..Response::default()
    })
}

#[test]
fn the_largest_bodies_of_hostile_shapes_are_read() {
    for shape in SHAPES {
        let error = read_shape(*shape, MAX_BODY);
        assert!(!error.warnings.contains(&Warning::TooLarge), "{shape:?}");
        assert!(read_shape(*shape, MAX_BODY + 64).status == 429);
    }
}
