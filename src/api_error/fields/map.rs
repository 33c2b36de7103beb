//! A map from path to reasons: Laravel, Rails, ASP.NET Core, Django REST framework, zod's `flatten` and `format`.

use alloc::vec::Vec;

use crate::json::{Json, Object};

use super::{Fields, Notation, segments};
use crate::api_error::member::code_of;
use crate::path::Segment;

/// Names of the text in a leaf object.
const TEXTS: &[&str] = &["message", "msg", "detail", "description", "reason", "error"];

/// Adds every reason in the map. A value is a text, a list of texts, a list of objects, or a map again.
pub(super) fn read(fields: &mut Fields, at: &mut Vec<Segment>, map: &Object, notation: Notation) {
    for (key, value) in map {
        if fields.is_full() {
            return;
        }
        let depth = at.len();
        at.extend(segments(key, notation));
        reasons(fields, at, value, notation);
        at.truncate(depth);
    }
}

fn reasons(fields: &mut Fields, at: &mut Vec<Segment>, value: &Json, notation: Notation) {
    match value {
        Json::String(reason) => fields.push(at.clone(), None, reason, None),
        Json::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                if fields.is_full() {
                    return;
                }
                match item {
                    // A list of maps belongs to a list of values: each map is about the value at its index.
                    Json::Object(map) if leaf(map).is_none() => {
                        at.push(Segment::Index(u32::try_from(index).unwrap_or(u32::MAX - 1)));
                        read(fields, at, map, notation);
                        at.pop();
                    }
                    item => reasons(fields, at, item, notation),
                }
            }
        }
        Json::Object(map) => match leaf(map) {
            Some(reason) => fields.push(at.clone(), None, reason, code_of(map)),
            None => read(fields, at, map, notation),
        },
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::IllFormed(_) => {}
    }
}

/// The text of an object that is one reason; `None` for a map of fields, whose values are lists or maps.
fn leaf(map: &Object) -> Option<&str> {
    let scalar = map.values().all(|value| !value.is_array() && !value.is_object());
    TEXTS.iter().find_map(|&name| map.get(name)?.as_str()).filter(|_| scalar || map.contains_key("code"))
}
