//! Questions about the shape of a value: whether it holds reasons, errors or the path of a field. They read nothing.

use super::super::category;
use super::super::code;
use super::super::leaks;
use super::super::names::Category;
use super::super::role::Role;
pub(super) use super::super::roles::is_sentence;
use super::super::roles::{holds_objects, role};
use super::super::spelling::{Members as _, is_any};
use super::super::text::ends_with;
use super::summary::Member;
use super::{Reader, Summary};
use crate::json::{Json, Object};
use crate::path::index;
use crate::strings;

impl Reader<'_> {
    /// Whether the status says that the content of the request is wrong, or nothing.
    pub(super) fn may_have_fields(&self) -> bool {
        matches!(self.status, 0..=399 | 400 | 409 | 412 | 422)
    }

    /// Whether a list or an object of reasons is anywhere in a value of a map.
    pub(super) fn holds_reasons(&self, value: &Json) -> bool {
        match value {
            Json::Array(items) => {
                items.is_empty() || items.iter().any(|item| item.is_string() || self.holds_reasons(item))
            }
            Json::Object(map) => self.is_reason_object(map) || map.values().any(|value| self.holds_reasons(value)),
            _ => false,
        }
    }

    /// Whether an object in a map is one reason and not a map.
    pub(super) fn is_reason_object(&self, object: &Object) -> bool {
        let summary = self.summary(object);
        summary.has_strong_message() || summary.word.is_some() || summary.item_code.is_some() && summary.is_error()
    }

    /// Whether an object in a list of a map is one reason.
    pub(super) fn is_listed_reason(&self, object: &Object) -> bool {
        let summary = self.summary(object);
        summary.is_error() || summary.has_item_code()
    }

    /// Whether `details` is a map from paths to reasons. A map of texts is one only if the error is about validation.
    pub(super) fn is_reason_map(&self, details: &Object, summary: &Summary<'_>) -> bool {
        let is_reasons = |value: &Json| match value {
            Json::Array(items) => {
                !items.is_empty()
                    && items.iter().all(|item| match item {
                        Json::String(_) => true,
                        Json::Object(object) => {
                            self.summary(object).message.is_some() || object.values().all(leaks::holds_reasons)
                        }
                        _ => false,
                    })
            }
            Json::Object(object) => {
                let inner = self.summary(object);
                // WordPress: `{"code", "message", "data": {"param": "price"}}`.
                let names_param =
                    || object.len() == 3 && value.named("data").is_some_and(|data| data.named("param").is_some());
                inner.message.is_some() && (!inner.has_inner || names_param()) && !inner.has_weak_message()
            }
            _ => false,
        };
        if details.is_empty()
            || !self.may_have_fields()
            || details.len() == 1 && details.keys().any(|name| is_any(name, &["text", "usererror"]))
        {
            return false;
        }
        let is_validation = || {
            self.status == 422
                || summary.code.is_some_and(|(rank, code)| {
                    category::of_word(&code::text(rank, code)) == Some(Category::Validation)
                })
                || summary.reason().is_some_and(|text| strings::find(text, "alid").is_some())
        };
        details.values().all(is_reasons) || details.values().all(is_sentence) && is_validation()
    }

    /// Whether an object has a list of errors.
    pub(super) fn holds_errors(&self, object: &Object) -> bool {
        object.iter().any(|(name, value)| match value {
            Json::Array(items) => {
                role(name, value, self.vocabulary).0 == Role::Fields && items.iter().any(Json::is_object)
            }
            _ => false,
        })
    }

    /// Whether an object has a list or a map of field errors.
    pub(super) fn has_container(&self, object: &Object) -> bool {
        object.iter().any(|(name, value)| {
            role(name, value, self.vocabulary).0 == Role::Fields
                && (value.as_object().is_some_and(|map| !map.is_empty())
                    || value.as_array().is_some_and(|items| !items.is_empty()))
        })
    }

    /// Whether a value is an object with an error, a message, or a title and a code. A title alone may be that of what was sent.
    pub(super) fn is_error(&self, value: &Json) -> bool {
        value.as_object().is_some_and(|object| {
            let summary = self.summary(object);
            let holds_error = || object.named("error").is_some_and(Json::is_object);
            summary.has_strong_message() || summary.title.is_some() && summary.code.is_some() || holds_error()
        })
    }

    /// Whether an object has no list or object with something in it but those that stand beside errors.
    pub(super) fn holds_asides_alone(&self, object: &Object) -> bool {
        object.iter().all(|(name, value)| {
            let is_empty = match value {
                Json::Object(inner) => inner.is_empty(),
                Json::Array(items) => items.is_empty(),
                _ => true,
            };
            is_empty || matches!(role(name, value, self.vocabulary).0, Role::Aside | Role::Links)
        })
    }

    /// Whether a member is neither null nor one that every response of an API has, such as `success` or the status.
    pub(super) fn says_something(&self, name: &str, value: &Json) -> bool {
        !value.is_null() && !matches!(role(name, value, self.vocabulary).0, Role::Noise | Role::Status)
    }

    /// Whether an object is one error: it has a sentence and a code.
    pub(super) fn is_coded_message(&self, object: &Object) -> bool {
        let summary = self.summary(object);
        summary.has_strong_message() && summary.has_message_and_code()
    }

    /// Whether the items of a list are objects with a text and the place of a field, by the first of them.
    pub(super) fn is_item_list(&self, items: &[Json]) -> bool {
        let Some(Json::Object(first)) = items.first() else { return false };
        let summary = self.summary(first);
        let has_errors = || {
            summary
                .members(first, self.vocabulary)
                .any(|member| member.role == Role::Fields && holds_objects(member.value))
        };
        (summary.message.is_some() || summary.details.is_some())
            && (summary.place.is_some() || !summary.names.is_empty())
            && !first.contains_key("@type")
            // Xero: what was sent, `{"Name", "Description"}`, with its `ValidationErrors`.
            && (summary.has_strong_message() || !has_errors())
    }

    /// Whether the items of a list are objects with a text and a code, by the first of them.
    pub(super) fn is_code_list(&self, items: &[Json]) -> bool {
        let Some(Json::Object(first)) = items.first() else { return false };
        let summary = self.summary(first);
        summary.message.is_some() && summary.has_item_code() && !first.contains_key("@type")
            || resource(first).is_some()
    }
}

/// The error in a resource of JSON:API, as `DatoCMS` sends it: `{"type": "api_error", "attributes": {"code": "NOT_FOUND"}}`.
pub(super) fn resource(object: &Object) -> Option<&Object> {
    object.named("attributes")?.as_object().filter(|attributes| attributes.has("code"))
}

/// Whether the errors of a response have the paths of GraphQL, which are lists.
pub(super) fn has_path_list(errors: Option<&Json>) -> bool {
    let first = errors.and_then(Json::as_array).and_then(|items| items.first());
    first.and_then(|item| item.named("path")).is_some_and(Json::is_array)
}

/// Whether a value is an error of a union in GraphQL: `{"__typename": "InsufficientStockError", …}`.
pub(super) fn is_error_type(value: &Json) -> bool {
    value.get("__typename").and_then(Json::as_str).is_some_and(|name| name.ends_with("Error"))
}

/// Whether a text is the path of a URL, a URL or a time, and nothing more: `http://a is no URL` is a reason.
pub(super) fn is_data(text: &str) -> bool {
    let is_url = || text.starts_with('/') || strings::find(text, "://").is_some();
    strings::find_any(text, b" ").is_none() && (is_url() || is_date(text.as_bytes()))
}

/// Whether a text begins with a year, a month and a day: `2026-11-27T08:00:00Z`.
fn is_date(text: &[u8]) -> bool {
    let is_so = |(byte, kind): (&u8, &u8)| if *kind == b'd' { byte.is_ascii_digit() } else { byte == kind };
    text.len() >= 10 && text.iter().zip(b"dddd-dd-dd").all(is_so)
}

/// Whether a value is a list of sentences, or a map of such lists.
pub(super) fn is_sentences(value: &Json) -> bool {
    match value {
        Json::Array(items) => !items.is_empty() && items.iter().all(is_sentence),
        Json::Object(map) => !map.is_empty() && map.values().all(is_sentences),
        _ => false,
    }
}

/// Whether an object can be a map from fields to reasons.
pub(super) fn is_reasons(map: &Object) -> bool {
    !map.is_empty() && map.values().all(|value| value.is_string() || value.is_array() || value.is_object())
}

/// Whether a map has indices for keys.
pub(super) fn has_indices(map: &Object) -> bool {
    map.keys().all(|key| index(key).is_some())
}

/// Parts of the names of rules.
const RULES: [&str; 9] = ["empty", "require", "valid", "format", "length", "too", "not", "uniq", "match"];

/// Whether a map has a sentence for each rule that a field breaks.
pub(super) fn is_rules(map: &Object) -> bool {
    !map.is_empty()
        && map.iter().all(|(name, value)| {
            let name = name.to_ascii_lowercase();
            is_sentence(value) && RULES.iter().any(|rule| strings::find(&name, rule).is_some())
        })
}

/// The names of objects that are no fields, though they are in a map of fields: `meta`, `AdApiError`.
pub(super) fn is_transparent(key: &str) -> bool {
    ends_with(key, "error") || is_any(key, &["data", "meta", "response"])
}

/// Whether a list is one of fields and not of texts: `"invalid_fields": ["email", "age"]`.
fn is_names(name: &str, value: &Json) -> bool {
    name.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("invalid"))
        && matches!(value, Json::Array(items) if items.iter().all(|item| item.is_string() && !is_sentence(item)))
}

/// Whether a list with this role is one of fields.
pub(super) fn are_names(role: Role, name: &str, value: &Json) -> bool {
    if role == Role::Names { is_path(value) } else { is_names(name, value) }
}

/// Whether the texts of a list are errors. Beside a list of items (`has_items`) they are names.
pub(super) fn holds_texts(member: Member<'_>, has_items: bool) -> bool {
    let are_names = || matches!(member.value, Json::Array(items) if items.iter().all(Json::is_string));
    member.role == Role::Fields && !is_names(member.name, member.value) && !(has_items && are_names())
}

/// Whether a list holds the segments of a path or names, and not errors.
pub(super) fn is_path(value: &Json) -> bool {
    value.as_array().is_some_and(|items| {
        items.iter().all(|item| match item {
            Json::String(_) | Json::Number(_) => true,
            Json::Object(step) => step.has("key") && !step.has("message"),
            _ => false,
        })
    })
}

/// Whether the values of `properties` or `items` are nodes of a tree of errors, or null.
pub(super) fn is_tree(value: &Json) -> bool {
    match value {
        Json::Object(map) => map.values().all(|inner| inner.is_object() || inner.is_null()),
        Json::Array(items) => items.iter().all(|inner| inner.is_object() || inner.is_null()),
        _ => false,
    }
}
