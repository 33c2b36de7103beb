//! The edges of the graph of nodes.

use super::super::node::{Node, NodeIndex};

/// What a node does with another one.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Edge {
    /// It judges a part of the value by it: a property, an item, a key.
    Part,
    /// It judges the value itself by it: `$ref`, `allOf`, a branch.
    InPlace,
}

impl Node {
    /// Calls `visit` with each edge, which it may change.
    pub(super) fn each_edge(&mut self, visit: &mut dyn FnMut(&mut NodeIndex, Edge)) {
        for node in self.properties.iter_mut().filter_map(|property| property.node.as_mut()).chain(&mut self.items) {
            visit(node, Edge::Part);
        }
        let Some(more) = &mut self.more else { return };
        let patterns = more.pattern_properties.iter_mut().map(|(_, node)| node);
        let contains = more.contains.iter_mut().map(|contains| &mut contains.node);
        let parts = more.prefix_items.iter_mut().chain(patterns).chain(contains);
        for node in parts.chain(&mut more.rest).chain(&mut more.property_names) {
            visit(node, Edge::Part);
        }
        let dependent = more.dependent_schemas.iter_mut().map(|(_, node)| node);
        for node in more.all.iter_mut().chain(dependent).chain(&mut more.not) {
            visit(node, Edge::InPlace);
        }
        for union in &mut more.unions {
            for branch in &mut union.branches {
                visit(&mut branch.node, Edge::InPlace);
            }
        }
        if let Some(condition) = &mut more.condition {
            visit(&mut condition.when, Edge::InPlace);
            for node in condition.then.iter_mut().chain(&mut condition.otherwise) {
                visit(node, Edge::InPlace);
            }
        }
    }
}
