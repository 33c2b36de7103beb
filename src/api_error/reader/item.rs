//! One object that is about one field.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::super::category;
use super::super::fields::{Notation, fitting_params, place, segments};
use super::super::names::Category;
use super::super::rank;
use super::super::role::Role;
use super::super::spelling::{Members as _, is};
use super::super::text::ends_with;
use super::summary::{CODE_LIKE_REASON, Member, Summary};
use super::{Reader, Scope, filled, shape};
use crate::json::{Json, Object};
use crate::path::Segment;
use crate::strings;

impl Reader<'_> {
    /// Adds a field at the current path.
    pub(super) fn add_field(&mut self, reason: &str, code: Option<String>, object: &Object) {
        let params = fitting_params(object, reason, &mut self.found.fields.steps);
        self.found.fields.push_with(self.at.clone(), self.location, reason, code, params);
    }

    /// Reads an error with the place of a field. Returns whether the place is one. `is_keyed` is whether the current path
    /// is that of a map, which may name the same field.
    pub(super) fn read_item(&mut self, object: &Object, summary: &Summary<'_>, is_keyed: bool, scope: Scope) -> bool {
        let extensions = object.named("extensions").and_then(Json::as_object);
        let is_graphql = self.is_graphql || extensions.is_some() || object.has("locations");
        // The path in the response says less than the fields in the extensions.
        if extensions.is_some_and(|extensions| self.has_container(extensions)) {
            return false;
        }
        let code = summary.code_of_item();
        if is_graphql && !is_about_input(code.as_deref()) {
            return false;
        }
        let Some((path, location)) = place_of(&self.at, object, summary, is_keyed) else { return false };
        // The path in the response is that of the operation.
        if is_graphql && path.len() == 1 && summary.place.is_some_and(|(_, name, _)| is(name, "path")) {
            return false;
        }
        // graphql-ruby: `"path": ["query", "x"], "extensions": {"fieldName": "x"}` is a mistake in the query.
        if is_graphql
            && let (Some(Json::Array(steps)), Some((_, _, Json::String(name)))) = (object.named("path"), summary.place)
            && steps.last().and_then(Json::as_str) == Some(name)
        {
            return false;
        }
        let Some(reason) = summary.reason().or(code.as_deref()) else { return false };
        let outer = core::mem::replace(&mut self.at, path);
        let outer_location = self.location;
        self.location = location.or(outer_location);
        let reason = filled(reason, object).unwrap_or_else(|| reason.to_owned());
        self.add_field(&reason, code.clone(), object);
        self.at = outer;
        self.location = outer_location;
        if !is_keyed {
            self.read_about_whole(object, summary, code, is_graphql, scope);
        }
        true
    }

    /// Adds a field for each name of a list of names beside a text. Returns whether there is any.
    pub(super) fn add_fields_of_names(&mut self, summary: &Summary<'_>, object: &Object) -> bool {
        let Some(reason) = summary.reason().filter(|_| !summary.names_place() && self.may_have_fields()) else {
            return false;
        };
        for name in summary.names.iter().filter_map(Json::as_str).filter(|name| strings::find(name, "://").is_none()) {
            if self.found.fields.is_full() {
                break;
            }
            let mut path = self.at.clone();
            path.extend(segments(name, Notation::Foreign));
            let code = summary.code_of_item();
            let location = summary.location.or(self.location);
            let params = fitting_params(object, reason, &mut self.found.fields.steps);
            self.found.fields.push_with(path, location, reason, code, params);
        }
        !summary.names.is_empty()
    }

    /// Reads the fields that the message is about, in hapi's `validation: {"source", "keys"}`. Returns whether there are any.
    pub(super) fn read_keys(&mut self, map: &Object, text: &str) -> bool {
        let summary = self.summary(map);
        if summary.reason().is_some() || summary.names.is_empty() {
            return false;
        }
        for key in summary.names.iter().filter_map(Json::as_str) {
            self.found.fields.push(segments(key, Notation::Foreign), summary.location, text, None);
        }
        true
    }

    /// Adds a field with this reason for each object of a list that has a place and no text: express-validator's
    /// `unknown_fields`. Returns whether there is any.
    pub(super) fn read_places(&mut self, items: &[Json], reason: &str) -> bool {
        let before = self.found.fields.as_slice().len();
        for object in items.iter().filter_map(Json::as_object) {
            let summary = self.summary(object);
            if summary.place.is_some()
                && summary.reason().is_none()
                && let Some((path, location)) = place_of(&self.at, object, &summary, false)
            {
                self.found.fields.push(path, location, reason, None);
            }
        }
        self.found.fields.as_slice().len() > before
    }

    /// Reads an item whose reasons are a list of texts or a map. Returns whether it is one.
    pub(super) fn read_item_texts(&mut self, object: &Object, summary: &Summary<'_>) -> bool {
        let Some((path, location)) = place_of(&self.at, object, summary, false) else { return false };
        let before = self.found.fields.as_slice().len();
        let outer = core::mem::replace(&mut self.at, path);
        let outer_location = self.location;
        self.location = location.or(outer_location);
        for member in summary.members(object, self.vocabulary) {
            // Kafka UI: `{"fieldName": "partitions", "restrictions": ["must not be null"]}`.
            // With a code such as `invalid_choice` the list may hold what is allowed.
            let is_texts = member.role == Role::None
                && summary.item_code.is_none()
                && member.value.is_array()
                && shape::is_sentences(member.value);
            if matches!(member.role, Role::Fields | Role::Texts | Role::Words) && !member.value.is_string() || is_texts
            {
                self.read_reasons(member.value);
            }
        }
        self.at = outer;
        self.location = outer_location;
        self.found.fields.as_slice().len() > before
    }

    /// Reads what an item says about the error as a whole: links, ids, delays. A sentence that stands alone is a message.
    pub(super) fn read_about_whole(
        &mut self,
        object: &Object,
        summary: &Summary<'_>,
        code: Option<String>,
        is_graphql: bool,
        scope: Scope,
    ) {
        // Google's older form: the reason in an item says more than the number outside.
        if object.has("domain")
            && object.has("reason")
            && let Some((rank, code)) = summary.code
        {
            self.found.offer_code(rank, &super::code::text(rank, code));
        }
        // The issues of zod have codes that are about the field alone.
        let is_whole = is_graphql
            || self.is_single && summary.place.is_some_and(|(_, _, place)| !place.is_array())
            || is(summary.message_name, "detail")
            || summary.message.is_none()
            || code
                .as_ref()
                .is_some_and(|code| code.bytes().any(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()));
        if is_whole && summary.code.is_some_and(|(rank, _)| rank <= super::code::NUMBER) || is_graphql {
            self.item_code = self.item_code.take().or(code);
        }
        if let Some((_, text)) = summary.message {
            // JSON:API, Square and GraphQL write sentences.
            if is_graphql || is(summary.message_name, "detail") || summary.has_place_in_details() {
                self.found.offer_message(rank::LISTED, text);
            }
        } else if let Some(title) = summary.title {
            self.found.offer_message(rank::LISTED_TITLE, title);
        }
        if let Some(title) = summary.title {
            self.found.offer_title(rank::LISTED, title);
        }
        let keeps = scope.keeps && self.found.rest.is_empty();
        for member in summary.members(object, self.vocabulary) {
            match member.role {
                Role::RequestId | Role::Docs | Role::Link | Role::Links | Role::Seconds | Role::Millis => {
                    // A value about the error as a whole is trusted more.
                    let row = member.row.saturating_add(100);
                    self.read_scalar(Member { row, ..member }, summary, false);
                }
                Role::Aside if scope.depth < super::MAX_ENVELOPES => {
                    if let Json::Object(inner) = member.value {
                        self.read_aside(member.name, inner, Scope { depth: scope.depth + 1, keeps, ..scope });
                    }
                }
                _ => {}
            }
        }
    }

    /// The error as a whole names a field: `param` of Stripe, `target` of Azure.
    pub(super) fn read_own_field(&mut self, object: &Object, summary: &Summary<'_>, is_inner: bool) {
        if self.at.is_empty() && self.add_fields_of_names(summary, object) {
            return;
        }
        let Some((_, name, value)) = summary.place else { return };
        let names = if summary.is_item_place {
            // A list of names or a path, and nothing that may be something else.
            value.is_array() && !is(name, "keys") || is_own_place(name, value, summary, is_inner)
        } else {
            true
        };
        let is_graphql = self.is_graphql || object.has("extensions") || object.has("locations");
        if !names
            || is_graphql
            || !self.at.is_empty()
            || value.as_str().is_some_and(|text| strings::trim(text).is_empty())
        {
            return;
        }
        // Deribit: `{"message": "Invalid params", "data": {"param": "amount", "reason": "must be …"}}`.
        let inner = summary
            .around_place
            .and_then(|inner| self.summary(inner).message)
            .filter(|(rank, _)| *rank < CODE_LIKE_REASON);
        let code = summary.code_of_item();
        let Some(reason) = inner.map(|(_, text)| text).or(summary.reason()).or(code.as_deref()) else { return };
        let reason = filled(reason, object).unwrap_or_else(|| reason.to_owned());
        let Some((path, location)) = place(name, value, object) else { return };
        if path.is_empty() {
            return;
        }
        let params = fitting_params(object, &reason, &mut self.found.fields.steps);
        self.found.fields.push_with(path, summary.location.or(location), &reason, code, params);
    }
}

/// Whether a name of an item's place also names the field of an error outside of a list: `propertyPath`, the `name` beside the
/// part of the request (go-openapi), and inside an envelope `path`, which outside is that of the URL.
fn is_own_place(name: &str, value: &Json, summary: &Summary<'_>, is_inner: bool) -> bool {
    let is_path = || value.as_str().is_some_and(|text| strings::find_any(text, b"/ ").is_none());
    if is(name, "name") {
        return summary.location.is_some();
    }
    // The source of JSON:API.
    if is(name, "source") {
        return value.is_object();
    }
    (is_inner && is(name, "path")
        || ends_with(name, "propertypath")
        || ends_with(name, "property_path")
        || ends_with(name, "property-path"))
        && is_path()
}

/// Whether an error of GraphQL is about the caller's input, by its code.
fn is_about_input(code: Option<&str>) -> bool {
    let other = |category| !matches!(category, Category::Validation | Category::BadRequest | Category::Conflict);
    !code.and_then(category::of_word).is_some_and(other)
}

/// The path of an item, after the current path.
fn place_of(
    at: &[Segment],
    object: &Object,
    summary: &Summary<'_>,
    is_keyed: bool,
) -> Option<(Vec<Segment>, Option<super::Location>)> {
    let mut path = at.to_vec();
    // `key` in the list of a field is the key of a text: Marketstack.
    let Some((_, name, value)) = summary.place.filter(|(_, name, _)| !is_keyed || !is(name, "key")) else {
        return is_keyed.then_some((path, summary.location));
    };
    let (own, location) = place(name, value, object)?;
    let names_the_same = is_keyed && (path.ends_with(&own) || own.ends_with(&path));
    if names_the_same {
        if own.len() > path.len() {
            path = own;
        }
    } else {
        path.extend(own);
    }
    Some((path, summary.location.or(location)))
}
