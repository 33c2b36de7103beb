//! Stripe, and after it `OpenAI` and Anthropic: `{"error": {"type", "message", "code", "param", "doc_url"}}`.

use alloc::borrow::ToOwned;

use super::{Draft, Rules, Seen};
use crate::api_error::Dialect;
use crate::api_error::draft::{code_of, identifier, text_of};
use crate::api_error::fields::{Notation, segments};

pub(super) struct Stripe;

impl Rules for Stripe {
    fn dialect(&self) -> Dialect {
        Dialect::Stripe
    }

    fn detects(&self, seen: &Seen<'_>) -> bool {
        seen.error().is_some_and(|error| {
            error.get("type").is_some_and(crate::json::Json::is_string)
                && error.get("message").is_some_and(crate::json::Json::is_string)
        })
    }

    fn read(&self, seen: &Seen<'_>, draft: &mut Draft) {
        let Some(error) = seen.error() else { return };
        let code = code_of(error);
        let message = text_of(error, "message");
        if let Some(param) = text_of(error, "param") {
            let at = segments(param, Notation::Foreign);
            draft.fields.push(at, None, message.unwrap_or_default(), code.clone());
        }
        draft.code = code.or_else(|| text_of(error, "type").and_then(identifier));
        draft.message = message.map(str::to_owned);
        draft.rest(error, &["message", "param"]);
    }
}
