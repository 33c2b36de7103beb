//! OAuth 2.0 (RFC 6749 section 5.2): `{"error", "error_description", "error_uri"}`.

use alloc::borrow::ToOwned;

use super::{BodyContext, DialectReader, ErrorBuilder};
use crate::api_error::Dialect;
use crate::api_error::member::identifier;

pub(super) struct OAuth;

impl DialectReader for OAuth {
    fn dialect(&self) -> Dialect {
        Dialect::OAuth
    }

    fn detects(&self, body: &BodyContext<'_>) -> bool {
        body.is_text("error") && (body.is_text("error_description") || body.is_text("error_uri"))
    }

    fn read(&self, body: &BodyContext<'_>, builder: &mut ErrorBuilder) {
        let Some(object) = body.top() else { return };
        builder.code = body.text("error").and_then(identifier);
        builder.message = body.text("error_description").or_else(|| body.text("error")).map(str::to_owned);
        builder.docs(body.text("error_uri"));
        builder.rest(object, &["error", "error_description", "error_uri"]);
    }
}
