//! `error` is a text. Beside `code` it is the message (Foglift), and beside `message` it is the code (the inbox API).
//! Alone it is the message, and the code too if it looks like an identifier.

use alloc::borrow::ToOwned;

use crate::json::Json;

use super::{BodyContext, DialectReader, ErrorBuilder};
use crate::api_error::Dialect;
use crate::api_error::member::{code_of, identifier};
use crate::api_error::status::is_phrase;
use crate::api_error::text::is_code_like;

/// `{"error": "Text.", "code": "some_code"}`
pub(super) struct WithCode;
/// `{"error": "some_code", "message": "Text."}`
pub(super) struct WithMessage;
/// `{"error": "Text."}` or `{"error": "some_code"}`
pub(super) struct Alone;

impl DialectReader for WithCode {
    fn dialect(&self) -> Dialect {
        Dialect::ErrorStringCode
    }

    fn detects(&self, body: &BodyContext<'_>) -> bool {
        body.is_text("error") && body.text("code").is_some()
    }

    fn read(&self, body: &BodyContext<'_>, builder: &mut ErrorBuilder) {
        read(body, builder);
    }
}

impl DialectReader for WithMessage {
    fn dialect(&self) -> Dialect {
        Dialect::ErrorCodeMessage
    }

    fn detects(&self, body: &BodyContext<'_>) -> bool {
        body.is_text("error") && body.is_text("message")
    }

    fn read(&self, body: &BodyContext<'_>, builder: &mut ErrorBuilder) {
        read(body, builder);
    }
}

impl DialectReader for Alone {
    fn dialect(&self) -> Dialect {
        Dialect::ErrorString
    }

    fn detects(&self, body: &BodyContext<'_>) -> bool {
        body.is_text("error")
    }

    fn read(&self, body: &BodyContext<'_>, builder: &mut ErrorBuilder) {
        read(body, builder);
    }
}

fn read(body: &BodyContext<'_>, builder: &mut ErrorBuilder) {
    let Some(object) = body.top() else { return };
    let error = body.text("error");
    let named = |text: &&str| is_code_like(text) && !is_phrase(text);
    builder.code = code_of(object).or_else(|| error.filter(named).and_then(identifier));
    builder.message = body.text("message").or(error).map(str::to_owned);
    builder.title = error.filter(|text| is_phrase(text)).map(str::to_owned);
    builder.fields.structured(object, body.status);
    if let Some(details) = object.get("details").and_then(Json::as_object) {
        builder.rendered_issues(details);
    }
    builder.rest(object, &["error", "message"]);
}
