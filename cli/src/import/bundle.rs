//! Makes one self-contained schema of a schema in a document: what it refers to, directly or not, is in its `$defs`.

mod definition;
mod discriminator;

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use unanimous::Json;
use unanimous::json::Object;

use super::body_schema::{BodySchema, Field};
use super::dialect::Dialect;
use super::keywords::{self, Holds};
use super::swagger;
use crate::document::{Documents, Location, push_token};
use crate::json::object;
use definition::Definition;
pub(super) use definition::component;

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";
/// How many values the fields of a form may hold before they are copied.
const MAX_FORM_VALUES: usize = 1_000_000;
/// How many warnings about one schema the report has from the importer, and how many from the library.
pub(super) const MAX_WARNINGS: usize = 100;

/// A note about something that was understood in one of two ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Warning {
    /// The JSON pointer in the schema.
    pub(super) pointer: String,
    pub(super) message: String,
}

/// A self-contained schema.
#[derive(Debug)]
pub(super) struct Bundle {
    pub(super) schema: Json,
    pub(super) warnings: Vec<Warning>,
}

/// Why a schema cannot be made self-contained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BundleError {
    /// The place in the documents: `openapi.yaml#/components/schemas/Lead`.
    pub(super) source: String,
    pub(super) message: String,
}

/// How schemas are made self-contained.
#[derive(Debug)]
pub(super) struct Options<'o> {
    pub(super) dialect: Dialect,
    /// The formats that a schema which has them takes as annotations.
    pub(super) annotation_formats: &'o [String],
    /// The schemas that cannot be made self-contained, and why. Many bodies may refer to one of them, which may be large.
    pub(super) broken: RefCell<HashMap<Location, BundleError>>,
}

/// Makes a self-contained schema.
///
/// Members keep their order. References lead to `#/$defs/…` instead; `$id` is left out, because it would change what
/// they mean.
///
/// # Errors
/// [`BundleError`]: a reference leads to nothing, to a URL or to a file that cannot be read.
pub(super) fn bundle(documents: &Documents, start: &BodySchema, options: &Options<'_>) -> Result<Bundle, BundleError> {
    let mut bundler = Bundler {
        documents,
        options,
        annotation_formats: BTreeSet::new(),
        names: HashMap::new(),
        taken: HashMap::new(),
        queue: Vec::new(),
        has_discriminator: false,
        is_complete: false,
        warnings: Vec::new(),
    };
    let mut copied = bundler.copy_all(start)?;
    if bundler.has_discriminator {
        // Only now it is known which schemas a mapping can lead to, and which names they have.
        bundler.is_complete = true;
        bundler.warnings.clear();
        copied = bundler.copy_all(start)?;
    }
    let (root, definitions) = copied;
    let schema = assemble(root, definitions, &bundler.annotation_formats);
    Ok(Bundle { schema, warnings: bundler.warnings })
}

/// The root with `$schema` as its first member and `$defs` as its last. A boolean schema stays as it is: it refers to
/// nothing.
fn assemble(root: Json, definitions: Vec<(String, Json)>, annotation_formats: &BTreeSet<String>) -> Json {
    let Json::Object(members) = root else { return root };
    let dialect = members.get("$schema").cloned().unwrap_or_else(|| Json::from(DIALECT));
    let extension = extension(members.get("x-unanimous"), annotation_formats);
    let mut assembled = vec![("$schema".to_owned(), dialect)];
    assembled.extend(members.into_iter().filter(|(name, _)| name != "$schema"));
    if let Some(extension) = extension {
        assembled.retain(|(name, _)| name != "x-unanimous");
        assembled.push(("x-unanimous".to_owned(), extension));
    }
    if !definitions.is_empty() {
        assembled.push(("$defs".to_owned(), definitions.into_iter().collect()));
    }
    assembled.into_iter().collect()
}

/// A schema whose root takes these formats as annotations.
pub(super) fn with_annotation_formats(schema: &Json, formats: &BTreeSet<String>) -> Json {
    let Some(members) = schema.as_object() else { return schema.clone() };
    let extension = extension(members.get("x-unanimous"), formats).map(|value| ("x-unanimous".to_owned(), value));
    let others = members.iter().filter(|(name, _)| *name != "x-unanimous");
    others.map(|(name, value)| (name.clone(), value.clone())).chain(extension).collect()
}

/// The root's `x-unanimous` with the formats that are annotations; `None` if it stays as it is.
fn extension(known: Option<&Json>, formats: &BTreeSet<String>) -> Option<Json> {
    if formats.is_empty() {
        return None;
    }
    let mut extension = known.and_then(Json::as_object).cloned().unwrap_or_default();
    let listed = extension.get("annotationFormats").and_then(Json::as_array).cloned().unwrap_or_default();
    let more = formats.iter().map(|format| Json::from(format.as_str())).filter(|format| !listed.contains(format));
    let all = listed.iter().cloned().chain(more).collect();
    extension.insert("annotationFormats".to_owned(), all);
    Some(Json::Object(extension))
}

struct Bundler<'d> {
    documents: &'d Documents,
    options: &'d Options<'d>,
    /// The formats of the schema that are annotations.
    annotation_formats: BTreeSet<String>,
    /// The names in `$defs` of the schemas that were referred to.
    names: HashMap<Location, String>,
    /// These names, and how many numbers were tried after each.
    taken: HashMap<String, u32>,
    /// The same, in the order in which they were met.
    queue: Vec<Definition>,
    /// Whether there is a discriminator.
    has_discriminator: bool,
    /// Whether all schemas that are referred to are in the queue.
    is_complete: bool,
    warnings: Vec<Warning>,
}

/// The schema that is being copied.
#[derive(Clone)]
struct At {
    location: Location,
    /// The schema in which references are looked up that lead to nothing in the document.
    base: Location,
    /// The JSON pointer in the result.
    pointer: String,
}

impl At {
    /// Calls `read` with the location below these tokens. The pointers are not copied: a key may be long, and have many
    /// schemas below it.
    fn below<T>(&mut self, tokens: &[&str], read: impl FnOnce(&mut Self) -> T) -> T {
        self.renamed(tokens, tokens, read)
    }

    /// As [`below`](Self::below), for a schema to which other tokens lead in the result.
    fn renamed<T>(&mut self, tokens: &[&str], in_result: &[&str], read: impl FnOnce(&mut Self) -> T) -> T {
        let lengths = (self.location.pointer.len(), self.pointer.len());
        for token in tokens {
            push_token(&mut self.location.pointer, token);
        }
        for token in in_result {
            push_token(&mut self.pointer, token);
        }
        let result = read(self);
        self.location.pointer.truncate(lengths.0);
        self.pointer.truncate(lengths.1);
        result
    }
}

impl Bundler<'_> {
    /// Copies a schema, and the schemas that it refers to.
    fn copy_all(&mut self, start: &BodySchema) -> Result<(Json, Vec<(String, Json)>), BundleError> {
        let root = match start {
            BodySchema::At(location) => self.copy_at(location, component(location), String::new())?,
            BodySchema::Form(fields) => self.form(fields)?,
        };
        let mut definitions = Vec::new();
        while let Some(Definition { name, location, base }) = self.queue.get(definitions.len()).cloned() {
            let mut pointer = "/$defs".to_owned();
            push_token(&mut pointer, &name);
            let definition = self.copy_at(&location, base, pointer)?;
            definitions.push((name, definition));
        }
        Ok((root, definitions))
    }

    fn copy_at(&mut self, location: &Location, base: Location, pointer: String) -> Result<Json, BundleError> {
        // Only the error of a schema in its own component is kept. In another one the same references may lead elsewhere.
        let is_own = base == component(location);
        let mut at = At { location: location.clone(), base, pointer };
        let copied = match self.broken(location).filter(|_| is_own) {
            Some(error) => Err(error),
            None => self.copy(&self.documents.value(location), &mut at),
        };
        if is_own && let Err(error) = &copied {
            self.options.broken.borrow_mut().insert(location.clone(), error.clone());
        }
        copied
    }

    /// Why a schema cannot be made self-contained, if that is known.
    fn broken(&self, location: &Location) -> Option<BundleError> {
        self.options.broken.borrow().get(location).cloned()
    }

    /// The schema of a form.
    fn form(&mut self, fields: &[Field]) -> Result<Json, BundleError> {
        let mut properties = Object::new();
        let mut values = 0;
        for Field { name, location } in fields {
            let mut pointer = "/properties".to_owned();
            push_token(&mut pointer, name);
            let property = self.documents.value(location);
            // Many fields may refer to the same large parameter.
            values += count(&property);
            if values > MAX_FORM_VALUES {
                let message = "the fields of the form hold more than 1,000,000 values in all".to_owned();
                return Err(BundleError { source: self.documents.name(location), message });
            }
            let property = swagger::property(property);
            let mut at = At { location: location.clone(), base: component(location), pointer };
            properties.insert(name.clone(), self.copy(&property, &mut at)?);
        }
        let is_required = |field: &&Field| {
            self.documents.at(&field.location, |field| field["required"] == Json::Bool(true)) == Some(true)
        };
        let required: Vec<_> = fields.iter().filter(is_required).map(|field| Json::from(field.name.as_str())).collect();
        let mut schema = vec![("type", Json::from("object"))];
        if !required.is_empty() {
            schema.push(("required", Json::Array(required)));
        }
        schema.push(("properties", Json::Object(properties)));
        Ok(object(schema))
    }

    fn copy(&mut self, schema: &Json, at: &mut At) -> Result<Json, BundleError> {
        let Some(members) = schema.as_object() else { return Ok(schema.clone()) };
        if let Some(format) = self
            .options
            .annotation_formats
            .iter()
            .find(|format| members.get("format").is_some_and(|value| *value == format.as_str()))
        {
            self.annotation_formats.insert(format.clone());
        }
        let mut copied = Vec::with_capacity(members.len());
        for (keyword, value) in members {
            if self.options.dialect == Dialect::Swagger2
                && let Some(rewritten) = swagger::rewrite(keyword, value, members)
            {
                copied.extend(rewritten.members.into_iter().map(|(name, value)| (name.to_owned(), value)));
                if let Some(message) = rewritten.lost {
                    self.warn(at, message);
                }
                continue;
            }
            self.refuse_reference(keyword, value, at)?;
            if let Some(list) = self.item_list(keyword, value, members, at)? {
                copied.extend(list);
                continue;
            }
            let value = match (keyword.as_str(), value) {
                // `$ref` with anything but a text is left for the compiler to refuse.
                ("$ref", Json::String(reference)) => {
                    self.warn_about_siblings(members, at);
                    Json::from(at.below(&["$ref"], |at| self.reference(reference, at))?)
                }
                ("discriminator", Json::Object(discriminator)) => {
                    at.below(&["discriminator"], |at| self.discriminator(discriminator, members, at))
                }
                ("$id" | "$anchor", _) => continue,
                (keyword, _) if keywords::holds(keyword) == Holds::Definitions => continue,
                (keyword, value) => keywords::map_schemas(keyword, value, &mut |tokens, schema| {
                    at.below(tokens, |at| self.copy(schema, at))
                })?,
            };
            copied.push((keyword.clone(), value));
        }
        Ok(copied.into_iter().collect())
    }

    /// Refuses a reference in place of a list or a map, which programs that know no JSON Schema follow.
    fn refuse_reference(&self, keyword: &str, value: &Json, at: &At) -> Result<(), BundleError> {
        let is_container = matches!(keywords::holds(keyword), Holds::Named | Holds::Schemas);
        if !is_container && !matches!(keyword, "enum" | "required") {
            return Ok(());
        }
        let Some(reference) = value.get("$ref").and_then(Json::as_str) else { return Ok(()) };
        let (reference, keyword_text) = (Json::from(reference), Json::from(keyword));
        Err(BundleError {
            source: self.documents.name(&at.location.join(keyword).join("$ref")),
            message: format!(
                "the reference {reference} stands in place of the value of {keyword_text}, where JSON Schema allows none: write \
                    the value itself"
            ),
        })
    }

    /// What stands for `items` and `additionalItems` of an older draft of JSON Schema; `None` if the keyword stays as it is.
    ///
    /// A list in `items` has one schema for each of the first items, and `additionalItems` is the schema of the rest
    /// (draft-fge-json-schema-validation-00, section 5.3.1).
    fn item_list(
        &mut self,
        keyword: &str,
        value: &Json,
        members: &Object,
        at: &mut At,
    ) -> Result<Option<Vec<(String, Json)>>, BundleError> {
        if self.options.dialect == Dialect::OpenApi31 || members.contains_key("prefixItems") {
            return Ok(None);
        }
        let list = members.get("items").filter(|items| items.is_array());
        Ok(match (keyword, value) {
            ("items", Json::Array(items)) => {
                self.warn(
                    at,
                    "\"items\" is a list, so it is written as \"prefixItems\": it checks the first items of a list one by \
                        one. If any of these schemas may apply, write \"anyOf\""
                        .to_owned(),
                );
                let copied = items.iter().enumerate().map(|(index, schema)| {
                    let index = index.to_string();
                    at.renamed(&["items", &index], &["prefixItems", &index], |at| self.copy(schema, at))
                });
                let copied = copied.collect::<Result<Vec<_>, _>>()?;
                // `prefixItems` may not be empty.
                let has_items = !copied.is_empty();
                Some(has_items.then(|| ("prefixItems".to_owned(), Json::Array(copied))).into_iter().collect())
            }
            ("additionalItems", schema) if list.is_some() => {
                let copied = at.renamed(&["additionalItems"], &["items"], |at| self.copy(schema, at))?;
                Some(vec![("items".to_owned(), copied)])
            }
            ("additionalItems", _) => {
                let message = "\"additionalItems\" is left out: it has no effect without a list in \"items\"";
                self.warn(at, message.to_owned());
                Some(vec![])
            }
            _ => None,
        })
    }

    fn warn(&mut self, at: &At, message: String) {
        // Many schemas may refer to the same one.
        if self.warnings.len() < MAX_WARNINGS {
            self.warnings.push(Warning { pointer: at.pointer.clone(), message });
        }
    }

    fn warn_about_siblings(&mut self, members: &Object, at: &At) {
        let is_judged =
            |name: &&str| *name != "$ref" && !matches!(keywords::holds(name), Holds::Annotation | Holds::Definitions);
        // Where the specification ignores these keywords, their author may not have meant them.
        let Some(specification) = self.options.dialect.without_siblings() else { return };
        if let Some(sibling) = members.keys().find(is_judged) {
            let sibling = Json::from(sibling);
            self.warn(at, format!("{sibling} stands beside $ref, where {specification} ignores it: here both count"));
        }
    }
}

/// How many values a value holds, itself included.
fn count(value: &Json) -> usize {
    let items = value.as_array().into_iter().flatten().map(count);
    let members = value.as_object().into_iter().flat_map(Object::values).map(count);
    1 + items.sum::<usize>() + members.sum::<usize>()
}
