//! Judges values natively: one JSON line in, one JSON line out. `../native.mjs` starts it.
//!
//! In: `{"schema": text, "documents": {uri: text}, "values": [text], "peer": bool}`; texts are JSON texts.
//! Out: `{"error": text}` or `{"messages": [text or null]}`; with `peer`, also `"peer": [bool]` or `"peerError": text`,
//! the verdicts of the crate `jsonschema`.
//!
//! With the argument `split`, it reads a file of the JSON Schema Test Suite instead (`split.rs`).

mod peer;
mod split;

use std::collections::BTreeMap;
use std::io::{self, BufRead as _, Write as _};

use serde::{Deserialize, Serialize};
use unanimous::{Json, Schema};

#[derive(Deserialize)]
struct Question {
    schema: String,
    #[serde(default)]
    documents: BTreeMap<String, String>,
    values: Vec<String>,
    #[serde(default)]
    peer: bool,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    messages: Option<Vec<Option<String>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    peer: Option<Vec<bool>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    peer_error: Option<String>,
}

fn main() -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    if std::env::args().nth(1).as_deref() == Some("split") {
        split::split(&io::read_to_string(io::stdin())?, &mut out)?;
        return out.flush();
    }
    for line in io::stdin().lock().lines() {
        let question: Question = serde_json::from_str(&line?)?;
        serde_json::to_writer(&mut out, &answer(&question))?;
        out.write_all(b"\n")?;
    }
    out.flush()
}

fn answer(question: &Question) -> Answer {
    let mut answer = Answer::default();
    match compile(question) {
        Ok(schema) => answer.messages = Some(question.values.iter().map(|value| message(&schema, value)).collect()),
        Err(error) => answer.error = Some(error),
    }
    if question.peer {
        match peer::verdicts(&question.schema, &question.values) {
            Ok(verdicts) => answer.peer = Some(verdicts),
            Err(error) => answer.peer_error = Some(error),
        }
    }
    answer
}

/// Compiles the schema with its documents.
fn compile(question: &Question) -> Result<Schema, String> {
    let read = |text: &str| text.parse::<Json>().map_err(|error| error.to_string());
    let mut builder = Schema::builder();
    for (uri, text) in &question.documents {
        builder = builder.document(uri, read(text)?);
    }
    builder.compile_json(&question.schema).map_err(|error| error.to_string())
}

/// Returns the message of a value, `None` if it is valid.
fn message(schema: &Schema, value: &str) -> Option<String> {
    match value.parse::<Json>() {
        Ok(value) => schema.check(&value).err().map(|report| report.to_string()),
        Err(error) => Some(format!("not JSON: {error}")),
    }
}
