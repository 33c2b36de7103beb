//! The edges of the graph of nodes.

use super::super::node::{Node, NodeIndex};

impl Node {
    /// Calls `visit` with each edge, which it may change, and whether the other node judges the value itself, not a part
    /// of it.
    pub(super) fn each_edge(&mut self, visit: &mut dyn FnMut(&mut NodeIndex, bool)) {
        for node in self.properties.iter_mut().filter_map(|property| property.node.as_mut()).chain(&mut self.items) {
            visit(node, false);
        }
        let Some(more) = &mut self.more else { return };
        for edge in &mut more.edges {
            visit(&mut edge.node, edge.role.is_in_place());
        }
        for union in &mut more.unions {
            for branch in &mut union.branches {
                visit(&mut branch.node, true);
            }
        }
    }
}
