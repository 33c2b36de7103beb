//! The dialects of error bodies: one file each, one trait for all, and one list that says in which order they are
//! tried.

mod array;
mod aws;
mod detail;
mod error_object;
mod error_string;
mod errors;
mod field_map;
mod google;
mod graphql;
mod jsonapi;
mod message;
mod nest;
mod oauth;
mod problem;
mod spring;
mod stripe;
mod trpc;
mod zod;

use crate::json::{Json, Object};

use super::Dialect;
use super::builder::ErrorBuilder;
use super::member::text_of;

/// A JSON body with the status and the media type of its response.
pub(super) struct BodyContext<'a> {
    pub(super) status: u16,
    /// The media type in lower case, without parameters; empty if the response has none.
    pub(super) media_type: &'a str,
    pub(super) json: &'a Json,
}

/// Recognizes and reads the bodies of one dialect.
trait DialectReader {
    /// The dialect's name.
    fn dialect(&self) -> Dialect;
    /// Whether a body is of this dialect. The dialects before it in the list have been tried.
    fn detects(&self, body: &BodyContext<'_>) -> bool;
    /// Reads the body into the builder. It is called only if `detects` returned `true`.
    fn read(&self, body: &BodyContext<'_>, builder: &mut ErrorBuilder);
}

/// All dialects, in the order in which they are tried. The first one that detects a body reads it.
const IN_ORDER: &[&dyn DialectReader] = &[
    &problem::ByMediaType,
    &graphql::GraphQl,
    &jsonapi::JsonApi,
    &problem::ByMembers,
    // `error` is an object.
    &google::Google,
    &trpc::Trpc,
    &zod::Zod,
    &stripe::Stripe,
    &error_object::ErrorObject,
    // `error` is a text.
    &oauth::OAuth,
    &nest::WithError,
    &spring::Spring,
    &error_string::WithCode,
    &error_string::WithMessage,
    &error_string::Alone,
    // There is no `error`.
    &nest::WithMessage,
    &errors::ErrorsMap,
    &errors::ErrorsList,
    &detail::Detail,
    &aws::Aws,
    &message::GitHub,
    &message::Message,
    &field_map::BareFieldMap,
    // The body is a list.
    &array::ZodIssues,
    &array::Texts,
    &array::TrpcBatch,
    &array::GoogleBatch,
];

/// Reads a JSON body in the first dialect that detects it. A body that none detects is of the dialect `json`.
pub(super) fn read(body: &BodyContext<'_>, builder: &mut ErrorBuilder) -> Dialect {
    if let Some(object) = body.top() {
        builder.common(object);
    }
    if let Some(error) = body.error() {
        builder.common(error);
    }
    if let Some(reader) = IN_ORDER.iter().find(|reader| reader.detects(body)) {
        reader.read(body, builder);
        return reader.dialect();
    }
    if let Some(object) = body.top() {
        builder.fields.structured(object, body.status);
        builder.rest(object, &[]);
    }
    Dialect::Json
}

impl<'a> BodyContext<'a> {
    fn top(&self) -> Option<&'a Object> {
        self.json.as_object()
    }

    fn get(&self, name: &str) -> Option<&'a Json> {
        self.top()?.get(name)
    }

    /// A member that is a text, blank or not.
    fn is_text(&self, name: &str) -> bool {
        self.get(name).is_some_and(Json::is_string)
    }

    fn text(&self, name: &str) -> Option<&'a str> {
        text_of(self.top()?, name)
    }

    fn is_number(&self, name: &str) -> bool {
        self.get(name).is_some_and(Json::is_number)
    }

    /// `error`, where it is an object.
    fn error(&self) -> Option<&'a Object> {
        self.get("error")?.as_object()
    }

    /// The first of `errors`, where it is an object.
    fn first_error(&self) -> Option<&'a Object> {
        self.get("errors")?.as_array()?.first()?.as_object()
    }
}
