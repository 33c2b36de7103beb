//! Nest and Fastify: `{"statusCode", "error": "Bad Request", "message", "code"?}`; `message` may be a list of sentences.

use alloc::borrow::ToOwned;
use alloc::vec::Vec;

use crate::json::{Json, Object};

use super::{Draft, Rules, Seen};
use crate::api_error::Dialect;
use crate::api_error::draft::{code_of, identifier, text_of};
use crate::api_error::fields::{fastify, sentence};
use crate::api_error::status::is_phrase;
use crate::api_error::text::is_code_like;

/// `error` is a text.
pub(super) struct WithError;
/// There is no `error`.
pub(super) struct WithMessage;

impl Rules for WithError {
    fn dialect(&self) -> Dialect {
        Dialect::Nest
    }

    fn detects(&self, seen: &Seen<'_>) -> bool {
        seen.is_text("error") && seen.is_number("statusCode")
    }

    fn read(&self, seen: &Seen<'_>, draft: &mut Draft) {
        read(seen, draft);
    }
}

impl Rules for WithMessage {
    fn dialect(&self) -> Dialect {
        Dialect::Nest
    }

    fn detects(&self, seen: &Seen<'_>) -> bool {
        seen.is_number("statusCode") && seen.get("message").is_some_and(|message| !message.is_null())
    }

    fn read(&self, seen: &Seen<'_>, draft: &mut Draft) {
        read(seen, draft);
    }
}

fn read(seen: &Seen<'_>, draft: &mut Draft) {
    let Some(object) = seen.top() else { return };
    let error = seen.text("error");
    let own = error.filter(|error| is_code_like(error) && !is_phrase(error)).and_then(identifier);
    draft.code = code_of(object).or(own);
    draft.title = error.map(str::to_owned);
    match seen.get("message") {
        Some(Json::String(_)) => draft.message = seen.text("message").map(str::to_owned),
        Some(Json::Array(items)) => list(items, draft),
        Some(Json::Object(inner)) => within(inner, seen.status, draft),
        _ => {}
    }
    draft.fields.structured(object, seen.status);
    if let Some(message) = draft.message.as_deref().filter(|_| draft.fields.is_empty()) {
        fastify(&mut draft.fields, message);
    }
    if draft.message.is_none() && draft.fields.is_empty() {
        draft.message = error.map(str::to_owned);
    }
    draft.rest(object, &["error", "message"]);
}

/// The sentences of class-validator, or its objects.
fn list(items: &[Json], draft: &mut Draft) {
    for item in items {
        match item {
            Json::String(text) => {
                let (at, reason) = sentence(text).unwrap_or_else(|| (Vec::new(), text.clone()));
                draft.fields.push(at, None, &reason, None);
            }
            item => draft.fields.list(core::slice::from_ref(item), false),
        }
    }
}

/// An exception whose response is an object stands in `message` once more.
fn within(inner: &Object, status: u16, draft: &mut Draft) {
    draft.code = draft.code.take().or_else(|| code_of(inner));
    draft.message = text_of(inner, "message").map(str::to_owned);
    if let Some(Json::Array(items)) = inner.get("message") {
        list(items, draft);
    }
    draft.fields.structured(inner, status);
}
