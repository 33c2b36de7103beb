//! Limits: those that a format of numbers sets, and those that contradict each other.

use super::super::error::{Found, Refused, SchemaLocation};
use super::super::node::{Count, Limit, Node, Type};
use crate::json::Json;

/// The formats of whole numbers, with their smallest and largest values.
const FORMATS: [(&str, i64, i64); 6] = [
    ("int8", -0x80, 0x7f),
    ("int16", -0x8000, 0x7fff),
    ("int32", -0x8000_0000, 0x7fff_ffff),
    ("uint8", 0, 0xff),
    ("uint16", 0, 0xffff),
    ("uint32", 0, 0xffff_ffff),
];

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
pub(super) fn refuse_contradictions(node: &Node, at: &SchemaLocation<'_>) -> Result<(), Refused> {
    for (counts, names) in node.counts.chunks(2).zip(Count::NAMES.chunks(2)) {
        if let ([Some(min), Some(max)], [min_name, max_name]) = (counts, names)
            && min > max
        {
            return Err(at.error("", Found::Name(min_name), &[" is above \"", max_name, "\""]));
        }
    }
    let [minimum, more_than, maximum, less_than] = node.bounds;
    let contradicts = |low: Option<f64>, high: Option<f64>, is_exclusive: bool| {
        low.zip(high).is_some_and(|(low, high)| low > high || (is_exclusive && low >= high))
    };
    if contradicts(minimum, maximum, false)
        || contradicts(minimum, less_than, true)
        || contradicts(more_than, maximum, true)
        || contradicts(more_than, less_than, true)
    {
        return Err(at.refuse("the lower limit of the number is above the upper one"));
    }
    let has_type = |value: &Json| node.type_mask & Type::mask_of(value) != 0;
    for list in &node.options {
        if !list.as_array().is_some_and(|values| values.iter().any(has_type)) {
            return Err(at.refuse("no value of \"enum\" or \"const\" has the type"));
        }
    }
    Ok(())
}
