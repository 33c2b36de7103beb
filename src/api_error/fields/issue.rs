//! One object for one field error: `FastAPI`, RFC 9457, JSON:API, zod, ajv, express-validator, Spring, GitHub, Symfony,
//! class-validator and many others differ only in their names for path, reason and code.

use alloc::borrow::ToOwned;
use alloc::vec;
use alloc::vec::Vec;

use crate::json::{Json, Object, ToJson as _};

use super::{Fields, Notation, pointer, rendered, segments, sentence};
use crate::api_error::Location;
use crate::api_error::member::{code_of, text_of};
use crate::path::{Path, Segment, index};

/// Names of the reason, the most specific first.
const REASONS: &[&str] =
    &["msg", "message", "detail", "reason", "description", "defaultMessage", "errorMessage", "error", "title"];
/// Other names of the code than `code`.
const CODES: &[&str] = &["type", "keyword", "rule", "validatorKey"];
/// Names of a path that is a text.
const PATHS: &[&str] = &[
    "instancePath",
    "dataPath",
    "path",
    "field",
    "fieldName",
    "propertyPath",
    "propertyName",
    "property",
    "param",
    "parameter",
    "attribute",
    "name",
    "key",
];

/// Adds the field of one object. An object without a path is no field error, unless a message is all it has.
pub(super) fn read(fields: &mut Fields, object: &Object) {
    if object.get("constraints").is_some_and(Json::is_object) || object.get("children").is_some_and(Json::is_array) {
        return of_class_validator(fields, object);
    }
    let Some((mut at, location)) = place(object) else {
        // A message alone is about the request as a whole.
        if let Some(text) = text_of(object, "message").filter(|_| object.len() == 1) {
            fields.push_text(text);
        }
        return;
    };
    let code = code_of(object).or_else(|| CODES.iter().find_map(|name| text_of(object, name)).map(str::to_owned));
    // ajv gives the path of the parent and, beside it, the name of the missing property.
    let missing = object.get("params").and_then(|params| params.get("missingProperty")).and_then(Json::as_str);
    at.extend(missing.map(Segment::from));
    let reason = REASONS.iter().find_map(|name| text_of(object, name)).or(code.as_deref());
    if let Some(reason) = reason {
        let reason = reason.to_owned();
        let params = rendered::params(object, &reason);
        // The reason may be the code itself (GitHub: `{"field": "name", "code": "missing"}`).
        fields.push_with(at, location, &reason, code, params);
    }
}

fn place(object: &Object) -> Option<(Vec<Segment>, Option<Location>)> {
    if let Some(Json::Array(loc)) = object.get("loc") {
        return Some(location_of_loc(loc, text_of(object, "type")));
    }
    let given = text_of(object, "location").or_else(|| text_of(object, "in")).and_then(Location::of_framework);
    if let Some(Json::Array(path)) = object.get("path") {
        return Some((path.iter().filter_map(step).collect(), given));
    }
    if let Some(Json::String(text)) = object.get("pointer") {
        return Some((exact(object, text).unwrap_or_else(|| pointer(text)), given));
    }
    if let Some(header) = text_of(object, "header") {
        return Some((vec![Segment::from(header)], Some(Location::Header)));
    }
    let (name, path) = PATHS.iter().find_map(|&name| Some((name, object.get(name)?.as_str()?)))?;
    // RFC 9457 and JSON:API call a query parameter `parameter`.
    let location = given.or((name == "parameter").then_some(Location::Query));
    Some((segments(path, Notation::Foreign), location))
}

/// The `path` beside a pointer, if both name the same location. A pointer cannot distinguish the key `"0"` from an
/// index.
fn exact(object: &Object, given: &str) -> Option<Vec<Segment>> {
    let Path(path) = text_of(object, "path")?.parse().ok()?;
    let text = |segment: &Segment| match segment {
        Segment::Index(index) => index.to_json_string(),
        Segment::Key(key) => key.clone(),
    };
    pointer(given).iter().map(text).eq(path.iter().map(text)).then_some(path)
}

fn step(value: &Json) -> Option<Segment> {
    match value {
        Json::String(key) => Some(Segment::from(key.as_str())),
        Json::Number(_) => {
            let text = value.to_json_string();
            Some(index(&text).map_or_else(|| Segment::from(text), Segment::Index))
        }
        // Standard Schema allows `{"key": "a"}` as a segment of a path.
        Json::Object(object) => step(object.get("key")?),
        Json::Null | Json::Bool(_) | Json::IllFormed(_) | Json::Array(_) => None,
    }
}

/// A pydantic `loc` as `FastAPI` sends it: the first item is the location, the rest the path.
fn location_of_loc(loc: &[Json], kind: Option<&str>) -> (Vec<Segment>, Option<Location>) {
    let location = loc.first().and_then(Json::as_str).and_then(Location::from_name);
    let rest = if location.is_some() { &loc[1..] } else { loc };
    // In such an error the number after the location is an offset into the body's text.
    if kind == Some("json_invalid") {
        return (Vec::new(), location);
    }
    // `__root__` is the model itself in pydantic 1. The error's type shows that it is no field of that name.
    let of_pydantic_1 =
        kind.is_some_and(|kind| ["value_error", "type_error", "assertion_error"].iter().any(|v| kind.starts_with(v)));
    let is_root = |item: &&Json| of_pydantic_1 && item.as_str() == Some("__root__");
    let at = rest.iter().filter(|item| !is_root(item)).filter_map(step).collect();
    (at, location)
}

/// Adds the fields of class-validator's `ValidationError`: one reason for each constraint, then those of the children.
/// `target` and `value` are the user's data, and are not read.
fn of_class_validator(fields: &mut Fields, object: &Object) {
    walk(fields, &mut Vec::new(), object);
}

fn walk(fields: &mut Fields, at: &mut Vec<Segment>, object: &Object) {
    let depth = at.len();
    let property = text_of(object, "property").unwrap_or_default();
    at.extend(index(property).map(Segment::Index).or_else(|| (!property.is_empty()).then(|| property.into())));
    if let Some(Json::Object(constraints)) = object.get("constraints") {
        for (code, reason) in constraints {
            let Some(reason) = reason.as_str() else { continue };
            let own = sentence(reason).filter(|(path, _)| path.len() == 1 && path.last() == at.last());
            let text = own.map_or_else(|| reason.to_owned(), |(_, text)| text);
            fields.push(at.clone(), None, &text, Some(code.clone()));
        }
    }
    if let Some(Json::Array(children)) = object.get("children") {
        for child in children.iter().filter_map(Json::as_object) {
            if fields.is_full() {
                break;
            }
            walk(fields, at, child);
        }
    }
    at.truncate(depth);
}
