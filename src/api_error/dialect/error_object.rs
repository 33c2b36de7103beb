//! `{"error": {"message", "code"}}`: `FloweState`, and the most common envelope.

use alloc::borrow::ToOwned;

use super::{BodyContext, DialectReader, ErrorBuilder};
use crate::api_error::Dialect;
use crate::api_error::member::{code_of, text_of};

pub(super) struct ErrorObject;

impl DialectReader for ErrorObject {
    fn dialect(&self) -> Dialect {
        Dialect::ErrorObject
    }

    fn detects(&self, body: &BodyContext<'_>) -> bool {
        body.error().is_some_and(|error| error.get("message").is_some_and(crate::json::Json::is_string))
    }

    fn read(&self, body: &BodyContext<'_>, builder: &mut ErrorBuilder) {
        let (Some(object), Some(error)) = (body.top(), body.error()) else { return };
        builder.code = code_of(error).or_else(|| code_of(object));
        builder.message = text_of(error, "message").map(str::to_owned);
        if builder.rendered_issues(error) {
            // The message has the paths and the reasons.
            builder.rest(error, &["message", "issues"]);
            return;
        }
        builder.fields.structured(error, body.status);
        if builder.fields.is_empty() {
            builder.fields.structured(object, body.status);
        }
        builder.rest(error, &["message"]);
    }
}
