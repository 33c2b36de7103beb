//! Field errors in lists and in maps, whatever their nesting.

use alloc::borrow::ToOwned;

use super::super::code;
use super::super::fields::{Notation, class_validator, has_constraints, segments, sentence};
use super::super::names::Location;
use super::super::roles::{Role, ends_with, role};
use super::{ASIDE, FAR, LISTED, OWN, Reader, Stand, member::is_sentence, nested_text};
use crate::json::{Json, Object};
use crate::path::{Segment, index as index_of};
use crate::strings;

impl Reader<'_> {
    /// Reads a list of errors. `has_texts` says whether a text in it is one; else it is the name of a field.
    pub(super) fn list(&mut self, items: &[Json], has_texts: bool, stand: Stand) {
        let mut has_placed = false;
        self.is_single = items.len() == 1;
        for (index, item) in items.iter().enumerate() {
            if self.found.fields.is_full() {
                return;
            }
            match item {
                Json::String(text) if has_texts => self.text(text),
                Json::Array(items) if stand.depth < super::MAX_ENVELOPES => {
                    self.list(items, has_texts, Stand { depth: stand.depth + 1, ..stand });
                }
                Json::Object(object) if has_constraints(object) => class_validator(&mut self.found.fields, object),
                Json::Object(object) if !object.is_empty() && !object.contains_key("@type") => {
                    let said = self.said(object);
                    if said.is_error() && self.names(&said, object) {
                        has_placed = true;
                        self.about_all(
                            object,
                            &said,
                            said.code.map(|(weight, code)| super::code::text(weight, code)),
                            false,
                            stand,
                        );
                        continue;
                    }
                    let is_error = said.is_error() || said.title.is_some() && said.place.is_some();
                    if is_error && said.place.is_some() && self.item(object, &said, false, stand)
                        || !is_error
                            && said.place.is_some_and(|(_, name, _)| {
                                // Most inputs of Ory's forms have no reasons. They count as placed all the same.
                                self.texts_of_item(object, &said) || name == "attributes"
                            })
                    {
                        has_placed = true;
                    } else if is_error && has_placed {
                        if let Some(reason) = said.reason() {
                            let code = said.code_of_item();
                            self.push(reason, code, object);
                        }
                    } else if let Some(Json::Object(map)) = object.get("parameters").filter(|_| is_error)
                        && map.values().all(Json::is_array)
                    {
                        // Twitter: the names of parameters with their values.
                        for name in map.keys() {
                            let reason = said.reason().unwrap_or_default();
                            self.found.fields.push(segments(name, Notation::Foreign), None, reason, None);
                        }
                    } else if let Some((_, text)) = said.message
                        && said.code.is_none()
                        && self.at.is_empty()
                        && self.may_have_fields()
                        && self.has_request_texts
                        && self.named(text)
                    {
                        self.about_all(object, &said, None, false, stand);
                    } else if is_error && self.at.is_empty() && !self.found.fields.is_empty() && stand.weight < ASIDE {
                        // The request as a whole, beside fields in another list: Egnyte's `formErrors`.
                        let code = said.code_of_item();
                        self.push(said.reason().unwrap_or_default(), code, object);
                    } else if self.has_request_texts && object.len() == 1 && said.message.is_some() {
                        self.text(said.reason().unwrap_or_default());
                    } else if is_error || said.code.is_some() || said.has_inner || said.title.is_some() {
                        self.inside_list(object, stand);
                    } else if self.may_have_fields() && object.values().all(is_sentence) {
                        // Lyft: `[{"lat": "field required"}]`.
                        self.map(object);
                    } else if object.values().any(|value| self.holds_reasons(value)) {
                        // A list of maps belongs to a list of values: each map is about the value at its index. A text
                        // in it is data, because its name says nothing.
                        let outer = core::mem::replace(&mut self.is_structured, true);
                        self.at.push(Segment::Index(u32::try_from(index).unwrap_or(u32::MAX - 1)));
                        self.entries(object, true);
                        self.at.pop();
                        self.is_structured = outer;
                    }
                }
                _ => {}
            }
        }
    }

    /// Reads an error of a list that names no field. If the list is inside a field, the error is that field's.
    fn inside_list(&mut self, object: &Object, stand: Stand) {
        if self.at.is_empty() {
            let keeps = stand.keeps && self.found.rest.is_empty();
            self.node(object, Stand { depth: stand.depth + 1, keeps, ..stand });
        } else {
            self.below(object);
        }
    }

    /// Adds a text that names no field.
    fn text(&mut self, text: &str) {
        if strings::trim(text).is_empty() {
            return;
        }
        if !self.at.is_empty() {
            self.found.fields.push(self.at.clone(), self.location, text, None);
            return;
        }
        if self.json_texts < 2 && strings::trim(text).starts_with('{') && self.json_text(LISTED, text) {
            return;
        }
        if self.may_have_fields() || self.status == 404 && !self.found.fields.is_empty() {
            if code::is_constant(text) {
                // Starling: a code instead of a text.
                self.found.code(code::REASON, text);
                self.listed(text);
            } else if !self.named(text) {
                self.found.fields.push_text(text);
            }
        } else {
            self.listed(text);
        }
    }

    /// Adds the field of a text such as `lead.email: must not be blank` (Okta, Micronaut). Returns whether it is one.
    pub(super) fn named(&mut self, text: &str) -> bool {
        let is_name = |name: &str| {
            code::is_word(strings::prefix_before(name, "["))
                && strings::find(name, " ").is_none()
                && !code::is_noise(name)
                // `INVALID_EMAIL: …`, `ValidationError: …`, `json: cannot unmarshal …` of Go.
                && name.bytes().any(|byte| byte.is_ascii_lowercase())
                && !["error", "exception"].iter().any(|end| ends_with(name, end))
                && Location::of_framework(name).is_none()
        };
        let Some((name, reason)) = strings::split_once(text, ": ").filter(|(name, _)| is_name(name)) else {
            return false;
        };
        self.found.fields.push(segments(name, Notation::Foreign), None, reason, None);
        if self.is_single {
            self.listed(text);
        }
        true
    }

    /// Keeps a text that names no field for the message.
    pub(super) fn listed(&mut self, text: &str) {
        // Of `OK; No such recipient` only the second says something.
        if code::is_noise(text) {
            return;
        }
        if self.listed.len() < super::MAX_LISTED && !self.listed.iter().any(|known| known == text) {
            self.listed.push(text.to_owned());
        }
    }

    /// Reads a list of texts to show. Nest's, in a member such as `message`, are sentences that begin with the path.
    pub(super) fn texts(&mut self, items: &[Json], role: Role, stand: Stand) {
        for item in items {
            if self.found.fields.is_full() {
                return;
            }
            match item {
                Json::String(text) => match sentence(text).filter(|_| self.at.is_empty() && role == Role::Words) {
                    Some((at, reason)) => self.found.fields.push(at, None, &reason, None),
                    None if stand.weight >= super::ASIDE => self.listed(text),
                    None => self.text(text),
                },
                item => self.list(core::slice::from_ref(item), false, Stand { weight: LISTED, ..stand }),
            }
        }
    }

    /// Reads what a server says about one part of the request.
    pub(super) fn located(&mut self, name: &str, value: &Json, stand: Stand) {
        let outer = core::mem::replace(&mut self.location, Location::of_framework(name));
        match value {
            // ts-rest: a `ZodError`.
            Json::Object(map) if self.holds_errors(map) => self.node(map, Stand { weight: FAR, keeps: false, ..stand }),
            Json::Object(map) => self.map(map),
            Json::Array(items) => self.list(items, false, Stand { weight: LISTED, ..stand }),
            _ => {}
        }
        self.location = outer;
    }

    /// Reads a map in a member such as `errors`: one error, an envelope of errors, or a map from paths to reasons.
    pub(super) fn container(&mut self, map: &Object, stand: Stand) {
        let said = self.said(map);
        let is_error = said.has_strong_message()
            || said.word.is_some()
            || said.message.is_some() && said.code.is_some()
            || said.has_number;
        if said.is_tree {
            self.map(map);
        } else if is_error && !said.has_other_text {
            if said.is_item_place && self.item(map, &said, false, stand) {
                return;
            }
            self.node_of(map, &said, stand);
        } else {
            self.map(map);
        }
    }

    /// Reads the map in a member `message`: a text in several languages, an error, or a map from paths to reasons.
    pub(super) fn words(&mut self, map: &Object, stand: Stand) {
        let is_node = || {
            let said = self.said(map);
            said.has_inner && map.iter().all(|(name, value)| role(name, value, self.vocabulary).0 != Role::None)
                || map.iter().any(|(name, value)| {
                    role(name, value, self.vocabulary).0 != Role::None
                        && matches!(value, Json::Array(items) if self.is_code_list(items))
                })
        };
        if let Some(text) = nested_text(map) {
            if let Some((weight, code)) = self.said(map).code {
                self.found.code(weight, &code::text(weight, code));
            }
            self.message(OWN, text);
        } else if is_node() {
            self.node(map, stand);
        } else {
            self.container(map, stand);
        }
    }

    /// Reads a map from paths to reasons. A value is a text, a list of texts, an object with a text, or a map again.
    ///
    /// Texts in the maps below it are reasons only if the whole map has no lists or objects of reasons. Beside those a text
    /// is data, such as the user's input: `{"email": ["is invalid"], "data": {"password": "…"}}`.
    pub(super) fn map(&mut self, map: &Object) {
        let outer = self.is_structured;
        self.is_structured = outer || map.values().any(|value| self.holds_reasons(value));
        self.entries(map, false);
        self.is_structured = outer;
    }

    fn entries(&mut self, map: &Object, is_below: bool) {
        let is_tree = map.get("errors").is_some_and(Json::is_array);
        let is_form = map.keys().all(|key| key == "errors" || key == "children");
        let is_named = |value: &Json| value.as_object().is_some_and(|map| !is_list(map));
        for (key, value) in map.members() {
            if self.found.fields.is_full() {
                return;
            }
            if is_below && self.is_structured && value.is_string() {
                continue;
            }
            let (length, location, mut is_root) = (self.at.len(), self.location, false);
            match role(key, value, self.vocabulary).0 {
                // CKAN's `__type` is the name of a class, not of a field.
                Role::Type if key.starts_with("__") => continue,
                _ if length == 0 && value.is_object() && Location::of_framework(key).is_some() => {
                    self.location = Location::of_framework(key);
                }
                Role::Located => self.location = Location::of_framework(key).or(location),
                Role::Fields if key == "fields" && length > 0 => self.at.push(Segment::from(key.as_str())),
                Role::Fields | Role::Texts | Role::Items => {}
                Role::Details | Role::Words if key.starts_with('_') || is_named(value) => {}
                Role::Tree if is_tree => {}
                Role::Envelope | Role::Aside if is_transparent(key) => {}
                // Symfony's forms.
                _ if key == "children" && is_form && is_named(value) => {}
                _ => {
                    let at = segments(key, Notation::Foreign);
                    is_root = at.is_empty();
                    self.at.extend(at);
                }
            }
            match value {
                value if is_root => self.inside(value),
                // Errors in an envelope of their own, as XML has them: `<Errors><Error>…</Error></Errors>`.
                Json::Object(object)
                    if self.at.is_empty() && self.said(object).place.is_none() && self.is_leaf(object) =>
                {
                    self.node(object, Stand { weight: LISTED, depth: 1, keeps: false });
                }
                Json::Array(items) if self.at.is_empty() && items.iter().any(Json::is_object) => {
                    self.list(items, true, Stand { weight: LISTED, depth: 1, keeps: false });
                }
                value => self.inside(value),
            }
            self.at.truncate(length);
            self.location = location;
        }
    }

    /// Reads what a map has at the current path.
    pub(super) fn inside(&mut self, value: &Json) {
        match value {
            Json::String(text) => self.reason(text),
            Json::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    if self.found.fields.is_full() {
                        return;
                    }
                    match item {
                        Json::String(text) => self.reason(text),
                        Json::Object(object) if has_constraints(object) => {
                            class_validator(&mut self.found.fields, object);
                        }
                        Json::Object(object) if self.is_reason(object) => self.below(object),
                        // Play: `[{"msg": ["error.email"], "args": []}]`.
                        Json::Object(object) if object.get("msg").is_some_and(Json::is_array) => {
                            self.inside(object.get("msg").unwrap_or(&Json::Null));
                        }
                        // The validator of Rust: a list with one map of indices.
                        Json::Object(object) if is_list(object) => {
                            self.entries(object, true);
                        }
                        Json::Object(object) => {
                            self.at.push(Segment::Index(u32::try_from(index).unwrap_or(u32::MAX - 1)));
                            self.entries(object, true);
                            self.at.pop();
                        }
                        item => self.inside(item),
                    }
                }
            }
            Json::Object(object) if self.is_leaf(object) => self.below(object),
            // Laminas, CakePHP: `{"emailAddressInvalidFormat": "…"}`.
            Json::Object(object) if !self.at.is_empty() && is_rules(object) => {
                for reason in object.values() {
                    self.inside(reason);
                }
            }
            Json::Object(object) => self.entries(object, true),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::IllFormed(_) => {}
        }
    }

    fn reason(&mut self, text: &str) {
        if self.at.is_empty() && self.location.is_none() {
            self.found.fields.push_text(text);
        } else {
            self.found.fields.push(self.at.clone(), self.location, text, None);
        }
    }

    /// Whether an object in a map is one reason and not a map.
    fn is_leaf(&self, object: &Object) -> bool {
        let said = self.said(object);
        said.has_strong_message() || said.word.is_some() || said.item_code.is_some() && said.is_error()
    }

    /// Whether an object in a list of a map is one reason.
    fn is_reason(&self, object: &Object) -> bool {
        let said = self.said(object);
        said.is_error() || said.has_item_code()
    }

    /// Reads an object that is one reason for the current path.
    fn below(&mut self, object: &Object) {
        let said = self.said(object);
        if said.reason().is_some() && self.names(&said, object) {
            return;
        }
        if !self.item(object, &said, true, Stand { weight: LISTED, depth: 0, keeps: false })
            && let Some(reason) = said.reason()
        {
            let code = said.code_of_item();
            self.push(reason, code, object);
        }
    }

    /// Whether a list or an object of reasons is anywhere in a value of a map.
    pub(super) fn holds_reasons(&self, value: &Json) -> bool {
        match value {
            Json::Array(items) => {
                items.is_empty() || items.iter().any(|item| item.is_string() || self.holds_reasons(item))
            }
            Json::Object(map) => self.is_leaf(map) || map.values().any(|value| self.holds_reasons(value)),
            _ => false,
        }
    }
}

/// Whether a map has indices for keys.
fn is_list(map: &Object) -> bool {
    map.keys().all(|key| index_of(key).is_some())
}

/// Parts of the names of rules.
const RULES: [&str; 9] = ["empty", "require", "valid", "format", "length", "too", "not", "uniq", "match"];

/// Whether a map has a sentence for each rule that a field breaks.
fn is_rules(map: &Object) -> bool {
    !map.is_empty()
        && map.iter().all(|(name, value)| {
            let name = name.to_ascii_lowercase();
            is_sentence(value) && RULES.iter().any(|rule| strings::find(&name, rule).is_some())
        })
}

/// The names of objects that are no fields, though they are in a map of fields.
pub(super) fn is_transparent(key: &str) -> bool {
    ["error", "data", "meta", "response"].iter().any(|name| key.eq_ignore_ascii_case(name))
}
