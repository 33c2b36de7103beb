//! Spring Boot's `DefaultErrorAttributes`: `{"timestamp", "status", "error", "message"?, "errors"?, "path"}`.

use alloc::borrow::ToOwned;

use super::{BodyContext, DialectReader, ErrorBuilder};
use crate::api_error::Dialect;
use crate::api_error::member::code_of;

pub(super) struct Spring;

impl DialectReader for Spring {
    fn dialect(&self) -> Dialect {
        Dialect::Spring
    }

    fn detects(&self, body: &BodyContext<'_>) -> bool {
        body.is_text("error") && body.get("timestamp").is_some() && body.is_number("status")
    }

    fn read(&self, body: &BodyContext<'_>, builder: &mut ErrorBuilder) {
        let Some(object) = body.top() else { return };
        builder.code = code_of(object);
        builder.title = body.text("error").map(str::to_owned);
        builder.message = body.text("message").filter(|text| *text != "No message available").map(str::to_owned);
        builder.message = builder.message.take().or_else(|| builder.title.clone());
        builder.instance = body.text("path").map(str::to_owned);
        builder.fields.structured(object, body.status);
        builder.rest(object, &["timestamp", "error", "message", "path"]);
    }
}
