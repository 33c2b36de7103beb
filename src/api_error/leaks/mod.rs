//! Removes from a body what no error should show: echoes of the user's input, and internals of the server.
//!
//! It runs before anything else reads the body, so neither becomes a field, a message or a detail. Two things decide about
//! a member: its name (case, `_` and `-` do not count) and the members beside it. `value` beside a location and a reason is
//! what the user sent, but elsewhere it may be the message. In a map from field to reasons every name is that of a field, so
//! `{"errors": {"file": ["is required"]}}` keeps its `file`.

mod credentials;
mod echoes;
mod meanings;

use alloc::borrow::ToOwned as _;
use alloc::string::String;
use alloc::vec::Vec;

use self::meanings::{
    BESIDE_DUMP, BESIDE_ENTRIES, BESIDE_FIELDS, BESIDE_FILE, BESIDE_LOCATION, BESIDE_REASON, BESIDE_REASON_IF_LARGE,
    BESIDE_REASON_IF_SINGLE, CODE, DUMP, ENTRIES, EXPECTED, FIELDS, FILE, HIDDEN, IF_HIDDEN_INSIDE, INNER_LOCATION,
    LOCATION, LOCATION_NAME, Meaning, NAME, PARAMS, REASON, REASONS, REMOVABLE, RESPONSE, SECRET, STATUS, TEXTS, VALUE,
    of_name,
};
use super::MAX_MESSAGE_BYTES;
use super::code::is_constant;
use super::roles::holds_objects;
use super::stack_trace;
use super::text::{ends_with, is_trace_id};
use super::vocabulary::Vocabulary;
use crate::json::{Json, Object};
use crate::reason::Code;
use crate::strings;

pub(super) use echoes::without_input;

/// The meanings of a member: those of its name, with what its value says about them.
fn of_member(name: &str, value: &Json) -> Meaning {
    match of_name(name) {
        NAME if name == "source" && value.is_object() => LOCATION,
        // `params` beside a number fill in no text.
        meaning if value.is_number() => meaning & !CODE,
        meaning => meaning,
    }
}

/// Where a value stands.
#[derive(Clone, Copy)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
struct Context<'v> {
    /// The names that the caller calls echoes are removed too.
    vocabulary: &'v Vocabulary,
    /// It is the outermost value, or in a list that is.
    is_outermost: bool,
    /// Roles for which a member is removed because of the objects around it.
    inherited: Meaning,
    /// It is the content of a field container, so its names may be those of fields.
    is_map: bool,
    /// It is an item of a list or the value of a field, so its index or its name locates it.
    is_named: bool,
    /// It is the member `params` beside a code of this crate.
    is_own_params: bool,
    /// An object around it has a reason: `{"message": "…", "details": {"field": "email", "value": "…"}}`.
    has_outer_reason: bool,
}

impl<'v> Context<'v> {
    const fn of(vocabulary: &'v Vocabulary) -> Self {
        Self {
            vocabulary,
            is_outermost: false,
            inherited: 0,
            is_map: false,
            is_named: false,
            is_own_params: false,
            has_outer_reason: false,
        }
    }
}

/// Removes echoes and internals from a body.
pub(super) fn remove(body: &mut Json, vocabulary: &Vocabulary) {
    clean(body, Context { is_outermost: true, ..Context::of(vocabulary) });
}

fn clean(value: &mut Json, context: Context<'_>) {
    match value {
        Json::Object(object) => clean_object(object, context),
        Json::Array(items) => {
            let context = Context { is_outermost: false, is_map: false, is_named: true, ..context };
            // A stack trace as a list of lines. Its first line may be the message.
            if items.iter().take(2).filter_map(Json::as_str).any(stack_trace::is_frame) {
                items.clear();
            }
            for item in items {
                clean(item, context);
            }
        }
        Json::String(text) => {
            // Many readers look at a text, and each would read the white space around it.
            if text.len() > MAX_MESSAGE_BYTES {
                *text = strings::trim(text).to_owned();
            }
            if let Some(shown) = without_input(text) {
                *text = shown;
            }
        }
        _ => {}
    }
}

/// Returns the meanings of an object's first 16 members in order, the union of the meanings of all members, and whether a member
/// says where an error lies.
fn of_members(object: &Object, context: Context<'_>) -> ([Meaning; 16], Meaning, bool) {
    let (mut known, mut meanings, mut is_placed) = ([0; 16], 0, false);
    for (at, (name, value)) in object.members().iter().enumerate() {
        let meaning = of_member(name, value);
        if let Some(known) = known.get_mut(at) {
            *known = meaning;
        }
        let counts = match meaning {
            _ if value.is_null() => false,
            INNER_LOCATION | NAME => {
                is_placed = true;
                !context.is_outermost || (meaning == INNER_LOCATION && value.is_array())
            }
            // FastAPI's apps send `{"detail": [{…}], "body": {…}}`.
            meaning if meaning & REASON != 0 => {
                let is_envelope = context.is_outermost && value.is_object() && name.eq_ignore_ascii_case("error");
                value.is_string() || value.is_number() || is_envelope || holds_objects(value)
            }
            FIELDS => value.is_object() || value.is_array(),
            _ => true,
        };
        // A null has no other meaning, but it is removed like any value of its name.
        meanings |= if counts { meaning } else { meaning & REMOVABLE };
        if meaning == LOCATION && value.as_str().is_some_and(is_one_word) {
            meanings |= LOCATION_NAME;
        }
        // A list of errors, or the error itself, beside what was sent.
        if meaning & REASON != 0 && counts && (value.is_object() || value.is_array()) {
            meanings |= FIELDS;
        }
        if meaning == FIELDS {
            meanings |= if value.is_object() || holds_objects(value) { REASONS } else { TEXTS };
        }
    }
    (known, meanings, is_placed)
}

fn clean_object(object: &mut Object, context: Context<'_>) {
    let (known, meanings, is_placed) = of_members(object, context);
    let has = |meaning: Meaning| meanings & meaning != 0;
    let has_reason = has(REASON | REASONS);
    let has_location = has(LOCATION | INNER_LOCATION);
    // Ash names the fields of an item in a list.
    let is_item = context.is_named && has(REASON) && has(TEXTS);
    let is_issue = has(REASON | REASONS | TEXTS) && has_location || is_item;
    // This object names a field and holds its value. An outer object says what is wrong with it.
    let is_below_reason = !is_issue && context.has_outer_reason && !context.is_map && has(LOCATION_NAME);
    let is_map =
        !(is_issue || (context.is_named && has_reason)) && (context.is_map || object.values().all(holds_reasons));
    let beside = |is_so: bool, meanings: Meaning| if is_so { meanings } else { 0 };
    let inherited = context.inherited & (BESIDE_LOCATION | VALUE) | beside(is_issue, BESIDE_LOCATION | VALUE);
    let removed = HIDDEN
        | SECRET
        | IF_HIDDEN_INSIDE
        | context.inherited
        | inherited
        | beside(
            has_reason || context.is_outermost && has(STATUS),
            BESIDE_REASON | BESIDE_REASON_IF_LARGE | BESIDE_REASON_IF_SINGLE,
        )
        | beside(has_reason && has(EXPECTED), BESIDE_LOCATION | VALUE)
        | beside(is_below_reason, VALUE)
        // A value beside a name and a type or a path is input: IBM Cloud's `target`, an input of Ory's forms, Contentful.
        | beside(has_reason && (context.is_named || is_placed || has(NAME)) || has(NAME) && has(STATUS | INNER_LOCATION), VALUE)
        | beside(has(FIELDS), BESIDE_FIELDS)
        // graphql-ruby: `"extensions": {"value": …, "problems": [{…}]}`.
        | beside(has(FIELDS) && has(REASONS) && !context.is_outermost, VALUE)
        | beside(has(FILE), BESIDE_FILE)
        | beside(has(DUMP), BESIDE_DUMP)
        | beside(has(ENTRIES), BESIDE_ENTRIES);
    let has_own_code =
        has(PARAMS) && object.get("code").and_then(Json::as_str).is_some_and(|code| Code::from_name(code).is_some());
    let has_meta_error = context.is_outermost && has_meta_error(object);
    // Iterable: `{"msg", "code", "params": {"email": "…"}}`. Texts that the message repeats stay.
    let fills_in = context.is_outermost && has(PARAMS) && !has_location && !has_own_code;
    let texts = if fills_in { texts_of(object) } else { Vec::new() };
    let is_alone = context.is_outermost && object.len() == 1;
    let is_pair = context.is_outermost && object.len() == 2;
    let mut at = 0;
    object.retain(|name, value| {
        let meaning = known.get(at).copied().unwrap_or_else(|| of_name(name));
        at += 1;
        let is_large = value.is_object() || value.is_array();
        let is_reasons = || (value.is_object() || !has_reason) && holds_reasons(value);
        let is = |meanings: Meaning| meaning & removed & meanings != 0;
        let is_payload =
            has_meta_error && name == "data" && value.as_object().is_some_and(|data| !may_hold_reasons(data));
        let is_echo = if context.vocabulary.is_echo(name) || is_payload || meaning & DUMP != 0 && is_sql(value) {
            true
        } else if meaning == SECRET {
            !context.is_map && is_or_holds_credential(name, value, context.is_outermost && has_reason)
        } else if is_map {
            // The names are those of fields.
            meaning & HIDDEN != 0 && !holds_reasons(value) && !(context.is_map && value.is_string())
        } else if is_source(meaning, value, has(BESIDE_FILE), has_reason) {
            true
        } else if !is(REMOVABLE) {
            false
        } else if is(BESIDE_LOCATION | VALUE) {
            // Azure names the field in `target`. RFC 9457 has a link in `instance`. In the `params` of this crate, `received`
            // is a type.
            !(name == "target" && value.is_string()
                || name == "instance" && value.is_string() && context.is_outermost
                || name == "received" && context.is_own_params
                || is_below_reason && holds_reasons(value))
        } else if is(BESIDE_REASON | BESIDE_REASON_IF_LARGE) {
            // `params` beside a code fill in its text, as in ajv, i18n catalogues and this crate.
            !(is_reasons()
                // Bubble: `{"statusCode": 400, "body": {"status": "MISSING_DATA", "message": "…"}}`.
                || is_pair && name == "body" && value.get("status").and_then(Json::as_str).is_some_and(is_constant)
                || meaning & PARAMS != 0 && (has_location || has(CODE) || holds_reason_objects(value))
                || is(BESIDE_REASON_IF_LARGE) && !is(BESIDE_REASON) && !is_large)
        } else if is(HIDDEN) && is_shown(name, value, is_alone, has_reason) {
            false
        } else {
            is(HIDDEN | BESIDE_FILE | BESIDE_DUMP | BESIDE_ENTRIES)
                || is(BESIDE_FIELDS) && value.is_object()
                || is(BESIDE_REASON_IF_SINGLE)
                    // 3GPP: a code.
                    && value.as_str().map_or(value.is_object(), |text| !is_constant(text))
                || is(IF_HIDDEN_INSIDE) && value.as_object().is_some_and(holds_internals)
        };
        if is_alone && matches!(name.as_str(), "exception" | "Exception") && !is_echo {
            remove_internals(value);
        }
        // The options of `invalid_enum` come from the schema, not from the user.
        let is_from_schema = context.is_own_params && name == "options";
        if !is_echo && !is_from_schema {
            let inner = Context {
                vocabulary: context.vocabulary,
                is_outermost: false,
                inherited: inherited
                    | beside(meaning & RESPONSE != 0, BESIDE_REASON)
                    | beside(has_reason && !is_map, BESIDE_REASON_IF_LARGE),
                is_map: is_map || meaning & FIELDS != 0,
                is_named: is_map,
                is_own_params: has_own_code && meaning & PARAMS != 0,
                has_outer_reason: context.has_outer_reason || has_reason && !is_map,
            };
            clean(value, inner);
        }
        if meaning & PARAMS != 0
            && !texts.is_empty()
            && let Json::Object(params) = value
        {
            remove_unsaid(params, &texts);
            return !is_echo && !params.is_empty();
        }
        !is_echo
    });
}

/// The texts of an object's members.
fn texts_of(object: &Object) -> Vec<String> {
    object.values().filter_map(Json::as_str).map(str::to_owned).collect()
}

/// Whether `meta` holds the error, as in `AfterShip`: `{"meta": {"code", "message"}, "data": {…}}`. Then `data` is what was sent.
fn has_meta_error(object: &Object) -> bool {
    let meta = object.get("meta").and_then(Json::as_object);
    meta.is_some_and(|meta| meta.keys().any(|name| of_name(name) & REASON != 0))
}

/// Removes internals of the server from an exception: all members but texts, codes, statuses and field errors. An exception of
/// OGC stays whole, because it holds no internals.
fn remove_internals(exception: &mut Json) {
    if let Json::Object(object) = exception
        && !object.contains_key("exceptionCode")
        && !object.contains_key("exceptionDetailList")
    {
        object.retain(|name, _| of_name(name) & (REASON | CODE | STATUS | FIELDS) != 0);
    }
}

/// Whether a value with the name of an internal is an error. Those are a list of field errors, and Prefect's text alone, and of
/// objects google.rpc.BadRequest and `RetryInfo` in readable form, as Connect shows them, OGC's `<Exception exceptionCode="…">`, and
/// an exception with a message, such as Hadoop's `RemoteException`. The last one is shown only if the body holds nothing else
/// (`is_alone`), and so is Javalin's `{"REQUEST_BODY": [{"message": "…"}]}`. So are `trace` with a request id (IBM Cloud, Zuplo),
/// and `exceptions` with codes (Pinot, `GeoServer`) if nothing else says what is wrong.
fn is_shown(name: &str, value: &Json, is_alone: bool, has_reason: bool) -> bool {
    match (name, value) {
        ("trace", Json::Object(object)) => object.contains_key("requestId") && object.values().all(Json::is_string),
        ("debug", Json::Object(object)) => {
            object.contains_key("fieldViolations")
                || object.contains_key("violations")
                || object.len() == 1 && object.contains_key("retryDelay")
        }
        (_, Json::Object(object)) => {
            is_alone && ends_with(name, "exception") && may_hold_reasons(object)
                || matches!(name, "exception" | "Exception")
                    && (object.contains_key("exceptionCode") || object.contains_key("exceptionDetailList"))
        }
        ("exception_message", Json::String(_)) => !has_reason,
        ("trace", Json::String(text)) => is_trace_id(text),
        (_, Json::Array(_)) => {
            ends_with(name, "exceptions") && (holds_field_errors(value) || !has_reason && holds_coded_texts(value))
                || is_alone && ends_with(name, "body") && holds_reason_objects(value)
                || name == "exception_detail" && holds_objects(value)
        }
        _ => false,
    }
}

/// Whether a member with the name of a secret holds nothing but a credential. It may be an object whose `value` is a
/// credential: then `value` is removed, and the others stay, because they may say what is wrong.
fn is_or_holds_credential(name: &str, value: &mut Json, is_beside_reason: bool) -> bool {
    let Json::Object(object) = value else { return is_credential(name, value, is_beside_reason) };
    // EUserv: `{"sess_id": {"value": "…"}}`.
    let is_held = object.get("value").is_some_and(|value| is_credential(name, value, false));
    if is_held {
        object.retain(|name, _| name != "value");
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
fn is_one_word(text: &str) -> bool {
    strings::find(text, " ").is_none()
}

/// Whether a value is the path of a source file: beside a line number, as in the extensions of graphql-php, or together with
/// it, as in `ClearBlade`'s `"line": "/go/src/app/router.go:336"`.
fn is_source(meaning: Meaning, value: &Json, has_line: bool, has_reason: bool) -> bool {
    value.as_str().is_some_and(|text| {
        let is_line = || meaning & BESIDE_FILE != 0 && has_reason && strings::find(text, "/").is_some();
        is_one_word(text) && (meaning & FILE != 0 && has_line || is_line())
    })
}

/// Whether a text is an SQL statement, such as Socrata's `query`.
fn is_sql(value: &Json) -> bool {
    let verb = value.as_str().and_then(|text| text.get(..7)).unwrap_or_default();
    ["select ", "insert ", "update ", "delete "].iter().any(|known| verb.eq_ignore_ascii_case(known))
}

/// Whether an object has reasons or field errors.
fn may_hold_reasons(object: &Object) -> bool {
    object.iter().any(|(name, value)| {
        of_name(name) & (REASON | REASONS | FIELDS) != 0 || holds_reasons(value) || holds_objects(value)
    })
}

/// Removes the texts of `params` that none of the texts beside it repeats, but for names of fields and maps of reasons.
fn remove_unsaid(params: &mut Object, beside: &[String]) {
    if params.values().all(|value| value.as_str().is_some_and(|text| strings::find(text, " ").is_some())) {
        return;
    }
    let mut steps = 0;
    params.retain(|name, value| {
        let is_said = |text: &str| beside.iter().any(|known| strings::holds(known, text, &mut steps));
        of_name(name) & (LOCATION | NAME | EXPECTED) != 0 || value.as_str().is_none_or(is_said)
    });
}

fn holds_internals(object: &Object) -> bool {
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
fn holds_reason_objects(value: &Json) -> bool {
    let has_reason =
        |item: &Json| item.as_object().is_some_and(|item| item.keys().any(|name| of_name(name) & REASON != 0));
    matches!(value, Json::Array(items) if items.iter().any(has_reason))
}

/// Whether a value is a list of texts, or a map of such lists, as the reasons of a field are.
pub(super) fn holds_reasons(value: &Json) -> bool {
    match value {
        Json::Array(items) => !items.is_empty() && items.iter().all(Json::is_string),
        Json::Object(map) => !map.is_empty() && map.values().all(holds_reasons),
        _ => false,
    }
}
