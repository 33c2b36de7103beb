//! Plain schemas: those whose nodes are a tree without the keywords of `More`. They are judged in one pass over the value.

use alloc::vec::Vec;

use super::super::check::ROOT_ID;
use super::super::node::{Node, NodeIndex};

/// A plain schema has at most this many nodes. References multiply nodes, because a tree shares none.
const MAX_NODES: usize = 2_000;
/// No value is deeper, so no tree needs to be.
const MAX_DEPTH: usize = super::super::MAX_DEPTH + 1;

/// The tree that the root of a graph is; `None` if it is none, or too large.
pub(super) fn expand(nodes: &[Node]) -> Option<Vec<Node>> {
    let mut tree = Vec::new();
    // A tree may hold twice as much as the graph.
    let mut most = nodes.iter().fold(10_000_usize, |sum, node| sum + 2 * node.weight());
    copy(nodes, 0, 0, &mut tree, &mut most)?;
    Some(tree)
}

fn copy(nodes: &[Node], index: NodeIndex, depth: usize, tree: &mut Vec<Node>, most: &mut usize) -> Option<NodeIndex> {
    let node = &nodes[index as usize];
    if node.more.is_some() || depth > MAX_DEPTH || tree.len() >= MAX_NODES || node.weight() > *most {
        return None;
    }
    *most -= node.weight();
    let mut node = node.clone();
    let at = tree.len();
    tree.push(Node::ANY);
    let mut is_tree = true;
    node.each_edge(&mut |target, _| match copy(nodes, *target, depth + 1, tree, most) {
        Some(copied) => *target = copied,
        None => is_tree = false,
    });
    tree[at] = node;
    is_tree.then(|| NodeIndex::try_from(at).unwrap_or_default())
}

/// Gives each property and each `items` its id.
pub(super) fn number(nodes: &mut [Node]) {
    let mut last = ROOT_ID;
    let mut next = || {
        last += 1;
        last
    };
    for node in nodes {
        node.items_id = next();
        for property in &mut node.properties {
            property.id = next();
        }
    }
}
