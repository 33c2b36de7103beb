//! Where the field of an item is.

use alloc::vec;
use alloc::vec::Vec;

use super::form_input::are_of_node;
use super::key::without_body_prefix;
use super::{Notation, pointer, segments};
use crate::api_error::Location;
use crate::api_error::spelling::{Members as _, is, is_any};
use crate::json::{Json, Object, ToJson as _};
use crate::path::{Path, Segment, index};

/// The path and the location in the member `name` of an item. `None` if it names no field.
pub(in crate::api_error) fn place(
    name: &str,
    value: &Json,
    object: &Object,
) -> Option<(Vec<Segment>, Option<Location>)> {
    match value {
        Json::Array(loc) if is(name, "loc") => Some(location_of_loc(loc, object.named("type").and_then(Json::as_str))),
        // One name that is a path itself, as in HubSpot's `propertyName` and FHIR's `expression`.
        Json::Array(items) if is_any(name, &["path", "field"]) || items.len() != 1 => {
            // zod tells the key `"0"` from an index.
            let index = |item: &Json| item.as_str().filter(|_| !is(name, "path")).and_then(index);
            let step = |item: &Json| index(item).map(Segment::Index).or_else(|| step(item));
            Some((items.iter().filter_map(step).collect(), None))
        }
        Json::Array(items) => match items.first()? {
            Json::String(text) => Some((segments(text, Notation::Foreign), None)),
            item => Some((step(item).into_iter().collect(), None)),
        },
        Json::Object(source) => of_source(source),
        Json::String(text) => {
            let mut at = of_text(name, text, object);
            // ajv gives the path of the parent and, beside it, the name of the missing property.
            let missing =
                object.named("params").and_then(|params| params.named("missingproperty")).and_then(Json::as_str);
            at.extend(missing.map(Segment::from));
            // RFC 9457 and JSON:API call a query parameter `parameter`.
            let location = if is(name, "parameter") {
                Some(Location::Query)
            } else if is(name, "header") {
                Some(Location::Header)
            } else {
                without_body_prefix(text).1
            };
            Some(located(name, text.starts_with(['/', '.']), at, location))
        }
        Json::Number(_) => Some((vec![step(value)?], None)),
        _ => None,
    }
}

/// The path in a text.
fn of_text(name: &str, text: &str, object: &Object) -> Vec<Segment> {
    if is(name, "header") {
        vec![Segment::from(text)]
    } else if is(name, "pointer") {
        exact(object, text).unwrap_or_else(|| pointer(text))
    } else {
        segments(text, Notation::Foreign)
    }
}

/// Takes the location from the start of a path, as Huma and express-openapi-validator write it: `query.page`, `/body/email`,
/// and in older versions `.query.page`.
/// [`segments`] has removed `body.` already.
fn located(
    name: &str,
    is_rooted: bool,
    mut at: Vec<Segment>,
    location: Option<Location>,
) -> (Vec<Segment>, Option<Location>) {
    let first = match at.first() {
        Some(Segment::Key(key))
            if (is_any(name, &["location", "parameter"]) || is(name, "path") && is_rooted) && at.len() > 1 =>
        {
            Location::of_framework(key)
        }
        _ => None,
    };
    if first.is_some() {
        at.remove(0);
    }
    (at, location.or(first))
}

/// JSON:API's `source`.
fn of_source(source: &Object) -> Option<(Vec<Segment>, Option<Location>)> {
    let text = |name: &str| source.named(name).and_then(Json::as_str);
    // Google Ads: `[{"fieldName": "operations", "index": 0}, …]`. protovalidate has the same list in `elements`.
    if let Some(Json::Array(steps)) = source.named("fieldpathelements").or_else(|| source.named("elements")) {
        let mut path = Vec::new();
        for part in steps {
            path.extend(part.named("fieldname").and_then(step));
            path.extend(part.named("index").and_then(step));
        }
        return Some((path, None));
    }
    if let Some(text) = text("pointer") {
        return Some((attribute(pointer(text)), Some(Location::Body)));
    }
    // IBM Cloud: `{"type": "field", "name": "zone.name"}`. Or the attributes of an input.
    if let (Some(name), Some(kind)) = (text("name"), text("type"))
        && (matches!(kind, "field" | "parameter") || are_of_node(source))
    {
        return Some((segments(name, Notation::Foreign), None));
    }
    // Solaris.
    if let Some(text) = text("field") {
        return Some((segments(text, Notation::Foreign), None));
    }
    // The name of one query parameter, with its brackets.
    let (name, location) = text("parameter")
        .map(|name| (name, Location::Query))
        .or_else(|| text("header").map(|name| (name, Location::Header)))?;
    Some((vec![Segment::from(name)], Some(location)))
}

/// The path within the resource: `/data/attributes/email` is `email`, and `/data` is the whole resource.
fn attribute(mut at: Vec<Segment>) -> Vec<Segment> {
    let is = |at: &[Segment], index: usize, name: &str| matches!(at.get(index), Some(Segment::Key(key)) if key == name);
    if is(&at, 0, "data") {
        let is_member = is(&at, 1, "attributes") || is(&at, 1, "relationships");
        at.drain(..=usize::from(is_member));
    }
    at
}

/// The `path` beside a pointer, if both name the same location. A pointer cannot distinguish the key `"0"` from an
/// index.
fn exact(object: &Object, given: &str) -> Option<Vec<Segment>> {
    let Path(path) = object.named("path")?.as_str()?.parse().ok()?;
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
        Json::Object(object) => step(object.named("key")?),
        Json::Null | Json::Bool(_) | Json::IllFormed(_) | Json::Array(_) => None,
    }
}

/// A pydantic `loc` as `FastAPI` sends it: the first item is the location, the rest the path.
fn location_of_loc(loc: &[Json], kind: Option<&str>) -> (Vec<Segment>, Option<Location>) {
    let location = loc.first().and_then(Json::as_str).and_then(|first| match first {
        // Django Ninja. FastAPI writes `body` for a form too.
        "form" => Some(Location::Body),
        name => Location::from_name(name),
    });
    let rest = loc.get(usize::from(location.is_some())..).unwrap_or_default();
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
