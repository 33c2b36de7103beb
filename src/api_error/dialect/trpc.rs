//! tRPC: `{"error": {"message", "code": -32600, "data": {"code": "BAD_REQUEST", "httpStatus", "zodError"}}}`.

use alloc::borrow::ToOwned;

use crate::json::{Json, Object};

use super::{BodyContext, DialectReader, ErrorBuilder};
use crate::api_error::Dialect;
use crate::api_error::fields::Notation;
use crate::api_error::member::{code_of, text_of};

pub(super) struct Trpc;

impl DialectReader for Trpc {
    fn dialect(&self) -> Dialect {
        Dialect::Trpc
    }

    fn detects(&self, body: &BodyContext<'_>) -> bool {
        body.error().is_some_and(is_trpc)
    }

    fn read(&self, body: &BodyContext<'_>, builder: &mut ErrorBuilder) {
        if let Some(error) = body.error() {
            read(error, builder);
        }
    }
}

/// The error without the object `json` that superjson wraps around it.
fn inner(error: &Object) -> &Object {
    error.get("json").and_then(Json::as_object).unwrap_or(error)
}

pub(super) fn is_trpc(error: &Object) -> bool {
    let error = inner(error);
    error.get("code").is_some_and(Json::is_i64) && error.get("data").is_some_and(|data| data.get("code").is_some())
}

pub(super) fn read(error: &Object, builder: &mut ErrorBuilder) {
    let error = inner(error);
    builder.message = text_of(error, "message").map(str::to_owned);
    let Some(Json::Object(data)) = error.get("data") else { return };
    builder.code = code_of(data);
    builder.status = builder.status.or_else(|| data.get("httpStatus")?.as_u64());
    if let Some(Json::Object(flat)) = data.get("zodError") {
        if let Some(Json::Array(whole)) = flat.get("formErrors") {
            builder.fields.list(whole, true);
        }
        if let Some(Json::Object(map)) = flat.get("fieldErrors") {
            builder.fields.map(map, Notation::Foreign);
        }
    }
    builder.rest(data, &["httpStatus", "zodError", "stack"]);
}
