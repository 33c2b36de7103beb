//! The body is a list: zod issues, texts, or a batch of answers.

use crate::json::{Json, Object};

use super::{Draft, Rules, Seen, errors, google, trpc};
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

fn all(seen: &Seen<'_>, holds: impl Fn(&Json) -> bool) -> bool {
    matches!(seen.json, Json::Array(items) if !items.is_empty() && items.iter().all(holds))
}

/// The first item that has failed: in a batch others may have succeeded.
fn first_error<'a>(seen: &Seen<'a>) -> Option<&'a Object> {
    seen.json.as_array()?.iter().find_map(|item| item.get("error")?.as_object())
}

impl Rules for ZodIssues {
    fn dialect(&self) -> Dialect {
        Dialect::Zod
    }

    fn detects(&self, seen: &Seen<'_>) -> bool {
        all(seen, is_zod_issue)
    }

    fn read(&self, seen: &Seen<'_>, draft: &mut Draft) {
        if let Json::Array(items) = seen.json {
            draft.fields.list(items, false);
        }
    }
}

impl Rules for Texts {
    fn dialect(&self) -> Dialect {
        Dialect::ErrorsList
    }

    fn detects(&self, seen: &Seen<'_>) -> bool {
        all(seen, Json::is_string)
    }

    fn read(&self, seen: &Seen<'_>, draft: &mut Draft) {
        if let Json::Array(items) = seen.json {
            errors::texts(items, draft);
        }
    }
}

impl Rules for TrpcBatch {
    fn dialect(&self) -> Dialect {
        Dialect::Trpc
    }

    fn detects(&self, seen: &Seen<'_>) -> bool {
        first_error(seen).is_some_and(trpc::is_trpc)
    }

    fn read(&self, seen: &Seen<'_>, draft: &mut Draft) {
        if let Some(error) = first_error(seen) {
            trpc::read(error, draft);
        }
    }
}

impl Rules for GoogleBatch {
    fn dialect(&self) -> Dialect {
        Dialect::Google
    }

    fn detects(&self, seen: &Seen<'_>) -> bool {
        first_error(seen).is_some()
    }

    fn read(&self, seen: &Seen<'_>, draft: &mut Draft) {
        if let Some(error) = first_error(seen) {
            google::read(error, draft);
        }
    }
}
