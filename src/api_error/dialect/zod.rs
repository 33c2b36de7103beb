//! A zod result without a wrapper of the server's: `{"error": {"name": "ZodError", "issues" | "message": "[…]"}}`.

use alloc::borrow::ToOwned;

use crate::json::Json;

use super::{BodyContext, DialectReader, ErrorBuilder};
use crate::api_error::Dialect;
use crate::api_error::fields::rendered_issues;
use crate::api_error::member::text_of;

pub(super) struct Zod;

impl DialectReader for Zod {
    fn dialect(&self) -> Dialect {
        Dialect::Zod
    }

    fn detects(&self, body: &BodyContext<'_>) -> bool {
        body.error().is_some_and(|error| {
            matches!(text_of(error, "name"), Some("ZodError" | "$ZodError"))
                || (error.get("issues").is_some_and(Json::is_array) && rendered_issues(error).is_none())
        })
    }

    fn read(&self, body: &BodyContext<'_>, builder: &mut ErrorBuilder) {
        let Some(error) = body.error() else { return };
        if let Some(Json::Array(issues)) = error.get("issues").or_else(|| error.get("errors")) {
            builder.fields.list(issues, false);
        }
        // The message repeats the issues as JSON text. `read.rs` reads it when it finishes the error.
        builder.message = text_of(error, "message").or_else(|| body.text("message")).map(str::to_owned);
        builder.rest(error, &["name", "message", "issues", "errors"]);
    }
}
