//! Spring Boot's `DefaultErrorAttributes`: `{"timestamp", "status", "error", "message"?, "errors"?, "path"}`.

use alloc::borrow::ToOwned;

use super::{Draft, Rules, Seen};
use crate::api_error::Dialect;
use crate::api_error::draft::code_of;

pub(super) struct Spring;

impl Rules for Spring {
    fn dialect(&self) -> Dialect {
        Dialect::Spring
    }

    fn detects(&self, seen: &Seen<'_>) -> bool {
        seen.is_text("error") && seen.get("timestamp").is_some() && seen.is_number("status")
    }

    fn read(&self, seen: &Seen<'_>, draft: &mut Draft) {
        let Some(object) = seen.top() else { return };
        draft.code = code_of(object);
        draft.title = seen.text("error").map(str::to_owned);
        draft.message = seen.text("message").filter(|text| *text != "No message available").map(str::to_owned);
        draft.message = draft.message.take().or_else(|| draft.title.clone());
        draft.instance = seen.text("path").map(str::to_owned);
        draft.fields.structured(object, seen.status);
        draft.rest(object, &["timestamp", "error", "message", "path"]);
    }
}
