//! `{"message"}`, alone or with a code; with `documentation_url` it is GitHub's.

use alloc::borrow::ToOwned;

use super::{Draft, Rules, Seen};
use crate::api_error::Dialect;
use crate::api_error::draft::code_of;

/// `{"message", "documentation_url", "errors": [{"resource", "field", "code"}]}`
pub(super) struct GitHub;
/// `{"message", "code"?}`
pub(super) struct Message;

impl Rules for GitHub {
    fn dialect(&self) -> Dialect {
        Dialect::GitHub
    }

    fn detects(&self, seen: &Seen<'_>) -> bool {
        seen.is_text("message") && seen.is_text("documentation_url")
    }

    fn read(&self, seen: &Seen<'_>, draft: &mut Draft) {
        read(seen, draft);
    }
}

impl Rules for Message {
    fn dialect(&self) -> Dialect {
        Dialect::Message
    }

    fn detects(&self, seen: &Seen<'_>) -> bool {
        seen.is_text("message")
    }

    fn read(&self, seen: &Seen<'_>, draft: &mut Draft) {
        read(seen, draft);
    }
}

fn read(seen: &Seen<'_>, draft: &mut Draft) {
    let Some(object) = seen.top() else { return };
    draft.code = code_of(object);
    draft.message = seen.text("message").map(str::to_owned);
    draft.fields.structured(object, seen.status);
    draft.rest(object, &["message"]);
}
