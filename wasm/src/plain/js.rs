//! JavaScript's own operations, each as a function that returns what the operation throws as its error.

use js_sys::{Array, Function, JsString, Object, Reflect, Symbol, TypeError, Uint8Array};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Any value, read by `value[name]`.
    type Any;
    #[wasm_bindgen(method, structural, indexing_getter, catch)]
    fn member(this: &Any, name: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, indexing_getter, catch)]
    fn value_of(this: &Any, name: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, structural, indexing_getter, catch)]
    fn item(this: &Any, index: u32) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = Object, js_name = keys, catch)]
    fn object_keys(value: &JsValue) -> Result<Array, JsValue>;
    #[wasm_bindgen(js_namespace = Object, js_name = values, catch)]
    fn object_values(value: &JsValue) -> Result<Array, JsValue>;
    #[wasm_bindgen(js_namespace = Object, js_name = getPrototypeOf, catch)]
    fn get_prototype_of(value: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = Object, js_name = hasOwn, catch)]
    fn object_has_own(value: &JsValue, name: &str) -> Result<bool, JsValue>;
    #[wasm_bindgen(js_namespace = Object, js_name = freeze)]
    fn object_freeze(value: &JsValue) -> JsValue;
    #[wasm_bindgen(js_namespace = Array, js_name = isArray, catch)]
    fn array_is_array(value: &JsValue) -> Result<bool, JsValue>;
    #[wasm_bindgen(js_namespace = Array, js_name = from, catch)]
    fn array_from(value: &JsValue) -> Result<Array, JsValue>;
    #[wasm_bindgen(js_namespace = JSON, js_name = stringify, catch)]
    fn json_stringify(value: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = JSON, js_name = parse, catch)]
    fn json_parse(text: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = String, catch)]
    fn string_of(value: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(extends = Uint8Array, js_name = Uint8Array)]
    type ByteView;
    // js-sys has this constructor without `catch`, and it throws for a detached buffer.
    #[wasm_bindgen(constructor, catch, js_class = "Uint8Array")]
    fn new(buffer: &JsValue, start: u32, length: u32) -> Result<ByteView, JsValue>;
}

/// Copies bytes of an `ArrayBuffer` or a `SharedArrayBuffer`.
///
/// # Errors
/// A `TypeError` if the buffer is detached or the memory is too small, a `RangeError` if it has fewer bytes.
pub(super) fn bytes(buffer: &JsValue, start: u32, length: u32) -> Result<Vec<u8>, JsValue> {
    let view = ByteView::new(buffer, start, length)?;
    let length = view.length() as usize;
    let mut bytes = Vec::new();
    // A failed allocation would be a trap.
    bytes.try_reserve_exact(length).map_err(|_| type_error(&format!("{length} bytes are more than can be copied")))?;
    bytes.resize(length, 0);
    view.copy_to(&mut bytes);
    Ok(bytes)
}

/// Returns the name of a number that JSON does not have; `None` for a finite number.
pub(super) const fn number_name(value: f64) -> Option<&'static str> {
    if value.is_nan() {
        Some("NaN")
    } else if value.is_finite() {
        None
    } else {
        Some("Infinity")
    }
}

/// `value[name]`
pub(super) fn get(value: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    value.unchecked_ref::<Any>().member(name)
}

/// `value[key]`
pub(super) fn get_key(value: &JsValue, key: &JsValue) -> Result<JsValue, JsValue> {
    value.unchecked_ref::<Any>().value_of(key)
}

/// `value[index]`
pub(super) fn get_index(value: &JsValue, index: u32) -> Result<JsValue, JsValue> {
    value.unchecked_ref::<Any>().item(index)
}

/// Returns an option; `undefined` if there are no options at all.
pub(super) fn option(options: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    if options.is_undefined() { Ok(JsValue::UNDEFINED) } else { get(options, name) }
}

/// Whether a value is `null` or `undefined`.
pub(super) fn is_nullish(value: &JsValue) -> bool {
    value.is_undefined() || value.is_null()
}

/// `Object.keys(value)`
pub(super) fn keys(value: &JsValue) -> Result<Array, JsValue> {
    object_keys(value)
}

/// `Object.values(value)`
pub(super) fn values(value: &JsValue) -> Result<Array, JsValue> {
    object_values(value)
}

/// `Array.isArray(value)`, which throws for a proxy that was revoked.
pub(super) fn is_array(value: &JsValue) -> Result<bool, JsValue> {
    array_is_array(value)
}

/// `Array.from(value)`
pub(super) fn to_array(value: &JsValue) -> Result<Array, JsValue> {
    array_from(value)
}

/// `name in value`
pub(super) fn has(value: &JsValue, name: &JsValue) -> Result<bool, JsValue> {
    Reflect::has(value, name)
}

/// `JSON.stringify(value)`; `None` where it gives `undefined`.
pub(super) fn stringify(value: &JsValue) -> Result<Option<String>, JsValue> {
    Ok(json_stringify(value)?.as_string())
}

/// `JSON.parse(text)`
pub(super) fn parse(text: &str) -> Result<JsValue, JsValue> {
    json_parse(&JsValue::from_str(text))
}

/// Freezes a JSON value and all that it holds.
pub(super) fn freeze(value: &JsValue) -> Result<(), JsValue> {
    if value.is_object() {
        for part in object_values(value)?.iter() {
            freeze(&part)?;
        }
        object_freeze(value);
    }
    Ok(())
}

/// `JSON.parse(JSON.stringify(value))`; `None` where `JSON.stringify` gives `undefined`.
pub(super) fn snapshot(value: &JsValue) -> Result<Option<JsValue>, JsValue> {
    let text = json_stringify(value)?;
    if text.is_undefined() { Ok(None) } else { json_parse(&text).map(Some) }
}

/// `String(value)`
pub(super) fn to_string(value: &JsValue) -> Result<String, JsValue> {
    Ok(string_of(value)?.as_string().unwrap_or_default())
}

/// `Object.prototype.toString.call(value)`
pub(super) fn object_tag(value: &JsValue) -> String {
    let to_string = get(&object_prototype(), "toString").ok();
    let text = to_string.and_then(|to_string| to_string.dyn_ref::<Function>()?.call0(value).ok());
    text.and_then(|text| text.as_string()).unwrap_or_default()
}

/// `typeof value`
pub(super) fn type_of(value: &JsValue) -> String {
    value.js_typeof().as_string().unwrap_or_default()
}

/// `value instanceof globalThis[class]`; false where the platform has no such class.
pub(super) fn is_instance_of(value: &JsValue, class: &str) -> Result<bool, JsValue> {
    let class = get(&js_sys::global(), class)?;
    if !class.is_function() {
        return Ok(false);
    }
    match get_key(&class, &Symbol::has_instance())?.dyn_ref::<Function>() {
        Some(has_instance) => Ok(has_instance.call1(&class, value)?.is_truthy()),
        None => Ok(false),
    }
}

/// Whether an object is plain, so that JSON can hold it: `{}` or `Object.create(null)`, of this realm or another.
pub(super) fn is_plain(value: &JsValue) -> Result<bool, JsValue> {
    let prototype = get_prototype_of(value)?;
    if prototype.is_null() || Object::is(&prototype, &object_prototype()) {
        return Ok(true);
    }
    Ok(get_prototype_of(&prototype)?.is_null() && object_has_own(&prototype, "hasOwnProperty")?)
}

/// Whether an object's prototype is `null` or this realm's `Object.prototype`.
pub(super) fn is_own_plain(value: &JsValue) -> Result<bool, JsValue> {
    let prototype = get_prototype_of(value)?;
    Ok(prototype.is_null() || Object::is(&prototype, &object_prototype()))
}

fn object_prototype() -> JsValue {
    thread_local! {
        static PROTOTYPE: JsValue = get_prototype_of(&Object::new()).unwrap_or_default();
    }
    PROTOTYPE.with(JsValue::clone)
}

/// Returns the class of an object that is not plain. Only the platform's own classes are named: a bundler may rename others.
pub(super) fn class_name(value: &JsValue) -> Result<&'static str, JsValue> {
    const CLASSES: [&str; 10] = ["Date", "Map", "Set", "RegExp", "Promise", "Error", "Blob", "File", "FormData", "URL"];
    for class in CLASSES {
        if is_instance_of(value, class)? {
            return Ok(class);
        }
    }
    Ok("class instance")
}

/// The text of a thrown value: an error's message, or the value as a text.
pub(super) fn thrown_text(thrown: &JsValue) -> Result<String, JsValue> {
    if is_instance_of(thrown, "Error")? { to_string(&get(thrown, "message")?) } else { to_string(thrown) }
}

/// A new `TypeError`.
pub(super) fn type_error(message: &str) -> JsValue {
    TypeError::new(message).into()
}

/// Returns the error for an option with a wrong value: `{name} must be {expected}`.
pub(super) fn refuse(function: &str, name: &str, value: &JsValue, expected: &str) -> JsValue {
    let printed = stringify(value).and_then(|text| text.map_or_else(|| to_string(value), Ok));
    let shown = printed.unwrap_or_else(|_| type_of(value));
    type_error(&format!("{function}: {name} must be {expected}, not {shown}"))
}

/// Reads an option that is a text; `None` if it is not given.
pub(super) fn text_option(function: &str, name: &str, value: &JsValue) -> Result<Option<String>, JsValue> {
    if is_nullish(value) {
        return Ok(None);
    }
    value.as_string().map(Some).ok_or_else(|| refuse(function, name, value, "a string"))
}

/// Returns the first `units` UTF-16 units of a string.
pub(super) fn prefix(text: &JsValue, units: u32) -> String {
    text.unchecked_ref::<JsString>().slice(0, units).into()
}

/// The text of a string; `None` for any other value, and for a string that is not Unicode text.
pub(super) fn text(value: &JsValue) -> Option<String> {
    value.as_string().filter(|text| is_well_formed(value, text))
}

/// Whether a JavaScript string is Unicode text; `text` is the same string, with U+FFFD for each lone surrogate.
pub(super) fn is_well_formed(value: &JsValue, text: &str) -> bool {
    !text.contains('\u{fffd}') || value.unchecked_ref::<JsString>().is_valid_utf16()
}

/// `value[method]()`
pub(super) fn call(value: &JsValue, method: &str) -> Result<JsValue, JsValue> {
    get(value, method)?.unchecked_ref::<Function>().call0(value)
}
