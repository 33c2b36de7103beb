//! Schemas: each is compiled once, and then checks any number of values.

use unanimous::SchemaError;
use unanimous::json::ObjectWriter;
use unanimous::locale::Locale;
use wasm_bindgen::prelude::*;

use super::no_json::NoJson;
use super::value::TreeValue;
use super::{js, no_json, results, walk};

/// A compiled schema.
#[wasm_bindgen(skip_typescript)]
#[derive(Debug)]
pub struct Schema(unanimous::Schema);

#[wasm_bindgen]
impl Schema {
    /// Compiles a JSON Schema: an object, a boolean, or its JSON text. A member that is `undefined` counts as missing; any
    /// other value that JSON does not have is refused. `options.documents` are the schemas that a `$ref` may name beside
    /// this one, by their URIs.
    ///
    /// # Errors
    /// A `TypeError` with the name `SchemaError` and the JSON `pointer` of what is wrong.
    #[wasm_bindgen(constructor, skip_typescript)]
    pub fn new(json: &JsValue, options: &JsValue) -> Result<Self, JsValue> {
        match json.as_string() {
            Some(text) if !js::is_well_formed(json, &text) => {
                Err(schema_error("schema error at the root: must be Unicode text", ""))
            }
            Some(text) => Self::compiled(with_documents(options)?.compile_json(&text)),
            None => Self::of_value(json, options),
        }
    }

    /// The keywords of the schema that have no effect: a list of `{ pointer, message }`.
    ///
    /// # Errors
    /// It never fails: the list is parsed from JSON that this crate has written.
    #[wasm_bindgen(getter, skip_typescript)]
    pub fn warnings(&self) -> Result<JsValue, JsValue> {
        let mut text = String::from("[");
        for (at, warning) in self.0.warnings().iter().enumerate() {
            text.push_str(if at > 0 { "," } else { "" });
            let pointer = &warning.pointer();
            ObjectWriter::new(&mut text).member("pointer", pointer).member("message", &warning.message()).end();
        }
        text.push(']');
        js::parse(&text)
    }

    /// Judges a value: `{ ok: true, value }` or `{ ok: false, issues, message }`, which is frozen. `options.locale` is a
    /// catalogue of `locales/`, an object or its JSON text, and `options.details` asks for its texts of details.
    ///
    /// # Errors
    /// A `TypeError` where a getter or a proxy of the value throws, the value has more than 5,000,000 parts, or the
    /// catalogue is wrong.
    #[wasm_bindgen(skip_typescript)]
    pub fn validate(&self, value: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
        let tree = walk::along(value, &self.0)?;
        let Err(report) = self.0.check(TreeValue::Tree(&tree)) else { return results::accepted(value) };
        let (report, message) = if let Some(locale) = locale(options)? {
            (report.localized(&locale), report.to_message_in(&locale))
        } else {
            let message = report.to_string();
            (report, message)
        };
        let mut text = String::new();
        let mut object = ObjectWriter::new(&mut text);
        object.member("ok", &false).member("issues", &report).member("message", &message).end();
        let verdict = js::parse(&text)?;
        js::freeze(&verdict)?;
        Ok(verdict)
    }
}

#[wasm_bindgen]
impl Schema {
    /// Reads the texts of a form along this schema: an iterable of pairs of a name and a text, such as a `URLSearchParams`.
    ///
    /// # Errors
    /// A `TypeError` for anything else, also for a file.
    #[wasm_bindgen(js_name = readForm, skip_typescript)]
    pub fn read_form(&self, entries: &JsValue) -> Result<JsValue, JsValue> {
        let mut texts = Vec::new();
        for pair in js::to_array(entries)?.iter() {
            let text = |at| -> Result<String, JsValue> {
                js::get_index(&pair, at)?
                    .as_string()
                    .ok_or_else(|| js::type_error("readForm: expected pairs of a name and a text"))
            };
            texts.push((text(0)?, text(1)?));
        }
        js::parse(&self.0.read_form(texts).to_string())
    }
}

impl Schema {
    /// Compiles a JSON Schema that is an object or a boolean. A string is refused, even if it is JSON text.
    pub(super) fn of_value(json: &JsValue, options: &JsValue) -> Result<Self, JsValue> {
        let json = walk::to_json(&snapshot(json, "")?)?;
        Self::compiled(with_documents(options)?.compile(&json))
    }

    fn compiled(compiled: Result<unanimous::Schema, SchemaError>) -> Result<Self, JsValue> {
        compiled.map(Self).map_err(|error| schema_error(&error.to_string(), error.pointer()))
    }
}

/// The locale of `options.locale`, with its texts of details if `options.details` is true.
pub(super) fn locale(options: &JsValue) -> Result<Option<Locale>, JsValue> {
    let catalogue = js::option(options, "locale")?;
    if js::is_nullish(&catalogue) {
        return Ok(None);
    }
    let text = match catalogue.as_string() {
        Some(text) => text,
        None => walk::to_json(&catalogue)?.to_string(),
    };
    let locale = Locale::from_json(&text).map_err(|error| js::type_error(&error.to_string()))?;
    let is_detailed = js::option(options, "details")?.is_truthy();
    Ok(Some(if is_detailed { locale.with_details() } else { locale }))
}

/// A builder that has `options.documents`.
fn with_documents(options: &JsValue) -> Result<unanimous::schema::SchemaBuilder, JsValue> {
    let mut builder = unanimous::Schema::builder();
    let documents = js::option(options, "documents")?;
    if !js::is_nullish(&documents) {
        for uri in js::keys(&documents)?.iter() {
            let name = uri.as_string().unwrap_or_default();
            let document = snapshot(&js::get_key(&documents, &uri)?, &format!("{name}#"))?;
            builder = builder.document(name, walk::to_json(&document)?);
        }
    }
    Ok(builder)
}

/// The schema as JSON has it, so that no later change of the caller's object changes a verdict. `location` is its
/// pointer: empty for the root.
fn snapshot(json: &JsValue, location: &str) -> Result<JsValue, JsValue> {
    let mistake = |pointer: &str, text: &str| {
        let place = if pointer.is_empty() { "the root" } else { pointer };
        schema_error(&format!("schema error at {place}: {text}"), pointer)
    };
    let not_json =
        |thrown: &JsValue| Ok::<_, JsValue>(mistake(location, &format!("not JSON: {}", js::thrown_text(thrown)?)));
    match js::snapshot(json) {
        Ok(Some(copy)) => match no_json::find(json, location) {
            Ok(None) => Ok(copy),
            Ok(Some(NoJson { pointer, name })) => Err(mistake(&pointer, &format!("{name} is no JSON value"))),
            Err(thrown) => Err(not_json(&thrown)?),
        },
        Ok(None) => {
            let text = format!("a schema must be an object or a boolean, not {}", js::type_of(json));
            Err(mistake(location, &text))
        }
        Err(thrown) => Err(not_json(&thrown)?),
    }
}

/// A `TypeError` with the name `SchemaError`, which says where.
fn schema_error(message: &str, pointer: &str) -> JsValue {
    let error = js::type_error(message);
    for (name, value) in [("name", "SchemaError"), ("pointer", pointer)] {
        // An error that lost a member is still the error.
        let _ = js_sys::Reflect::set(&error, &JsValue::from_str(name), &JsValue::from_str(value));
    }
    error
}
