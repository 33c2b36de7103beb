//! Simplifies what people write in several ways: unions with null, and unions and references that are one schema.

use alloc::vec;
use alloc::vec::Vec;

use super::super::error::{Refused, SchemaLocation};
use super::super::node::{More, Node, NodeIndex, Type, Union};
use super::children::Edge;
use super::tags::type_mask;
use crate::json::Json;

const NULL: u8 = Type::Null as u8;

/// The most names and values that copies of nodes may hold.
const MAX_COPIES: usize = 1 << 18;

/// Replaces unions of one branch, unions with null, and nodes that only pass the value on.
pub(super) fn simplify(nodes: &mut Vec<Node>) -> Result<(), Refused> {
    let mut most = MAX_COPIES;
    spread_texts(nodes, &mut most)?;
    for index in 0..nodes.len() {
        while let Some(position) = simple_union(nodes, index) {
            replace_union(nodes, index, position);
        }
    }
    add_null(nodes, &mut most)?;
    forward(nodes);
    Ok(())
}

/// Takes the weight of a copy from what is left.
fn spend(node: &Node, most: &mut usize) -> Result<(), Refused> {
    let Some(left) = most.checked_sub(node.weight()) else {
        return Err(SchemaLocation::ROOT
            .refuse("too large: null and the texts of \"x-unanimous\" are added to copies of what \"$ref\" names"));
    };
    *most = left;
    Ok(())
}

/// Gives the texts of a node to copies of the nodes that judge the same value: `reason` is the text of all reasons of a
/// place, and `{"$ref": …}` with a text is no different from what it names.
fn spread_texts(nodes: &mut Vec<Node>, most: &mut usize) -> Result<(), Refused> {
    let mut index = 0;
    // The copies have texts, too.
    while index < nodes.len() {
        let mut node = core::mem::replace(&mut nodes[index], Node::ANY);
        if (node.reason.is_some() || !node.reasons.is_empty()) && node.more.is_some() {
            let (reason, reasons) = (node.reason.clone(), node.reasons.clone());
            let mut outcome = Ok(());
            node.each_edge(&mut |target, edge| {
                let judged = &nodes[*target as usize];
                if edge != Edge::InPlace || outcome.is_err() {
                    return;
                }
                outcome = spend(judged, most);
                let mut copy = judged.clone();
                if reason.is_some() {
                    copy.reason.clone_from(&reason);
                    copy.reasons.clear();
                }
                copy.reasons.splice(0..0, reasons.iter().cloned());
                *target = NodeIndex::try_from(nodes.len()).unwrap_or_default();
                nodes.push(copy);
            });
            outcome?;
        }
        nodes[index] = node;
        index += 1;
    }
    Ok(())
}

/// The first union of a node that is one branch, or one branch and null.
fn simple_union(nodes: &[Node], index: usize) -> Option<usize> {
    nodes[index].more.as_ref()?.unions.iter().position(|union| match &union.branches[..] {
        [_] => true,
        [_, _] => null_branch(nodes, union).is_some(),
        _ => false,
    })
}

/// The branch of a union of two that accepts null alone, if the union means "the other branch, or null".
fn null_branch(nodes: &[Node], union: &Union) -> Option<usize> {
    let [one, other] = &union.branches[..] else { return None };
    let is_null = |node: NodeIndex| {
        let node = &nodes[node as usize];
        let is_const_null = |node: &Node| {
            node.options.len() == 1 && node.options[0].as_array().is_some_and(|list| list.iter().all(Json::is_null))
        };
        (node.type_mask == NULL && node.options.is_empty() || is_const_null(node)) && node.more.is_none()
    };
    let (null, other) = match (is_null(one.node), is_null(other.node)) {
        (true, false) => (0, other.node),
        (false, true) => (1, one.node),
        _ => return None,
    };
    // With `oneOf`, null fits twice if the other branch accepts it, too.
    (!union.is_one_of || type_mask(nodes, other, 0) & NULL == 0).then_some(null)
}

fn replace_union(nodes: &mut Vec<Node>, index: usize, position: usize) {
    let Some(more) = &mut nodes[index].more else { return };
    let union = more.unions.remove(position);
    let is_pair = union.branches.len() > 1;
    let null = null_branch(nodes, &union).filter(|_| is_pair);
    let other =
        union.branches.iter().enumerate().find(|(at, _)| Some(*at) != null).map_or(0, |(_, branch)| branch.node);
    let target = if null.is_some() {
        // The node that accepts null, or what the other branch accepts.
        let mut with_null = Node { accepts_null: true, ..Node::ANY };
        with_null.more().all.push(other);
        nodes.push(with_null);
        NodeIndex::try_from(nodes.len() - 1).unwrap_or_default()
    } else {
        other
    };
    nodes[index].more().all.push(target);
}

/// The node to which a node only passes the value on; `accepts_null` and texts aside, which the other node has.
fn only_target(node: &Node) -> Option<NodeIndex> {
    let more = node.more.as_deref()?;
    let [target] = more.all[..] else { return None };
    let says_nothing = node.types.is_empty()
        && node.type_mask == u8::MAX
        && !node.is_false
        && node.options.is_empty()
        && node.bounds.iter().all(Option::is_none)
        && [node.min_length, node.max_length, node.min_items, node.max_items].iter().all(Option::is_none)
        && node.pattern.is_none()
        && node.format.is_none()
        && node.items.is_none()
        && node.properties.is_empty()
        && node.additional;
    (says_nothing && more.is_only_all()).then_some(target)
}

/// Gives a node that is "another node, or null" the keywords of the other node, so that its reasons name null.
fn add_null(nodes: &mut [Node], most: &mut usize) -> Result<(), Refused> {
    for index in 0..nodes.len() {
        if !nodes[index].accepts_null {
            continue;
        }
        let mut target = only_target(&nodes[index]);
        // A reference to a reference: circles were refused before.
        while let Some(next) = target.and_then(|at| only_target(&nodes[at as usize])) {
            target = Some(next);
        }
        if let Some(target) = target {
            spend(&nodes[target as usize], most)?;
            nodes[index] = nodes[target as usize].clone();
            nodes[index].accepts_null = true;
        }
        let node = &mut nodes[index];
        if !node.types.is_empty() && node.type_mask & NULL == 0 {
            node.types.push(Type::Null);
            node.type_mask |= NULL;
        }
    }
    Ok(())
}

/// Lets every edge skip the nodes that only pass the value on.
fn forward(nodes: &mut [Node]) {
    let mut targets: Vec<NodeIndex> = vec![];
    for index in 0..nodes.len() {
        let mut at = NodeIndex::try_from(index).unwrap_or_default();
        while !nodes[at as usize].accepts_null
            && let Some(next) = only_target(&nodes[at as usize])
        {
            at = next;
        }
        targets.push(at);
    }
    for node in nodes.iter_mut() {
        node.each_edge(&mut |target, _| *target = targets[*target as usize]);
    }
    if targets[0] != 0 {
        nodes[0] = nodes[targets[0] as usize].clone();
    }
}

impl More {
    /// Whether nothing is said but by the nodes of `all`.
    fn is_only_all(&self) -> bool {
        self.multiple_of.is_none()
            && self.prefix_items.is_empty()
            && self.contains.is_none()
            && !self.unique_items
            && self.pattern_properties.is_empty()
            && self.rest.is_none()
            && self.property_names.is_none()
            && self.min_keys.is_none()
            && self.max_keys.is_none()
            && self.dependent_required.is_empty()
            && self.dependent_schemas.is_empty()
            && self.unions.is_empty()
            && self.not.is_none()
            && self.condition.is_none()
    }
}
