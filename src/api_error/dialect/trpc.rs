//! tRPC: `{"error": {"message", "code": -32600, "data": {"code": "BAD_REQUEST", "httpStatus", "zodError"}}}`.

use alloc::borrow::ToOwned;

use crate::json::{Json, Object};

use super::{Draft, Rules, Seen};
use crate::api_error::Dialect;
use crate::api_error::draft::{code_of, text_of};
use crate::api_error::fields::Notation;

pub(super) struct Trpc;

impl Rules for Trpc {
    fn dialect(&self) -> Dialect {
        Dialect::Trpc
    }

    fn detects(&self, seen: &Seen<'_>) -> bool {
        seen.error().is_some_and(is_trpc)
    }

    fn read(&self, seen: &Seen<'_>, draft: &mut Draft) {
        if let Some(error) = seen.error() {
            read(error, draft);
        }
    }
}

/// The error itself: superjson wraps it once more.
fn inner(error: &Object) -> &Object {
    error.get("json").and_then(Json::as_object).unwrap_or(error)
}

pub(super) fn is_trpc(error: &Object) -> bool {
    let error = inner(error);
    error.get("code").is_some_and(Json::is_i64) && error.get("data").is_some_and(|data| data.get("code").is_some())
}

pub(super) fn read(error: &Object, draft: &mut Draft) {
    let error = inner(error);
    draft.message = text_of(error, "message").map(str::to_owned);
    let Some(Json::Object(data)) = error.get("data") else { return };
    draft.code = code_of(data);
    draft.status = draft.status.or_else(|| data.get("httpStatus")?.as_u64());
    if let Some(Json::Object(flat)) = data.get("zodError") {
        if let Some(Json::Array(whole)) = flat.get("formErrors") {
            draft.fields.list(whole, true);
        }
        if let Some(Json::Object(map)) = flat.get("fieldErrors") {
            draft.fields.map(map, Notation::Foreign);
        }
    }
    draft.rest(data, &["httpStatus", "zodError", "stack"]);
}
