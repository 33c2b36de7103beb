//! The dialects: one file each, behind one trait, in one ordered list.

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
use super::draft::{Draft, text_of};

/// A JSON body, and what stands around it.
pub(super) struct Seen<'a> {
    pub(super) status: u16,
    /// The media type in lower case, without parameters; empty where there is none.
    pub(super) media_type: &'a str,
    pub(super) json: &'a Json,
}

/// How one dialect is told from the others, and read.
trait Rules {
    /// The dialect's name.
    fn dialect(&self) -> Dialect;
    /// Whether a body is of this dialect, given that it is of none before it in the list.
    fn detects(&self, seen: &Seen<'_>) -> bool;
    /// Takes what the body says. Only called where `detects` holds.
    fn read(&self, seen: &Seen<'_>, draft: &mut Draft);
}

/// The first that detects a body reads it.
const IN_ORDER: &[&dyn Rules] = &[
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

/// Reads a JSON body in the first dialect that fits; any other JSON is `json`.
pub(super) fn read(seen: &Seen<'_>, draft: &mut Draft) -> Dialect {
    if let Some(object) = seen.top() {
        draft.common(object);
    }
    if let Some(error) = seen.error() {
        draft.common(error);
    }
    if let Some(rules) = IN_ORDER.iter().find(|rules| rules.detects(seen)) {
        rules.read(seen, draft);
        return rules.dialect();
    }
    if let Some(object) = seen.top() {
        draft.fields.structured(object, seen.status);
        draft.rest(object, &[]);
    }
    Dialect::Json
}

impl<'a> Seen<'a> {
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
