//! Messages: issues as one sentence, and back.

use unanimous::report::{self, MessageFormat, ParseOptions};
use unanimous::{Issue, Json, Path, Reason, Report, Segment};
use wasm_bindgen::JsValue;

use super::checks::texts;
use super::{js, results, walk};

/// A report of issues, which may be those of any other validator.
pub(super) fn report(issues: &JsValue) -> Result<Report, JsValue> {
    js::to_array(issues)?.iter().map(|found| issue(&found)).collect()
}

fn issue(found: &JsValue) -> Result<Issue, JsValue> {
    if !found.is_object() {
        return Err(js::type_error(&format!("an issue must be an object, not {}", js::to_string(found)?)));
    }
    let first_of = |names: [&str; 2]| -> Result<JsValue, JsValue> {
        let first = js::get(found, names[0])?;
        if js::is_nullish(&first) { js::get(found, names[1]) } else { Ok(first) }
    };
    let path = first_of(["segments", "path"])?;
    let reason = first_of(["reason", "message"])?;
    let reason = if js::is_nullish(&reason) { String::new() } else { js::to_string(&reason)? };
    let code = js::get(found, "code")?.as_string();
    let params = js::get(found, "params")?;
    let params = if params.is_object() { walk::to_json(&params)? } else { Json::Null };
    let params = if let Json::Object(params) = params { Some(params) } else { None };
    let reason = Reason::from_caller(&reason, code.as_deref(), params);
    let reason = match js::get(found, "detail")?.as_string() {
        Some(detail) => reason.with_detail(detail),
        None => reason,
    };
    Ok(Issue::new(path_of(&path)?, reason))
}

/// A path: a printed one, or a list of segments.
fn path_of(path: &JsValue) -> Result<Path, JsValue> {
    if js::is_nullish(path) {
        return Ok(Path::ROOT);
    }
    if let Some(text) = path.as_string() {
        // A text that is no path counts as one key.
        return Ok(text.parse().unwrap_or_else(|_| Path(vec![Segment::from(text)])));
    }
    if !js::is_array(path)? {
        return Err(js::type_error("an issue's path must be a string or a list of segments"));
    }
    js::to_array(path)?.iter().map(|step| segment(&step)).collect()
}

/// A segment, or `{ key: segment }`, as Standard Schema has it.
fn segment(step: &JsValue) -> Result<Segment, JsValue> {
    let key = if step.is_object() { &js::get(step, "key")? } else { step };
    if let Some(number) = key.as_f64() {
        if let Some(name) = js::number_name(number) {
            return Err(js::type_error(&format!("an issue's path must hold keys and list indices, not {name}")));
        }
        let number = Json::from(number);
        let index = number.as_u64().and_then(|index| u32::try_from(index).ok());
        return Ok(index.map_or_else(|| Segment::from(number.to_string()), Segment::Index));
    }
    js::to_string(key).map(Segment::from)
}

pub(super) fn format(issues: &JsValue) -> Result<JsValue, JsValue> {
    Ok(JsValue::from(report(issues)?.to_string()))
}

pub(super) fn parse(text: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
    let Some(message) = text.as_string() else {
        return Err(js::type_error(&format!("parseMessage takes a string, not {}", js::type_of(text))));
    };
    let [known_paths, prefixes, form] = ["knownPaths", "prefixes", "form"].map(|name| js::option(options, name));
    let (known_paths, prefixes, form) = (walk::to_json(&known_paths?)?, walk::to_json(&prefixes?)?, form?);
    let format = form.as_string().and_then(|name| MessageFormat::from_name(&name));
    if format.is_none() && !form.is_undefined() {
        return Err(js::refuse("parseMessage", "form", &form, "path-reason or reason-at-path"));
    }
    let options =
        ParseOptions { known_paths: texts(&known_paths), prefixes: texts(&prefixes).unwrap_or_default(), form: format };
    match report::parse(&message, &options) {
        Ok(parsed) => results::from_json(&parsed.report),
        Err(_) => Ok(JsValue::NULL),
    }
}
