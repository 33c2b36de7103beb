//! OAuth 2.0 (RFC 6749 section 5.2): `{"error", "error_description", "error_uri"}`.

use alloc::borrow::ToOwned;

use super::{Draft, Rules, Seen};
use crate::api_error::Dialect;
use crate::api_error::draft::identifier;

pub(super) struct OAuth;

impl Rules for OAuth {
    fn dialect(&self) -> Dialect {
        Dialect::OAuth
    }

    fn detects(&self, seen: &Seen<'_>) -> bool {
        seen.is_text("error") && (seen.is_text("error_description") || seen.is_text("error_uri"))
    }

    fn read(&self, seen: &Seen<'_>, draft: &mut Draft) {
        let Some(object) = seen.top() else { return };
        draft.code = seen.text("error").and_then(identifier);
        draft.message = seen.text("error_description").or_else(|| seen.text("error")).map(str::to_owned);
        draft.docs(seen.text("error_uri"));
        draft.rest(object, &["error", "error_description", "error_uri"]);
    }
}
