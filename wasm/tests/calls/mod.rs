//! Calls of the plain functions, for the tests in Node and in a browser.

use js_sys::{JSON, Reflect};
use unanimous_wasm::plain::{
    Schema, check_email, check_url, error_response, format_message, new_idempotency_key, parse_message, read_error,
    retry_advice,
};
use wasm_bindgen::JsValue;

/// A JavaScript value of this JSON text.
fn json(text: &str) -> JsValue {
    JSON::parse(text).expect("JSON")
}

fn get(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &JsValue::from_str(name)).expect("a member")
}

fn text(value: &JsValue, name: &str) -> String {
    get(value, name).as_string().expect("a text")
}

fn is_ok(value: &JsValue) -> bool {
    get(value, "ok").as_bool().expect("a verdict")
}

const NONE: JsValue = JsValue::UNDEFINED;

/// Makes the calls.
///
/// # Panics
/// If an answer is wrong.
pub(crate) fn run() {
    checks();
    schemas();
    documents_and_warnings();
    errors();
}

fn checks() {
    assert!(is_ok(&check_email(&"ann@example.com".into(), &NONE).unwrap()));
    assert_eq!(text(&check_email(&"ann".into(), &NONE).unwrap(), "detail"), "missing_at");
    let wrong = check_email(&"ann".into(), &json(r#"{"rule": "rfc822"}"#)).unwrap_err();
    assert!(text(&wrong, "message").contains("rule must be public, html, rfc5321, rfc6531 or idn, not \"rfc822\""));
    assert_eq!(text(&check_url(&"https://127.0.0.1/".into(), &NONE).unwrap(), "detail"), "loopback");
    assert_eq!(new_idempotency_key().unwrap().as_string().unwrap().len(), 36);
}

fn schemas() {
    let schema = json(r#"{"required": ["email"], "properties": {"email": {"format": "email"}}}"#);
    let lead = Schema::new(&schema, &JsValue::UNDEFINED).expect("a schema");
    assert!(is_ok(&lead.validate(&json(r#"{"email": "ann@example.com"}"#), &NONE).unwrap()));
    let verdict = lead.validate(&json(r#"{"email": "ann"}"#), &NONE).unwrap();
    let message = text(&verdict, "message");
    assert_eq!(message, "Validation error: email: Invalid email");
    let issues = get(&verdict, "issues");
    assert_eq!(format_message(&issues).unwrap(), JsValue::from(&message));
    let read = parse_message(&message.into(), &NONE).unwrap();
    assert_eq!(text(&get(&read, "0"), "code"), "invalid_email");
    let error = Schema::new(&json(r#"{"properties": {"a": {"format": "emial"}}}"#), &JsValue::UNDEFINED).unwrap_err();
    assert_eq!(text(&error, "pointer"), "/properties/a/format");
}

fn documents_and_warnings() {
    let root = json(r#"{"properties": {"home": {"$ref": "address.json"}}}"#);
    let options = json(r#"{"documents": {"address.json": {"type": "object", "required": ["city"]}}}"#);
    let lead = Schema::new(&root, &options).expect("a schema with a document");
    let verdict = lead.validate(&json(r#"{"home": {}}"#), &NONE).unwrap();
    assert_eq!(text(&verdict, "message"), "Validation error: home.city: Required");
    assert_eq!(get(&lead.warnings().unwrap(), "length"), JsValue::from(0));
    let missing = Schema::new(&root, &NONE).unwrap_err();
    assert_eq!(text(&missing, "pointer"), "/properties/home/$ref");
    let wrong = json(r#"{"documents": {"address.json": {"type": "objekt"}}}"#);
    assert_eq!(text(&Schema::new(&root, &wrong).unwrap_err(), "pointer"), "address.json#/type");

    let warned = Schema::new(&json(r#"{"type": "string", "minimum": 3}"#), &NONE).expect("a schema with a warning");
    let warning = get(&warned.warnings().unwrap(), "0");
    assert_eq!(text(&warning, "pointer"), "/minimum");
    assert_eq!(text(&warning, "message"), "\"minimum\" has no effect: the type is string");
}

fn errors() {
    let issues = json(r#"[{"path": "email", "reason": "Invalid email"}]"#);
    let response = error_response(&issues, &NONE).unwrap();
    assert_eq!(get(&response, "status"), JsValue::from(400));
    let error = read_error(&response, &NONE).unwrap();
    assert_eq!(text(&get(&get(&error, "fields"), "0"), "path"), "email");
    let advice = retry_advice(&error, &json(r#"{"method": "GET"}"#)).unwrap();
    assert_eq!(get(&advice, "retry"), JsValue::FALSE);
}
