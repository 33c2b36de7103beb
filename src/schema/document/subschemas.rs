//! Lists the subschemas of a schema, by the keywords that hold them.

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
    let Json::Object(keywords) = schema else { return Ok(()) };
    for (keyword, value) in keywords {
        let here = at.join(keyword);
        let is_schema_or_list = strings::index_in_list(SCHEMA_OR_LIST, keyword).is_some();
        match value {
            Json::Object(_) if is_schema_or_list => visit(value, &here)?,
            Json::Object(_) if strings::index_in_list(MAP, keyword).is_some() => each_member(value, &here, visit)?,
            Json::Array(items) if is_schema_or_list => {
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
    if let Json::Object(members) = map {
        for (name, schema) in members {
            visit(schema, &at.join(name))?;
        }
    }
    Ok(())
}
