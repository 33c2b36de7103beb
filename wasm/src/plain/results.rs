//! The results of the functions, as JavaScript values. Each is made of the JSON text that the crate writes, so it equals the
//! result of the npm package.

use js_sys::{Object, Reflect};
use unanimous::Reason;
use unanimous::json::{ObjectWriter, ToJson};
use unanimous::reason::Code;
use wasm_bindgen::JsValue;

use super::js;

/// The JavaScript value of the JSON text that the crate writes.
pub(super) fn from_json(value: &dyn ToJson) -> Result<JsValue, JsValue> {
    js::parse(&value.to_json_string())
}

/// An object, member by member.
pub(super) fn object(members: &[(&str, &JsValue)]) -> Result<JsValue, JsValue> {
    let object = Object::new();
    for (name, value) in members {
        Reflect::set(&object, &JsValue::from_str(name), value)?;
    }
    Ok(object.into())
}

/// `{ ok: true, value }`
pub(super) fn accepted(value: &JsValue) -> Result<JsValue, JsValue> {
    object(&[("ok", &JsValue::TRUE), ("value", value)])
}

/// `{ ok: false, code, reason, params, detail? }`
pub(super) fn rejected(reason: &Reason) -> Result<JsValue, JsValue> {
    let mut text = String::new();
    let mut object = ObjectWriter::new(&mut text);
    object.member("ok", &false);
    reason.push_members(&mut object);
    object.end();
    js::parse(&text)
}

/// The rejection of a value that is not text: `required` for `undefined`, `invalid_text` for a string with a lone surrogate,
/// else `invalid_type`.
pub(super) fn not_text(value: &JsValue) -> Result<JsValue, JsValue> {
    let reason = if value.is_undefined() {
        Reason::new(Code::Required)
    } else if value.is_string() {
        Reason::new(Code::InvalidText)
    } else {
        Reason::new(Code::InvalidType).with_param("expected", "string").with_param("received", received(value))
    };
    rejected(&reason)
}

/// The name of a value's type in an issue.
fn received(value: &JsValue) -> String {
    if value.is_null() {
        return "null".to_owned();
    }
    if let Some(name) = value.as_f64().and_then(js::number_name) {
        return name.to_owned();
    }
    if !value.is_object() {
        return js::type_of(value);
    }
    // A proxy may refuse to say what it is.
    let name = match js::is_array(value) {
        Ok(true) => Ok("array"),
        _ => js::is_own_plain(value).and_then(|is_plain| if is_plain { Ok("object") } else { js::class_name(value) }),
    };
    name.unwrap_or("object").to_owned()
}
