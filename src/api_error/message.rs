//! The message of an error: the body's own, or one that is made of the fields.

use alloc::string::String;
use alloc::vec::Vec;

use super::fields::{self, Fields};
use super::found::Found;
use super::{FieldError, MAX_MESSAGE, ReadOptions, stack_trace, text};
use crate::path::Path;
use crate::reason::Reason;
use crate::report::{self, Issue, pydantic_lines};
use crate::strings;

/// The body's message, after the fields in it have been read; `None` if it consisted of fields alone.
pub(super) fn finish(found: &mut Found, options: &ReadOptions<'_>) -> Option<String> {
    let message = found.message.text.take()?;
    if found.fields.is_empty() {
        fields::from_message(&mut found.fields, &message, &options.message);
    }
    fields::restore_order(&mut found.fields, &message, &options.message);
    fields::add_codes(&mut found.fields, &found.issues.take(), &message);
    // pydantic repeats the input beside each reason, so the message is made anew of the fields.
    if pydantic_lines(&message).is_some() {
        return None;
    }
    // A message that names no field needs no prefix, and no `$`, by which this crate names the request as a whole.
    if found.fields.name_no_field() {
        let mut read = Fields::default();
        fields::from_message(&mut read, &message, &options.message);
        if read.name_no_field() && reasons_of(&read) == reasons_of(&found.fields) {
            return None;
        }
    }
    stack_trace::into_message(message)
}

/// The fields as one message: `Validation error: email: Invalid email`, or the reasons alone if they name no field.
pub(super) fn of_fields(fields: &Fields) -> Option<String> {
    let found = fields.as_slice();
    let message = if fields.name_no_field() {
        reasons_of(fields)
    } else if found.is_empty() {
        return None;
    } else {
        report_of(found)
    };
    text::into_line(message, MAX_MESSAGE)
}

/// The reasons without their paths.
fn reasons_of(fields: &Fields) -> String {
    let reasons: Vec<_> = fields.as_slice().iter().map(|field| field.reason.as_str()).collect();
    strings::join(&reasons, "; ")
}

/// The fields as a report prints them.
fn report_of(fields: &[FieldError]) -> String {
    let mut message = String::new();
    for field in fields {
        let path = Path(field.segments.clone());
        report::push_issue(&mut message, &Issue::new(path, Reason::custom(field.reason.as_str())));
    }
    report::or_prefix(message)
}
