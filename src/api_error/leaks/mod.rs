//! Removes from a body what no error should show: echoes of the user's input, and internals of the server.
//!
//! It runs before anything else reads the body, so neither becomes a field, a message or a detail. Two things decide about
//! a member: its name (case, `_` and `-` do not count) and the members beside it. `value` beside a location and a reason is
//! what the user sent, but elsewhere it may be the message. In a map from field to reasons every name is that of a field, so
//! `{"errors": {"file": ["is required"]}}` keeps its `file`.

mod credentials;
mod echoes;
mod meanings;
mod object;
mod values;

use alloc::borrow::ToOwned as _;
use alloc::string::String;
use alloc::vec::Vec;

use self::meanings::{
    CODE, EXPECTED, FIELDS, INNER_LOCATION, LOCATION, LOCATION_NAME, Meaning, NAME, PARAMS, REASON, REASONS, REMOVABLE,
    STATUS, TEXTS, of_name,
};
use self::object::{Context, ObjectFacts};
use self::values::is_one_word;
use super::MAX_MESSAGE_BYTES;
use super::roles::holds_objects;
use super::spelling::{Members as _, is};
use super::stack_trace;
use super::vocabulary::Vocabulary;
use crate::json::{Json, Object};
use crate::strings;

pub(super) use echoes::without_input;
pub(super) use values::holds_reasons;

/// The meanings of a member: those of its name, with what its value says about them.
fn of_member(name: &str, value: &Json) -> Meaning {
    match of_name(name) {
        NAME if is(name, "source") && value.is_object() => LOCATION,
        // `params` beside a number fill in no text.
        meaning if value.is_number() => meaning & !CODE,
        meaning => meaning,
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
                let is_envelope = context.is_outermost && value.is_object() && is(name, "error");
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

/// Removes echoes and internals from an object, and from the values that stay.
fn clean_object(object: &mut Object, context: Context<'_>) {
    let (known, meanings, is_placed) = of_members(object, context);
    let facts = ObjectFacts::of(object, context, meanings, is_placed);
    // Iterable: `{"msg", "code", "params": {"email": "…"}}`. Texts that the message repeats stay.
    let fills_in = context.is_outermost && facts.has(PARAMS) && !facts.has_location && !facts.has_own_code;
    let texts = if fills_in { texts_of(object) } else { Vec::new() };
    let mut at = 0;
    object.retain(|name, value| {
        let meaning = known.get(at).copied().unwrap_or_else(|| of_name(name));
        at += 1;
        let is_removed = facts.is_removed(name, value, meaning);
        if facts.is_alone && is(name, "exception") && !is_removed {
            remove_internals(value);
        }
        // The options of `invalid_enum` come from the schema, not from the user.
        let is_from_schema = context.is_own_params && name == "options";
        if !is_removed && !is_from_schema {
            clean(value, facts.context_of_member(meaning));
        }
        if meaning & PARAMS != 0
            && !texts.is_empty()
            && let Json::Object(params) = value
        {
            remove_unsaid(params, &texts);
            return !is_removed && !params.is_empty();
        }
        !is_removed
    });
}

/// The texts of an object's members.
fn texts_of(object: &Object) -> Vec<String> {
    object.values().filter_map(Json::as_str).map(str::to_owned).collect()
}

/// Removes internals of the server from an exception: all members but texts, codes, statuses and field errors. An exception of
/// OGC stays whole, because it holds no internals.
fn remove_internals(exception: &mut Json) {
    if let Json::Object(object) = exception
        && !object.has("exceptioncode")
        && !object.has("exceptiondetaillist")
    {
        object.retain(|name, _| of_name(name) & (REASON | CODE | STATUS | FIELDS) != 0);
    }
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
