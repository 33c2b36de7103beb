//! Limits: those that a format of numbers sets, and those that contradict each other.

use super::super::error::{Found, Refused, SchemaLocation};
use super::super::node::{Count, Limit, Node, Type};
use crate::json::{Json, Object};

/// The formats of whole numbers, with their smallest and largest values.
const FORMATS: [(&str, i64, i64); 6] = [
    ("int8", -0x80, 0x7f),
    ("int16", -0x8000, 0x7fff),
    ("int32", -0x8000_0000, 0x7fff_ffff),
    ("uint8", 0, 0xff),
    ("uint16", 0, 0xffff),
    ("uint32", 0, 0xffff_ffff),
];

/// Whether a format is one of whole numbers.
pub(super) fn is_format(name: &str) -> bool {
    FORMATS.iter().any(|(known, ..)| *known == name)
}

/// Compiles a format of whole numbers: it narrows the type and the limits. Returns whether the name is one.
pub(super) fn format(node: &mut Node, name: &str) -> bool {
    let Some((_, min, max)) = FORMATS.iter().find(|(known, ..)| *known == name) else { return false };
    if node.types.is_empty() {
        node.types = Type::all_but_number();
    }
    let number = Type::Number as u8;
    let integer = Type::Integer as u8;
    if node.type_mask & number != 0 {
        let has_integer = node.types.contains(&Type::Integer);
        node.types.retain(|one| *one != Type::Number || !has_integer);
        for one in &mut node.types {
            if *one == Type::Number {
                *one = Type::Integer;
            }
        }
        node.type_mask = node.type_mask & !number | integer;
    }
    for (limit, value) in [(Limit::Minimum, *min), (Limit::Maximum, *max)] {
        #[allow(clippy::cast_precision_loss, reason = "at most 32 bits")]
        let bound = value as f64;
        let is_tighter = |known: f64| if matches!(limit, Limit::Minimum) { known > bound } else { known < bound };
        if !node.bounds[limit as usize].is_some_and(is_tighter) {
            node.bounds[limit as usize] = Some(bound);
            node.bound_values[limit as usize] = Json::from(value);
        }
    }
    true
}

/// Refuses limits that no value of the type can keep.
pub(super) fn refuse_contradictions(node: &Node, schema: &Object, at: &SchemaLocation<'_>) -> Result<(), Refused> {
    let is_given = |name: &str| schema.get(name).is_some();
    for (counts, names) in node.counts.chunks(2).zip(Count::NAMES.chunks(2)) {
        if let ([Some(min), Some(max)], [min_name, max_name]) = (counts, names)
            && min > max
        {
            // The other one may be a default: `minContains` is 1, and a format may set `maxLength`.
            let (own, other) = if is_given(max_name) { (max_name, min_name) } else { (min_name, max_name) };
            let what = if is_given(other) { "contradicts " } else { "contradicts the default of " };
            return Err(at.join(own).error(what, Found::Name(other), &[": no value keeps both"]));
        }
    }
    let bound = |limit: Limit| node.bounds.get(limit as usize).copied().flatten();
    // Of two limits that contradict each other, the later one is named. A format may set it.
    for (low, high, is_exclusive) in [
        (Limit::Minimum, Limit::Maximum, false),
        (Limit::Minimum, Limit::ExclusiveMaximum, true),
        (Limit::ExclusiveMinimum, Limit::Maximum, true),
        (Limit::ExclusiveMinimum, Limit::ExclusiveMaximum, true),
    ] {
        let contradicts = |(low, high): (f64, f64)| low > high || is_exclusive && low >= high;
        if bound(low).zip(bound(high)).is_some_and(contradicts) {
            let own = [high, low].map(Limit::name).into_iter().find(|name| is_given(name)).unwrap_or("format");
            return Err(at.join(own).refuse("contradicts the other limit: no number keeps both"));
        }
    }
    let has_type = |value: &Json| node.type_mask & Type::mask_of(value) != 0;
    let names = schema.keys().filter(|name| matches!(*name, "enum" | "const"));
    for (list, name) in node.options.iter().zip(names) {
        if !list.as_array().is_some_and(|values| values.iter().any(has_type)) {
            let text = "has no value of the type that \"type\" or the format requires: ";
            // The author of a list may mean its items.
            let is_array = node.type_mask == Type::Array as u8 && name == "enum";
            let remedy = if is_array { ". If these are the allowed items, put it into \"items\"" } else { "" };
            return Err(at.join(name).error(text, Found::Nothing, &[&node.expected(), remedy]));
        }
    }
    Ok(())
}
