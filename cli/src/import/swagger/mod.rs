//! Finds the bodies of the operations of a Swagger 2.0 document, which are parameters there.

mod keyword;

use std::collections::HashSet;

use unanimous::Json;

use super::body_schema::{BodySchema, Field};
use super::media_type::{first_form, first_json, neither};
use crate::document::{Chain, Dangling, Documents, Location};

pub(super) use keyword::rewrite;

/// A body of a request.
#[derive(Debug)]
pub(super) enum Body {
    Schema {
        media_type: String,
        schema: BodySchema,
    },
    /// It has no schema for JSON or a form, and why.
    Skipped(String),
}

/// The parameters that describe the body of an operation.
#[derive(Default)]
struct BodyParameters {
    /// The one that is the body.
    body: Option<Chain>,
    fields: Vec<Field>,
    /// The first one whose references lead nowhere.
    dangling: Option<Dangling>,
}

/// The bodies that an operation of a path item takes. Looks at no more parameters than are left.
///
/// # Errors
/// [`Dangling`]: a reference that may lead to the body leads nowhere.
pub(super) fn request(
    documents: &Documents,
    operation: &Chain,
    item: &Chain,
    left: &mut usize,
) -> Result<Vec<Body>, Dangling> {
    let BodyParameters { body, fields, dangling } = body_parameters(documents, &[operation, item], left)?;
    match dangling {
        // An operation has one body. It is known, so the parameter that leads nowhere is not the body.
        Some(_) if body.is_some() && fields.is_empty() => {}
        Some(dangling) => return Err(dangling),
        None => {}
    }
    if body.is_none() && fields.is_empty() {
        return Ok(vec![]);
    }
    let types = media_types(documents, operation, "consumes")?;
    let mut bodies = Vec::new();
    if let Some(body) = body {
        let fallback = types.is_empty().then(|| "application/json".to_owned());
        let chosen = first_json(&types).or_else(|| first_form(&types)).cloned().or(fallback);
        bodies.push(match (chosen, documents.member(&body, "schema")) {
            (Some(media_type), Some(schema)) => Body::Schema { media_type, schema: BodySchema::At(schema) },
            (Some(media_type), None) => Body::Skipped(format!("{media_type} has no schema")),
            (None, _) => Body::Skipped(neither(&types)),
        });
    }
    if !fields.is_empty() {
        let media_type = form_type(documents, &types, &fields);
        bodies.push(Body::Schema { media_type, schema: BodySchema::Form(fields) });
    }
    Ok(bodies)
}

/// The media type and the schema of a response, if it is JSON and has one.
///
/// # Errors
/// [`Dangling`]: the reference in place of the media types leads nowhere.
pub(super) fn response(
    documents: &Documents,
    response: &Chain,
    operation: &Chain,
) -> Result<Option<(String, Location)>, Dangling> {
    let Some(schema) = documents.member(response, "schema") else { return Ok(None) };
    let types = media_types(documents, operation, "produces")?;
    let fallback = types.is_empty().then(|| "application/json".to_owned());
    Ok(first_json(&types).cloned().or(fallback).map(|media_type| (media_type, schema)))
}

/// The property for the field of a form.
pub(super) fn property(field: Json) -> Json {
    let Json::Object(members) = field else { return field };
    // Without a word, all items of a list stand in one field.
    let is_joined =
        members.get("type").is_some_and(|kind| *kind == "array") && !members.contains_key("collectionFormat");
    let kept = members.into_iter().filter(|(name, _)| !matches!(name.as_str(), "name" | "in" | "required"));
    let joined = is_joined.then(|| ("collectionFormat".to_owned(), Json::from("csv")));
    kept.chain(joined).collect()
}

/// Finds the body and the fields of a form. A parameter of the operation, which is the first owner, replaces one of the path
/// item with its name.
fn body_parameters(documents: &Documents, owners: &[&Chain], left: &mut usize) -> Result<BodyParameters, Dangling> {
    let mut found = BodyParameters::default();
    let mut names = HashSet::new();
    for owner in owners {
        let Some(list) = documents.member(owner, "parameters") else { continue };
        for listed in documents.items(&documents.unbroken(&list)?).into_iter().take(*left) {
            *left -= 1;
            let parameter = match documents.unbroken(&listed) {
                Ok(parameter) => parameter,
                Err(dangling) => {
                    found.dangling.get_or_insert(dangling);
                    continue;
                }
            };
            let text = |name: &str| documents.member(&parameter, name).and_then(|member| documents.text(&member));
            match text("in").as_deref() {
                Some("body") => _ = found.body.get_or_insert(parameter),
                Some("formData") => {
                    let Some(name) = text("name") else { continue };
                    if names.insert(name.clone()) {
                        found.fields.push(Field { name, location: parameter.last().clone() });
                    }
                }
                _ => {}
            }
        }
    }
    Ok(found)
}

/// The media type of a form.
fn form_type(documents: &Documents, types: &[String], fields: &[Field]) -> String {
    let is_file = |field: &Field| documents.at(&field.location, |field| field["type"] == "file") == Some(true);
    let has_file = fields.iter().any(is_file);
    let fallback = if has_file { "multipart/form-data" } else { "application/x-www-form-urlencoded" };
    // Only a multipart form carries a file.
    let multipart = types.iter().find(|name| has_file && name.starts_with("multipart/form-data"));
    multipart.or_else(|| first_form(types)).map_or_else(|| fallback.to_owned(), Clone::clone)
}

/// The media types of an operation, else those of the document.
fn media_types(documents: &Documents, operation: &Chain, member: &str) -> Result<Vec<String>, Dangling> {
    let own = documents.member(operation, member).unwrap_or_else(|| Location::root().join(member));
    let types = documents.items(&documents.unbroken(&own)?);
    Ok(types.iter().filter_map(|location| documents.text(location)).collect())
}
