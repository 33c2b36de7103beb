//! The members of an object, by their roles: envelopes, lists and maps of errors, and what stands beside the error.

use alloc::string::String;

use super::super::code;
use super::super::fields::{has_constraints, is_form_node};
use super::super::rank;
use super::super::role::Role;
use super::super::roles::{FIRST, role};
use super::super::spelling::{Members as _, is, is_any};
use super::super::text::ends_with;
use super::summary::{Member, Summary};
use super::{MAX_ENVELOPES, Reader, Scope, nested_text, shape};
use crate::json::{Json, Object};

impl Reader<'_> {
    /// Reads one member. Returns whether it is used up.
    ///
    /// `has_items` is whether the object has a list of objects with field errors: a list of texts beside it names fields.
    pub(super) fn read_member(
        &mut self,
        member: Member<'_>,
        summary: &Summary<'_>,
        has_items: bool,
        scope: Scope,
    ) -> bool {
        let Member { name, value, role, .. } = member;
        let inner = Scope { depth: scope.depth + 1, ..scope };
        let is_open = scope.depth < MAX_ENVELOPES;
        if matches!(role, Role::Fields | Role::Names | Role::Items | Role::Details | Role::Texts | Role::Words) {
            self.found.fields.begin();
        }
        let is_fail_alone = summary.is_fail && summary.message.is_none();
        match (role, value) {
            (Role::Envelope, Json::Object(object)) if is_open => self.read_envelope(member, object, summary, inner),
            (Role::CodeMap, Json::Object(object)) => {
                self.read_code_map(object);
                true
            }
            (Role::Aside, Json::Object(map)) if is_open && is_fail_alone && shape::is_reasons(map) => {
                let before = self.progress();
                self.read_container(map, inner);
                self.progress() > before
            }
            (Role::Aside, Json::Object(object)) if is_open => self.read_aside(name, object, inner),
            (_, Json::String(text)) if is_fail_alone && is(name, "data") => {
                self.offer_message(scope.rank.saturating_add(rank::ERROR), text);
                true
            }
            (Role::Details, _) if is_open => self.read_details(name, value, summary, inner),
            // `render` writes codes into this list, for the texts in the message.
            (Role::Fields, Json::Array(_)) if is(name, "issues") && !self.found.issues.is_null() => true,
            (Role::Fields | Role::Names | Role::Items, Json::Array(items)) => {
                self.read_error_list(member, items, summary, has_items, inner)
            }
            // An element of XML that does not repeat.
            (Role::Items, Json::Object(_)) => {
                let before = self.progress();
                self.read_list(core::slice::from_ref(value), false, Scope { rank: rank::LISTED, ..inner });
                self.progress() > before
            }
            (Role::Texts | Role::Words, Json::Array(items)) => {
                self.read_texts(items, role, inner);
                true
            }
            // oRPC, and tRPC with superjson: `{"json": {"message", "code", "data": {…}}}`.
            (Role::Located, Json::Object(object)) if is_open && self.is_coded_message(object) => {
                self.read_envelope(member, object, summary, inner)
            }
            (Role::Located, _) => self.read_part_of_request(name, value, inner),
            (Role::Fields, Json::Object(map)) if is_open => self.read_error_map(map, summary, inner),
            (Role::Words | Role::Texts, Json::Object(map)) if is_open => {
                let before = self.progress();
                self.read_words(map, inner);
                self.progress() > before
            }
            // GraphQL: the errors of a mutation beside its result.
            (Role::None, Json::Object(object)) if is_open && self.is_error_beside_result(object, value, scope) => {
                self.read_object(object, Scope { rank: rank::FAR, keeps: false, ..inner });
                false
            }
            (Role::None, Json::Object(map)) if self.is_unnamed_reason_map(name, map, value, summary, scope) => {
                self.read_map(map);
                true
            }
            (Role::None | Role::Tree, Json::Array(items)) => {
                let is_items = self.is_unnamed_error_list(name, items, summary);
                if is_items {
                    self.read_located(name, value, inner);
                }
                is_items || self.read_parts(items, inner)
            }
            _ => self.read_scalar(member, summary, scope.rank >= rank::ASIDE),
        }
    }

    /// Reads an object with the code, or with a subcode, which says more: `Sender` says less than a code in the detail.
    fn read_code_map(&mut self, object: &Object) {
        let subcode = object.named("subcode").and_then(|subcode| nested_text(subcode.as_object()?));
        if let Some(code) = subcode.or_else(|| nested_text(object)) {
            self.found.offer_code(if code::is_weak(code) { code::WEAK } else { code::TEXT }, code);
        }
    }

    /// Reads a list of errors, or of the names of fields. Returns whether it is used up.
    fn read_error_list(
        &mut self,
        member: Member<'_>,
        items: &[Json],
        summary: &Summary<'_>,
        has_items: bool,
        scope: Scope,
    ) -> bool {
        let before = self.progress();
        if member.role == Role::Names && summary.reason().is_some_and(|reason| self.read_places(items, reason)) {
            return true;
        }
        let strings = shape::holds_texts(member, has_items);
        self.read_list(items, strings, Scope { rank: scope.rank.max(rank::LISTED), ..scope });
        items.is_empty() || self.progress() > before || (member.role == Role::Fields && !strings)
    }

    /// Reads a map of errors. Returns whether it is used up.
    fn read_error_map(&mut self, map: &Object, summary: &Summary<'_>, scope: Scope) -> bool {
        let before = self.progress();
        if summary.message.is_some_and(|(_, text)| self.read_keys(map, text)) {
            return true;
        }
        self.read_container(map, summary.scope_of_errors(scope));
        map.is_empty() || self.progress() > before || !self.found.fields.is_empty()
    }

    /// Whether an object whose name says nothing is an error, and nothing else says what is wrong.
    fn is_error_beside_result(&self, object: &Object, value: &Json, scope: Scope) -> bool {
        (scope.rank >= rank::ASIDE || self.may_have_fields())
            && (self.holds_errors(object) || shape::is_error_type(value))
    }

    /// Whether a map whose name says nothing is one of reasons. A map of lists of sentences is: `humanized` of Malli. So is a
    /// map of texts with the name `params`: Postmates, and beside the status `WordPress`, as `"data": {"status", "params"}`.
    fn is_unnamed_reason_map(
        &self,
        name: &str,
        map: &Object,
        value: &Json,
        summary: &Summary<'_>,
        scope: Scope,
    ) -> bool {
        let is_own = summary.code.is_some() || summary.reason().is_some();
        let is_beside_status = || scope.rank >= rank::ASIDE && self.found.status == Some(self.status.into());
        self.may_have_fields()
            && (is_own && shape::is_sentences(value)
                || is(name, "params")
                    && (is_own && self.is_reason_map(map, summary)
                        || is_beside_status() && map.values().all(shape::is_sentence)))
    }

    /// Whether a list whose name says nothing is one of field errors. A list of items with paths is, and so are the nodes of a
    /// form, and the errors of class-validator: Tatum.
    fn is_unnamed_error_list(&self, name: &str, items: &[Json], summary: &Summary<'_>) -> bool {
        self.may_have_fields() && self.is_item_list(items)
            || items.iter().any(|item| is_form_node(item) || is_constrained(item))
            || summary.message.is_none() && shape::is_transparent(name) && self.is_code_list(items)
    }

    /// Reads the field errors of one part of the request. Returns whether there are any.
    fn read_part_of_request(&mut self, name: &str, value: &Json, scope: Scope) -> bool {
        let is_read = self.may_have_fields() && self.holds_reasons(value);
        if is_read {
            self.read_located(name, value, scope);
        }
        is_read
    }

    /// Reads an object that holds the error. `outer` is the summary of the object around it.
    fn read_envelope(&mut self, member: Member<'_>, object: &Object, outer: &Summary<'_>, scope: Scope) -> bool {
        let Member { name, row, .. } = member;
        // The error of another server beside the message of this one: `institutionError` of Yapily.
        if row == FIRST && ends_with(name, "error") && outer.has_strong_message() {
            return self.read_aside(name, object, scope);
        }
        let before = self.progress();
        let rest = core::mem::take(&mut self.found.rest);
        let summary = self.summary(object);
        if summary.is_tree {
            self.read_map(object);
        } else if summary.message.is_some()
            || summary.word.is_some()
            || summary.title.is_some()
            || summary.code.is_some()
            || summary.has_inner
        {
            self.read_summarised(object, &summary, scope);
        } else if let Some(text) = nested_text(object).or_else(|| data_alone(object)) {
            self.offer_message(scope.rank, text);
        } else {
            // iTransact: `<TransactionResponse><TransactionResult><ErrorMessage>`. pagoPA: `<Body><…Res><fault><faultString>`.
            let is_response = row == FIRST && ends_with(name, "response");
            let is_body = is(name, "body");
            if is_response || is_body {
                self.read_unknown_envelopes(object, scope);
            }
            if self.progress() == before
                && !is_response
                // The elements of the body of SOAP are data, even if all are sentences.
                && !(is_body && self.is_xml)
                && self.may_have_fields()
                && (self.holds_containers_alone(object, outer) || object.values().all(shape::is_sentence))
            {
                self.read_map(object);
            }
            if self.progress() == before {
                self.read_summarised(object, &summary, scope);
            }
        }
        let inner = core::mem::replace(&mut self.found.rest, rest);
        self.keep_inner(name, object, &inner, self.progress() > before, scope)
    }

    /// Whether an object holds nothing but lists and objects, apart from types, and they are no data beside a message.
    fn holds_containers_alone(&self, object: &Object, outer: &Summary<'_>) -> bool {
        let is_container = |(name, value): (&String, &Json)| {
            value.is_array() || value.is_object() || role(name, value, self.vocabulary).0 == Role::Type
        };
        let may_be_data = outer.has_strong_message() && !object.values().any(|value| self.holds_reasons(value));
        object.iter().all(is_container) && !may_be_data
    }

    /// Keeps the members of an object in which something was found, without those that play a role. Returns whether the
    /// object is used up.
    fn keep_inner(&mut self, name: &str, object: &Object, inner: &Object, has_found: bool, scope: Scope) -> bool {
        if has_found && scope.keeps {
            for (name, value) in inner {
                self.found.keep(name, value);
            }
        }
        has_found || object.is_empty() || is(name, "json")
    }

    /// Reads an object beside the error. Returns whether anything was found in it; its other members are kept then.
    pub(super) fn read_aside(&mut self, name: &str, object: &Object, scope: Scope) -> bool {
        let before = self.progress();
        let is_error = |value: &Json| {
            let first = if let Json::Array(items) = value { items.first() } else { Some(value) };
            first.and_then(Json::as_object).is_some_and(|inner| {
                let summary = self.summary(inner);
                summary.message.is_some() && (summary.has_item_code() || summary.place.is_some())
            })
        };
        let is_field = |(name, value): (&String, &Json)| {
            let is_name =
                value.is_array() && (is(name, "messages") || role(name, value, self.vocabulary).0 == Role::None);
            (value.is_object() || is_name) && (is_error(value) || shape::is_sentences(value))
        };
        // Digitzs: `meta` has what a second server said.
        if self.may_have_fields()
            && !is(name, "meta")
            && object.keys().any(|name| !is(name, "messages"))
            && object.iter().all(is_field)
            && !object.values().any(shape::is_error_type)
        {
            // PocketBase: `data` is a map from paths to errors. Gorgias: from paths to texts.
            self.read_map(object);
            return true;
        }
        let rest = core::mem::take(&mut self.found.rest);
        let rank = if is_any(name, &["extensions", "sys"]) { rank::ASIDE } else { rank::FAR };
        self.read_object(object, Scope { rank, ..scope });
        let inner = core::mem::replace(&mut self.found.rest, rest);
        self.keep_inner(name, object, &inner, self.progress() > before, scope)
    }

    /// Reads a list of the parts of a request, each with a list of its errors, as DHL sends it, or with a map, as `FastSpring`
    /// does. Returns whether it has errors.
    fn read_parts(&mut self, items: &[Json], scope: Scope) -> bool {
        let before = self.progress();
        let scope = Scope { rank: rank::LISTED, keeps: false, ..scope };
        for part in items.iter().filter_map(Json::as_object) {
            for (name, value) in part.members() {
                match value {
                    Json::Array(errors) if role(name, value, self.vocabulary).0 == Role::Fields => {
                        self.read_list(errors, false, scope);
                    }
                    Json::Object(map) if is(name, "error") && map.values().all(shape::is_sentence) => {
                        self.read_map(map);
                    }
                    _ => {}
                }
            }
        }
        self.progress() > before
    }
}

/// Whether a value is an error of class-validator about a property.
fn is_constrained(item: &Json) -> bool {
    item.as_object().is_some_and(|item| item.has("property") && has_constraints(item))
}

/// The text of an envelope that has nothing else: `{"response": {"data": "Unsupported sort null"}}` of VTEX.
fn data_alone(object: &Object) -> Option<&str> {
    object.named("data")?.as_str().filter(|_| object.len() == 1)
}
