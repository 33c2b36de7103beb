//! class-validator's `ValidationError`: `{"property", "constraints": {code: reason}, "children"}`.

use alloc::borrow::ToOwned;
use alloc::vec::Vec;

use super::{Fields, sentence};
use crate::api_error::spelling::Members as _;
use crate::json::{Json, Object};
use crate::path::{Segment, index};

/// Whether an object is an error of class-validator. Beside a `message`, Circle's `constraints` are limits.
pub(in crate::api_error) fn has_constraints(object: &Object) -> bool {
    object.named("children").is_some_and(Json::is_array)
        || object.named("constraints").is_some_and(Json::is_object) && !object.has("message")
}

/// Adds one field for each constraint, then those of the children. `target` and `value` are the user's data, and are not
/// read.
pub(in crate::api_error) fn class_validator(fields: &mut Fields, object: &Object) {
    walk(fields, &mut Vec::new(), object);
}

fn walk(fields: &mut Fields, at: &mut Vec<Segment>, object: &Object) {
    let depth = at.len();
    let property = object.named("property").and_then(Json::as_str).unwrap_or_default();
    at.extend(index(property).map(Segment::Index).or_else(|| (!property.is_empty()).then(|| property.into())));
    if let Some(Json::Object(constraints)) = object.named("constraints") {
        for (code, reason) in constraints {
            let Some(reason) = reason.as_str() else { continue };
            let own = sentence(reason).filter(|(path, _)| path.len() == 1 && path.last() == at.last());
            let text = own.map_or_else(|| reason.to_owned(), |(_, text)| text);
            fields.push(at.clone(), None, &text, Some(code.clone()));
        }
    }
    if let Some(Json::Array(children)) = object.named("children") {
        for child in children.iter().filter_map(Json::as_object) {
            if fields.is_full() {
                break;
            }
            walk(fields, at, child);
        }
    }
    at.truncate(depth);
}
