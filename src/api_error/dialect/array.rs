//! The body is a list: zod issues, texts, or a batch of answers.

use crate::json::{Json, Object};

use super::{BodyContext, DialectReader, ErrorBuilder, errors, google, trpc};
use crate::api_error::Dialect;
use crate::api_error::fields::is_zod_issue;

/// `[{"path": [], "message"}]`
pub(super) struct ZodIssues;
/// `["Email is invalid"]`
pub(super) struct Texts;
/// `[{"error": {"code": -32600, "data": {"code"}}}]`
pub(super) struct TrpcBatch;
/// `[{"error": {}}]`, as Google's streaming endpoints answer
pub(super) struct GoogleBatch;

fn all(body: &BodyContext<'_>, holds: impl Fn(&Json) -> bool) -> bool {
    matches!(body.json, Json::Array(items) if !items.is_empty() && items.iter().all(holds))
}

/// The first item that is an error. Other items of a batch may be successes.
fn first_error<'a>(body: &BodyContext<'a>) -> Option<&'a Object> {
    body.json.as_array()?.iter().find_map(|item| item.get("error")?.as_object())
}

impl DialectReader for ZodIssues {
    fn dialect(&self) -> Dialect {
        Dialect::Zod
    }

    fn detects(&self, body: &BodyContext<'_>) -> bool {
        all(body, is_zod_issue)
    }

    fn read(&self, body: &BodyContext<'_>, builder: &mut ErrorBuilder) {
        if let Json::Array(items) = body.json {
            builder.fields.list(items, false);
        }
    }
}

impl DialectReader for Texts {
    fn dialect(&self) -> Dialect {
        Dialect::ErrorsList
    }

    fn detects(&self, body: &BodyContext<'_>) -> bool {
        all(body, Json::is_string)
    }

    fn read(&self, body: &BodyContext<'_>, builder: &mut ErrorBuilder) {
        if let Json::Array(items) = body.json {
            errors::texts(items, builder);
        }
    }
}

impl DialectReader for TrpcBatch {
    fn dialect(&self) -> Dialect {
        Dialect::Trpc
    }

    fn detects(&self, body: &BodyContext<'_>) -> bool {
        first_error(body).is_some_and(trpc::is_trpc)
    }

    fn read(&self, body: &BodyContext<'_>, builder: &mut ErrorBuilder) {
        if let Some(error) = first_error(body) {
            trpc::read(error, builder);
        }
    }
}

impl DialectReader for GoogleBatch {
    fn dialect(&self) -> Dialect {
        Dialect::Google
    }

    fn detects(&self, body: &BodyContext<'_>) -> bool {
        first_error(body).is_some()
    }

    fn read(&self, body: &BodyContext<'_>, builder: &mut ErrorBuilder) {
        if let Some(error) = first_error(body) {
            google::read(error, builder);
        }
    }
}
