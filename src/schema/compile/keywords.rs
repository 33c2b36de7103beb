//! The keywords of one schema object.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::super::MAX_DEPTH;
use super::super::document::Base;
use super::super::error::{Found, Refused, SchemaLocation};
use super::super::input::is_deeper;
use super::super::keyword::{self, Keyword};
use super::super::lookup::Lookup;
use super::super::multiple::Decimal;
use super::super::node::{Condition, Contains, Limit, Node, NodeIndex, Property, Type, Union};
use super::{Compiler, extension, members, names, numbers, refuse_ill_formed_names};
use crate::json::{Json, Object, ToJson as _, rank};
use crate::rule::pattern::Pattern;
use crate::sort;
use crate::strings;

/// How many schemas may stand inside one another.
const MAX_SCHEMA_DEPTH: usize = 100;

impl<'d> Compiler<'d> {
    /// Fills in the node of a schema.
    pub(super) fn fill(
        &mut self,
        index: NodeIndex,
        schema: &'d Json,
        base: Base,
        at: &SchemaLocation<'_>,
        depth: usize,
    ) -> Result<(), Refused> {
        let mut node = Node::ANY;
        match schema {
            Json::Bool(accepts) => node.is_false = !accepts,
            Json::Object(object) => {
                refuse_ill_formed_names(object, at)?;
                if depth > MAX_SCHEMA_DEPTH {
                    return Err(at.refuse("nested too deeply: schemas nest to 100 levels"));
                }
                let base = self.documents.base_of(base, schema);
                self.object(&mut node, object, base, at, depth)?;
            }
            _ => return Err(at.wrong("a schema must be an object or a boolean, not ", schema)),
        }
        self.nodes[index as usize] = node;
        Ok(())
    }

    #[allow(clippy::too_many_lines, reason = "one arm a keyword")]
    fn object(
        &mut self,
        node: &mut Node,
        schema: &'d Object,
        base: Base,
        at: &SchemaLocation<'_>,
        depth: usize,
    ) -> Result<(), Refused> {
        let inner = depth + 1;
        for (name, value) in schema {
            let here = &at.join(name);
            let Some(keyword) = Keyword::from_name(name) else {
                if keyword::is_annotation(name) {
                    continue;
                }
                return Err(unknown(name, here));
            };
            match keyword {
                Keyword::Type => types(node, value, here)?,
                Keyword::Properties => self.properties(node, value, base, here, inner)?,
                Keyword::AdditionalProperties => match value {
                    Json::Bool(allowed) => node.additional = *allowed,
                    _ => node.more().rest = Some(self.node(value, base, here, inner)?),
                },
                Keyword::PatternProperties => {
                    for (text, schema) in members(value, here)? {
                        let here = &here.join(text);
                        let pattern = pattern(text, here)?;
                        let schema = self.node(schema, base, here, inner)?;
                        node.more().pattern_properties.push((pattern, schema));
                    }
                }
                Keyword::PropertyNames => node.more().property_names = Some(self.node(value, base, here, inner)?),
                Keyword::MinProperties => count(&mut node.more().min_keys, value, here)?,
                Keyword::MaxProperties => count(&mut node.more().max_keys, value, here)?,
                Keyword::DependentRequired => {
                    for (key, required) in members(value, here)? {
                        dependent_required(node, key, required, &here.join(key))?;
                    }
                }
                Keyword::DependentSchemas => {
                    for (key, schema) in members(value, here)? {
                        let schema = self.node(schema, base, &here.join(key), inner)?;
                        node.more().dependent_schemas.push((key.clone(), schema));
                    }
                }
                Keyword::Dependencies => {
                    for (key, value) in members(value, here)? {
                        let here = &here.join(key);
                        if value.is_array() {
                            dependent_required(node, key, value, here)?;
                        } else {
                            let schema = self.node(value, base, here, inner)?;
                            node.more().dependent_schemas.push((key.clone(), schema));
                        }
                    }
                }
                Keyword::Items if value.is_array() && self.draft_07 => {
                    node.more().prefix_items = self.list(value, base, here, inner)?;
                }
                Keyword::Items if value.is_array() => {
                    return Err(here.refuse("must be one schema: use \"prefixItems\" for a list of schemas"));
                }
                Keyword::Items => node.items = Some(self.node(value, base, here, inner)?),
                Keyword::AdditionalItems if self.draft_07 => {
                    if schema.get("items").is_some_and(Json::is_array) {
                        node.items = Some(self.node(value, base, here, inner)?);
                    }
                }
                Keyword::AdditionalItems => {
                    return Err(here.refuse("is a keyword of draft-07: use \"items\" beside \"prefixItems\""));
                }
                Keyword::PrefixItems => node.more().prefix_items = self.list(value, base, here, inner)?,
                Keyword::Contains => {
                    let mut contains = Contains { node: self.node(value, base, here, inner)?, min: 1, max: None };
                    let mut min = None;
                    if let Some(value) = schema.get("minContains") {
                        count(&mut min, value, &at.join("minContains"))?;
                    }
                    if let Some(value) = schema.get("maxContains") {
                        count(&mut contains.max, value, &at.join("maxContains"))?;
                    }
                    contains.min = min.unwrap_or(1);
                    node.more().contains = Some(contains);
                }
                // Without `contains` they judge nothing, but they must be counts.
                Keyword::MinContains | Keyword::MaxContains => count(&mut None, value, here)?,
                Keyword::UniqueItems => {
                    if boolean(value, here)? {
                        node.more().unique_items = true;
                    }
                }
                Keyword::MinItems => count(&mut node.min_items, value, here)?,
                Keyword::MaxItems => count(&mut node.max_items, value, here)?,
                Keyword::MinLength => count(&mut node.min_length, value, here)?,
                Keyword::MaxLength => count(&mut node.max_length, value, here)?,
                Keyword::Pattern => {
                    here.expect_text(value)?;
                    let text = value.as_str().ok_or_else(|| here.wrong("must be a string, not ", value))?;
                    node.pattern = Some(pattern(text, here)?);
                }
                Keyword::Minimum => bound(node, Limit::Minimum, value, here)?,
                Keyword::Maximum => bound(node, Limit::Maximum, value, here)?,
                // OpenAPI 3.0 has a boolean that makes the limit beside it an exclusive one: see below.
                Keyword::ExclusiveMinimum | Keyword::ExclusiveMaximum if value.as_bool().is_some() => {}
                Keyword::ExclusiveMinimum => bound(node, Limit::ExclusiveMinimum, value, here)?,
                Keyword::ExclusiveMaximum => bound(node, Limit::ExclusiveMaximum, value, here)?,
                Keyword::MultipleOf => {
                    let divisor = value.as_f64().filter(|divisor| *divisor > 0.0);
                    let Some(_) = divisor else {
                        return Err(here.error("must be a number above 0, not ", Found::Kind(value), &[]));
                    };
                    node.more().multiple_of = Some((Decimal::of_text(&value.to_json_string()), value.clone()));
                }
                Keyword::Enum => match value.as_array() {
                    Some(values) if !values.is_empty() => allow(node, value.clone(), here)?,
                    _ => return Err(here.refuse("must be a list of at least one value")),
                },
                Keyword::Const => allow(node, Json::Array(vec![value.clone()]), here)?,
                Keyword::Ref => {
                    here.expect_text(value)?;
                    let reference = value.as_str().ok_or_else(|| here.wrong("must be a string, not ", value))?;
                    let target = self.documents.resolve(base, reference, here)?;
                    let target = self.queue(target.schema, target.base, target.location);
                    node.more().all.push(target);
                }
                Keyword::AllOf => {
                    let schemas = self.list(value, base, here, inner)?;
                    node.more().all.extend(schemas);
                }
                Keyword::AnyOf | Keyword::OneOf => {
                    let is_one_of = keyword == Keyword::OneOf;
                    let branches = self.list(value, base, here, inner)?;
                    let discriminator = match schema.get("discriminator") {
                        Some(value) => {
                            Some(self.discriminator(value, schema, name, base, &branches, &at.join("discriminator"))?)
                        }
                        None => None,
                    };
                    let union = Union::new(is_one_of, &branches, discriminator);
                    node.more().unions.push(union);
                }
                Keyword::Not => node.more().not = Some(self.node(value, base, here, inner)?),
                Keyword::If => {
                    let when = self.node(value, base, here, inner)?;
                    let mut branch = |name: &str| match schema.get(name) {
                        Some(schema) => self.node(schema, base, &at.join(name), inner).map(Some),
                        None => Ok(None),
                    };
                    let condition = Condition { when, then: branch("then")?, otherwise: branch("else")? };
                    node.more().condition = Some(condition);
                }
                // They are compiled with `if`. Without it they judge nothing, but they must be schemas.
                Keyword::Then | Keyword::Else => {
                    self.node(value, base, here, inner)?;
                }
                // These need the whole schema: see below.
                Keyword::Nullable
                | Keyword::Discriminator
                | Keyword::Required
                | Keyword::Format
                | Keyword::Extension => {}
            }
        }
        exclusive(node, schema, at)?;
        if let Some(required) = schema.get("required") {
            self.required(node, required, &at.join("required"))?;
            // A key that is always required is reported as that.
            if let Some(more) = &mut node.more {
                let mut names: Vec<&str> = required.as_array().into_iter().flatten().filter_map(Json::as_str).collect();
                sort::texts(&mut names);
                for (_, dependent) in &mut more.dependent_required {
                    dependent.retain(|name| names.binary_search(&&**name).is_err());
                }
            }
        }
        if let Some(value) = schema.get("nullable")
            && boolean(value, &at.join("nullable"))?
        {
            if node.types.is_empty() {
                node.accepts_null = true;
            } else if node.type_mask & Type::Null as u8 == 0 {
                node.types.push(Type::Null);
                node.type_mask |= Type::Null as u8;
            }
        }
        extension::compile(self, node, schema, at)?;
        numbers::refuse_contradictions(node, at)?;
        self.warn_of_unused(node, schema, at);
        Ok(())
    }

    fn properties(
        &mut self,
        node: &mut Node,
        value: &'d Json,
        base: Base,
        at: &SchemaLocation<'_>,
        depth: usize,
    ) -> Result<(), Refused> {
        for (name, schema) in members(value, at)? {
            // The keys of an object are in JavaScript's order.
            let schema = self.node(schema, base, &at.join(name), depth)?;
            add_property(node, name).node = Some(schema);
        }
        Ok(())
    }

    /// Marks the required properties. Names that `properties` does not declare follow it, in JavaScript's key order.
    fn required(&mut self, node: &mut Node, required: &Json, at: &SchemaLocation<'_>) -> Result<(), Refused> {
        let names = names(required, at)?;
        let mut sorted = names.clone();
        sort::texts(&mut sorted);
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
        for index in by_rank {
            let name = rest[index];
            add_property(node, name).required = true;
            let matches = |(pattern, _): &(Pattern, NodeIndex)| pattern.is_match(name.as_bytes());
            let is_matched = node.more.as_ref().is_some_and(|more| more.pattern_properties.iter().any(matches));
            if !node.additional && !is_matched {
                self.warn(
                    at,
                    &["\"", name, "\" is required, but the object cannot have it: no property has this name"],
                );
            }
        }
        Ok(())
    }

    /// The name of the tag, and the values that stand for branches.
    fn discriminator(
        &mut self,
        value: &Json,
        schema: &'d Object,
        keyword: &str,
        base: Base,
        branches: &[NodeIndex],
        at: &SchemaLocation<'_>,
    ) -> Result<(String, Vec<(String, usize)>), Refused> {
        let object = members(value, at)?;
        let name = object.get("propertyName").and_then(Json::as_str);
        let name = name.ok_or_else(|| at.refuse("must have a \"propertyName\", which is a string"))?;
        let mut mapping: Vec<(String, usize)> = Vec::new();
        let mapped = object.get("mapping").and_then(Json::as_object);
        for (value, reference) in mapped.into_iter().flatten() {
            let Some(reference) = reference.as_str() else { continue };
            // A mapping may name a schema without its pointer. What it names is a hint, so a name that is not found is none.
            let target = self.documents.resolve(base, reference, at).or_else(|_| {
                let pointer = strings::join(&["#/components/schemas/", reference], "");
                self.documents.resolve(base, &pointer, at)
            });
            if let Ok(target) = target {
                let node = self.queue(target.schema, target.base, target.location);
                // A branch is most often a `$ref` to what the mapping names.
                let is_named = |branch: &NodeIndex| {
                    let more = self.nodes.get(*branch as usize).and_then(|branch| branch.more.as_ref());
                    *branch == node || more.is_some_and(|more| more.all.contains(&node))
                };
                if let Some(branch) = branches.iter().position(is_named) {
                    mapping.push((value.clone(), branch));
                }
            }
        }
        // A branch that no mapping names has the last part of its reference as its value.
        let implied = mapping.len();
        let list = schema.get(keyword).and_then(Json::as_array);
        for (schema, branch) in list.into_iter().flatten().zip(0..) {
            if let Some(reference) = schema.get("$ref").and_then(Json::as_str)
                && let Some((_, value)) = strings::rsplit_once(reference, "/")
                && !mapping[..implied].iter().any(|(_, mapped)| *mapped == branch)
            {
                mapping.push((value.to_owned(), branch));
            }
        }
        Ok((name.to_owned(), mapping))
    }

    /// Warns of keywords that no allowed type uses.
    fn warn_of_unused(&mut self, node: &Node, schema: &Object, at: &SchemaLocation<'_>) {
        if node.types.is_empty() {
            return;
        }
        for (name, _) in schema {
            let types = match Keyword::from_name(name) {
                Some(Keyword::Format) if node.format.is_some() => Type::String as u8,
                Some(keyword) => keyword.types(),
                None => continue,
            };
            if types & node.type_mask == 0 {
                let expected = node.expected();
                self.warn(&at.join(name), &["\"", name, "\" has no effect: the type is ", &expected]);
            }
        }
    }
}

fn unknown(name: &str, at: &SchemaLocation<'_>) -> Refused {
    if keyword::is_unsupported(name) {
        return at.error("unsupported keyword ", Found::Name(name), &[": say the same without it"]);
    }
    if let Some(near) = crate::did_you_mean::did_you_mean(name, Keyword::NAMES) {
        return at.error("unknown keyword ", Found::Name(name), &[": did you mean \"", near, "\"?"]);
    }
    let rest = ": no keyword of JSON Schema has this name; name it \"x-…\" if it is an annotation";
    at.error("unknown keyword ", Found::Name(name), &[rest])
}

/// Adds a property after the others.
fn add_property<'n>(node: &'n mut Node, name: &str) -> &'n mut Property {
    let at = node.properties.len();
    node.properties.push(Property { name: name.to_owned(), id: 0, required: false, node: None });
    &mut node.properties[at]
}

fn dependent_required(node: &mut Node, key: &str, value: &Json, at: &SchemaLocation<'_>) -> Result<(), Refused> {
    let required = names(value, at)?.into_iter().map(ToOwned::to_owned).collect();
    node.more().dependent_required.push((key.to_owned(), required));
    Ok(())
}

fn types(node: &mut Node, value: &Json, at: &SchemaLocation<'_>) -> Result<(), Refused> {
    let names = value.as_array().map_or(core::slice::from_ref(value), |names| names);
    node.type_mask = 0;
    let mut repeats = false;
    for name in names {
        at.expect_text(name)?;
        let Some(one) = name.as_str().and_then(Type::from_name) else {
            let rest = [": use ", Type::NAMES, ", or a list of these"];
            return Err(at.error("unknown type ", Found::Value(name), &rest));
        };
        node.types.push(one);
        repeats |= node.type_mask & one as u8 != 0;
        node.type_mask |= one as u8;
    }
    if names.is_empty() || repeats {
        return Err(at.refuse("must name at least one type, and none twice"));
    }
    Ok(())
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

/// Moves a limit that OpenAPI 3.0 excludes by a boolean to where JSON Schema has it.
fn exclusive(node: &mut Node, schema: &Object, at: &SchemaLocation<'_>) -> Result<(), Refused> {
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

fn boolean(value: &Json, at: &SchemaLocation<'_>) -> Result<bool, Refused> {
    value.as_bool().ok_or_else(|| at.wrong("must be true or false, not ", value))
}

fn pattern(text: &str, at: &SchemaLocation<'_>) -> Result<Pattern, Refused> {
    Pattern::new(text).map_err(|error| {
        let offset = Json::from(error.offset() as u64).to_json_string();
        at.refuse(&strings::join(&["offset ", &offset, ": ", error.message()], ""))
    })
}
