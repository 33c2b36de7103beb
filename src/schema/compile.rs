//! JSON to [`Node`]s: every keyword is understood, or refused by name.

use crate::json::Value;

use super::MAX_DEPTH;
use super::check::ROOT_PLACE;
use super::error::{Found, Place, Refused, SchemaError};
use super::format;
use super::keyword::{self, Keyword};
use super::node::{Limit, Node, Property, Type};
use crate::cut;
use crate::path;
#[cfg(not(unanimous_npm))]
use crate::sort;

pub(super) fn compile(schema: &Value) -> Result<Node, SchemaError> {
    let mut root = Node::ANY;
    Compiler { last: ROOT_PLACE }.node(&mut root, schema, &Place::ROOT, 0)?;
    Ok(root)
}

struct Compiler {
    /// The number that the last place has got.
    last: u32,
}

impl Compiler {
    /// A number of its own for a place.
    const fn number(&mut self) -> u32 {
        self.last += 1;
        self.last
    }

    /// Fills in what the schema says of a place that lies so many levels below the root.
    fn node(&mut self, node: &mut Node, schema: &Value, at: &Place<'_>, depth: usize) -> Result<(), Refused> {
        let Value::Object(schema) = schema else {
            return Err(at.wrong("a schema must be an object, not ", schema));
        };
        if depth > MAX_DEPTH {
            const { assert!(MAX_DEPTH == 64, "the text says so") };
            return Err(at.refuse("nested too deeply: values nest to 64 levels"));
        }
        node.items_place = self.number();
        let [mut names, mut format, mut extension] = [None; 3];
        for (name, value) in schema {
            let here = &at.join(name);
            match Keyword::from_name(name) {
                Some(Keyword::Type) => types(node, value, here)?,
                Some(Keyword::Properties) => self.properties(node, value, here, depth)?,
                Some(Keyword::AdditionalProperties) => match value.as_bool() {
                    Some(allowed) => node.additional = allowed,
                    None => return Err(here.wrong("must be true or false, not ", value)),
                },
                Some(Keyword::Items) => {
                    self.node(node.items.insert(Box::new(Node::ANY)), value, here, depth + 1)?;
                }
                Some(Keyword::MinItems) => count(&mut node.min_items, value, here)?,
                Some(Keyword::MaxItems) => count(&mut node.max_items, value, here)?,
                Some(Keyword::MinLength) => count(&mut node.min_length, value, here)?,
                Some(Keyword::MaxLength) => count(&mut node.max_length, value, here)?,
                Some(Keyword::Minimum) => bound(node, Limit::Minimum, value, here)?,
                Some(Keyword::ExclusiveMinimum) => bound(node, Limit::ExclusiveMinimum, value, here)?,
                Some(Keyword::Maximum) => bound(node, Limit::Maximum, value, here)?,
                Some(Keyword::ExclusiveMaximum) => bound(node, Limit::ExclusiveMaximum, value, here)?,
                Some(Keyword::Enum) => match value.as_array() {
                    Some(values) if !values.is_empty() => allow(node, plain(value)),
                    _ => return Err(here.refuse("must be a list of at least one value")),
                },
                Some(Keyword::Const) => allow(node, Value::Array(vec![plain(value)])),
                // These need the whole schema, and follow below.
                Some(Keyword::Required) => names = Some(value),
                Some(Keyword::Format) => format = Some(value),
                Some(Keyword::Extension) => extension = Some(value),
                None if keyword::is_annotation(name) => {}
                None => {
                    let rest = [": use one of ", Keyword::NAMES];
                    return Err(here.error("unknown keyword ", Found::Name(name), &rest));
                }
            }
        }
        #[cfg(not(unanimous_npm))]
        {
            node.by_name = by_name(&node.properties);
        }
        if let Some(names) = names {
            self.required(node, names, &at.join("required"))?;
        }
        self::extension(node, format, extension, at)
    }

    fn properties(&mut self, node: &mut Node, value: &Value, at: &Place<'_>, depth: usize) -> Result<(), Refused> {
        let Value::Object(schemas) = value else {
            return Err(at.wrong("must be an object, not ", value));
        };
        for (name, schema) in schemas {
            let property = self.property(&mut node.properties, 0, name);
            self.node(property.node.insert(Node::ANY), schema, &at.join(name), depth + 1)?;
        }
        Ok(())
    }

    /// Marks the required properties; names that `properties` does not declare come behind it, in their own order.
    fn required(&mut self, node: &mut Node, names: &Value, at: &Place<'_>) -> Result<(), Refused> {
        let expected = || at.refuse("must be a list of property names, each of them once");
        let declared = node.properties.len();
        for name in names.as_array().ok_or_else(expected)? {
            let name = name.as_str().ok_or_else(expected)?;
            let property = match node.properties.iter().position(|property| property.name == name) {
                Some(known) => &mut node.properties[known],
                None => self.property(&mut node.properties, declared, name),
            };
            if std::mem::replace(&mut property.required, true) {
                return Err(expected());
            }
        }
        Ok(())
    }

    /// Adds a property where JavaScript has it among an object's keys (ECMA-262, `OrdinaryOwnPropertyKeys`): indices
    /// ascending, then the others as they stand. Those before `from` keep their places.
    fn property<'p>(&mut self, properties: &'p mut Vec<Property>, from: usize, name: &str) -> &'p mut Property {
        // Larger than any index.
        let rank = |name: &str| path::index(name).unwrap_or(u32::MAX);
        let own = rank(name);
        let mut at = properties.len();
        while at > from && properties.get(at - 1).is_some_and(|before| rank(&before.name) > own) {
            at -= 1;
        }
        properties.insert(at, Property { name: name.to_owned(), place: self.number(), required: false, node: None });
        &mut properties[at]
    }
}

/// `format`, and `x-unanimous`, which holds the format's options and the place's own reason.
fn extension(
    node: &mut Node,
    format: Option<&Value>,
    extension: Option<&Value>,
    at: &Place<'_>,
) -> Result<(), Refused> {
    let options_at = &at.join("x-unanimous");
    let options = match extension {
        None => None,
        Some(Value::Object(options)) => Some(options),
        Some(other) => return Err(options_at.wrong("must be an object, not ", other)),
    };
    let mut taken = "";
    let mut of = [" without a format", "", ""];
    if let Some(format) = format {
        let at = &at.join("format");
        let name = format.as_str().ok_or_else(|| at.wrong("must be a string, not ", format))?;
        taken = format::compile(node, name, options, at, options_at)?;
        of = [" of format \"", name, "\""];
    }
    let Some(options) = options else { return Ok(()) };
    for (option, value) in options {
        let here = options_at.join(option);
        if option == "reason" {
            let text = value.as_str().filter(|text| !text.trim().is_empty());
            let text = text.ok_or_else(|| here.refuse("must be a text that is not blank"))?;
            node.reason = Some(text.to_owned());
        } else if cut::place(taken, option).is_none() {
            let [of, name, end] = of;
            let known = if taken.is_empty() { ["", ""] } else { [taken, ", "] };
            let rest = [of, name, end, ": use one of ", known[0], known[1], "reason"];
            return Err(here.error("unknown option ", Found::Name(option), &rest));
        }
    }
    Ok(())
}

#[cfg(not(unanimous_npm))]
fn by_name(properties: &[Property]) -> Vec<u32> {
    let name = |at: usize| properties.get(at).map(|property| property.name.as_str());
    let order = sort::order(properties.len(), &mut |one, other| name(one) < name(other));
    order.into_iter().filter_map(|at| at.try_into().ok()).collect()
}

fn types(node: &mut Node, value: &Value, at: &Place<'_>) -> Result<(), Refused> {
    let names = value.as_array().map_or(std::slice::from_ref(value), |names| names);
    node.fits = 0;
    let mut repeats = false;
    for (which, name) in names.iter().enumerate() {
        let Some((text, one)) = name.as_str().and_then(|text| Some((text, Type::from_name(text)?))) else {
            let rest = [": use ", Type::NAMES, ", or a list of these"];
            return Err(at.error("unknown type ", Found::Value(name), &rest));
        };
        node.expected.push_str(match which {
            0 => "",
            _ if which + 1 == names.len() => " or ",
            _ => ", ",
        });
        node.expected.push_str(text);
        repeats |= node.fits & one as u8 != 0;
        node.fits |= one as u8;
    }
    if names.is_empty() || repeats {
        return Err(at.refuse("must name at least one type, and none twice"));
    }
    Ok(())
}

/// Takes the list of values that `enum` or `const` allows.
fn allow(node: &mut Node, list: Value) {
    let whole = |values: &Vec<Value>| values.iter().any(|value| value.is_array() || value.is_object());
    node.compares_whole |= list.as_array().is_some_and(whole);
    node.options.push(list);
}

/// A value whose numbers print alike on every runtime, whether the schema says `1` or `1.0`.
#[cfg(not(unanimous_npm))]
fn plain(value: &Value) -> Value {
    match value {
        Value::Number(number) => number.as_f64().map_or_else(|| value.clone(), crate::reason::number),
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::Object(entries) => entries.iter().map(|(name, value)| (name.clone(), plain(value))).collect(),
        other => other.clone(),
    }
}

/// The package reads all its numbers so.
#[cfg(unanimous_npm)]
fn plain(value: &Value) -> Value {
    value.clone()
}

fn count(count: &mut Option<u32>, value: &Value, at: &Place<'_>) -> Result<(), Refused> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "what this changes is refused")]
    let whole = value.as_f64().map(|number| number as u32);
    if whole.map(f64::from) != value.as_f64() || whole.is_none() {
        return Err(at.error("must be a whole number from 0 to 4294967295, not ", Found::Value(value), &[]));
    }
    *count = whole;
    Ok(())
}

fn bound(node: &mut Node, limit: Limit, value: &Value, at: &Place<'_>) -> Result<(), Refused> {
    let bound = value.as_f64().ok_or_else(|| at.wrong("must be a number, not ", value))?;
    node.bounds[limit as usize] = Some(bound);
    Ok(())
}
