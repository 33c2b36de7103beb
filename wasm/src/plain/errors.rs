//! Error responses: read, and written.

use core::time::Duration;

use js_sys::{Array, ArrayBuffer, Date, Symbol};
use unanimous::Report;
use unanimous::api_error::{ApiError, MAX_BODY, ReadOptions, Response, Vocabulary, vocabulary_of};
use unanimous::render::{self, Context, Dialect};
use unanimous::report::ParseOptions;
use wasm_bindgen::prelude::*;

use super::schema::locale;
use super::{headers, js, messages, results};

/// How many bytes of a body are handed to the reader: its limit, and one more character of UTF-8, which shows it that the
/// body is longer.
#[allow(clippy::cast_possible_truncation, reason = "the limit is 256 KiB")]
const MAX_BODY_BYTES: u32 = MAX_BODY as u32 + 4;

/// Returns the milliseconds since 1970 of a number or a `Date`; `None` for any other value, and for an invalid time.
pub(super) fn milliseconds(time: &JsValue) -> Option<u64> {
    // A proxy of a `Date` passes `instanceof`, but its `getTime` throws.
    let ms = match time.dyn_ref::<Date>() {
        Some(date) => js::call(date, "getTime").ok()?.as_f64()?,
        None => time.as_f64()?,
    };
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as saturates; the sign is checked")]
    (ms.is_finite() && ms >= 0.0).then_some(ms as u64)
}

/// The time now.
pub(super) fn now() -> u64 {
    milliseconds(&JsValue::from_f64(Date::now())).unwrap_or(0)
}

/// Reads `{ status, headers, body, now?, knownPaths?, prefixes?, keepEchoes?, vocabulary?, incomplete? }`, with options that
/// may also stand in `options`; fails only if the vocabulary is wrong.
pub(super) fn read(input: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
    // A member that throws when it is read counts as missing.
    let get = |object, name| js::get(object, name).unwrap_or(JsValue::UNDEFINED);
    let member =
        |name| Some(get(options, name)).filter(|value| !js::is_nullish(value)).unwrap_or_else(|| get(input, name));
    let headers = headers::pairs(&member("headers"));
    let body = body_bytes(&member("body"));
    let response = Response {
        status: status(&member("status")),
        headers: headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect(),
        body: &body,
        now: Some(member("now"))
            .filter(|now| !now.is_undefined())
            .map_or_else(|| Some(now()), |now| milliseconds(&now)),
        incomplete: member("incomplete").as_bool() == Some(true),
    };
    let [known_paths, prefixes] = ["knownPaths", "prefixes"].map(|name| texts(&member(name)).unwrap_or_default());
    let options = ReadOptions {
        message: ParseOptions {
            known_paths: known_paths.as_ref().map(|paths| paths.iter().map(String::as_str).collect()),
            prefixes: prefixes.iter().flatten().map(String::as_str).collect(),
            form: None,
        },
        keep_echoes: member("keepEchoes").as_bool() == Some(true),
        vocabulary: vocabulary(&member("vocabulary"))?,
    };
    results::from_json(&ApiError::read_with(&response, &options).to_js())
}

/// The vocabulary in a list of `{ role, names }`.
fn vocabulary(list: &JsValue) -> Result<Vocabulary, JsValue> {
    if list.is_undefined() {
        return Ok(Vocabulary::new());
    }
    let refuse = |expected| js::refuse("readError", "vocabulary", list, expected);
    if !js::is_array(list)? {
        return Err(refuse("a list of { role, names }"));
    }
    let mut pairs = Vec::new();
    for entry in js::to_array(list)?.iter() {
        let (role, names) = (js::get(&entry, "role")?, js::get(&entry, "names")?);
        let Some(role) = role.as_string().filter(|_| js::is_array(&names).unwrap_or(false)) else {
            return Err(refuse("a list of { role, names }"));
        };
        for name in js::to_array(&names)?.iter() {
            let Some(name) = name.as_string() else { return Err(refuse("a list with names as strings")) };
            pairs.push((role.clone(), name));
        }
    }
    let pairs = pairs.iter().map(|(role, name)| (role.as_str(), name.as_str()));
    vocabulary_of(pairs).map_err(|text| js::type_error(&format!("readError: vocabulary: {text}")))
}

/// Returns the texts of a list; `None` for a value that is no list.
fn texts(list: &JsValue) -> Result<Option<Vec<String>>, JsValue> {
    if !js::is_array(list)? {
        return Ok(None);
    }
    Ok(Some(js::to_array(list)?.iter().filter_map(|text| text.as_string()).collect()))
}

/// Returns the status that a number, or a text of three digits, stands for; 0 for any other value.
fn status(value: &JsValue) -> u16 {
    let digits = value.as_string().filter(|text| text.len() == 3 && text.bytes().all(|digit| digit.is_ascii_digit()));
    let number = digits.and_then(|digits| digits.parse().ok()).or_else(|| value.as_f64());
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
    let as_status = |number: f64| (number.fract() == 0.0 && (0.0..=65535.0).contains(&number)).then_some(number as u16);
    number.and_then(as_status).unwrap_or(0)
}

/// Returns the first [`MAX_BODY_BYTES`] bytes of a body. It never fails: any value that is no body has no bytes.
fn body_bytes(body: &JsValue) -> Vec<u8> {
    // A value that contains itself, or throws when it is read, counts as no body.
    read_body(body).unwrap_or_default()
}

fn read_body(body: &JsValue) -> Result<Vec<u8>, JsValue> {
    if body.is_string() {
        return Ok(encode(js::prefix(body, MAX_BODY_BYTES)));
    }
    if ArrayBuffer::is_view(body) {
        let count = |name| js::get(body, name).map(|count| as_u32(&count));
        return view(&js::get(body, "buffer")?, count("byteOffset")?, count("byteLength")?);
    }
    if body.is_instance_of::<ArrayBuffer>() || js::is_instance_of(body, "SharedArrayBuffer")? {
        return view(body, 0, as_u32(&js::get(body, "byteLength")?));
    }
    if body.as_f64().is_some() || body.as_bool().is_some() {
        return js::to_string(body).map(encode);
    }
    // A body that a client has parsed is written as JSON again.
    if body.is_object() && (js::is_array(body)? || js::is_plain(body)?) {
        return js::stringify(body).map(|text| encode(text.unwrap_or_default()));
    }
    Ok(Vec::new())
}

fn as_u32(count: &JsValue) -> u32 {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as saturates")]
    count.as_f64().map_or(0, |count| count as u32)
}

fn view(buffer: &JsValue, start: u32, length: u32) -> Result<Vec<u8>, JsValue> {
    js::bytes(buffer, start, length.min(MAX_BODY_BYTES))
}

/// Returns the UTF-8 of a text, cut to at most [`MAX_BODY_BYTES`] bytes at the end of a character.
fn encode(mut text: String) -> Vec<u8> {
    let mut end = text.len().min(MAX_BODY_BYTES as usize);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
    text.into_bytes()
}

/// All bytes of a text, a buffer or a view of one; `None` for any other value.
pub(super) fn all_bytes(value: &JsValue) -> Result<Option<Vec<u8>>, JsValue> {
    if let Some(text) = value.as_string() {
        return Ok(Some(text.into_bytes()));
    }
    let count = |name| js::get(value, name).map(|count| as_u32(&count));
    if ArrayBuffer::is_view(value) {
        let buffer = js::get(value, "buffer")?;
        return js::bytes(&buffer, count("byteOffset")?, count("byteLength")?).map(Some);
    }
    if value.is_instance_of::<ArrayBuffer>() {
        return js::bytes(value, 0, count("byteLength")?).map(Some);
    }
    Ok(None)
}

/// Writes issues, a rejected result, an `ApiError` or `{ status, code, message }` as a response.
pub(super) fn response(error: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
    let given = js::option(options, "dialect")?;
    let name = if js::is_nullish(&given) { Some("error-object".to_owned()) } else { given.as_string() };
    let text = |name: &str| js::text_option(FUNCTION, name, &js::option(options, name)?);
    let (request_id, instance, docs_base) = (text("requestId")?, text("instance")?, text("docsBase")?);
    let status = status_option(&js::option(options, "status")?)?;
    let (code, title) = (text("code")?, text("title")?);
    let accept = if js::option(options, "accept")?.is_null() { Some(String::new()) } else { text("accept")? };
    let issues = js::option(options, "issues")?;
    if !issues.is_undefined() && issues.as_bool().is_none() {
        return Err(js::refuse(FUNCTION, "issues", &issues, "true or false"));
    }
    let locale = locale(options)?;
    let retry_after = if error.is_object() { retry_after(error)? } else { None };
    let context = Context {
        request_id: request_id.as_deref(),
        instance: instance.as_deref(),
        docs_base: docs_base.as_deref(),
        status,
        code: code.as_deref(),
        title: title.as_deref(),
        accept: accept.as_deref(),
        issues: issues.as_bool() == Some(true),
        retry_after,
        locale: locale.as_ref(),
    };
    let error = Given::read(error)?;
    let Some(dialect) = name.and_then(|name| Dialect::from_name(&name)) else {
        let known = "error-object, problem, detail, error-code-message or error-string-code";
        return Err(js::refuse(FUNCTION, "dialect", &given, known));
    };
    let response = match &error {
        Given::Issues(report) => render::response(report, dialect, &context),
        Given::Fields { status, code, report } => {
            let context = Context {
                status: context.status.or(Some(*status)),
                code: context.code.or(code.as_deref()),
                ..context.clone()
            };
            render::response(report, dialect, &context)
        }
        Given::Plain { status, code, message } => render::error(*status, code, message, dialect, &context),
    };
    let headers = js_sys::Object::new();
    for (name, value) in &response.headers {
        js_sys::Reflect::set(&headers, &JsValue::from_str(name), &JsValue::from_str(value))?;
    }
    let (status, body) = (JsValue::from(response.status), JsValue::from(response.body));
    results::object(&[("status", &status), ("headers", &headers), ("body", &body)])
}

/// The delay of an error. A refused permission has none: clients read a 403 with `retry-after` as a rate limit.
fn retry_after(error: &JsValue) -> Result<Option<Duration>, JsValue> {
    let delay = js::get(error, "retryAfterMs")?;
    if js::is_nullish(&delay) || js::get(error, "category")?.as_string().as_deref() == Some("permission") {
        return Ok(None);
    }
    let Some(ms) = delay.as_f64().filter(|ms| *ms >= 0.0) else {
        return Err(js::refuse(FUNCTION, "retryAfterMs", &delay, "a number from 0 on"));
    };
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
    let ms = ms.ceil().min(f64::from(u32::MAX)) as u64;
    Ok(Some(Duration::from_millis(ms)))
}

const FUNCTION: &str = "errorResponse";

/// The first argument of `errorResponse`.
enum Given {
    Issues(Report),
    /// An `ApiError` that names fields.
    Fields {
        status: u16,
        code: Option<String>,
        report: Report,
    },
    /// An error that names no fields.
    Plain {
        status: u16,
        code: String,
        message: String,
    },
}

impl Given {
    fn read(error: &JsValue) -> Result<Self, JsValue> {
        if !error.is_object() {
            return Err(refuse(error));
        }
        let is_iterable = |value: &JsValue| Ok::<_, JsValue>(value.is_object() && js::has(value, &Symbol::iterator())?);
        let issues = if is_iterable(error)? { error.clone() } else { js::get(error, "issues")? };
        if is_iterable(&issues)? {
            return messages::report(&issues).map(Self::Issues);
        }
        let code = js::get(error, "code")?;
        if js::get(error, "ok")?.as_bool() == Some(false) && code.is_string() {
            return messages::report(&Array::of1(error)).map(Self::Issues);
        }
        let status = js::get(error, "status")?;
        if status.is_undefined() || tag(error) == "Response" {
            return Err(refuse(error));
        }
        let status = status_option(&status)?.unwrap_or_default();
        let code = if js::is_nullish(&code) { js::get(error, "category")? } else { code };
        let fields = js::get(error, "fields")?;
        if js::is_array(&fields)? && fields.unchecked_ref::<Array>().length() > 0 {
            return Ok(Self::Fields { status, code: code.as_string(), report: messages::report(&fields)? });
        }
        let text = |name: &str, value: &JsValue| {
            let text = js::text_option(FUNCTION, name, value)?;
            text.ok_or_else(|| js::refuse(FUNCTION, name, value, "a string"))
        };
        Ok(Self::Plain { status, code: text("code", &code)?, message: text("message", &js::get(error, "message")?)? })
    }
}

/// `Error` of `[object Error]`
fn tag(value: &JsValue) -> String {
    let text = js::object_tag(value);
    text.strip_prefix("[object ").and_then(|text| text.strip_suffix(']')).unwrap_or_default().to_owned()
}

/// The `TypeError` for a value that cannot be sent as an error. It says what to do instead.
fn refuse(value: &JsValue) -> JsValue {
    let tag = tag(value);
    let name = if !value.is_object() {
        js::to_string(value).unwrap_or_else(|_| js::type_of(value))
    } else if tag == "Object" && js::get(value, "ok").is_ok_and(|ok| ok.as_bool() == Some(true)) {
        "an accepted result: call it only where ok is false".to_owned()
    } else if tag == "Object" {
        "this object".to_owned()
    } else {
        tag.clone()
    };
    let remedy = match tag.as_str() {
        "Error" => ": its text may show internals, so send { status: 500, code, message } with a text of your own",
        "Promise" => ": await it first",
        "Response" => ": read it with readResponse first",
        _ => "",
    };
    let expected = "issues or an error { status, code, message }";
    js::type_error(&format!("errorResponse takes {expected}, not {name}{remedy}"))
}

const STATUSES: &str = "a whole number from 400 to 599";

/// The status of an error; `None` if it is not given.
fn status_option(value: &JsValue) -> Result<Option<u16>, JsValue> {
    if value.is_undefined() {
        return Ok(None);
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
    let as_status = |number: f64| (number.fract() == 0.0 && (400.0..=599.0).contains(&number)).then_some(number as u16);
    let status = value.as_f64().and_then(as_status);
    status.map(Some).ok_or_else(|| js::refuse(FUNCTION, "status", value, STATUSES))
}
