//! The keywords of a node that a plain schema does not have.

use alloc::string::String;
use alloc::vec::Vec;

use super::super::multiple::Decimal;
use super::{NodeIndex, Union};
use crate::json::Json;
use crate::rule::pattern::Pattern;

/// The keywords of a node that a plain schema does not have. A value is looked at more than once for them, or its keys
/// are.
#[derive(Debug, Default)]
pub(in crate::schema) struct More {
    /// `multipleOf`, and its value for reasons.
    pub(in crate::schema) multiple_of: Option<(Decimal, Json)>,
    pub(in crate::schema) unique_items: bool,
    /// A key, and the keys that it requires.
    pub(in crate::schema) dependent_required: Vec<(String, Vec<String>)>,
    /// The other nodes that judge the value or a part of it. Those of one role are in the schema's order.
    pub(in crate::schema) edges: Vec<Edge>,
    pub(in crate::schema) unions: Vec<Union>,
}

impl More {
    /// The edges of a role.
    pub(in crate::schema) fn of(&self, role: Role) -> impl Iterator<Item = &Edge> {
        self.edges.iter().filter(move |edge| edge.role == role)
    }

    /// The node of a role that only one node has.
    pub(in crate::schema) fn node_of(&self, role: Role) -> Option<NodeIndex> {
        self.of(role).next().map(|edge| edge.node)
    }

    /// How much a copy of these keywords holds, in names, edges and parts of about that size.
    pub(super) fn size(&self) -> usize {
        let instructions = |edge: &Edge| edge.pattern.as_ref().map_or(0, Pattern::instructions) as usize / 4;
        let edges: usize = self.edges.iter().map(|edge| 1 + instructions(edge)).sum();
        let names: usize = self.dependent_required.iter().map(|(_, names)| 1 + names.len()).sum();
        let branches: usize = self.unions.iter().map(|union| 1 + union.branches.len()).sum();
        edges + names + branches
    }

    /// Whether a key matches one of the patterns of `patternProperties`.
    pub(in crate::schema) fn patterns_match(&self, key: &str) -> bool {
        self.edges.iter().any(|edge| edge.pattern.as_ref().is_some_and(|pattern| pattern.is_match(key.as_bytes())))
    }

    /// Adds a node that needs no key.
    pub(in crate::schema) fn add(&mut self, role: Role, node: NodeIndex) {
        self.edges.push(Edge { role, node, name: String::new(), pattern: None });
    }
}

/// Another node that judges the value or a part of it.
#[derive(Debug)]
pub(in crate::schema) struct Edge {
    pub(in crate::schema) role: Role,
    pub(in crate::schema) node: NodeIndex,
    /// The key of [`Role::Dependent`].
    pub(in crate::schema) name: String,
    /// The pattern of [`Role::Pattern`].
    pub(in crate::schema) pattern: Option<Pattern>,
}

/// The role that one node has for another.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub(in crate::schema) enum Role {
    /// Judges one of the first items: `prefixItems`. These edges stand next to each other.
    Prefix,
    /// Judges whether an item counts: `contains`.
    Contains,
    /// Judges the values of the keys that match a pattern: `patternProperties`.
    Pattern,
    /// Judges the values of all other keys: `additionalProperties` as a schema.
    Rest,
    /// Judges each key: `propertyNames`.
    Names,
    /// Must accept the value: `$ref`, `allOf`, and unions that have one branch. From here on, the value itself is judged.
    All,
    /// Must accept an object that has a key: `dependentSchemas`.
    Dependent,
    Not,
    If,
    Then,
    Else,
}

impl Role {
    /// Whether the other node judges the value itself, not a part of it.
    pub(in crate::schema) fn is_in_place(self) -> bool {
        self >= Self::All
    }
}
