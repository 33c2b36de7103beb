//! Field errors in every shape that servers write them, read into one notation of paths.

mod constraints;
mod form_input;
mod key;
mod message;
mod place;
mod rendered;
mod sentence;

use crate::json::{Json, Object};
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::stack_trace::into_message;
use super::{FieldError, Location, MAX_FIELDS, MAX_MESSAGE_BYTES};
use crate::path::{self, Segment};
use crate::reason::Params;
use crate::report::ParseOptions;
use crate::strings;

pub(super) use constraints::{class_validator, has_constraints};
pub(super) use form_input::{ATTRIBUTES, is_form_node};
pub(super) use key::{Notation, pointer, segments};
pub(super) use message::{from_message, is_zod_issue};
pub(super) use place::place;
pub(super) use rendered::{add_codes, params as fitting_params, rendered_issues, restore_order};
pub(super) use sentence::{aeson, drupal, fastify, go_validator, named, prettified, sentence};

/// The fields found so far: at most [`MAX_FIELDS`].
#[derive(Default)]
pub(super) struct Fields {
    list: Vec<FieldError>,
    /// Whether `render` has grouped them by path, in `details.fields`.
    are_grouped: bool,
    /// How many fields were found before the list or the map that is being read.
    before: usize,
    /// The steps of [`strings::holds`](crate::strings::holds) so far.
    pub(super) steps: usize,
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
    pub(super) fn push_with(
        &mut self,
        at: Vec<Segment>,
        location: Option<Location>,
        reason: &str,
        code: Option<String>,
        params: Params,
    ) {
        // One long text may be the reason of many fields.
        if self.is_full() {
            return;
        }
        let path = path::printed(&at);
        let reason = strings::start(reason, MAX_MESSAGE_BYTES).to_owned();
        self.add(FieldError { path, segments: at, location, reason, code, params });
    }

    /// Adds one field, as [`push_with`](Self::push_with) does.
    fn add(&mut self, mut field: FieldError) {
        if self.is_full() {
            return;
        }
        field.reason = into_message(field.reason).unwrap_or_else(|| "Invalid".to_owned());
        let is_same = |known: &&mut FieldError| known.path == field.path && known.reason == field.reason;
        if let Some(known) = self.list.iter_mut().take(self.before).find(is_same) {
            known.code = known.code.take().or(field.code);
            known.location = known.location.or(field.location);
            return;
        }
        self.list.push(field);
    }

    /// Whether there are fields, and each of them is the request as a whole.
    pub(super) fn name_no_field(&self) -> bool {
        !self.is_empty() && self.list.iter().all(|field| field.segments.is_empty())
    }

    /// Begins another list or map of errors. A server may repeat the same errors in it, with more or less about them.
    pub(super) fn begin(&mut self) {
        self.before = self.list.len();
    }

    pub(super) fn as_slice(&self) -> &[FieldError] {
        &self.list
    }

    /// Adds the fields of `details.fields`, as `render` writes them: its keys are paths in this crate's notation.
    pub(super) fn push_rendered(&mut self, map: &Object) {
        for (key, value) in map {
            let at = segments(key, Notation::Own);
            match value {
                Json::String(reason) => self.push(at, None, reason, None),
                Json::Array(items) => {
                    for reason in items.iter().filter_map(Json::as_str) {
                        self.push(at.clone(), None, reason, None);
                    }
                }
                _ => {}
            }
        }
        self.list.iter_mut().for_each(rendered::read_code);
        self.are_grouped = true;
    }
}
