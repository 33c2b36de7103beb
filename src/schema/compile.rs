//! Compiles JSON to [`Node`]s. Every keyword is either understood or refused by name.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;

use super::MAX_DEPTH;
use super::check::ROOT_ID;
use super::error::{Found, Refused, SchemaError, SchemaLocation};
use super::format;
use super::input::is_deeper;
use super::keyword::{self, Keyword};
use super::lookup::Lookup;
use super::node::{Limit, Node, Property, Type};
use crate::json::{Json, Object, ToJson as _, rank};
use crate::{sort, strings};

/// Compiles a schema whose numbers are in their canonical form.
pub(super) fn compile(schema: &Json) -> Result<Node, SchemaError> {
    let mut root = Node::ANY;
    Compiler { last_id: ROOT_ID }.node(&mut root, schema, &SchemaLocation::ROOT, 0)?;
    Ok(root)
}

/// Refuses a number beyond the largest f64 anywhere in a schema, also in an annotation: its canonical form is null.
pub(super) fn refuse_infinite(schema: &Json) -> Result<(), SchemaError> {
    Ok(finite(schema, &SchemaLocation::ROOT)?)
}

fn finite(value: &Json, at: &SchemaLocation<'_>) -> Result<(), Refused> {
    match value {
        Json::Number(number) if !number.as_f64().is_finite() => Err(at.refuse("Infinity is no JSON value")),
        Json::Array(items) => {
            items.iter().zip(0_u32..).try_for_each(|(item, index)| finite(item, &at.join(&index.to_json_string())))
        }
        Json::Object(members) => members.into_iter().try_for_each(|(name, inner)| finite(inner, &at.join(name))),
        _ => Ok(()),
    }
}

struct Compiler {
    /// The node id that was given out last.
    last_id: u32,
}

impl Compiler {
    const fn next_id(&mut self) -> u32 {
        self.last_id += 1;
        self.last_id
    }

    /// Fills in the node of a subschema that lies `depth` levels below the root.
    fn node(&mut self, node: &mut Node, schema: &Json, at: &SchemaLocation<'_>, depth: usize) -> Result<(), Refused> {
        let Json::Object(schema) = schema else {
            return Err(at.wrong("a schema must be an object, not ", schema));
        };
        refuse_ill_formed_names(schema, at)?;
        if depth > MAX_DEPTH {
            const { assert!(MAX_DEPTH == 64, "the text says so") };
            return Err(at.refuse("nested too deeply: values nest to 64 levels"));
        }
        node.items_id = self.next_id();
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
                    Some(values) if !values.is_empty() => allow(node, value.clone(), here)?,
                    _ => return Err(here.refuse("must be a list of at least one value")),
                },
                Some(Keyword::Const) => allow(node, Json::Array(vec![value.clone()]), here)?,
                // These need the whole schema: see below.
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
        if let Some(names) = names {
            self.required(node, names, &at.join("required"))?;
        }
        self::extension(node, format, extension, at)
    }

    fn properties(
        &mut self,
        node: &mut Node,
        value: &Json,
        at: &SchemaLocation<'_>,
        depth: usize,
    ) -> Result<(), Refused> {
        let Json::Object(schemas) = value else {
            return Err(at.wrong("must be an object, not ", value));
        };
        refuse_ill_formed_names(schemas, at)?;
        for (name, schema) in schemas {
            // The keys of an object are in JavaScript's order.
            let property = self.property(node, name);
            self.node(property.node.insert(Node::ANY), schema, &at.join(name), depth + 1)?;
        }
        Ok(())
    }

    /// Marks the required properties. Names that `properties` does not declare follow it, in JavaScript's key order.
    fn required(&mut self, node: &mut Node, names: &Json, at: &SchemaLocation<'_>) -> Result<(), Refused> {
        let expected = || at.refuse("must be a list of property names, each of them once");
        let names = names.as_array().ok_or_else(expected)?;
        if names.iter().any(|name| matches!(name, Json::IllFormed(_))) {
            return Err(at.refuse("each name must be Unicode text"));
        }
        let names: Vec<&str> = names.iter().map(|name| name.as_str().ok_or_else(expected)).collect::<Result<_, _>>()?;
        let mut sorted = names.clone();
        sort::texts(&mut sorted);
        if sorted.windows(2).any(|pair| pair.first() == pair.last()) {
            return Err(expected());
        }
        let mut is_declared = vec![false; names.len()];
        for property in &mut node.properties {
            if let Ok(at) = sorted.binary_search(&&*property.name) {
                property.required = true;
                is_declared[at] = true;
            }
        }
        let mut rest = names;
        rest.retain(|name| !sorted.binary_search(name).is_ok_and(|at| is_declared[at]));
        let by_rank = sort::sorted_indices(rest.len(), &mut |one, other| rank(rest[one]) < rank(rest[other]));
        for at in by_rank {
            self.property(node, rest[at]).required = true;
        }
        Ok(())
    }

    /// Adds a property after the others.
    fn property<'n>(&mut self, node: &'n mut Node, name: &str) -> &'n mut Property {
        let at = node.properties.len();
        node.properties.push(Property { name: name.to_owned(), id: self.next_id(), required: false, node: None });
        &mut node.properties[at]
    }
}

/// Compiles `format` and `x-unanimous`, which holds the format's options and the node's own reason.
fn extension(
    node: &mut Node,
    format: Option<&Json>,
    extension: Option<&Json>,
    at: &SchemaLocation<'_>,
) -> Result<(), Refused> {
    let options_at = &at.join("x-unanimous");
    let options = match extension {
        None => None,
        Some(Json::Object(options)) => {
            refuse_ill_formed_names(options, options_at)?;
            Some(options)
        }
        Some(other) => return Err(options_at.wrong("must be an object, not ", other)),
    };
    let mut option_names = "";
    let mut of = [" without a format", "", ""];
    if let Some(format) = format {
        let at = &at.join("format");
        at.expect_text(format)?;
        let name = format.as_str().ok_or_else(|| at.wrong("must be a string, not ", format))?;
        let compiled = format::compile(name, options, at, options_at)?;
        node.format = compiled.format;
        node.max_length = node.max_length.or(compiled.default_max_length);
        option_names = compiled.option_names;
        of = [" of format \"", name, "\""];
    }
    options.map_or(Ok(()), |options| own_options(node, options, option_names, of, options_at))
}

/// Takes `reason`, and refuses every option that is not one of the format's.
fn own_options(
    node: &mut Node,
    options: &Object,
    option_names: &str,
    [of, name, end]: [&str; 3],
    at: &SchemaLocation<'_>,
) -> Result<(), Refused> {
    for (option, value) in options {
        let here = at.join(option);
        if option == "reason" {
            here.expect_text(value)?;
            let text = value.as_str().filter(|text| !strings::trim(text).is_empty());
            let text = text.ok_or_else(|| here.refuse("must be a text that is not blank"))?;
            node.reason = Some(text.to_owned());
        } else if strings::index_in_list(option_names, option).is_none() {
            let known = if option_names.is_empty() { ["", ""] } else { [option_names, ", "] };
            let rest = [of, name, end, ": use one of ", known[0], known[1], "reason"];
            return Err(here.error("unknown option ", Found::Name(option), &rest));
        }
    }
    Ok(())
}

fn types(node: &mut Node, value: &Json, at: &SchemaLocation<'_>) -> Result<(), Refused> {
    let names = value.as_array().map_or(core::slice::from_ref(value), |names| names);
    node.type_mask = 0;
    let mut repeats = false;
    for (which, name) in names.iter().enumerate() {
        at.expect_text(name)?;
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
        repeats |= node.type_mask & one as u8 != 0;
        node.type_mask |= one as u8;
    }
    if names.is_empty() || repeats {
        return Err(at.refuse("must name at least one type, and none twice"));
    }
    Ok(())
}

/// Refuses names that no keyword, property or option can have.
fn refuse_ill_formed_names(object: &Object, at: &SchemaLocation<'_>) -> Result<(), Refused> {
    if object.ill_formed_names().is_empty() { Ok(()) } else { Err(at.refuse("each name must be Unicode text")) }
}

/// Adds the list of values that `enum` or `const` allows.
fn allow(node: &mut Node, list: Json, at: &SchemaLocation<'_>) -> Result<(), Refused> {
    let values = list.as_array().map_or(&[][..], |values| values);
    if values.iter().any(|value| is_deeper(value, MAX_DEPTH)) {
        return Err(at.refuse("nested too deeply: values nest to 64 levels"));
    }
    if !list.is_well_formed() {
        return Err(at.refuse("must hold Unicode text only: no value has a lone surrogate"));
    }
    node.compares_whole |= values.iter().any(|value| value.is_array() || value.is_object());
    node.lookups.push(Lookup::new(values));
    node.options.push(list);
    Ok(())
}

fn count(count: &mut Option<u32>, value: &Json, at: &SchemaLocation<'_>) -> Result<(), Refused> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "what this changes is refused")]
    let whole = value.as_f64().map(|number| number as u32);
    if whole.map(f64::from) != value.as_f64() || whole.is_none() {
        return Err(at.error("must be a whole number from 0 to 4294967295, not ", Found::Value(value), &[]));
    }
    *count = whole;
    Ok(())
}

fn bound(node: &mut Node, limit: Limit, value: &Json, at: &SchemaLocation<'_>) -> Result<(), Refused> {
    let bound = value.as_f64().ok_or_else(|| at.wrong("must be a number, not ", value))?;
    node.bounds[limit as usize] = Some(bound);
    node.bound_values[limit as usize] = value.clone();
    Ok(())
}
