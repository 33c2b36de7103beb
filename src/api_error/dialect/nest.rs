//! Nest and Fastify: `{"statusCode", "error": "Bad Request", "message", "code"?}`; `message` may be a list of sentences.

use alloc::borrow::ToOwned;

use crate::json::{Json, Object};

use super::{BodyContext, DialectReader, ErrorBuilder};
use crate::api_error::Dialect;
use crate::api_error::fields::{fastify, sentence};
use crate::api_error::member::{code_of, identifier, text_of};
use crate::api_error::status::is_phrase;
use crate::api_error::text::is_code_like;

/// `error` is a text.
pub(super) struct WithError;
/// There is no `error`.
pub(super) struct WithMessage;

impl DialectReader for WithError {
    fn dialect(&self) -> Dialect {
        Dialect::Nest
    }

    fn detects(&self, body: &BodyContext<'_>) -> bool {
        body.is_text("error") && body.is_number("statusCode")
    }

    fn read(&self, body: &BodyContext<'_>, builder: &mut ErrorBuilder) {
        read(body, builder);
    }
}

impl DialectReader for WithMessage {
    fn dialect(&self) -> Dialect {
        Dialect::Nest
    }

    fn detects(&self, body: &BodyContext<'_>) -> bool {
        body.is_number("statusCode") && body.get("message").is_some_and(|message| !message.is_null())
    }

    fn read(&self, body: &BodyContext<'_>, builder: &mut ErrorBuilder) {
        read(body, builder);
    }
}

fn read(body: &BodyContext<'_>, builder: &mut ErrorBuilder) {
    let Some(object) = body.top() else { return };
    let error = body.text("error");
    let own = error.filter(|error| is_code_like(error) && !is_phrase(error)).and_then(identifier);
    builder.code = code_of(object).or(own);
    builder.title = error.map(str::to_owned);
    match body.get("message") {
        Some(Json::String(_)) => builder.message = body.text("message").map(str::to_owned),
        Some(Json::Array(items)) => list(items, builder),
        Some(Json::Object(inner)) => within(inner, body.status, builder),
        _ => {}
    }
    builder.fields.structured(object, body.status);
    if let Some(message) = builder.message.as_deref().filter(|_| builder.fields.is_empty()) {
        fastify(&mut builder.fields, message);
    }
    if builder.message.is_none() && builder.fields.is_empty() {
        builder.message = error.map(str::to_owned);
    }
    builder.rest(object, &["error", "message"]);
}

/// The sentences of class-validator, or its objects.
fn list(items: &[Json], builder: &mut ErrorBuilder) {
    for item in items {
        match item {
            Json::String(text) => match sentence(text) {
                Some((at, reason)) => builder.fields.push(at, None, &reason, None),
                None => builder.fields.push_text(text),
            },
            item => builder.fields.list(core::slice::from_ref(item), false),
        }
    }
}

/// Reads the object that Nest puts into `message` if the response of an exception is an object.
fn within(inner: &Object, status: u16, builder: &mut ErrorBuilder) {
    builder.code = builder.code.take().or_else(|| code_of(inner));
    builder.message = text_of(inner, "message").map(str::to_owned);
    if let Some(Json::Array(items)) = inner.get("message") {
        list(items, builder);
    }
    builder.fields.structured(inner, status);
}
