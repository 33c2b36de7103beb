//! `{"error": {"message", "code"}}`: `FloweState`, and the commonest envelope of all.

use alloc::borrow::ToOwned;

use super::{Draft, Rules, Seen};
use crate::api_error::Dialect;
use crate::api_error::draft::{code_of, text_of};

pub(super) struct ErrorObject;

impl Rules for ErrorObject {
    fn dialect(&self) -> Dialect {
        Dialect::ErrorObject
    }

    fn detects(&self, seen: &Seen<'_>) -> bool {
        seen.error().is_some_and(|error| error.get("message").is_some_and(crate::json::Json::is_string))
    }

    fn read(&self, seen: &Seen<'_>, draft: &mut Draft) {
        let (Some(object), Some(error)) = (seen.top(), seen.error()) else { return };
        draft.code = code_of(error).or_else(|| code_of(object));
        draft.message = text_of(error, "message").map(str::to_owned);
        draft.fields.structured(error, seen.status);
        if draft.fields.is_empty() {
            draft.fields.structured(object, seen.status);
        }
        draft.rest(error, &["message"]);
    }
}
