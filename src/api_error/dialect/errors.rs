//! `errors` without an `error`: a map (Laravel, Rails) or a list of texts.

use alloc::borrow::ToOwned;
use alloc::vec::Vec;

use crate::json::Json;
use crate::strings;

use super::{BodyContext, DialectReader, ErrorBuilder};
use crate::api_error::Dialect;
use crate::api_error::member::code_of;

/// `{"message"?, "errors": {"email": ["is invalid"]}}`
pub(super) struct ErrorsMap;
/// `{"message"?, "errors": ["Email is invalid"]}`
pub(super) struct ErrorsList;

impl DialectReader for ErrorsMap {
    fn dialect(&self) -> Dialect {
        Dialect::ErrorsMap
    }

    fn detects(&self, body: &BodyContext<'_>) -> bool {
        body.get("errors").is_some_and(Json::is_object)
    }

    fn read(&self, body: &BodyContext<'_>, builder: &mut ErrorBuilder) {
        let Some(object) = body.top() else { return };
        builder.code = code_of(object);
        builder.title = body.text("title").map(str::to_owned);
        builder.message = ["message", "detail", "title"].iter().find_map(|name| body.text(name)).map(str::to_owned);
        builder.fields.structured(object, body.status);
        builder.rest(object, &["message", "title", "detail"]);
    }
}

impl DialectReader for ErrorsList {
    fn dialect(&self) -> Dialect {
        Dialect::ErrorsList
    }

    fn detects(&self, body: &BodyContext<'_>) -> bool {
        matches!(body.get("errors"), Some(Json::Array(items)) if !items.is_empty() && items.iter().all(Json::is_string))
    }

    fn read(&self, body: &BodyContext<'_>, builder: &mut ErrorBuilder) {
        let (Some(object), Some(Json::Array(items))) = (body.top(), body.get("errors")) else { return };
        builder.code = code_of(object);
        builder.message = body.text("message").map(str::to_owned);
        texts(items, builder);
        builder.rest(object, &["message"]);
    }
}

/// Each text is a reason for the request as a whole. Joined, they are the message if the body has no other.
pub(super) fn texts(items: &[Json], builder: &mut ErrorBuilder) {
    builder.fields.list(items, true);
    if builder.message.is_none() {
        let texts: Vec<_> = items.iter().filter_map(Json::as_str).filter(|text| !text.trim().is_empty()).collect();
        builder.message = Some(strings::join(&texts, "; "));
    }
}
