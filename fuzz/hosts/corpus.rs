//! Inputs of the shared cases, to be mutated.

use std::sync::LazyLock;

use serde_json::Value;
use unanimous::Json;

pub(crate) struct Corpus {
    pub(crate) responses: Vec<Response>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) messages: Vec<String>,
}

pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
    /// The body, where it is JSON.
    pub(crate) json: Option<Json>,
}

static CORPUS: LazyLock<Corpus> = LazyLock::new(|| {
    let cases = |text: &str, list: &str| -> Vec<Value> {
        let file: Value = serde_json::from_str(text).expect("cases");
        file[list].as_array().expect("a list of cases").clone()
    };
    let files = [include_str!("../../tests/cases/error-bodies.json"), include_str!("../../tests/cases/retry.json")];
    let responses: Vec<_> =
        files.iter().flat_map(|file| cases(file, "cases")).filter_map(|case| response(&case)).collect();
    let messages = cases(include_str!("../../tests/cases/validation-messages.json"), "parse");
    Corpus {
        headers: responses.iter().flat_map(|response| response.headers.clone()).collect(),
        responses,
        messages: messages.iter().filter_map(|case| case["message"].as_str().map(str::to_owned)).collect(),
    }
});

fn response(case: &Value) -> Option<Response> {
    let body = case["body"].as_str()?.to_owned();
    let headers = case["headers"].as_object()?.iter();
    Some(Response {
        status: case["status"].as_u64()?.try_into().ok()?,
        headers: headers.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect(),
        json: body.parse().ok(),
        body,
    })
}

pub(crate) fn corpus() -> &'static Corpus {
    &CORPUS
}
