//! `anyOf` and `oneOf`, with the `discriminator` beside them.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::super::error::{Refused, SchemaLocation};
use super::super::node::{Branch, NodeIndex, Role, Union};
use super::object::Scope;
use super::{Compiler, members};
use crate::json::{Json, Object};
use crate::strings;

impl<'d> Compiler<'d> {
    /// Compiles a union. `at` is the schema's location, `here` the keyword's.
    pub(super) fn union(
        &mut self,
        is_one_of: bool,
        schema: &'d Object,
        value: &'d Json,
        scope: Scope,
        here: &SchemaLocation<'_>,
        at: &SchemaLocation<'_>,
    ) -> Result<Union, Refused> {
        let nodes = self.list(value, scope, here)?;
        let discriminator = match schema.get("discriminator") {
            Some(discriminator) => {
                Some(self.discriminator(discriminator, value, scope, &nodes, &at.join("discriminator"))?)
            }
            None => None,
        };
        let branches = nodes.into_iter().map(|node| Branch { node, type_mask: u8::MAX }).collect();
        Ok(Union { is_one_of, branches, discriminator, of_any_type: 0, tag: None, constants: None })
    }

    /// The name of the tag, and the values that stand for branches. `list` is what the union's keyword lists.
    fn discriminator(
        &mut self,
        value: &Json,
        list: &'d Json,
        scope: Scope,
        branches: &[NodeIndex],
        at: &SchemaLocation<'_>,
    ) -> Result<(String, Vec<(String, usize)>), Refused> {
        let object = members(value, at)?;
        let name = object.get("propertyName").and_then(Json::as_str);
        let name = name.ok_or_else(|| at.refuse("must have a \"propertyName\", which is a string"))?;
        let mut mapping: Vec<(String, usize)> = Vec::new();
        if let Some(Json::Object(mapped)) = object.get("mapping") {
            for (value, reference) in mapped {
                let Some(reference) = reference.as_str() else { continue };
                // A mapping may name a schema without its pointer. What it names is a hint, so a name that is not found is
                // none.
                let target = self.documents.resolve(scope.base, reference, at).or_else(|_| {
                    let pointer = strings::join(&["#/components/schemas/", reference], "");
                    self.documents.resolve(scope.base, &pointer, at)
                });
                if let Ok(target) = target {
                    let node = self.queue(target.schema, target.base, target.location);
                    // A branch is most often a `$ref` to what the mapping names.
                    let is_named = |branch: &NodeIndex| {
                        let more = self.nodes.get(*branch as usize).and_then(|branch| branch.more.as_ref());
                        *branch == node || more.is_some_and(|more| more.of(Role::All).any(|edge| edge.node == node))
                    };
                    if let Some(branch) = branches.iter().position(is_named) {
                        mapping.push((value.to_owned(), branch));
                    }
                }
            }
        }
        // A branch that no mapping names has the last part of its reference as its value.
        let explicit = mapping.len();
        let list = list.as_array().map_or(&[][..], Vec::as_slice);
        for (schema, branch) in list.iter().zip(branches) {
            if let Some(reference) = schema.get("$ref").and_then(Json::as_str)
                && let Some((_, value)) = strings::rsplit_once(reference, "/")
                && let Some(branch) = branches.iter().position(|known| known == branch)
                && !mapping.iter().take(explicit).any(|(_, mapped)| *mapped == branch)
            {
                mapping.push((value.to_owned(), branch));
            }
        }
        Ok((name.to_owned(), mapping))
    }
}
