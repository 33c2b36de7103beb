//! What the values of members are: errors, internals or inputs.

use super::super::roles::holds_objects;
use super::super::text::{ends_with, is_trace_id};
use super::meanings::{BESIDE_FILE, BESIDE_REASON, FIELDS, FILE, HIDDEN, LOCATION, Meaning, REASON, REASONS, of_name};
use crate::api_error::spelling::{Members as _, is};
use crate::json::{Json, Object};
use crate::strings;

/// Whether `meta` holds the error, as in `AfterShip`: `{"meta": {"code", "message"}, "data": {…}}`. Then `data` is what was sent.
pub(super) fn has_meta_error(object: &Object) -> bool {
    let meta = object.named("meta").and_then(Json::as_object);
    meta.is_some_and(|meta| meta.keys().any(|name| of_name(name) & REASON != 0))
}

/// Whether a value with the name of an internal is an error. Those are a list of field errors, and Prefect's text alone, and of
/// objects google.rpc.BadRequest and `RetryInfo` in readable form, as Connect shows them, OGC's `<Exception exceptionCode="…">`, and
/// an exception with a message, such as Hadoop's `RemoteException`. The last one is shown only if the body holds nothing else
/// (`is_alone`), and so is Javalin's `{"REQUEST_BODY": [{"message": "…"}]}`. So are `trace` with a request id (IBM Cloud, Zuplo),
/// and `exceptions` with codes (Pinot, `GeoServer`) if nothing else says what is wrong.
pub(super) fn is_shown(name: &str, value: &Json, is_alone: bool, has_reason: bool) -> bool {
    match value {
        Json::Object(object) if is(name, "trace") => object.has("requestid") && object.values().all(Json::is_string),
        Json::Object(object) if is(name, "debug") => {
            object.has("fieldviolations") || object.has("violations") || object.len() == 1 && object.has("retrydelay")
        }
        Json::Object(object) => {
            is_alone && ends_with(name, "exception") && may_hold_reasons(object)
                || is(name, "exception") && (object.has("exceptioncode") || object.has("exceptiondetaillist"))
        }
        Json::String(text) => is(name, "exceptionmessage") && !has_reason || is(name, "trace") && is_trace_id(text),
        Json::Array(_) => {
            ends_with(name, "exceptions") && (holds_field_errors(value) || !has_reason && holds_coded_texts(value))
                || is_alone && ends_with(name, "body") && holds_reason_objects(value)
                || is(name, "exceptiondetail") && holds_objects(value)
        }
        _ => false,
    }
}

/// Whether a member with the name of a secret holds nothing but a credential. It may be an object whose `value` is a
/// credential: then `value` is removed, and the others stay, because they may say what is wrong.
pub(super) fn is_or_holds_credential(name: &str, value: &mut Json, is_beside_reason: bool) -> bool {
    let Json::Object(object) = value else { return is_credential(name, value, is_beside_reason) };
    // EUserv: `{"sess_id": {"value": "…"}}`.
    let is_held = object.named("value").is_some_and(|value| is_credential(name, value, false));
    if is_held {
        object.retain(|name, _| !is(name, "value"));
    }
    is_held && object.is_empty()
}

/// Whether the value of a member with the name of a secret is a credential: a number, or a text that is not a reason. The text
/// of `{"password": "too_short"}` is a reason, unless another member gives one.
fn is_credential(name: &str, value: &Json, is_beside_reason: bool) -> bool {
    /// One-time codes have more digits than this number.
    const MAX_COUNT: u64 = 99_999;
    match value {
        Json::String(text) => {
            let is_word = || text.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
            is_one_word(text) && (is_beside_reason || !is_word())
        }
        // A small number is a count or an index: `max_token`, the `token` of a parser.
        value => {
            value.is_number() && !(ends_with(name, "token") && value.as_u64().is_some_and(|count| count <= MAX_COUNT))
        }
    }
}

/// Whether a text has no space, as reasons have.
pub(super) fn is_one_word(text: &str) -> bool {
    strings::find(text, " ").is_none()
}

/// Whether a value is the path of a source file: beside a line number, as in the extensions of graphql-php, or together with
/// it, as in `ClearBlade`'s `"line": "/go/src/app/router.go:336"`.
pub(super) fn is_source(meaning: Meaning, value: &Json, has_line: bool, has_reason: bool) -> bool {
    value.as_str().is_some_and(|text| {
        let is_line = || meaning & BESIDE_FILE != 0 && has_reason && strings::find(text, "/").is_some();
        is_one_word(text) && (meaning & FILE != 0 && has_line || is_line())
    })
}

/// Whether a text is an SQL statement, such as Socrata's `query`.
pub(super) fn is_sql(value: &Json) -> bool {
    let verb = value.as_str().and_then(|text| text.get(..7)).unwrap_or_default();
    ["select ", "insert ", "update ", "delete "].iter().any(|known| verb.eq_ignore_ascii_case(known))
}

/// Whether an object has reasons or field errors.
pub(super) fn may_hold_reasons(object: &Object) -> bool {
    object.iter().any(|(name, value)| {
        of_name(name) & (REASON | REASONS | FIELDS) != 0 || holds_reasons(value) || holds_objects(value)
    })
}

/// Whether an object has members with the names of internals or of inputs.
pub(super) fn holds_internals(object: &Object) -> bool {
    object.keys().any(|name| of_name(name) & (HIDDEN | BESIDE_REASON) != 0)
}

/// Whether a value is a list of objects with a reason and the place of a field: `validationExceptions`.
fn holds_field_errors(value: &Json) -> bool {
    matches!(value, Json::Array(items) if items.first().and_then(Json::as_object).is_some_and(|item| {
        let meanings = item.keys().fold(0, |meanings, name| meanings | of_name(name));
        meanings & REASON != 0 && meanings & LOCATION != 0
    }))
}

/// Whether a value is a list of objects with a code and other texts, and without internals: Pinot, `GeoServer`.
fn holds_coded_texts(value: &Json) -> bool {
    let is_coded = |item: &Json| {
        item.as_object().is_some_and(|item| {
            item.keys().any(|name| ends_with(name, "code"))
                && item.iter().all(|(name, value)| {
                    of_name(name) & (HIDDEN | FILE | BESIDE_FILE) == 0 && (value.is_string() || value.is_number())
                })
        })
    };
    matches!(value, Json::Array(items) if !items.is_empty() && items.iter().all(is_coded))
}

/// Whether a value is a list of objects with reasons.
pub(super) fn holds_reason_objects(value: &Json) -> bool {
    let has_reason =
        |item: &Json| item.as_object().is_some_and(|item| item.keys().any(|name| of_name(name) & REASON != 0));
    matches!(value, Json::Array(items) if items.iter().any(has_reason))
}

/// Whether a value is a list of texts, or a map of such lists, as the reasons of a field are.
pub(in crate::api_error) fn holds_reasons(value: &Json) -> bool {
    match value {
        Json::Array(items) => !items.is_empty() && items.iter().all(Json::is_string),
        Json::Object(map) => !map.is_empty() && map.values().all(holds_reasons),
        _ => false,
    }
}
