//! The places in a schema where other schemas stand.

use super::super::error::{Refused, SchemaLocation};
use crate::json::{Json, ToJson as _};
use crate::strings;

/// The keywords whose value is a schema or a list of schemas.
const SCHEMA_OR_LIST: &str = "items, additionalProperties, allOf, anyOf, oneOf, not, if, then, else, prefixItems, \
    contains, propertyNames, additionalItems, unevaluatedItems, unevaluatedProperties, contentSchema";

/// The keywords whose value is an object of schemas. `dependencies` (draft-07) holds lists of names too.
const MAP: &str = "properties, $defs, definitions, patternProperties, dependentSchemas, dependencies";

type Visit<'f, 's> = &'f mut dyn FnMut(&'s Json, &SchemaLocation<'_>) -> Result<(), Refused>;

/// Visits each schema that stands directly in a schema, with its location. It passes over `true` and `false`.
///
/// Values of `enum`, `const`, `default` and `examples` are not schemas, and neither are the values of keywords that
/// nobody knows.
pub(super) fn each_subschema<'s>(
    schema: &'s Json,
    at: &SchemaLocation<'_>,
    visit: Visit<'_, 's>,
) -> Result<(), Refused> {
    for (keyword, value) in schema.as_object().into_iter().flatten() {
        let here = at.join(keyword);
        match value {
            Json::Object(_) if strings::index_in_list(MAP, keyword).is_some() => each_member(value, &here, visit)?,
            Json::Object(_) if strings::index_in_list(SCHEMA_OR_LIST, keyword).is_some() => visit(value, &here)?,
            Json::Array(items) if strings::index_in_list(SCHEMA_OR_LIST, keyword).is_some() => {
                for (item, index) in items.iter().zip(0_u32..) {
                    visit(item, &here.join(&index.to_json_string()))?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Visits each member of an object of schemas.
pub(super) fn each_member<'s>(map: &'s Json, at: &SchemaLocation<'_>, visit: Visit<'_, 's>) -> Result<(), Refused> {
    map.as_object().into_iter().flatten().try_for_each(|(name, schema)| visit(schema, &at.join(name)))
}
