//! `{"message"}`, alone or with a code; with `documentation_url` it is GitHub's.

use alloc::borrow::ToOwned;

use super::{BodyContext, DialectReader, ErrorBuilder};
use crate::api_error::Dialect;
use crate::api_error::member::code_of;

/// `{"message", "documentation_url", "errors": [{"resource", "field", "code"}]}`
pub(super) struct GitHub;
/// `{"message", "code"?}`
pub(super) struct Message;

impl DialectReader for GitHub {
    fn dialect(&self) -> Dialect {
        Dialect::GitHub
    }

    fn detects(&self, body: &BodyContext<'_>) -> bool {
        body.is_text("message") && body.is_text("documentation_url")
    }

    fn read(&self, body: &BodyContext<'_>, builder: &mut ErrorBuilder) {
        read(body, builder);
    }
}

impl DialectReader for Message {
    fn dialect(&self) -> Dialect {
        Dialect::Message
    }

    fn detects(&self, body: &BodyContext<'_>) -> bool {
        body.is_text("message")
    }

    fn read(&self, body: &BodyContext<'_>, builder: &mut ErrorBuilder) {
        read(body, builder);
    }
}

fn read(body: &BodyContext<'_>, builder: &mut ErrorBuilder) {
    let Some(object) = body.top() else { return };
    builder.code = code_of(object);
    builder.message = body.text("message").map(str::to_owned);
    builder.fields.structured(object, body.status);
    builder.rest(object, &["message"]);
}
