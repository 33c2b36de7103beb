//! GraphQL: `{"errors": [{"message", "path", "locations", "extensions": {"code"}}]}`, often with status 200.

use alloc::borrow::ToOwned;
use alloc::vec::Vec;

use crate::json::{Json, Object};

use super::{BodyContext, DialectReader, ErrorBuilder};
use crate::api_error::codes::meaning;
use crate::api_error::fields::Notation;
use crate::api_error::member::{code_of, items, text_of};
use crate::api_error::{Category, Dialect};
use crate::path::Segment;

pub(super) struct GraphQl;

impl DialectReader for GraphQl {
    fn dialect(&self) -> Dialect {
        Dialect::GraphQl
    }

    fn detects(&self, body: &BodyContext<'_>) -> bool {
        let typed = body.media_type == "application/graphql-response+json" && body.first_error().is_some();
        typed || body.first_error().is_some_and(is_graphql)
    }

    fn read(&self, body: &BodyContext<'_>, builder: &mut ErrorBuilder) {
        for error in items(body.get("errors")).iter().filter_map(Json::as_object) {
            let extensions = error.get("extensions").and_then(Json::as_object);
            let code = extensions.and_then(code_of);
            let message = text_of(error, "message");
            fields(builder, error, extensions, code.as_deref(), message);
            if builder.message.is_none() {
                builder.message = message.map(str::to_owned);
                builder.code = code;
                builder.details = extensions
                    .map(|extensions| {
                        let kept = extensions.iter().filter(|(name, _)| *name != "code" && *name != "validation");
                        kept.map(|(name, value)| (name.clone(), value.clone())).collect::<Object>()
                    })
                    .filter(|rest| !rest.is_empty())
                    .map(Json::Object);
            }
        }
    }
}

fn is_graphql(error: &Object) -> bool {
    error.get("message").is_some_and(Json::is_string)
        && (error.contains_key("locations")
            || error.get("path").is_some_and(Json::is_array)
            || error.get("extensions").is_some_and(Json::is_object))
}

/// An error with a response path is a field error, unless its code says that the caller's input is not the cause.
fn fields(
    builder: &mut ErrorBuilder,
    error: &Object,
    extensions: Option<&Object>,
    code: Option<&str>,
    message: Option<&str>,
) {
    // Lighthouse (Laravel) sends its validator's map.
    if let Some(Json::Object(map)) = extensions.and_then(|extensions| extensions.get("validation")) {
        return builder.fields.map(map, Notation::Foreign);
    }
    let other = |category| !matches!(category, Category::Validation | Category::BadRequest | Category::Conflict);
    if code.and_then(meaning).is_some_and(other) {
        return;
    }
    let (Some(Json::Array(path)), Some(message)) = (error.get("path"), message) else { return };
    let at: Vec<_> = path
        .iter()
        .filter_map(|step| match step {
            Json::String(key) => Some(Segment::from(key.as_str())),
            step => step.as_u64().and_then(|index| u32::try_from(index).ok()).map(Segment::Index),
        })
        .collect();
    if !at.is_empty() {
        builder.fields.push(at, None, message, code.map(str::to_owned));
    }
}
