//! Lists of errors and of texts.

use alloc::borrow::ToOwned;

use super::super::code;
use super::super::fields::{ATTRIBUTES, Notation, class_validator, has_constraints, named, segments, sentence};
use super::super::rank;
use super::super::role::Role;
use super::super::spelling::{Members as _, is};
use super::summary::Summary;
use super::{Reader, Scope, shape};
use crate::json::{Json, Object};
use crate::path::Segment;
use crate::strings;

impl Reader<'_> {
    /// Reads a list of errors. `has_texts` says whether a text in it is one; else it is the name of a field.
    pub(super) fn read_list(&mut self, items: &[Json], has_texts: bool, scope: Scope) {
        let outer = core::mem::replace(&mut self.is_single, items.len() == 1);
        self.read_items(items, has_texts, scope);
        self.is_single = outer;
    }

    /// Reads items of a list whose length is noted in `is_single`.
    fn read_items(&mut self, items: &[Json], has_texts: bool, scope: Scope) {
        // Beside items that name fields, one that names none is about the request as a whole.
        let mut has_placed = false;
        for (index, item) in items.iter().enumerate() {
            if self.found.fields.is_full() {
                return;
            }
            match item {
                Json::String(text) if has_texts => self.add_text(text),
                Json::Array(items) if scope.depth < super::MAX_ENVELOPES => {
                    self.read_list(items, has_texts, Scope { depth: scope.depth + 1, ..scope });
                }
                Json::Object(object) if has_constraints(object) => class_validator(&mut self.found.fields, object),
                Json::Object(object) if self.may_have_fields() && self.read_batch_item(object) => has_placed = true,
                Json::Object(object) if !object.is_empty() && !object.contains_key("@type") => {
                    // Crowdin: `{"error": {"key": "name", "errors": […]}}`.
                    let object = match object.named("error") {
                        Some(Json::Object(inner)) if object.len() == 1 => inner,
                        _ => shape::resource(object).unwrap_or(object),
                    };
                    let summary = self.summary(object);
                    let is_error = summary.is_error() || summary.title.is_some() && summary.place.is_some();
                    if self.read_placed(object, &summary, is_error, scope) {
                        has_placed = true;
                    } else if is_error && has_placed {
                        if let Some(reason) = summary.reason() {
                            self.add_field(reason, summary.code_of_item(), object);
                        }
                    } else {
                        self.read_unplaced(object, index, &summary, is_error, scope);
                    }
                }
                _ => {}
            }
        }
    }

    /// Reads an object of a list that says which field it is about. Returns whether it is one.
    fn read_placed(&mut self, object: &Object, summary: &Summary<'_>, is_error: bool, scope: Scope) -> bool {
        if summary.is_error() && self.add_fields_of_names(summary, object) {
            let code = summary.code.map(|(rank, code)| code::text(rank, code));
            self.read_about_whole(object, summary, code, false, scope);
            return true;
        }
        let Some((_, name, _)) = summary.place else { return false };
        // Umbraco: a code, and the texts in a list.
        if summary.reason().is_none() && self.read_item_texts(object, summary) {
            return true;
        }
        if is_error {
            self.read_item(object, summary, false, scope)
        } else {
            // Most inputs of a form have no reasons. They count as placed all the same.
            is(name, ATTRIBUTES)
        }
    }

    /// Reads an object of a list that does not say which field it is about.
    fn read_unplaced(&mut self, object: &Object, index: usize, summary: &Summary<'_>, is_error: bool, scope: Scope) {
        if is_error && self.add_fields_of_parameters(object, summary) {
            return;
        }
        if let Some((_, text)) = summary.message
            && summary.code.is_none()
            && self.at.is_empty()
            && self.may_have_fields()
            && self.has_request_texts
            && self.add_named_text(text)
        {
            self.read_about_whole(object, summary, None, false, scope);
        } else if is_error && self.at.is_empty() && !self.found.fields.is_empty() && scope.rank < rank::ASIDE {
            // The request as a whole, beside fields in another list: Egnyte's `formErrors`.
            self.add_field(summary.reason().unwrap_or_default(), summary.code_of_item(), object);
        } else if self.has_request_texts && object.len() == 1 && summary.message.is_some() {
            self.add_text(summary.reason().unwrap_or_default());
        } else if is_error || summary.code.is_some() || summary.has_inner || summary.title.is_some() {
            let known = self.listed.len();
            self.read_listed_error(object, scope);
            if let [(_, code)] = self.listed.get_mut(known..).unwrap_or_default() {
                *code = summary.code_of_item();
            }
        } else if self.may_have_fields() && object.values().all(shape::is_sentence) {
            // Lyft: `[{"lat": "field required"}]`.
            self.read_map(object);
        } else if object.values().any(|value| self.holds_reasons(value)) {
            self.read_map_of_index(object, index);
        }
    }

    /// Adds a field for each parameter that Twitter names, with its values, beside a message. Returns whether it does so.
    fn add_fields_of_parameters(&mut self, object: &Object, summary: &Summary<'_>) -> bool {
        let Some(Json::Object(map)) = object.named("parameters") else { return false };
        let is_read = map.values().all(Json::is_array);
        if is_read {
            for name in map.keys() {
                let reason = summary.reason().unwrap_or_default();
                self.found.fields.push(segments(name, Notation::Foreign), None, reason, None);
            }
        }
        is_read
    }

    /// Reads a map of a list of maps, which belongs to a list of values: each map is about the value at its index. A text in it
    /// is data, because its name says nothing.
    fn read_map_of_index(&mut self, map: &Object, index: usize) {
        let outer = core::mem::replace(&mut self.is_structured, true);
        self.at.push(Segment::Index(u32::try_from(index).unwrap_or(u32::MAX - 1)));
        self.read_entries(map, true);
        self.at.pop();
        self.is_structured = outer;
    }

    /// Reads an error of a list that names no field. If the list is inside a field, the error is that field's.
    fn read_listed_error(&mut self, object: &Object, scope: Scope) {
        if self.at.is_empty() {
            let keeps = scope.keeps && self.found.rest.is_empty();
            self.read_object(object, Scope { depth: scope.depth + 1, keeps, ..scope });
        } else {
            self.read_reason_object(object);
        }
    }

    /// Reads a list of texts to show. Nest's, in a member such as `message`, are sentences that begin with the path.
    pub(super) fn read_texts(&mut self, items: &[Json], role: Role, scope: Scope) {
        let outer = core::mem::replace(&mut self.is_single, items.len() == 1);
        for item in items {
            if self.found.fields.is_full() {
                break;
            }
            match item {
                Json::String(text) => match sentence(text).filter(|_| self.at.is_empty() && role == Role::Words) {
                    Some((at, reason)) => self.found.fields.push(at, None, &reason, None),
                    None if scope.rank >= rank::ASIDE => self.add_listed(text),
                    None => self.add_text(text),
                },
                item => self.read_items(core::slice::from_ref(item), false, Scope { rank: rank::LISTED, ..scope }),
            }
        }
        self.is_single = outer;
    }

    /// Adds a text that names no field.
    fn add_text(&mut self, text: &str) {
        if strings::trim(text).is_empty() {
            return;
        }
        if !self.at.is_empty() {
            self.found.fields.push(self.at.clone(), self.location, text, None);
            return;
        }
        if self.json_texts < 2 && strings::trim(text).starts_with('{') && self.read_json_text(rank::LISTED, text) {
            return;
        }
        if code::is_word(text) && strings::find(text, "_").is_some() {
            // Starling: a code instead of a text. GLPI: before it.
            self.found.offer_code(code::REASON, text);
            self.add_listed(text);
        } else if self.may_have_fields() || self.status == 404 && !self.found.fields.is_empty() {
            if !self.add_named_text(text) {
                self.found.fields.push_text(text);
            }
        } else {
            self.add_listed(text);
        }
    }

    /// Adds the field of a text such as `lead.email: must not be blank` (Okta, Micronaut). Returns whether it is one.
    pub(super) fn add_named_text(&mut self, text: &str) -> bool {
        let Some((name, reason)) = named(text) else { return false };
        self.found.fields.push(segments(name, Notation::Foreign), None, reason, None);
        if self.is_single {
            self.add_listed(text);
        }
        true
    }

    /// Keeps a text that names no field for the message.
    pub(super) fn add_listed(&mut self, text: &str) {
        // Of `OK; No such recipient` only the second says something.
        if code::is_noise(text) {
            return;
        }
        if self.listed.len() < super::MAX_LISTED && !self.listed.iter().any(|(known, _)| known == text) {
            self.listed.push((text.to_owned(), None));
        }
    }
}
