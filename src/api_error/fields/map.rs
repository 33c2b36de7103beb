//! A map from path to reasons: Laravel, Rails, ASP.NET Core, Django REST framework, zod's `flatten` and `format`.

use alloc::vec::Vec;

use crate::json::{Json, Object};

use super::{Fields, Notation, segments};
use crate::api_error::member::code_of;
use crate::path::Segment;

/// Names of the text in a leaf object.
const TEXTS: &[&str] = &["message", "msg", "detail", "reason", "error", "description"];
/// How many of them make any object a leaf. With the other one, it has no lists or maps, or it has a code.
const ALONE: usize = 5;

/// Adds every reason in the map. A value is a text, a list of texts, a list of objects, or a map again.
///
/// Texts in the maps below it are reasons only if the whole map has no lists or objects of reasons. Beside those a text is
/// data, such as the user's input: `{"email": ["is invalid"], "data": {"password": "…"}}`.
pub(super) fn read(fields: &mut Fields, map: &Object, notation: Notation) {
    let is_structured = map.values().any(holds_reasons);
    Reader { fields, at: Vec::new(), notation, is_structured }.read(map, false);
}

struct Reader<'f> {
    fields: &'f mut Fields,
    at: Vec<Segment>,
    notation: Notation,
    is_structured: bool,
}

impl Reader<'_> {
    fn read(&mut self, map: &Object, is_below: bool) {
        for (key, value) in map {
            if self.fields.is_full() {
                return;
            }
            let depth = self.at.len();
            self.at.extend(segments(key, self.notation));
            if !(is_below && self.is_structured && value.is_string()) {
                self.reasons(value);
            }
            self.at.truncate(depth);
        }
    }

    fn reasons(&mut self, value: &Json) {
        match value {
            Json::String(reason) => self.fields.push(self.at.clone(), None, reason, None),
            Json::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    if self.fields.is_full() {
                        return;
                    }
                    match item {
                        // A list of maps belongs to a list of values: each map is about the value at its index.
                        Json::Object(map) if leaf(map).is_none() => {
                            self.at.push(Segment::Index(u32::try_from(index).unwrap_or(u32::MAX - 1)));
                            self.read(map, true);
                            self.at.pop();
                        }
                        item => self.reasons(item),
                    }
                }
            }
            Json::Object(map) => match leaf(map) {
                Some(reason) => self.fields.push(self.at.clone(), None, reason, code_of(map)),
                None => self.read(map, true),
            },
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::IllFormed(_) => {}
        }
    }
}

/// The text of an object that is one reason; `None` for a map of fields, whose values are lists or maps.
fn leaf(map: &Object) -> Option<&str> {
    let is_flat = || map.contains_key("code") || map.values().all(|value| !value.is_array() && !value.is_object());
    let (at, text) = TEXTS.iter().enumerate().find_map(|(at, &name)| Some((at, map.get(name)?.as_str()?)))?;
    (at < ALONE || is_flat()).then_some(text)
}

/// Whether a list or an object of reasons is anywhere in a value of a map.
fn holds_reasons(value: &Json) -> bool {
    match value {
        Json::Array(items) => items.is_empty() || items.iter().any(|item| item.is_string() || holds_reasons(item)),
        Json::Object(map) => leaf(map).is_some() || map.values().any(holds_reasons),
        _ => false,
    }
}
