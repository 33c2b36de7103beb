//! A zod result sent as it is: `{"error": {"name": "ZodError", "issues" | "message": "[…]"}}`.

use alloc::borrow::ToOwned;

use crate::json::Json;

use super::{Draft, Rules, Seen};
use crate::api_error::Dialect;
use crate::api_error::draft::text_of;

pub(super) struct Zod;

impl Rules for Zod {
    fn dialect(&self) -> Dialect {
        Dialect::Zod
    }

    fn detects(&self, seen: &Seen<'_>) -> bool {
        seen.error().is_some_and(|error| {
            matches!(text_of(error, "name"), Some("ZodError" | "$ZodError"))
                || error.get("issues").is_some_and(Json::is_array)
        })
    }

    fn read(&self, seen: &Seen<'_>, draft: &mut Draft) {
        let Some(error) = seen.error() else { return };
        if let Some(Json::Array(issues)) = error.get("issues").or_else(|| error.get("errors")) {
            draft.fields.list(issues, false);
        }
        // The message is the issues once more as JSON text, which finishing the error sees to.
        draft.message = text_of(error, "message").or_else(|| seen.text("message")).map(str::to_owned);
        draft.rest(error, &["name", "message", "issues", "errors"]);
    }
}
