//! `{"detail"}`: `FastAPI`, Starlette, Django REST framework, and so `FoxReach`. A text, a list of issues, or an object.

use alloc::borrow::ToOwned;

use crate::json::Json;

use super::{Draft, Rules, Seen};
use crate::api_error::Dialect;
use crate::api_error::draft::{code_of, text_of};

pub(super) struct Detail;

impl Rules for Detail {
    fn dialect(&self) -> Dialect {
        Dialect::Detail
    }

    fn detects(&self, seen: &Seen<'_>) -> bool {
        seen.get("detail").is_some_and(|detail| !detail.is_null())
    }

    fn read(&self, seen: &Seen<'_>, draft: &mut Draft) {
        let Some(object) = seen.top() else { return };
        draft.code = code_of(object);
        draft.title = seen.text("title").map(str::to_owned);
        match seen.get("detail") {
            Some(Json::String(text)) => draft.message = Some(text.clone()),
            Some(Json::Array(items)) => draft.fields.list(items, true),
            Some(Json::Object(inner)) => {
                draft.common(inner);
                // `HTTPException(detail={...})` puts any other dialect's object here.
                draft.code = draft.code.take().or_else(|| code_of(inner)).or_else(|| {
                    let error = text_of(inner, "error").filter(|_| text_of(inner, "message").is_some());
                    error.filter(|error| crate::api_error::text::is_code_like(error)).map(str::to_owned)
                });
                let texts = ["message", "msg", "detail", "error", "reason"];
                draft.message = texts.iter().find_map(|name| text_of(inner, name)).map(str::to_owned);
                draft.fields.structured(inner, seen.status);
                draft.rest(inner, &texts);
                return;
            }
            _ => {}
        }
        draft.message = draft.message.take().or_else(|| seen.text("message").map(str::to_owned));
        draft.rest(object, &["detail", "message", "title"]);
    }
}
