//! Whether a schema holds JSON values only, as `pkg/src/schema-json.ts` does it. `JSON.stringify` drops other values or
//! writes null for them, and the schema would then mean something else.

use wasm_bindgen::JsValue;

use super::js;

/// A schema is read to this depth.
const MAX_DEPTH: usize = 128;

/// A value that JSON does not have.
pub(super) struct NoJson {
    /// Where it is, as a JSON pointer.
    pub(super) pointer: String,
    /// Its name in an error: `NaN`, `a function`.
    pub(super) name: String,
}

/// How the members of an object are read.
#[derive(Clone, Copy, PartialEq)]
enum Members {
    /// Keywords of a schema.
    Keywords,
    /// Schemas by name.
    Schemas,
    /// Any values.
    Values,
}

/// The keywords that hold schemas by name.
const MAPS: [&str; 6] = ["properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies"];
/// The keywords that hold any values; those that begin with `x-` do, too.
const VALUES: [&str; 5] = ["const", "enum", "default", "example", "examples"];

impl Members {
    /// How the members of the member `name` are read.
    fn inside(self, name: &str) -> Self {
        match self {
            Self::Values => Self::Values,
            Self::Keywords if MAPS.contains(&name) => Self::Schemas,
            Self::Keywords if VALUES.contains(&name) || name.starts_with("x-") => Self::Values,
            Self::Schemas | Self::Keywords => Self::Keywords,
        }
    }
}

/// Returns the first value in a schema that JSON does not have. `JSON.stringify` must have accepted the schema, so it does not
/// contain itself. `location` is the pointer of the schema: empty for the root.
///
/// # Errors
/// The error that a getter or a proxy throws.
pub(super) fn find(schema: &JsValue, location: &str) -> Result<Option<NoJson>, JsValue> {
    walk(schema, &mut location.to_owned(), Members::Keywords, 0)
}

fn walk(value: &JsValue, pointer: &mut String, members: Members, depth: usize) -> Result<Option<NoJson>, JsValue> {
    if let Some(name) = name_of_no_json(value)? {
        return Ok(Some(NoJson { pointer: pointer.clone(), name }));
    }
    // Nothing deeper is read.
    if !value.is_object() || depth > MAX_DEPTH {
        return Ok(None);
    }
    let is_list = js::is_array(value)?;
    let length = pointer.len();
    let mut visit = |name: &str, inner: &JsValue, members: Members| {
        pointer.push('/');
        pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
        let found = walk(inner, pointer, members, depth + 1);
        pointer.truncate(length);
        found
    };
    if is_list {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as saturates")]
        let count = js::get(value, "length")?.as_f64().map_or(0, |length| length as u32);
        for index in 0..count {
            if let Some(found) = visit(&index.to_string(), &js::get_index(value, index)?, members)? {
                return Ok(Some(found));
            }
        }
        return Ok(None);
    }
    for key in js::keys(value)?.iter() {
        let name = key.as_string().unwrap_or_default();
        // The compiler refuses a name with a lone surrogate wherever names have a meaning. Native code drops its value.
        if !js::is_well_formed(&key, &name) {
            continue;
        }
        let inner = js::get_key(value, &key)?;
        if inner.is_undefined() && (members != Members::Keywords || name != "const") {
            continue;
        }
        if let Some(found) = visit(&name, &inner, members.inside(&name))? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// Returns the name of a value that JSON does not have; `None` for a value that it has.
fn name_of_no_json(value: &JsValue) -> Result<Option<String>, JsValue> {
    if let Some(number) = value.as_f64() {
        return Ok(js::number_name(number).map(str::to_owned));
    }
    if value.is_null() || value.is_string() || value.as_bool().is_some() {
        return Ok(None);
    }
    if value.is_undefined() {
        return Ok(Some("undefined".to_owned()));
    }
    if !value.is_object() {
        return Ok(Some(format!("a {}", js::type_of(value))));
    }
    if js::is_array(value)? {
        return Ok(None);
    }
    if !js::is_plain(value)? {
        return Ok(Some(format!("a {}", js::class_name(value)?)));
    }
    Ok(js::get(value, "toJSON")?.is_function().then(|| "an object with toJSON".to_owned()))
}
