//! Maps from paths to reasons, whatever their nesting.

use super::super::code;
use super::super::fields::{Notation, class_validator, has_constraints, segments};
use super::super::names::Location;
use super::super::rank;
use super::super::role::Role;
use super::super::roles::{holds_objects, role};
use super::super::spelling::{Members as _, is};
use super::super::text::ends_with;
use super::summary::Member;
use super::{Reader, Scope, nested_text, shape};
use crate::json::{Json, Object};
use crate::path::Segment;
use crate::strings;

impl Reader<'_> {
    /// Reads what a server says about one part of the request.
    pub(super) fn read_located(&mut self, name: &str, value: &Json, scope: Scope) {
        let outer = self.location;
        self.location = Location::of_framework(name).or(outer);
        match value {
            // ts-rest: a `ZodError`.
            Json::Object(map) if self.holds_errors(map) => {
                self.read_object(map, Scope { rank: rank::FAR, keeps: false, ..scope });
            }
            Json::Object(map) => self.read_map(map),
            Json::Array(items) => self.read_list(items, false, Scope { rank: rank::LISTED, ..scope }),
            _ => {}
        }
        self.location = outer;
    }

    /// Reads a map in a member such as `errors`: one error, an envelope of errors, or a map from paths to reasons.
    pub(super) fn read_container(&mut self, map: &Object, scope: Scope) {
        let summary = self.summary(map);
        // `{"code": "validation_error", "messages": [{"field", "message"}]}`.
        let has_items = || {
            let is_list = |member: Member<'_>| matches!(member.role, Role::Fields | Role::Texts | Role::Words);
            summary.members(map, self.vocabulary).any(|member| is_list(member) && holds_objects(member.value))
        };
        let is_error = summary.has_strong_message()
            || summary.word.is_some()
            || summary.code.is_some() && has_items()
            || summary.message.is_some()
                && summary.code.is_some()
                && (!summary.has_weak_message() || summary.has_message_and_code())
            || summary.has_number
            || summary.message.is_some() && map.len() == 1 && !self.may_have_fields();
        // Transport for NSW: `{"Message": "…", "RequestedUrl": "/v1/…"}` is no map from fields to reasons.
        let is_map = || summary.has_other_text && !summary.has_data && self.may_have_fields();
        if summary.is_tree {
            self.read_map(map);
        } else if is_error && (summary.has_message_and_code() || !is_map()) {
            let is_item = summary.is_item_place || summary.place.is_some() && scope.rank >= rank::ASIDE;
            if is_item && self.read_item(map, &summary, false, scope) {
                return;
            }
            self.read_summarised(map, &summary, scope);
        } else {
            self.read_map(map);
        }
    }

    /// Reads the map in a member `message`: a text in several languages, an error, or a map from paths to reasons.
    pub(super) fn read_words(&mut self, map: &Object, scope: Scope) {
        let is_node = || {
            let summary = self.summary(map);
            summary.has_inner && map.iter().all(|(name, value)| role(name, value, self.vocabulary).0 != Role::None)
                || map.iter().any(|(name, value)| {
                    role(name, value, self.vocabulary).0 != Role::None
                        && matches!(value, Json::Array(items) if self.is_code_list(items))
                })
        };
        if let Some(text) = nested_text(map) {
            if let Some((rank, code)) = self.summary(map).code {
                self.found.offer_code(rank, &code::text(rank, code));
            }
            self.offer_message(rank::OWN, text);
        } else if is_node() {
            self.read_object(map, scope);
        } else {
            self.read_container(map, scope);
        }
    }

    /// Reads a map from paths to reasons. A value is a text, a list of texts, an object with a text, or a map again.
    ///
    /// Texts in the maps below it are reasons only if the whole map has no lists or objects of reasons. Beside those a text
    /// is data, such as the user's input: `{"email": ["is invalid"], "data": {"password": "…"}}`.
    pub(super) fn read_map(&mut self, map: &Object) {
        let outer = self.is_structured;
        self.is_structured = outer || map.values().any(|value| self.holds_reasons(value));
        self.read_entries(map, false);
        self.is_structured = outer;
    }

    pub(super) fn read_entries(&mut self, map: &Object, is_below: bool) {
        let is_tree = map.named("errors").is_some_and(Json::is_array);
        let is_form = map.keys().all(|key| key == "errors" || key == "children");
        let is_named = |value: &Json| value.as_object().is_some_and(|map| !shape::has_indices(map));
        for (key, value) in map.members() {
            if self.found.fields.is_full() {
                return;
            }
            if is_below && self.is_structured && value.is_string() {
                continue;
            }
            let (length, location, mut is_root) = (self.at.len(), self.location, false);
            let role = role(key, value, self.vocabulary).0;
            match role {
                // Rails: the same reasons once more, each with the name of its field before it.
                Role::Texts if is(key, "fullmessages") && map.len() > 1 => continue,
                // CKAN's `__type` is the name of a class, not of a field.
                Role::Type if key.starts_with("__") => continue,
                _ if length == 0 && value.is_object() && Location::of_framework(key).is_some() => {
                    self.location = Location::of_framework(key);
                }
                Role::Located => self.location = Location::of_framework(key).or(location),
                Role::Fields if key == "fields" && length > 0 => self.at.push(Segment::from(key.as_str())),
                Role::Fields | Role::Texts | Role::Items => {}
                // Discord has fields of the name `description`.
                Role::Details | Role::Words
                    if key.starts_with('_') || is_named(value) && !ends_with(key, "description") => {}
                Role::Tree if is_tree => {}
                // App Store Connect: the path of a resource, and a list of errors, each with a pointer into it.
                _ if key.starts_with('/')
                    && matches!(value, Json::Array(items) if items.iter().all(|item| item["source"]["pointer"].is_string())) =>
                {
                    is_root = true;
                }
                // eNom: `<Err1>`.
                Role::None if length == 0 && value.is_string() && is_numbered(key) => {}
                Role::Envelope | Role::Aside if shape::is_transparent(key) => {}
                // Symfony's forms.
                _ if is(key, "children") && is_form && is_named(value) => {}
                _ => {
                    let at = segments(key, Notation::Foreign);
                    is_root = at.is_empty();
                    self.at.extend(at);
                }
            }
            if is_root {
                self.read_reasons(value);
            } else {
                self.read_entry(value, role, self.at.len() == length);
            }
            self.at.truncate(length);
            self.location = location;
        }
    }

    /// Reads the value of an entry at the current path. `is_same_path` is whether its key added nothing to the path.
    fn read_entry(&mut self, value: &Json, role: Role, is_same_path: bool) {
        match value {
            // Errors in an envelope of their own, as XML has them: `<Errors><Error>…</Error></Errors>`.
            Json::Object(object)
                if self.at.is_empty() && self.summary(object).place.is_none() && self.is_reason_object(object) =>
            {
                self.read_object(object, Scope { rank: rank::LISTED, depth: 1, keeps: false });
            }
            Json::Array(items) if self.at.is_empty() && items.iter().any(Json::is_object) => {
                self.read_list(items, true, Scope { rank: rank::LISTED, depth: 1, keeps: false });
            }
            // Jira: `"elementErrors": {"errorMessages": [], "errors": {"project": "…"}}`. The list says nothing about the map.
            Json::Object(object)
                if role == Role::Fields
                    && is_same_path
                    && object.values().all(shape::is_sentence)
                    && !self.is_reason_object(object) =>
            {
                self.read_entries(object, false);
            }
            value => self.read_reasons(value),
        }
    }

    /// Reads what a map has at the current path.
    pub(super) fn read_reasons(&mut self, value: &Json) {
        match value {
            Json::String(text) => self.add_reason(text),
            Json::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    if self.found.fields.is_full() {
                        return;
                    }
                    match item {
                        Json::String(text) => self.add_reason(text),
                        Json::Object(object) if has_constraints(object) => {
                            class_validator(&mut self.found.fields, object);
                        }
                        Json::Object(object) if self.read_batch_item(object) => {}
                        Json::Object(object) if self.is_listed_reason(object) => self.read_reason_object(object),
                        // Play: `[{"msg": ["error.email"], "args": []}]`.
                        Json::Object(object) if object.named("msg").is_some_and(Json::is_array) => {
                            self.read_reasons(object.named("msg").unwrap_or(&Json::Null));
                        }
                        // The validator of Rust: a list with one map of indices.
                        Json::Object(object) if shape::has_indices(object) => {
                            self.read_entries(object, true);
                        }
                        Json::Object(object) => {
                            self.at.push(Segment::Index(u32::try_from(index).unwrap_or(u32::MAX - 1)));
                            self.read_entries(object, true);
                            self.at.pop();
                        }
                        item => self.read_reasons(item),
                    }
                }
            }
            Json::Object(object) if self.is_reason_object(object) => self.read_reason_object(object),
            // Laminas, CakePHP: `{"emailAddressInvalidFormat": "…"}`.
            Json::Object(object) if !self.at.is_empty() && shape::is_rules(object) => {
                for reason in object.values() {
                    self.read_reasons(reason);
                }
            }
            Json::Object(object) => self.read_entries(object, true),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::IllFormed(_) => {}
        }
    }

    /// Reads an item of a batch, which says its index in the list that was sent: `{"index": 2, "errors": {"email": ["…"]}}`.
    /// Returns whether it is one.
    pub(super) fn read_batch_item(&mut self, object: &Object) -> bool {
        let Some(index) = object.named("index").and_then(Json::as_u64) else { return false };
        if !self.has_container(object) {
            return false;
        }
        let before = self.found.fields.as_slice().len();
        let outer = core::mem::replace(&mut self.is_structured, true);
        self.at.push(Segment::Index(u32::try_from(index).unwrap_or(u32::MAX - 1)));
        self.read_entries(object, true);
        self.at.pop();
        self.is_structured = outer;
        self.found.fields.as_slice().len() > before
    }

    fn add_reason(&mut self, text: &str) {
        if self.at.is_empty() && self.location.is_none() {
            self.found.fields.push_text(text);
        } else {
            self.found.fields.push(self.at.clone(), self.location, text, None);
        }
    }

    /// Reads an object that is one reason for the current path.
    pub(super) fn read_reason_object(&mut self, object: &Object) {
        let summary = self.summary(object);
        if summary.reason().is_some() && self.add_fields_of_names(&summary, object) {
            return;
        }
        if !self.read_item(object, &summary, true, Scope { rank: rank::LISTED, depth: 0, keeps: false })
            && let Some(reason) = summary.reason()
        {
            let code = summary.code_of_item();
            self.add_field(reason, code, object);
        }
    }
}

/// Whether a key is a name of errors with a number: `Err1`.
fn is_numbered(key: &str) -> bool {
    let digits = key.bytes().rev().take_while(u8::is_ascii_digit).count();
    let stem = strings::split_at(key, key.len() - digits).0;
    digits > 0 && ["err", "error"].iter().any(|name| stem.eq_ignore_ascii_case(name))
}
