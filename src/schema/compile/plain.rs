//! Plain schemas: those without the keywords of `More` and without slow patterns whose nodes are a tree, once each shared
//! node is written out. They are judged in one pass over the value.

use alloc::vec;
use alloc::vec::Vec;

use super::super::budget::PATTERN_STEPS_PER_BYTE;
use super::super::check::ROOT_ID;
use super::super::node::{Node, NodeIndex};
use crate::rule::pattern::Pattern;

/// The tree of a plain schema has at most this many nodes and names without a node. References multiply nodes.
const MAX_NODES: usize = 2_000;
/// No value is deeper, so no tree needs to be.
const MAX_DEPTH: usize = super::super::MAX_DEPTH + 1;

/// Whether a schema is plain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in super::super) enum Plainness {
    /// Each node has one location.
    Tree,
    /// A node may have several locations.
    Shared,
    NotPlain,
}

/// Whether the schema whose root is the first node is plain.
pub(super) fn plainness(nodes: &[Node]) -> Plainness {
    let mut walk = Walk { nodes, left: MAX_NODES, seen: vec![false; nodes.len()], result: Plainness::Tree };
    walk.visit(0, 0);
    walk.result
}

struct Walk<'n> {
    nodes: &'n [Node],
    /// How many nodes the tree may still have.
    left: usize,
    seen: Vec<bool>,
    result: Plainness,
}

impl Walk<'_> {
    fn visit(&mut self, index: NodeIndex, depth: usize) {
        let node = &self.nodes[index as usize];
        if node.more.is_some() || depth > MAX_DEPTH || self.left == 0 || has_slow_pattern(node) {
            self.result = Plainness::NotPlain;
        }
        if self.result == Plainness::NotPlain {
            return;
        }
        // A name that is in `required` alone has no node.
        let bare = node.properties.iter().filter(|property| property.node.is_none()).count();
        self.left = (self.left - 1).saturating_sub(bare);
        if core::mem::replace(&mut self.seen[index as usize], true) {
            self.result = Plainness::Shared;
        }
        for inner in node.properties.iter().filter_map(|property| property.node).chain(node.items) {
            self.visit(inner, depth + 1);
        }
    }
}

/// Whether a node has a pattern that can take longer than a text pays for. Only the check of a graph has a budget.
fn has_slow_pattern(node: &Node) -> bool {
    node.pattern.is_some() && node.cost_of_text(0) > PATTERN_STEPS_PER_BYTE + Pattern::START
}

/// Gives each property and each `items` of a plain schema its id.
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
