//! The responses of `error-bodies.json` and `captured-bodies.json` that name their API or framework.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};
use unanimous::api_error::{ApiError, Response};

use crate::case_headers;

/// `now` of each file, in milliseconds.
const NOW_OF_BODIES: u64 = 1_795_248_000_000;
const NOW_OF_CAPTURED: u64 = 1_795_766_400_000;

/// A response and what is read from it.
pub(crate) struct Case {
    pub(crate) id: String,
    /// The API or framework, spelled alike in all its cases.
    pub(crate) api: String,
    /// The package that was run to capture the response.
    pub(crate) version: Option<String>,
    pub(crate) status: u16,
    /// The names and values; a header that was sent twice is there twice.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
    pub(crate) error: ApiError,
}

#[derive(Deserialize)]
struct Answer {
    status: u16,
    headers: Map<String, Value>,
    #[serde(default)]
    body: String,
}

#[derive(Deserialize)]
struct Bodies {
    now: String,
    cases: Vec<Body>,
}

#[derive(Deserialize)]
struct Body {
    id: String,
    #[serde(default)]
    api: Option<String>,
    #[serde(flatten)]
    answer: Answer,
}

#[derive(Deserialize)]
struct Captures {
    now: String,
    cases: Vec<Capture>,
}

#[derive(Deserialize)]
struct Capture {
    id: String,
    framework: String,
    version: String,
    response: Answer,
}

/// Every case with a name, in the order of the files.
pub(crate) fn all() -> Vec<Case> {
    let bodies: Bodies = serde_json::from_str(include_str!("../cases/error-bodies.json")).expect("cases");
    let captures: Captures = serde_json::from_str(include_str!("../cases/captured-bodies.json")).expect("cases");
    assert_eq!((&*bodies.now, &*captures.now), ("2026-11-21T08:00:00Z", "2026-11-27T08:00:00Z"));
    // The capture scripts name frameworks as packages: `flask-smorest` is `Flask-Smorest`.
    let mut names = BTreeMap::new();
    let mut cases = Vec::new();
    for Body { id, api, answer } in bodies.cases {
        let Some(api) = api else { continue };
        let first = names.entry(folded(&api)).or_insert_with(|| api.clone());
        assert_eq!(*first, api, "{id}: two spellings of one name");
        cases.push(read(id, api, None, answer, NOW_OF_BODIES));
    }
    for Capture { id, framework, version, response } in captures.cases {
        let api = names.get(&folded(&framework)).cloned().unwrap_or(framework);
        cases.push(read(id, api, Some(version), response, NOW_OF_CAPTURED));
    }
    cases
}

/// A name without case and punctuation.
pub(crate) fn folded(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn read(id: String, api: String, version: Option<String>, answer: Answer, now: u64) -> Case {
    let Answer { status, headers, body } = answer;
    let headers: Vec<_> =
        case_headers::pairs(&headers).map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let error = ApiError::read(&Response {
        status,
        headers: headers.as_slice().into(),
        body: body.as_bytes(),
        now: Some(now),
        ..Response::default()
    });
    Case { id, api, version, status, headers, body, error }
}
