//! The one walk over a JavaScript value. It follows the schema, so that it reads no more than the checker asks for, and
//! ends whatever the value does: it may hold itself, throw when it is read, or be larger than memory.

use std::borrow::Cow;
use std::collections::HashMap;

use js_sys::{Map, Object};
use unanimous::Json;
use unanimous::schema::{MAX_DEPTH, Node, NodeIndex, Schema};
use wasm_bindgen::{JsCast as _, JsValue};

use super::js;
use super::value::{Members, Tree};

/// The most properties and items of one value. A value that has more probably contains itself many times.
const MAX_PARTS: u32 = 5_000_000;
/// A list with at most this many items is walked by index.
const MAX_WALKED: u32 = 10_000;
/// How many items of a longer list are sampled, to find out whether most of it is holes.
const TRIED: u32 = 64;
const TOO_LARGE: &str = "unanimous stopped reading after 5,000,000 properties and items: the value may contain itself";
/// A JSON value is read to this depth. No allowed value of a schema is deeper.
const MAX_JSON_DEPTH: usize = 128;

/// Why a walk stopped.
enum Stop {
    /// The value is too large.
    TooLarge,
    /// A getter or a proxy threw. Each level on the way up adds its segment, so the innermost one is the first.
    Thrown { path: Vec<String>, thrown: JsValue },
}

impl From<JsValue> for Stop {
    fn from(thrown: JsValue) -> Self {
        Self::Thrown { path: Vec::new(), thrown }
    }
}

impl Stop {
    /// Adds the segment of the part in which the walk stopped.
    fn at(mut self, segment: &impl ToString) -> Self {
        if let Self::Thrown { path, .. } = &mut self {
            path.push(segment.to_string());
        }
        self
    }

    fn into_error(self) -> JsValue {
        let Self::Thrown { mut path, thrown } = self else {
            return js::type_error(TOO_LARGE);
        };
        path.reverse();
        let location = if path.is_empty() { String::new() } else { format!(" at {}", path.join(".")) };
        // Even the message of what was thrown may throw.
        let why = js::thrown_text(&thrown).unwrap_or_else(|_| "it threw".to_owned());
        let error = js::type_error(&format!("unanimous could not read the value{location}: {why}"));
        define_cause(&error, &thrown);
        error
    }
}

/// Gives an error its `cause`, as `new TypeError(message, { cause })` does.
fn define_cause(error: &JsValue, cause: &JsValue) {
    let descriptor = Object::new();
    let members = [("value", cause), ("writable", &JsValue::TRUE), ("configurable", &JsValue::TRUE)];
    let is_described =
        members.iter().all(|(name, value)| js_sys::Reflect::set(&descriptor, &JsValue::from_str(name), value).is_ok());
    if is_described {
        // An error without its cause is still the error.
        let _ = js_sys::Reflect::define_property(error.unchecked_ref::<Object>(), &"cause".into(), &descriptor);
    }
}

/// The parts of a value that a schema asks for. A schema that is not plain asks for the whole value.
///
/// # Errors
/// A `TypeError` where the value throws when it is read, or has too many parts.
pub(super) fn along(value: &JsValue, schema: &Schema) -> Result<Tree, JsValue> {
    let nodes = schema.plain_nodes();
    let mut walk = Walk { nodes: nodes.unwrap_or_default(), ..Walk::new() };
    let tree = if nodes.is_some() { walk.described(value, 0, 0) } else { walk.json(value, 0) };
    tree.map_err(Stop::into_error)
}

/// A value as JSON: options, policies, schemas. What JSON cannot hold becomes `null`.
///
/// # Errors
/// As [`along`].
pub(super) fn to_json(value: &JsValue) -> Result<Json, JsValue> {
    Walk::new().json(value, 0).map(Json::from).map_err(Stop::into_error)
}

struct Walk<'s> {
    /// The nodes of a plain schema.
    nodes: &'s [Node],
    parts: u32,
    /// The objects that were found shallow enough, each with its levels to spare.
    seen: Option<Map>,
}

impl Walk<'_> {
    const fn new() -> Self {
        Self { nodes: &[], parts: 0, seen: None }
    }

    fn count(&mut self, parts: usize) -> Result<(), Stop> {
        self.parts = u32::try_from(parts).map_or(u32::MAX, |parts| self.parts.saturating_add(parts));
        if self.parts > MAX_PARTS { Err(Stop::TooLarge) } else { Ok(()) }
    }

    /// A value that the schema describes, `depth` levels below the root.
    fn described(&mut self, value: &JsValue, index: NodeIndex, depth: usize) -> Result<Tree, Stop> {
        let nodes = self.nodes;
        let Some(node) = nodes.get(index as usize) else { return self.json(value, 0) };
        // A value that is compared as a whole is read as a whole.
        if node.compares_whole {
            return self.json(value, 0);
        }
        if let Some(scalar) = scalar(value)? {
            return Ok(scalar);
        }
        if js::is_array(value)? { self.list(value, node, depth) } else { self.object(value, node, depth) }
    }

    fn list(&mut self, value: &JsValue, node: &Node, depth: usize) -> Result<Tree, Stop> {
        let count = length(value)?;
        let Some(items) = node.items else {
            let mut deep = Vec::new();
            for index in indices(value, count)? {
                let is_deep = read_index(value, index).and_then(|item| self.is_deeper(&item, levels_below(depth)));
                if is_deep.map_err(|stop| stop.at(&index))? {
                    deep.push(index);
                }
            }
            return Ok(Tree::Counted(count as usize, deep));
        };
        self.count(count as usize)?;
        let mut item = |index| read_index(value, index).and_then(|item| self.described(&item, items, depth + 1));
        let found: Result<_, Stop> = (0..count).map(|index| item(index).map_err(|stop| stop.at(&index))).collect();
        Ok(Tree::List(found?))
    }

    /// An object's own enumerable properties, as `JSON.stringify` sees it: first those that the schema names, in its
    /// order.
    fn object(&mut self, value: &JsValue, node: &Node, depth: usize) -> Result<Tree, Stop> {
        self.count(node.properties.len())?;
        let keys = js::keys(value)?;
        let names: Vec<String> = keys.iter().map(|key| key.as_string().unwrap_or_default()).collect();
        let is_text: Vec<bool> = keys.iter().zip(&names).map(|(key, name)| js::is_well_formed(&key, name)).collect();
        let mut is_named = vec![false; names.len()];
        let mut entries = Vec::with_capacity(names.len().max(node.properties.len()));
        let mut next = 0;
        // Made for the first property that does not come next.
        let mut index: Option<HashMap<&str, usize>> = None;
        for property in &node.properties {
            let is_here = |at: &usize| names.get(*at) == Some(&property.name) && is_text[*at];
            // Most often the keys are the schema's, in its order.
            let found = Some(next).filter(is_here).or_else(|| {
                let index = index.get_or_insert_with(|| names.iter().map(String::as_str).zip(0..).collect());
                index.get(&*property.name).copied().filter(is_here)
            });
            let entry = match found {
                None => Tree::Missing,
                Some(at) => {
                    next = at + 1;
                    is_named[at] = true;
                    let inner = js::get_key(value, &keys.get(index_of(at))).map_err(Stop::from);
                    let inner = inner.and_then(|inner| match property.node {
                        Some(node) => self.described(&inner, node, depth + 1),
                        None => self.undescribed(&inner, node, depth),
                    });
                    inner.map_err(|stop| stop.at(&property.name))?
                }
            };
            entries.push((property.name.clone(), entry));
        }
        let mut ill_formed = Vec::new();
        drop(index);
        for (at, name) in names.into_iter().enumerate().filter(|(at, _)| !is_named[*at]) {
            let inner = js::get_key(value, &keys.get(index_of(at))).map_err(Stop::from);
            let inner = inner.and_then(|inner| self.undescribed(&inner, node, depth));
            let inner = inner.map_err(|stop| stop.at(&name))?;
            if is_text[at] {
                entries.push((name, inner));
            } else if !matches!(inner, Tree::Missing) {
                ill_formed.push(name);
            }
        }
        Ok(Tree::Object(Members::of(entries, ill_formed)))
    }

    /// A property of an object that no schema describes: whether it is there, and whether it is nested too deeply.
    fn undescribed(&mut self, value: &JsValue, parent: &Node, depth: usize) -> Result<Tree, Stop> {
        if value.is_undefined() {
            return Ok(Tree::Missing);
        }
        let is_deep = parent.additional && self.is_deeper(value, levels_below(depth))?;
        Ok(if is_deep { Tree::TooDeep } else { Tree::Null })
    }

    /// Whether a value has more than `levels` lists and objects inside one another; one that holds itself always has.
    fn is_deeper(&mut self, value: &JsValue, levels: usize) -> Result<bool, Stop> {
        if !value.is_object() {
            return Ok(false);
        }
        let is_list = js::is_array(value)?;
        if !is_list && !js::is_plain(value)? {
            return Ok(false);
        }
        let Some(levels_inside) = levels.checked_sub(1) else { return Ok(true) };
        // A part that was shallow enough with as many levels to spare is not read again.
        let seen = self.seen.get_or_insert_with(Map::new).get(value);
        #[allow(clippy::cast_precision_loss, reason = "at most 64")]
        let levels_now = levels as f64;
        if seen.as_f64().is_some_and(|seen| seen <= levels_now) {
            return Ok(false);
        }
        self.count(1)?;
        if is_list {
            for index in indices(value, length(value)?)? {
                if self.is_deeper(&js::get_index(value, index)?, levels_inside)? {
                    return Ok(true);
                }
            }
        } else {
            for part in js::values(value)?.iter() {
                if self.is_deeper(&part, levels_inside)? {
                    return Ok(true);
                }
            }
        }
        self.seen.get_or_insert_with(Map::new).set(value, &JsValue::from_f64(levels_now));
        Ok(false)
    }

    /// A whole value.
    fn json(&mut self, value: &JsValue, depth: usize) -> Result<Tree, Stop> {
        self.count(1)?;
        if let Some(scalar) = scalar(value)? {
            return Ok(scalar);
        }
        if depth >= MAX_JSON_DEPTH {
            return Ok(Tree::Other(Cow::Borrowed("object")));
        }
        if js::is_array(value)? {
            let count = length(value)?;
            if count > MAX_PARTS {
                return Err(Stop::TooLarge);
            }
            let mut items = Vec::new();
            for index in 0..count {
                let item = read_index(value, index).and_then(|item| self.json(&item, depth + 1));
                items.push(item.map_err(|stop| stop.at(&index))?);
            }
            return Ok(Tree::List(items));
        }
        let mut members = Vec::new();
        let mut ill_formed = Vec::new();
        for key in js::keys(value)?.iter() {
            let name = key.as_string().unwrap_or_default();
            let is_text = js::is_well_formed(&key, &name);
            let inner = js::get_key(value, &key)
                .map_err(Stop::from)
                .and_then(|inner| if inner.is_undefined() { Ok(None) } else { self.json(&inner, depth + 1).map(Some) });
            if let Some(inner) = inner.map_err(|stop| stop.at(&name))? {
                if is_text {
                    members.push((name, inner));
                } else {
                    ill_formed.push(name);
                }
            }
        }
        Ok(Tree::Object(Members::of(members, ill_formed)))
    }
}

/// A value without parts; `None` for lists and plain objects.
fn scalar(value: &JsValue) -> Result<Option<Tree>, Stop> {
    if let Some(text) = value.as_string() {
        let is_text = js::is_well_formed(value, &text);
        return Ok(Some(if is_text { Tree::String(text) } else { Tree::IllFormed(text) }));
    }
    if let Some(number) = value.as_f64() {
        let name = js::number_name(number);
        return Ok(Some(name.map_or(Tree::Number(number), |name| Tree::Other(Cow::Borrowed(name)))));
    }
    Ok(Some(if value.is_undefined() {
        Tree::Missing
    } else if value.is_null() {
        Tree::Null
    } else if let Some(value) = value.as_bool() {
        Tree::Bool(value)
    } else if !value.is_object() {
        Tree::Other(Cow::Owned(js::type_of(value)))
    } else if js::is_array(value)? || js::is_plain(value)? {
        return Ok(None);
    } else {
        Tree::Other(Cow::Borrowed(js::class_name(value)?))
    }))
}

/// How many lists and objects may stand inside one another in an undescribed part of a list or object at this depth.
const fn levels_below(depth: usize) -> usize {
    MAX_DEPTH.saturating_sub(depth + 1)
}

fn read_index(list: &JsValue, index: u32) -> Result<JsValue, Stop> {
    js::get_index(list, index).map_err(Stop::from)
}

/// A list's length; no list of JavaScript is longer than 2^32 - 1.
fn length(list: &JsValue) -> Result<u32, Stop> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as saturates")]
    Ok(js::get(list, "length")?.as_f64().map_or(0, |length| length as u32))
}

/// The indices of a list's `count` items, or only of those that exist if the list is long and has many holes:
/// `a.length = 1e8` takes no time, so a walk over the holes must not take a second.
fn indices(list: &JsValue, count: u32) -> Result<Box<dyn Iterator<Item = u32>>, Stop> {
    if count <= MAX_WALKED || !has_holes(list, count)? {
        return Ok(Box::new(0..count));
    }
    let index_of_key = |key: JsValue| {
        let key = key.as_string()?;
        key.parse().ok().filter(|index: &u32| *index < count && index.to_string() == key)
    };
    let found: Vec<u32> = js::keys(list)?.iter().filter_map(index_of_key).collect();
    Ok(Box::new(found.into_iter()))
}

/// Whether most of the sampled items of a list do not exist.
fn has_holes(list: &JsValue, count: u32) -> Result<bool, Stop> {
    let mut found = 0;
    for at in 0..TRIED {
        found += u32::from(js::has(list, &JsValue::from(count / TRIED * at))?);
    }
    Ok(found < TRIED / 2)
}

/// The index of a key. An object has fewer keys than an `Array` can hold.
fn index_of(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
