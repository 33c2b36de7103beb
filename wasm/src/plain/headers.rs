//! Header fields as any client holds them: a `Headers`, a plain object, a list of pairs, Node's flat list of raw headers,
//! a `Map`.

use js_sys::{Symbol, Uint8Array};
use wasm_bindgen::prelude::*;

use super::js;

/// More lines than any server or client lets through.
const MAX_LINES: usize = 4096;
/// The most UTF-16 units of all lines together.
const MAX_UNITS: usize = 1024 * 1024;

#[wasm_bindgen]
extern "C" {
    type HasForEach;
    #[wasm_bindgen(method, js_name = forEach, catch)]
    fn for_each(this: &HasForEach, visit: &mut dyn FnMut(JsValue, JsValue)) -> Result<(), JsValue>;
}

/// Names and values, in order.
pub(super) type Pairs = Vec<(String, String)>;

/// The headers as pairs; never fails.
///
/// A value that is neither a text nor a number is skipped, and so is one that throws when it is read.
pub(super) fn pairs(headers: &JsValue) -> Pairs {
    let mut lines = Lines { pairs: Vec::new(), units: 0 };
    // A getter, a proxy or an iterator may throw: what came before it counts.
    let _ = collect(headers, &mut lines);
    lines.pairs
}

struct Lines {
    pairs: Pairs,
    units: usize,
}

impl Lines {
    /// Whether more would be taken.
    fn is_open(&self) -> bool {
        self.pairs.len() < MAX_LINES && self.units < MAX_UNITS
    }

    /// Adds a header, or one line for each value of a list.
    fn add(&mut self, name: &JsValue, value: &JsValue) -> Result<(), JsValue> {
        let Some(name) = text(name)? else { return Ok(()) };
        if !js::is_array(value)? {
            return self.line(&name, value);
        }
        let mut index = 0;
        while self.is_open() && js::get(value, "length")?.as_f64().is_some_and(|length| f64::from(index) < length) {
            self.line(&name, &js::get_index(value, index)?)?;
            index += 1;
        }
        Ok(())
    }

    fn line(&mut self, name: &str, value: &JsValue) -> Result<(), JsValue> {
        let Some(value) = text(value)? else { return Ok(()) };
        if self.is_open() {
            self.units += name.encode_utf16().count() + value.encode_utf16().count();
            if self.units <= MAX_UNITS {
                self.pairs.push((name.to_owned(), value));
            }
        }
        Ok(())
    }
}

fn text(value: &JsValue) -> Result<Option<String>, JsValue> {
    if let Some(text) = value.as_string() {
        return Ok(Some(text));
    }
    if value.as_f64().is_some() || value.as_bool().is_some() {
        return js::to_string(value).map(Some);
    }
    // undici's raw headers are buffers, and a byte of a header is a character (ISO 8859-1).
    let bytes = value.dyn_ref::<Uint8Array>().filter(|bytes| bytes.length() as usize <= MAX_UNITS);
    Ok(bytes.map(|bytes| bytes.to_vec().into_iter().map(char::from).collect()))
}

fn collect(headers: &JsValue, lines: &mut Lines) -> Result<(), JsValue> {
    if !headers.is_object() {
        return Ok(());
    }
    let iterator = Symbol::iterator();
    if js::has(headers, &iterator)? && js::get_key(headers, &iterator)?.is_function() {
        return collect_items(headers, lines);
    }
    if js::has(headers, &JsValue::from_str("forEach"))? && js::get(headers, "forEach")?.is_function() {
        let mut visit = |value: JsValue, name: JsValue| {
            if lines.is_open() {
                // One header that cannot be read says nothing; the others still count.
                let _ = lines.add(&name, &value);
            }
        };
        return headers.unchecked_ref::<HasForEach>().for_each(&mut visit);
    }
    for name in js::keys(headers)?.iter() {
        if !lines.is_open() {
            break;
        }
        // One header that cannot be read says nothing; the others still count.
        let _ = js::get_key(headers, &name).and_then(|value| lines.add(&name, &value));
    }
    Ok(())
}

/// Pairs, or names and values in turn.
fn collect_items(headers: &JsValue, lines: &mut Lines) -> Result<(), JsValue> {
    let Some(items) = js_sys::try_iter(headers)? else { return Ok(()) };
    let mut name = None;
    for item in items {
        let item = item?;
        if !lines.is_open() {
            break;
        }
        if js::is_array(&item)? {
            lines.add(&js::get_index(&item, 0)?, &js::get_index(&item, 1)?)?;
        } else if let Some(name) = name.take() {
            lines.add(&name, &item)?;
        } else {
            name = Some(item);
        }
    }
    Ok(())
}
