//! The names of an object's properties: `properties`, `required` and `dependentRequired`.

use alloc::borrow::ToOwned;
use alloc::vec;

use super::super::error::{Refused, SchemaLocation};
use super::super::node::{Node, Property};
use super::{Compiler, names};
use crate::json::{Json, rank};
use crate::sort;

/// How many names may be matched with patterns for a warning.
const MAX_MATCHES: usize = 1 << 16;

/// Adds a property after the others.
pub(super) fn add_property<'n>(node: &'n mut Node, name: &str) -> &'n mut Property {
    let at = node.properties.len();
    node.properties.push(Property { name: name.to_owned(), id: 0, required: false, node: None });
    &mut node.properties[at]
}

/// The keys that a key requires.
pub(super) fn dependent(node: &mut Node, key: &str, value: &Json, at: &SchemaLocation<'_>) -> Result<(), Refused> {
    let required = names(value, at)?.into_iter().map(ToOwned::to_owned).collect();
    node.more().dependent_required.push((key.to_owned(), required));
    Ok(())
}

impl Compiler<'_> {
    /// Marks the required properties. Names that `properties` does not declare follow it, in JavaScript's key order.
    pub(super) fn required(
        &mut self,
        node: &mut Node,
        required: &Json,
        at: &SchemaLocation<'_>,
    ) -> Result<(), Refused> {
        // Draft-03, and the parameters of OpenAPI, have `required: true` at the property.
        if required.as_bool().is_some() {
            return Err(at.refuse("must be a list of names: put this key into \"required\" of the object that has it"));
        }
        let names = names(required, at)?;
        let mut sorted = names.clone();
        sort::texts(&mut sorted);
        // A key that is always required is reported as that.
        if let Some(more) = &mut node.more {
            for (_, dependent) in &mut more.dependent_required {
                dependent.retain(|name| sorted.binary_search(&&**name).is_err());
            }
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
        // Many names and many patterns would take their product.
        let patterns = node.more.as_ref().map_or(0, |more| more.edges.len());
        let warns = !node.additional && rest.len().saturating_mul(patterns) <= MAX_MATCHES;
        for index in by_rank {
            let name = rest[index];
            add_property(node, name).required = true;
            if warns && !node.more.as_ref().is_some_and(|more| more.patterns_match(name)) {
                self.warn(
                    at,
                    &["\"", name, "\" is required, but the object cannot have it: no property has this name"],
                );
            }
        }
        Ok(())
    }
}
