//! The members of an object, by their roles: envelopes, lists and maps of errors, and what stands beside the error.

use alloc::string::String;

use super::super::code;
use super::super::roles::{FIRST, Role, ends_with, role};
use super::said::Said;
use super::{ASIDE, ERROR, FAR, LISTED, MAX_ENVELOPES, Reader, Stand, fields, nested_text};
use crate::json::{Json, Object};
use crate::strings;

impl Reader<'_> {
    /// Reads one member. Returns whether it is used up.
    #[allow(clippy::too_many_arguments, reason = "they are what is known about the member")]
    pub(super) fn member(
        &mut self,
        name: &str,
        value: &Json,
        role: Role,
        row: u8,
        said: &Said<'_>,
        has_items: bool,
        stand: Stand,
    ) -> bool {
        let inner = Stand { depth: stand.depth + 1, ..stand };
        let is_open = stand.depth < MAX_ENVELOPES;
        if matches!(role, Role::Fields | Role::Names | Role::Items | Role::Details | Role::Texts | Role::Words) {
            self.found.fields.begin();
        }
        let says = said.code.is_some() || said.reason().is_some();
        match (role, value) {
            // The error of another server beside the message of this one: `institutionError` of Yapily.
            (Role::Envelope, Json::Object(object))
                if is_open && row == FIRST && ends_with(name, "error") && said.has_strong_message() =>
            {
                self.aside(name, object, inner)
            }
            (Role::Envelope, Json::Object(object)) if is_open => self.envelope(name, object, inner),
            (Role::CodeMap, Json::Object(object)) => {
                let subcode =
                    ["Subcode", "subcode"].iter().find_map(|name| nested_text(object.get(name)?.as_object()?));
                if let Some(code) = subcode.or_else(|| nested_text(object)) {
                    self.found.code(code::TEXT, code);
                }
                true
            }
            (Role::Aside, Json::Object(map))
                if is_open && said.is_fail && said.message.is_none() && is_reasons(map) =>
            {
                let before = self.progress();
                self.container(map, inner);
                self.progress() > before
            }
            (Role::Aside, Json::Object(object)) if is_open => self.aside(name, object, inner),
            (_, Json::String(text)) if said.is_fail && said.message.is_none() && name.eq_ignore_ascii_case("data") => {
                self.message(stand.weight + ERROR, text);
                true
            }
            (Role::Details, _) if is_open => self.details(name, value, said, inner),
            // `render` writes codes into this list, for the texts in the message.
            (Role::Fields, Json::Array(_)) if name == "issues" && !self.found.issues.is_null() => true,
            (Role::Names, Json::Array(items)) if said.reason().is_some_and(|reason| self.places(items, reason)) => true,
            (Role::Fields | Role::Names | Role::Items, Json::Array(items)) => {
                let before = self.progress();
                let strings = role == Role::Fields && !(has_items && items.iter().all(Json::is_string));
                self.list(items, strings, Stand { weight: stand.weight.max(LISTED), ..inner });
                items.is_empty() || self.progress() > before || (role == Role::Fields && !strings)
            }
            // An element of XML that does not repeat.
            (Role::Items, Json::Object(_)) => {
                let before = self.progress();
                self.list(core::slice::from_ref(value), false, Stand { weight: LISTED, ..inner });
                self.progress() > before
            }
            (Role::Texts | Role::Words, Json::Array(items)) => {
                self.texts(items, role, inner);
                true
            }
            (Role::Located, _) => {
                let is_read = self.may_have_fields() && self.holds_reasons(value);
                if is_read {
                    self.located(name, value, inner);
                }
                is_read
            }
            (Role::Fields, Json::Object(map)) if is_open => {
                let before = self.progress();
                if said.message.is_some_and(|(_, text)| self.message_of_keys(map, text)) {
                    return true;
                }
                self.container(map, inner);
                map.is_empty() || self.progress() > before || !self.found.fields.is_empty()
            }
            (Role::Words | Role::Texts, Json::Object(map)) if is_open => {
                let before = self.progress();
                self.words(map, inner);
                self.progress() > before
            }
            // GraphQL: the errors of a mutation beside its result.
            (Role::None, Json::Object(inner_object))
                if is_open && (stand.weight >= ASIDE || self.may_have_fields()) && self.holds_errors(inner_object) =>
            {
                self.node(inner_object, Stand { weight: FAR, keeps: false, ..inner });
                false
            }
            // A map of lists of sentences is one of reasons, whatever its name: `humanized` of Malli. So is a map of texts
            // with the name `params`: Postmates.
            (Role::None, Json::Object(map))
                if says
                    && self.may_have_fields()
                    && (is_sentences(value) || name == "params" && self.is_reason_map(map, said)) =>
            {
                self.map(map);
                true
            }
            (Role::None | Role::Tree, Json::Array(items)) => {
                // A list of items with paths is one of field errors, whatever its name. So are the nodes of Ory's forms.
                let is_node =
                    |item: &Json| item.get("attributes").is_some_and(|inner| inner.get("node_type").is_some());
                let is_items = self.may_have_fields() && self.is_item_list(items)
                    || items.iter().any(is_node)
                    || said.message.is_none() && fields::is_transparent(name) && self.is_code_list(items);
                if is_items {
                    self.list(items, false, Stand { weight: LISTED, ..inner });
                }
                is_items || self.parts(items, inner)
            }
            _ => self.scalar(name, value, role, row, said, stand.weight >= ASIDE),
        }
    }

    /// Reads an object that holds the error.
    fn envelope(&mut self, name: &str, object: &Object, stand: Stand) -> bool {
        let before = self.progress();
        let rest = core::mem::take(&mut self.found.rest);
        let said = self.said(object);
        if said.is_tree {
            self.map(object);
        } else if said.message.is_some()
            || said.word.is_some()
            || said.title.is_some()
            || said.code.is_some()
            || said.has_inner
        {
            self.node_of(object, &said, stand);
        } else if let Some(text) = nested_text(object) {
            self.message(stand.weight, text);
        } else if self.may_have_fields()
            && (object.iter().all(|(name, value)| {
                value.is_array() || value.is_object() || role(name, value, self.vocabulary).0 == Role::Type
            }) || object.values().all(is_sentence))
        {
            self.map(object);
            if self.progress() == before {
                self.node_of(object, &said, stand);
            }
        } else {
            self.node_of(object, &said, stand);
        }
        let inner = core::mem::replace(&mut self.found.rest, rest);
        self.merge(name, object, &inner, self.progress() > before, stand)
    }

    /// Keeps the members of an object that said something, without those that play a role. Returns whether it did.
    fn merge(&mut self, name: &str, object: &Object, inner: &Object, said_anything: bool, stand: Stand) -> bool {
        if said_anything && stand.keeps {
            for (name, value) in inner {
                self.found.keep(name, value);
            }
        }
        said_anything || object.is_empty() || name == "json"
    }

    /// Reads an object beside the error. Returns whether it said anything; what it does not say is kept then.
    pub(super) fn aside(&mut self, name: &str, object: &Object, stand: Stand) -> bool {
        let before = self.progress();
        let is_error = |value: &Json| {
            let first = if let Json::Array(items) = value { items.first() } else { Some(value) };
            first.and_then(Json::as_object).is_some_and(|inner| {
                let said = self.said(inner);
                said.message.is_some() && (said.has_item_code() || said.place.is_some())
            })
        };
        let is_field = |(name, value): (&String, &Json)| {
            let is_name =
                value.is_array() && (name == "messages" || role(name, value, self.vocabulary).0 == Role::None);
            (value.is_object() || is_name) && (is_error(value) || is_sentences(value))
        };
        if self.may_have_fields() && object.keys().any(|name| name != "messages") && object.iter().all(is_field) {
            // PocketBase: `data` is a map from paths to errors. Gorgias: from paths to texts.
            self.map(object);
            return true;
        }
        let rest = core::mem::take(&mut self.found.rest);
        let weight = if matches!(name, "extensions" | "sys") { ASIDE } else { FAR };
        self.node(object, Stand { weight, ..stand });
        let inner = core::mem::replace(&mut self.found.rest, rest);
        self.merge(name, object, &inner, self.progress() > before, stand)
    }

    /// Reads a list of the parts of a request, each with a list of its errors, as DHL sends it. Returns whether it has errors.
    fn parts(&mut self, items: &[Json], stand: Stand) -> bool {
        let before = self.progress();
        for part in items.iter().filter_map(Json::as_object) {
            for (name, value) in part.members() {
                if let Json::Array(errors) = value
                    && role(name, value, self.vocabulary).0 == Role::Fields
                {
                    self.list(errors, false, Stand { weight: LISTED, keeps: false, ..stand });
                }
            }
        }
        self.progress() > before
    }
}

pub(super) fn is_sentence(value: &Json) -> bool {
    value.as_str().is_some_and(|text| strings::find(text, " ").is_some())
}

/// Whether a value is a list of sentences, or a map of such lists.
fn is_sentences(value: &Json) -> bool {
    match value {
        Json::Array(items) => !items.is_empty() && items.iter().all(is_sentence),
        Json::Object(map) => !map.is_empty() && map.values().all(is_sentences),
        _ => false,
    }
}

/// Whether an object can be a map from fields to reasons.
fn is_reasons(map: &Object) -> bool {
    !map.is_empty() && map.values().all(|value| value.is_string() || value.is_array() || value.is_object())
}
