//! `errors` without an `error`: a map (Laravel, Rails) or a list of texts.

use alloc::borrow::ToOwned;
use alloc::vec::Vec;

use crate::cut;
use crate::json::Json;

use super::{Draft, Rules, Seen};
use crate::api_error::Dialect;
use crate::api_error::draft::code_of;

/// `{"message"?, "errors": {"email": ["is invalid"]}}`
pub(super) struct ErrorsMap;
/// `{"message"?, "errors": ["Email is invalid"]}`
pub(super) struct ErrorsList;

impl Rules for ErrorsMap {
    fn dialect(&self) -> Dialect {
        Dialect::ErrorsMap
    }

    fn detects(&self, seen: &Seen<'_>) -> bool {
        seen.get("errors").is_some_and(Json::is_object)
    }

    fn read(&self, seen: &Seen<'_>, draft: &mut Draft) {
        let Some(object) = seen.top() else { return };
        draft.code = code_of(object);
        draft.title = seen.text("title").map(str::to_owned);
        draft.message = ["message", "detail", "title"].iter().find_map(|name| seen.text(name)).map(str::to_owned);
        draft.fields.structured(object, seen.status);
        draft.rest(object, &["message", "title", "detail"]);
    }
}

impl Rules for ErrorsList {
    fn dialect(&self) -> Dialect {
        Dialect::ErrorsList
    }

    fn detects(&self, seen: &Seen<'_>) -> bool {
        matches!(seen.get("errors"), Some(Json::Array(items)) if !items.is_empty() && items.iter().all(Json::is_string))
    }

    fn read(&self, seen: &Seen<'_>, draft: &mut Draft) {
        let (Some(object), Some(Json::Array(items))) = (seen.top(), seen.get("errors")) else { return };
        draft.code = code_of(object);
        draft.message = seen.text("message").map(str::to_owned);
        texts(items, draft);
        draft.rest(object, &["message"]);
    }
}

/// Each text is about the request as a whole; together they are the message, where there is no other.
pub(super) fn texts(items: &[Json], draft: &mut Draft) {
    draft.fields.list(items, true);
    if draft.message.is_none() {
        let texts: Vec<_> = items.iter().filter_map(Json::as_str).filter(|text| !text.trim().is_empty()).collect();
        draft.message = Some(cut::join(&texts, "; "));
    }
}
