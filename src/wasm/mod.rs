//! The boundary to JavaScript: it converts and decides nothing.
//!
//! Values come in packed by the walker of `pkg/src/pack.ts`: one buffer a call. What goes out is a string of JSON, the
//! very text that the native API serialises to, so the two cannot differ.

pub mod buffer;
#[cfg(feature = "api-error")]
pub mod errors;
#[cfg(unanimous_npm)]
pub(crate) mod host;
mod packed;
mod read;
#[cfg(feature = "api-error")]
pub mod render;
#[cfg(feature = "api-error")]
pub mod retry;
#[cfg(feature = "safe-url")]
pub mod urls;

#[cfg(unanimous_npm)]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

use std::cell::Cell;

use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::path::{Path, Segment};
use crate::reason::{Code, Reason};
use crate::report::{self, Form, Issue, ParseOptions, Report};
use crate::rule::{email, idempotency_key, length, phone};
use crate::schema::Schema;
use crate::schema::plan::Plan;

/// A compiled schema, kept on this side of the boundary.
#[wasm_bindgen]
pub struct CompiledSchema(Schema);

#[wasm_bindgen]
impl CompiledSchema {
    /// Compiles a packed JSON value.
    ///
    /// # Errors
    /// Throws a string of JSON: `{"pointer", "message", "text"}`.
    #[wasm_bindgen(constructor)]
    pub fn new(schema: &[u8]) -> Result<Self, String> {
        #[derive(Serialize)]
        struct Refused<'e> {
            pointer: &'e str,
            message: &'e str,
            text: String,
        }
        Schema::from_value(&read::value(schema)).map(Self).map_err(|error| {
            json(&Refused { pointer: error.pointer(), message: error.message(), text: error.to_string() })
        })
    }

    /// Where the walker must go: a plan, as JSON.
    pub fn plan(&self) -> String {
        json(&Plan::new(self.0.root(), 0))
    }

    /// Judges a value packed by this schema's plan: whether it is valid. Where it is not, [`take_report`] has the rest.
    pub fn check(&self, value: &[u8]) -> bool {
        self.0.judge(&packed::Packed::new(value)).map_err(|report| REPORT.set(Some(report))).is_ok()
    }

    /// The same for a value of so many bytes that stands in the buffer.
    #[wasm_bindgen(js_name = checkBuffer)]
    pub fn check_buffer(&self, length: usize) -> bool {
        buffer::with(length, |value| self.check(value))
    }
}

thread_local! {
    /// What the last check that failed has found, until it is taken: a verdict crosses as a bare number.
    static REPORT: Cell<Option<Report>> = const { Cell::new(None) };
}

/// What the last check found, as `{"issues", "message"}`.
#[wasm_bindgen(js_name = takeReport)]
pub fn take_report() -> String {
    #[derive(Serialize)]
    struct Refusal {
        issues: Report,
        message: String,
    }
    let issues = REPORT.take().unwrap_or_default();
    json(&Refusal { message: issues.to_string(), issues })
}

/// A single check's answer: `{"ok": true, "value"}` or `{"ok": false, "code", "reason", "params", "detail"?}` as JSON.
fn answer(verdict: Result<&str, Reason>) -> String {
    #[derive(Serialize)]
    struct Accepted<'v> {
        ok: bool,
        value: &'v str,
    }
    #[derive(Serialize)]
    struct Rejected {
        ok: bool,
        #[serde(flatten)]
        reason: Reason,
    }
    match verdict {
        Ok(value) => json(&Accepted { ok: true, value }),
        Err(reason) => json(&Rejected { ok: false, reason }),
    }
}

/// Checks an email address under the rule of this name; nothing where there is no such rule.
#[wasm_bindgen(js_name = checkEmail)]
pub fn check_email(address: &str, rule: &str) -> Option<String> {
    let rule = email::Rule::from_name(rule)?;
    Some(answer(email::check_as(address, rule).map(|()| address)))
}

/// Checks a phone number's length, or with `e164` its form.
#[wasm_bindgen(js_name = checkPhone)]
pub fn check_phone(number: &str, e164: bool, max: u32) -> String {
    let verdict = if e164 { phone::check_e164(number) } else { length::at_most(number, max) };
    answer(verdict.map(|()| number))
}

/// Checks an `Idempotency-Key`; nothing where there is no form of this name.
#[wasm_bindgen(js_name = checkIdempotencyKey)]
pub fn check_idempotency_key(value: &str, form: &str, max: u32) -> Option<String> {
    let form = idempotency_key::Form::from_name(form)?;
    let verdict = idempotency_key::check(value, form, max);
    Some(match &verdict {
        Ok(key) => answer(Ok(key)),
        Err(reason) => answer(Err(reason.clone())),
    })
}

/// The answer to a value that is no string, whatever is checked: `required` or `invalid_type`.
#[wasm_bindgen(js_name = checkType)]
pub fn check_type(received: &str) -> String {
    answer(Err(match received {
        "undefined" => Reason::new(Code::Required),
        _ => Reason::new(Code::InvalidType).with_param("expected", "string").with_param("received", received),
    }))
}

/// The answer to a request without the header.
#[wasm_bindgen(js_name = idempotencyKeyRequired)]
pub fn idempotency_key_required() -> String {
    answer(Err(Reason::new(Code::IdempotencyKeyRequired)))
}

/// The comparison key of an address; nothing where it has none.
///
/// # Errors
/// Throws the detail `needs_idn` where this build cannot tell.
#[wasm_bindgen(js_name = dedupeKey)]
pub fn dedupe_key(address: &str) -> Result<Option<String>, String> {
    match email::dedupe_key(address) {
        Ok(key) => Ok(Some(key)),
        Err(reason) if reason.detail() == Some("needs_idn") => Err("needs_idn".to_owned()),
        Err(_) => Ok(None),
    }
}

/// Prints issues as a message. They come as a packed list of `[path, reason, code?]`, each path a text or a list of
/// segments.
#[wasm_bindgen(js_name = formatMessage)]
pub fn format_message(issues: &[u8]) -> String {
    let issues = read::value(issues);
    let report: Report = issues.as_array().into_iter().flatten().map(issue).collect();
    report.to_string()
}

fn issue(pair: &crate::json::Value) -> Issue {
    let path = match &pair[0] {
        crate::json::Value::Array(segments) => segments.iter().map(segment).collect(),
        // A text that is no path still names one field.
        text => {
            let text = text.as_str().unwrap_or_default();
            text.parse().unwrap_or_else(|_| Path(vec![Segment::from(text)]))
        }
    };
    let code = pair[2].as_str().and_then(Code::from_name).unwrap_or(Code::Custom);
    Issue::new(path, Reason::new(code).with_text(pair[1].as_str().unwrap_or_default()))
}

fn segment(segment: &crate::json::Value) -> Segment {
    let index = segment.as_f64().filter(|index| index.fract() == 0.0 && (0.0..f64::from(u32::MAX)).contains(index));
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be an integer in range")]
    match (index, segment) {
        (Some(index), _) => Segment::Index(index as u32),
        (None, crate::json::Value::String(key)) => Segment::from(key.as_str()),
        (None, other) => Segment::from(other.to_string()),
    }
}

/// Reads a message: `{"form", "issues"}` as JSON, nothing where it is no validation message. The options are packed:
/// `{"knownPaths"?, "prefixes"?, "form"?}`.
///
/// # Errors
/// Throws the name of a form that does not exist.
#[wasm_bindgen(js_name = parseMessage)]
pub fn parse_message(text: &str, options: &[u8]) -> Result<Option<String>, String> {
    #[derive(Serialize)]
    struct Read<'p> {
        form: Option<&'static str>,
        issues: &'p Report,
    }
    let options = read::value(options);
    let texts =
        |name: &str| options[name].as_array().map(|list| list.iter().filter_map(|text| text.as_str()).collect());
    let form = match options["form"].as_str() {
        Some(name) => Some(Form::from_name(name).ok_or_else(|| name.to_owned())?),
        None => None,
    };
    let options =
        ParseOptions { known_paths: texts("knownPaths"), prefixes: texts("prefixes").unwrap_or_default(), form };
    let parsed = report::parse(text, &options).ok();
    Ok(parsed.map(|parsed| json(&Read { form: parsed.form.map(Form::as_str), issues: &parsed.report })))
}

fn json(value: &impl Serialize) -> String {
    crate::json::to_string(value)
}
