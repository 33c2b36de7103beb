//! Stripe, `OpenAI` and Anthropic: `{"error": {"type", "message", "code", "param", "doc_url"}}`.

use alloc::borrow::ToOwned;

use super::{BodyContext, DialectReader, ErrorBuilder};
use crate::api_error::Dialect;
use crate::api_error::fields::{Notation, segments};
use crate::api_error::member::{code_of, identifier, text_of};

pub(super) struct Stripe;

impl DialectReader for Stripe {
    fn dialect(&self) -> Dialect {
        Dialect::Stripe
    }

    fn detects(&self, body: &BodyContext<'_>) -> bool {
        body.error().is_some_and(|error| {
            error.get("type").is_some_and(crate::json::Json::is_string)
                && error.get("message").is_some_and(crate::json::Json::is_string)
        })
    }

    fn read(&self, body: &BodyContext<'_>, builder: &mut ErrorBuilder) {
        let Some(error) = body.error() else { return };
        let code = code_of(error);
        let message = text_of(error, "message");
        if let Some(param) = text_of(error, "param") {
            let at = segments(param, Notation::Foreign);
            builder.fields.push(at, None, message.unwrap_or_default(), code.clone());
        }
        builder.code = code.or_else(|| text_of(error, "type").and_then(identifier));
        builder.message = message.map(str::to_owned);
        builder.rest(error, &["message", "param"]);
    }
}
