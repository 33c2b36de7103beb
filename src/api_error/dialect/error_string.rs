//! `error` is a text: with `code` it is the message (Foglift), with `message` it is the code (the inbox API), and
//! alone it is what it looks like.

use alloc::borrow::ToOwned;

use super::{Draft, Rules, Seen};
use crate::api_error::Dialect;
use crate::api_error::draft::{code_of, identifier};
use crate::api_error::status::is_phrase;
use crate::api_error::text::is_code_like;

/// `{"error": "Text.", "code": "some_code"}`
pub(super) struct WithCode;
/// `{"error": "some_code", "message": "Text."}`
pub(super) struct WithMessage;
/// `{"error": "Text."}` or `{"error": "some_code"}`
pub(super) struct Alone;

impl Rules for WithCode {
    fn dialect(&self) -> Dialect {
        Dialect::ErrorStringCode
    }

    fn detects(&self, seen: &Seen<'_>) -> bool {
        seen.is_text("error") && seen.text("code").is_some()
    }

    fn read(&self, seen: &Seen<'_>, draft: &mut Draft) {
        read(seen, draft);
    }
}

impl Rules for WithMessage {
    fn dialect(&self) -> Dialect {
        Dialect::ErrorCodeMessage
    }

    fn detects(&self, seen: &Seen<'_>) -> bool {
        seen.is_text("error") && seen.is_text("message")
    }

    fn read(&self, seen: &Seen<'_>, draft: &mut Draft) {
        read(seen, draft);
    }
}

impl Rules for Alone {
    fn dialect(&self) -> Dialect {
        Dialect::ErrorString
    }

    fn detects(&self, seen: &Seen<'_>) -> bool {
        seen.is_text("error")
    }

    fn read(&self, seen: &Seen<'_>, draft: &mut Draft) {
        read(seen, draft);
    }
}

fn read(seen: &Seen<'_>, draft: &mut Draft) {
    let Some(object) = seen.top() else { return };
    let error = seen.text("error");
    let named = |text: &&str| is_code_like(text) && !is_phrase(text);
    draft.code = code_of(object).or_else(|| error.filter(named).and_then(identifier));
    draft.message = seen.text("message").or(error).map(str::to_owned);
    draft.title = error.filter(|text| is_phrase(text)).map(str::to_owned);
    draft.fields.structured(object, seen.status);
    draft.rest(object, &["error", "message"]);
}
