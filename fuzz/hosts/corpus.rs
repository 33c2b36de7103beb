//! What the shared cases hold, as the material of mutations.

use std::sync::LazyLock;

use serde_json::Value;

pub(crate) struct Corpus {
    pub(crate) bodies: Vec<String>,
    /// The same, where they are JSON.
    pub(crate) parsed: Vec<unanimous::Json>,
    pub(crate) headers: Vec<(String, String)>,
    messages: Vec<String>,
}

static CORPUS: LazyLock<Corpus> = LazyLock::new(|| {
    let mut corpus = Corpus { bodies: Vec::new(), parsed: Vec::new(), headers: Vec::new(), messages: Vec::new() };
    let cases = |text: &str, list: &str| -> Vec<Value> {
        let file: Value = serde_json::from_str(text).expect("cases");
        file[list].as_array().expect("a list of cases").clone()
    };
    for file in [include_str!("../../tests/cases/error-bodies.json"), include_str!("../../tests/cases/retry.json")] {
        for case in cases(file, "cases") {
            corpus.bodies.extend(case["body"].as_str().map(str::to_owned));
            for (name, value) in case["headers"].as_object().expect("headers") {
                corpus.headers.extend(value.as_str().map(|value| (name.clone(), value.to_owned())));
            }
        }
    }
    for case in cases(include_str!("../../tests/cases/validation-messages.json"), "parse") {
        corpus.messages.extend(case["message"].as_str().map(str::to_owned));
    }
    corpus.parsed = corpus.bodies.iter().filter_map(|body| body.parse().ok()).collect();
    corpus
});

pub(crate) fn corpus() -> &'static Corpus {
    &CORPUS
}

pub(crate) fn messages() -> &'static [String] {
    &CORPUS.messages
}
