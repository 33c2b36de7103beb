//! Values of keywords that are no schemas: types, allowed values, counts, limits, patterns.

use super::super::MAX_DEPTH;
use super::super::error::{Found, Refused, SchemaLocation};
use super::super::format;
use super::super::input::is_deeper;
use super::super::node::{Limit, Node, Type};
use super::lookup::lookup_of;
use crate::did_you_mean::did_you_mean;
use crate::json::{Json, Object, ToJson as _, is_integral};
use crate::rule::pattern::Pattern;
use crate::strings;

/// The types that `type` names.
pub(super) fn types(node: &mut Node, value: &Json, at: &SchemaLocation<'_>) -> Result<(), Refused> {
    let names = value.as_array().map_or(core::slice::from_ref(value), |names| names);
    node.type_mask = 0;
    let mut repeats = false;
    for name in names {
        at.expect_text(name)?;
        let Some(one) = name.as_str().and_then(Type::from_name) else { return Err(unknown_type(name, at)) };
        node.types.push(one);
        repeats |= node.type_mask & one as u8 != 0;
        node.type_mask |= one as u8;
    }
    if names.is_empty() || repeats {
        return Err(at.refuse("must name at least one type, and none twice"));
    }
    Ok(())
}

/// What other languages call a type, each before the type.
const OTHER_NAMES: &str = "bool boolean, int integer, long integer, float number, double number, decimal number, str string, \
                           text string, list array, dict object, map object, undefined null, none null";

/// The error about a type that JSON Schema does not have.
#[cold]
fn unknown_type(value: &Json, at: &SchemaLocation<'_>) -> Refused {
    const TEXT: &str = "unknown type ";
    let name = value.as_str().unwrap_or_default();
    let is_named = |pair: &&&str| strings::prefix_before(pair, " ").eq_ignore_ascii_case(name);
    let other_names = strings::split(OTHER_NAMES, ", ");
    let other = other_names.iter().find(is_named).and_then(|pair| strings::split_once(pair, " "));
    if let Some(near) = other.map(|(_, one)| one).or_else(|| did_you_mean(name, Type::NAMES)) {
        return at.error(TEXT, Found::Value(value), &[": did you mean \"", near, "\"?"]);
    }
    if name == "any" {
        return at.error(TEXT, Found::Value(value), &[": leave \"type\" out to allow any value"]);
    }
    // OpenAPI 2 has the type `file`.
    let format = if name == "file" { "binary" } else { name };
    if format::is_known(format) {
        let one = if strings::find(format, "int").is_some_and(|at| at <= 1) { "integer" } else { "string" };
        let rest = [": write \"type\": \"", one, "\" and \"format\": \"", format, "\""];
        return at.error(TEXT, Found::Value(value), &rest);
    }
    at.error(TEXT, Found::Value(value), &[": use ", Type::NAMES, ", or a list of these"])
}

/// Adds the list of values that `enum` or `const` allows.
pub(super) fn allow(node: &mut Node, list: Json, at: &SchemaLocation<'_>) -> Result<(), Refused> {
    let values = list.as_array().map_or(&[][..], |values| values);
    if values.iter().any(|value| is_deeper(value, MAX_DEPTH)) {
        return Err(at.refuse("nested too deeply: values nest to 64 levels"));
    }
    if !list.is_well_formed() {
        return Err(at.refuse("must hold Unicode text only: no value has a lone surrogate"));
    }
    node.compares_whole |= values.iter().any(|value| value.is_array() || value.is_object());
    node.option_types &= values.iter().fold(0, |mask, value| mask | Type::mask_of(value));
    node.lookups.push(lookup_of(values));
    node.options.push(list);
    Ok(())
}

/// Adds null to each list of allowed values of a node that accepts null, so that the reason of another value names null, too.
pub(super) fn allow_null(node: &mut Node) {
    for (list, lookup) in node.options.iter_mut().zip(&mut node.lookups) {
        if let Json::Array(values) = list
            && !values.iter().any(Json::is_null)
        {
            values.push(Json::Null);
            *lookup = lookup_of(values);
        }
    }
}

/// A number of characters, items or properties. A maximum above the range is read as the greatest number of the range: no
/// value has so many, and generators write the greatest number of their language for "no limit".
pub(super) fn count(value: &Json, is_maximum: bool, at: &SchemaLocation<'_>) -> Result<u32, Refused> {
    let in_range =
        |number: &f64| is_integral(*number) && *number >= 0.0 && (is_maximum || *number <= f64::from(u32::MAX));
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a greater number becomes u32::MAX")]
    let whole = value.as_f64().filter(in_range).map(|number| number as u32);
    whole.ok_or_else(|| at.error("must be a whole number from 0 to 4294967295, not ", Found::Value(value), &[]))
}

/// A limit of numbers.
pub(super) fn bound(node: &mut Node, limit: Limit, value: &Json, at: &SchemaLocation<'_>) -> Result<(), Refused> {
    let bound = value.as_f64().ok_or_else(|| at.wrong("must be a number, not ", value))?;
    node.bounds[limit as usize] = Some(bound);
    node.bound_values[limit as usize] = value.clone();
    Ok(())
}

/// Moves a limit that OpenAPI 3.0 excludes by a boolean to where JSON Schema has it.
pub(super) fn exclusive(node: &mut Node, schema: &Object, at: &SchemaLocation<'_>) -> Result<(), Refused> {
    let pairs = [
        ("exclusiveMinimum", Limit::Minimum, Limit::ExclusiveMinimum),
        ("exclusiveMaximum", Limit::Maximum, Limit::ExclusiveMaximum),
    ];
    for (name, from, to) in pairs {
        if schema.get(name).and_then(Json::as_bool) != Some(true) {
            continue;
        }
        let Some(limit) = node.bounds[from as usize].take() else {
            return Err(at.join(name).refuse("must be a number, or true beside the limit that it excludes"));
        };
        node.bounds[to as usize] = Some(limit);
        node.bound_values[to as usize] = node.bound_values[from as usize].take();
    }
    Ok(())
}

/// A string that is Unicode text.
pub(super) fn text<'j>(value: &'j Json, at: &SchemaLocation<'_>) -> Result<&'j str, Refused> {
    at.expect_text(value)?;
    value.as_str().ok_or_else(|| at.wrong("must be a string, not ", value))
}

/// `true` or `false`.
pub(super) fn boolean(value: &Json, at: &SchemaLocation<'_>) -> Result<bool, Refused> {
    value.as_bool().ok_or_else(|| at.wrong("must be true or false, not ", value))
}

/// A regular expression, whose table takes its cells from those that are left.
pub(super) fn pattern(text: &str, cells: &mut usize, at: &SchemaLocation<'_>) -> Result<Pattern, Refused> {
    Pattern::within(text, cells).map_err(|error| {
        let offset = Json::from(error.offset() as u64).to_json_string();
        at.refuse(&strings::join(&["offset ", &offset, ": ", error.message()], ""))
    })
}
