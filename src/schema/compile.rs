//! JSON to [`Node`]s: every keyword is understood, or refused by name.

use crate::json::{Object, Value};

use super::MAX_DEPTH;
use super::check::ROOT_PLACE;
use super::error::{Place, SchemaError};
use super::format;
use super::node::{Bound, Node, Options, Property, Type, Types};
use crate::cut;
use crate::path;
use crate::reason::quoted;
use crate::sort;

const ANNOTATIONS: [&str; 10] = [
    "$schema",
    "$id",
    "$comment",
    "title",
    "description",
    "default",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
];

const KEYWORDS: &str = "type, properties, required, additionalProperties, items, minItems, maxItems, minLength, \
    maxLength, minimum, maximum, exclusiveMinimum, exclusiveMaximum, enum, const, format, x-unanimous";

pub(super) fn compile(schema: &Value) -> Result<Node, SchemaError> {
    let mut root = node(schema, &Place::ROOT, 0)?;
    let mut last = ROOT_PLACE;
    number(&mut root, &mut last);
    Ok(root)
}

/// Gives each place below a node a number of its own.
fn number(node: &mut Node, last: &mut u32) {
    let mut next = || {
        *last += 1;
        *last
    };
    node.items_place = next();
    for property in &mut node.properties {
        property.place = next();
    }
    for inner in
        node.properties.iter_mut().filter_map(|property| property.node.as_mut()).chain(node.items.as_deref_mut())
    {
        number(inner, last);
    }
}

fn node(schema: &Value, at: &Place<'_>, depth: usize) -> Result<Node, SchemaError> {
    let Value::Object(schema) = schema else {
        return Err(at.error(format!("a schema must be an object, not {}", kind(schema))));
    };
    if depth > MAX_DEPTH {
        return Err(at.error(format!("nested too deeply: values nest to {MAX_DEPTH} levels")));
    }
    let mut node = Node {
        types: None,
        options: Vec::new(),
        number: Vec::new(),
        min_length: None,
        max_length: None,
        format: None,
        min_items: None,
        max_items: None,
        items: None,
        properties: Vec::new(),
        #[cfg(not(unanimous_npm))]
        by_name: Vec::new(),
        additional: true,
        reason: None,
        fits: u8::MAX,
        compares_whole: false,
        items_place: 0,
    };
    let mut bounds = [None; 4];
    for (keyword, value) in schema {
        let at = at.join(keyword);
        match keyword.as_str() {
            "type" => node.types = Some(types(value, &at)?),
            "enum" => node.options.push(Options(options(value, &at)?)),
            "const" => node.options.push(Options(vec![plain(value)])),
            "minLength" => node.min_length = Some(count(value, &at)?),
            "maxLength" => node.max_length = Some(count(value, &at)?),
            "minItems" => node.min_items = Some(count(value, &at)?),
            "maxItems" => node.max_items = Some(count(value, &at)?),
            "minimum" => bounds[0] = Some(bound(value, false, false, &at)?),
            "exclusiveMinimum" => bounds[1] = Some(bound(value, false, true, &at)?),
            "maximum" => bounds[2] = Some(bound(value, true, false, &at)?),
            "exclusiveMaximum" => bounds[3] = Some(bound(value, true, true, &at)?),
            "additionalProperties" => {
                let expected = || at.error(format!("must be true or false, not {}", kind(value)));
                node.additional = value.as_bool().ok_or_else(expected)?;
            }
            "items" => node.items = Some(Box::new(self::node(value, &at, depth + 1)?)),
            "properties" => node.properties = properties(value, &at, depth)?,
            // These need the whole schema, and follow below.
            "required" | "format" | "x-unanimous" => {}
            annotation if ANNOTATIONS.contains(&annotation) => {}
            _ => return Err(at.error(format!("unknown keyword {}: use one of {KEYWORDS}", quoted(keyword)))),
        }
    }
    // Whatever order they are written in, lower limits are told before upper ones, plain ones before exclusive ones.
    node.number = bounds.into_iter().flatten().collect();
    #[cfg(not(unanimous_npm))]
    {
        node.by_name = by_name(&node.properties);
    }
    if let Some(Types(types)) = &node.types {
        node.fits = types.iter().fold(0, |fits, &one| fits | one as u8);
    }
    let mut allowed = node.options.iter().flat_map(|Options(values)| values);
    node.compares_whole = allowed.any(|value| value.is_array() || value.is_object());
    if let Some(names) = schema.get("required") {
        required(names, &mut node, &at.join("required"))?;
    }
    extension(schema, &mut node, at)?;
    Ok(node)
}

/// `format` and `x-unanimous`, which holds the format's options and the place's own reason.
fn extension(schema: &Object, node: &mut Node, at: &Place<'_>) -> Result<(), SchemaError> {
    let options_at = at.join("x-unanimous");
    let options = match schema.get("x-unanimous") {
        None => None,
        Some(Value::Object(options)) => Some(options),
        Some(other) => return Err(options_at.error(format!("must be an object, not {}", kind(other)))),
    };
    let mut taken: &[&str] = &[];
    let format_name = schema.get("format");
    if let Some(name) = format_name {
        let at = at.join("format");
        let name = name.as_str().ok_or_else(|| at.error(format!("must be a string, not {}", kind(name))))?;
        let (format, options) = format::compile(name, options, &at, &options_at)?;
        node.format = Some(format);
        taken = options;
    }
    for (option, value) in options.into_iter().flatten() {
        let at = options_at.join(option);
        if option == "reason" {
            let text = value.as_str().filter(|text| !text.trim().is_empty());
            let text = text.ok_or_else(|| at.error("must be a text that is not blank"))?;
            node.reason = Some(text.to_owned());
        } else if !taken.contains(&option.as_str()) {
            let of = format_name.map_or_else(|| "without a format".to_owned(), |name| format!("of format {name}"));
            let known: Vec<_> = taken.iter().copied().chain(["reason"]).collect();
            return Err(at.error(format!(
                "unknown option {} {of}: use one of {}",
                quoted(option),
                cut::join(&known, ", ")
            )));
        }
    }
    Ok(())
}

fn properties(value: &Value, at: &Place<'_>, depth: usize) -> Result<Vec<Property>, SchemaError> {
    let Value::Object(entries) = value else {
        return Err(at.error(format!("must be an object, not {}", kind(value))));
    };
    let mut properties = Vec::with_capacity(entries.len());
    for (name, schema) in entries {
        let node = node(schema, &at.join(name), depth + 1)?;
        properties.push(Property { name: name.clone(), place: 0, required: false, node: Some(node) });
    }
    Ok(in_order(properties))
}

/// JavaScript's order of an object's keys (ECMA-262, `OrdinaryOwnPropertyKeys`): indices ascending, then the others as
/// they stand.
fn in_order(properties: Vec<Property>) -> Vec<Property> {
    // Larger than any index.
    let rank = |at: usize| properties.get(at).and_then(|property| path::index(&property.name)).unwrap_or(u32::MAX);
    let order = sort::order(properties.len(), &mut |one, other| rank(one) < rank(other));
    let mut properties: Vec<_> = properties.into_iter().map(Some).collect();
    order.into_iter().filter_map(|at| properties.get_mut(at)?.take()).collect()
}

#[cfg(not(unanimous_npm))]
fn by_name(properties: &[Property]) -> Vec<u32> {
    let name = |at: usize| properties.get(at).map(|property| property.name.as_str());
    let order = sort::order(properties.len(), &mut |one, other| name(one) < name(other));
    order.into_iter().filter_map(|at| at.try_into().ok()).collect()
}

/// Marks the required properties; names that `properties` does not declare come behind it, in their own order.
fn required(names: &Value, node: &mut Node, at: &Place<'_>) -> Result<(), SchemaError> {
    let expected = || at.error("must be a list of property names, each of them once");
    let mut undeclared: Vec<Property> = Vec::new();
    for name in names.as_array().ok_or_else(expected)? {
        let name = name.as_str().ok_or_else(expected)?;
        let known = node.properties.iter_mut().chain(&mut undeclared).find(|property| property.name == name);
        match known {
            Some(property) if property.required => return Err(expected()),
            Some(property) => property.required = true,
            None => undeclared.push(Property { name: name.to_owned(), place: 0, required: true, node: None }),
        }
    }
    node.properties.append(&mut in_order(undeclared));
    Ok(())
}

fn types(value: &Value, at: &Place<'_>) -> Result<Types, SchemaError> {
    let one = |name: &Value| {
        let known = name.as_str().and_then(|name| Type::ALL.into_iter().find(|known| known.as_str() == name));
        known.ok_or_else(|| {
            at.error(format!(
                "unknown type {name}: use null, boolean, object, array, number, integer, string, or a list of these"
            ))
        })
    };
    let types = match value {
        Value::Array(names) => names.iter().map(one).collect::<Result<Vec<_>, _>>()?,
        name => vec![one(name)?],
    };
    let repeated = types.iter().enumerate().any(|(at, name)| types[..at].contains(name));
    if types.is_empty() || repeated {
        return Err(at.error("must name at least one type, and none twice"));
    }
    Ok(Types(types))
}

fn options(value: &Value, at: &Place<'_>) -> Result<Vec<Value>, SchemaError> {
    match value.as_array() {
        Some(values) if !values.is_empty() => Ok(values.iter().map(plain).collect()),
        _ => Err(at.error("must be a list of at least one value")),
    }
}

/// A value whose numbers print alike on every runtime, whether the schema says `1` or `1.0`.
fn plain(value: &Value) -> Value {
    match value {
        Value::Number(number) => number.as_f64().map_or_else(|| value.clone(), crate::reason::number),
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::Object(entries) => entries.iter().map(|(name, value)| (name.clone(), plain(value))).collect(),
        other => other.clone(),
    }
}

fn count(value: &Value, at: &Place<'_>) -> Result<u32, SchemaError> {
    let number = value.as_f64().filter(|number| number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(number));
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be an integer in range")]
    let count = number.map(|number| number as u32);
    count.ok_or_else(|| at.error(format!("must be a whole number from 0 to {}, not {value}", u32::MAX)))
}

fn bound(value: &Value, upper: bool, exclusive: bool, at: &Place<'_>) -> Result<Bound, SchemaError> {
    let limit = value.as_f64().ok_or_else(|| at.error(format!("must be a number, not {}", kind(value))))?;
    Ok(Bound { limit, upper, exclusive })
}

fn kind(value: &Value) -> String {
    match value {
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        scalar => scalar.to_string(),
    }
}
