//! Field errors in every shape that servers write them, read into one notation of paths.

mod issue;
mod key;
mod map;
mod message;
mod rendered;
mod sentence;

use crate::json::{Json, Object};
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::body::without_stack;
use super::{FieldError, Location, MAX_FIELDS, MAX_MESSAGE, text};
use crate::path::{self, Segment};
use crate::reason::Params;
use crate::report::ParseOptions;

pub(super) use key::{Notation, pointer, segments};
pub(super) use message::{from_json_text, from_message, is_zod_issue};
pub(super) use rendered::{add_codes, rendered_issues, restore_order};
pub(super) use sentence::{fastify, sentence};

/// The fields found so far: at most [`MAX_FIELDS`].
#[derive(Default)]
pub(super) struct Fields {
    list: Vec<FieldError>,
    /// Whether `render` has grouped them by path, in `details.fields`.
    are_grouped: bool,
}

impl Fields {
    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(super) fn is_full(&self) -> bool {
        self.list.len() >= MAX_FIELDS
    }

    pub(super) fn into_vec(self) -> Vec<FieldError> {
        self.list
    }

    /// Adds one field without parameters.
    pub(super) fn push(&mut self, at: Vec<Segment>, location: Option<Location>, reason: &str, code: Option<String>) {
        self.push_with(at, location, reason, code, Params::default());
    }

    /// Adds the fields of a text that names no path: the issues of a message of this crate, or the request as a whole.
    pub(super) fn push_text(&mut self, text: &str) {
        if !from_message(self, text, &ParseOptions::default()) {
            self.push(Vec::new(), None, text, None);
        }
    }

    /// Adds one field, without a stack trace behind the reason. A reason with no visible character becomes `Invalid`.
    fn push_with(
        &mut self,
        at: Vec<Segment>,
        location: Option<Location>,
        reason: &str,
        code: Option<String>,
        params: Params,
    ) {
        if self.is_full() {
            return;
        }
        let reason = text::one_line(without_stack(reason), MAX_MESSAGE).unwrap_or_else(|| "Invalid".to_owned());
        self.list.push(FieldError { path: path::printed(&at), segments: at, location, reason, code, params });
    }

    /// Whether there are fields, and each of them is the request as a whole.
    pub(super) fn name_no_field(&self) -> bool {
        !self.is_empty() && self.list.iter().all(|field| field.segments.is_empty())
    }

    pub(super) fn as_slice(&self) -> &[FieldError] {
        &self.list
    }

    /// Adds the fields of a list of issue objects. `strings` says whether a bare string in it is a reason too.
    pub(super) fn list(&mut self, items: &[Json], strings: bool) {
        for item in items {
            if self.is_full() {
                return;
            }
            match item {
                Json::Object(object) => issue::read(self, object),
                Json::String(text) if strings => self.push_text(text),
                _ => {}
            }
        }
    }

    /// Adds the fields of a map from path to reasons.
    pub(super) fn map(&mut self, map: &Object, notation: Notation) {
        map::read(self, map, notation);
    }

    /// Reads field errors from the first member that holds any, of those in which servers put them beside a message.
    pub(super) fn structured(&mut self, object: &Object, status: u16) {
        for &(name, strings) in FIELD_MEMBERS {
            match object.get(name) {
                Some(Json::Array(items)) => self.list(items, strings),
                Some(Json::Object(map)) => self.map(map, Notation::Foreign),
                _ => {}
            }
            if !self.is_empty() {
                return;
            }
        }
        match object.get("details") {
            Some(Json::Array(items)) => self.list(items, false),
            Some(Json::Object(details)) => self.details(details, status),
            _ => {}
        }
    }

    fn details(&mut self, details: &Object, status: u16) {
        // `render` writes `details.fields` in this crate's notation, so its keys have one meaning.
        if let Some(Json::Object(map)) = details.get("fields") {
            self.map(map, Notation::Own);
            self.list.iter_mut().for_each(rendered::read_code);
            self.are_grouped = true;
        }
        if !self.is_empty() {
            return;
        }
        for &(name, strings) in FIELD_MEMBERS {
            match details.get(name) {
                Some(Json::Array(items)) => self.list(items, strings),
                Some(Json::Object(map)) => self.map(map, Notation::Foreign),
                _ => {}
            }
            if !self.is_empty() {
                return;
            }
        }
        // A bare map of lists is field errors if the status says that the request's content is wrong; else it is data.
        let lists = |value: &Json| matches!(value, Json::Array(items) if !items.is_empty() && items.iter().all(Json::is_string));
        if matches!(status, 400 | 422) && !details.is_empty() && details.values().all(lists) {
            self.map(details, Notation::Foreign);
        }
    }
}

/// The members that hold field errors, and whether the strings of such a list are reasons (in `fields` they are names).
const FIELD_MEMBERS: &[(&str, bool)] = &[
    ("errors", true),
    ("fields", false),
    ("field_errors", false),
    ("fieldErrors", false),
    ("validation_errors", true),
    ("validationErrors", true),
    ("violations", true),
    ("invalid_params", false),
    ("invalid-params", false),
    ("invalidParams", false),
    ("issues", true),
    ("fieldList", false),
];

/// Whether [`Fields::structured`] reads this member as field errors, so that it is not in the details.
pub(super) fn holds_fields(name: &str) -> bool {
    FIELD_MEMBERS.iter().any(|(member, _)| *member == name)
}
