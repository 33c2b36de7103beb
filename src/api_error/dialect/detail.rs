//! `{"detail"}`: `FastAPI` (and so `FoxReach`), Starlette, Django REST framework. A text, a list of issues, or an
//! object.

use alloc::borrow::ToOwned;

use crate::json::Json;

use super::{BodyContext, DialectReader, ErrorBuilder};
use crate::api_error::Dialect;
use crate::api_error::member::{code_of, text_of};

pub(super) struct Detail;

impl DialectReader for Detail {
    fn dialect(&self) -> Dialect {
        Dialect::Detail
    }

    fn detects(&self, body: &BodyContext<'_>) -> bool {
        body.get("detail").is_some_and(|detail| !detail.is_null())
    }

    fn read(&self, body: &BodyContext<'_>, builder: &mut ErrorBuilder) {
        let Some(object) = body.top() else { return };
        builder.code = code_of(object);
        builder.title = body.text("title").map(str::to_owned);
        match body.get("detail") {
            Some(Json::String(text)) => builder.message = Some(text.clone()),
            Some(Json::Array(items)) => builder.fields.list(items, true),
            Some(Json::Object(inner)) => {
                builder.common(inner);
                // `HTTPException(detail={...})` may hold an object of any other dialect.
                builder.code = builder.code.take().or_else(|| code_of(inner)).or_else(|| {
                    let error = text_of(inner, "error").filter(|_| text_of(inner, "message").is_some());
                    error.filter(|error| crate::api_error::text::is_code_like(error)).map(str::to_owned)
                });
                let texts = ["message", "msg", "detail", "error", "reason"];
                builder.message = texts.iter().find_map(|name| text_of(inner, name)).map(str::to_owned);
                builder.fields.structured(inner, body.status);
                builder.rest(inner, &texts);
                return;
            }
            _ => {}
        }
        builder.message = builder.message.take().or_else(|| body.text("message").map(str::to_owned));
        builder.rest(object, &["detail", "message", "title"]);
    }
}
