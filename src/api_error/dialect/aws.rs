//! AWS JSON protocols: `{"__type": "prefix#SomeException", "message"}`.

use alloc::borrow::ToOwned;

use super::{Draft, Rules, Seen};
use crate::api_error::Dialect;
use crate::api_error::draft::identifier;
use crate::cut;

pub(super) struct Aws;

impl Rules for Aws {
    fn dialect(&self) -> Dialect {
        Dialect::Aws
    }

    fn detects(&self, seen: &Seen<'_>) -> bool {
        seen.is_text("__type")
    }

    fn read(&self, seen: &Seen<'_>, draft: &mut Draft) {
        let Some(object) = seen.top() else { return };
        draft.code = seen.text("__type").map(error_type).and_then(identifier);
        let texts = ["message", "Message", "errorMessage"];
        draft.message = texts.iter().find_map(|name| seen.text(name)).map(str::to_owned);
        draft.fields.structured(object, seen.status);
        draft.rest(object, &["__type", "message", "Message", "errorMessage"]);
    }
}

/// The name in an AWS error type: what stands behind `#` and before `:`.
pub(in crate::api_error) fn error_type(text: &str) -> &str {
    cut::before(cut::last(text, "#").map_or(text, |(_, name)| name), ":")
}
