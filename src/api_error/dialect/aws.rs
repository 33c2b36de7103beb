//! AWS JSON protocols: `{"__type": "prefix#SomeException", "message"}`.

use alloc::borrow::ToOwned;

use super::{BodyContext, DialectReader, ErrorBuilder};
use crate::api_error::Dialect;
use crate::api_error::member::identifier;
use crate::strings;

pub(super) struct Aws;

impl DialectReader for Aws {
    fn dialect(&self) -> Dialect {
        Dialect::Aws
    }

    fn detects(&self, body: &BodyContext<'_>) -> bool {
        body.is_text("__type")
    }

    fn read(&self, body: &BodyContext<'_>, builder: &mut ErrorBuilder) {
        let Some(object) = body.top() else { return };
        builder.code = body.text("__type").map(error_type).and_then(identifier);
        let texts = ["message", "Message", "errorMessage"];
        builder.message = texts.iter().find_map(|name| body.text(name)).map(str::to_owned);
        builder.fields.structured(object, body.status);
        builder.rest(object, &["__type", "message", "Message", "errorMessage"]);
    }
}

/// The name in an AWS error type: the text between `#` and `:`.
pub(in crate::api_error) fn error_type(text: &str) -> &str {
    strings::prefix_before(strings::rsplit_once(text, "#").map_or(text, |(_, name)| name), ":")
}
