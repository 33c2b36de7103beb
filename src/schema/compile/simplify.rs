//! Simplifies what people write in several ways: unions with null, and unions and references that are one schema.

use alloc::string::String;
use alloc::vec::Vec;

use super::super::error::{Refused, SchemaLocation};
use super::super::int_map::IntMap;
use super::super::node::{More, Node, NodeIndex, Role, Type, Union};
use super::tags::{MAX_STEPS, type_mask};
use super::{CompiledFrom, Compiler};
use crate::json::Json;
use crate::reason::Code;

const NULL: u8 = Type::Null as u8;

/// How much copies of nodes may hold, in names, values and parts of about that size.
const MAX_COPIES: usize = 1 << 20;

const TOO_LARGE: &str =
    "too large: null, or a text of \"x-unanimous\", is added to copies of what \"$ref\" and \"allOf\" name";

impl<'d> Compiler<'d> {
    /// Replaces unions of one branch, unions with null, and nodes that only pass the value on.
    pub(super) fn simplify(&mut self) -> Result<(), Refused> {
        // The node that is "another node, or null", by the other node.
        let mut nullable = IntMap::new();
        let mut steps = MAX_STEPS;
        for index in 0..self.nodes.len() {
            self.spread_texts(index)?;
        }
        for index in 0..self.nodes.len() {
            self.replace_unions(index, &mut nullable, &mut steps);
        }
        let mut index = 0;
        while index < self.nodes.len() {
            self.add_null(index, &mut nullable, &mut steps)?;
            index += 1;
        }
        forward(&mut self.nodes);
        Ok(())
    }

    /// Gives the texts of a node to the nodes that judge the same value: they replace the reasons of a location, whichever finds
    /// them. The schemas of these nodes are compiled again, because they may judge values elsewhere.
    fn spread_texts(&mut self, index: usize) -> Result<(), Refused> {
        if self.nodes[index].reasons.is_empty() || self.nodes[index].more.is_none() {
            return Ok(());
        }
        let mut node = core::mem::replace(&mut self.nodes[index], Node::any());
        let texts = node.reasons.clone();
        let mut outcome = Ok(());
        node.each_edge(&mut |target, is_in_place| {
            if is_in_place && outcome.is_ok() {
                outcome = self.with_texts(*target, &texts).map(|copy| *target = copy);
            }
        });
        self.nodes[index] = node;
        outcome
    }

    /// A copy of a node, with these texts before its own.
    fn with_texts(&mut self, target: NodeIndex, texts: &[(Option<Code>, String)]) -> Result<NodeIndex, Refused> {
        let Some(source) = self.sources[target as usize] else { return Ok(target) };
        let copy = self.add(Node::any());
        self.pay_for_copy(target, texts.iter().map(|(_, text)| text.len() / 32).sum())?;
        self.fill_again(copy, source)?;
        let node = &mut self.nodes[copy as usize];
        if texts.iter().any(|(code, _)| code.is_none()) {
            node.reasons.clear();
        }
        node.reasons.splice(0..0, texts.iter().cloned());
        self.spread_texts(copy as usize)?;
        Ok(copy)
    }

    /// Compiles the schema of another node into this one. The schema was accepted before, so only its patterns can be refused,
    /// because all patterns together are too large then.
    fn fill_again(&mut self, index: NodeIndex, source: CompiledFrom<'d>) -> Result<(), Refused> {
        let count = self.warnings.len();
        self.fill(index, source.schema, source.base, &SchemaLocation::ROOT, 0)
            .map_err(|_| SchemaLocation::ROOT.refuse(TOO_LARGE))?;
        self.warnings.truncate(count);
        Ok(())
    }

    /// Notes that a node is copied, with so much that it does not have itself.
    fn pay_for_copy(&mut self, target: NodeIndex, more: usize) -> Result<(), Refused> {
        self.copied += self.nodes[target as usize].size() + more;
        if self.copied <= MAX_COPIES {
            return Ok(());
        }
        Err(SchemaLocation::ROOT.refuse(TOO_LARGE))
    }

    /// Replaces the unions of a node that are one branch, or one branch and null.
    fn replace_unions(&mut self, index: usize, nullable: &mut IntMap, steps: &mut usize) {
        while let Some((position, null)) = simple_union(&self.nodes, index, steps) {
            let union = self.nodes[index].more().unions.remove(position);
            let other = union.branches.iter().enumerate().find(|(at, _)| Some(*at) != null);
            let mut target = other.map_or(0, |(_, branch)| branch.node);
            if null.is_some() {
                let known = nullable.get(target.into());
                let with_null = known.unwrap_or_else(|| {
                    let mut with_null = Node::any();
                    with_null.accepts_null = true;
                    with_null.more().add(Role::All, target);
                    self.add(with_null)
                });
                nullable.insert(target.into(), with_null);
                target = with_null;
            }
            self.nodes[index].more().add(Role::All, target);
        }
    }

    /// Gives a node that is "another node, or null" the keywords of the other node, so that its reasons name null. The
    /// other node's schema is compiled again, because the other node may judge values that are not null elsewhere.
    fn add_null(&mut self, index: usize, nullable: &mut IntMap, steps: &mut usize) -> Result<(), Refused> {
        if !self.nodes[index].accepts_null {
            return Ok(());
        }
        let mut target = only_target(&self.nodes[index]);
        // A reference to a reference: circles were refused before.
        while let Some(next) = target.and_then(|at| only_target(&self.nodes[at as usize])) {
            target = Some(next);
        }
        let texts = target.map(|at| self.nodes[at as usize].reasons.clone()).unwrap_or_default();
        if let Some(target) = target
            && let Some(source) = self.sources[target as usize]
        {
            self.pay_for_copy(target, 0)?;
            self.fill_again(NodeIndex::try_from(index).unwrap_or_default(), source)?;
            // A copy that has the texts of another node keeps them.
            self.nodes[index].reasons = texts;
            let first = self.nodes.len();
            self.spread_texts(index)?;
            self.replace_unions(index, nullable, steps);
            for copy in first..self.nodes.len() {
                self.replace_unions(copy, nullable, steps);
            }
        }
        let node = &mut self.nodes[index];
        node.accepts_null = true;
        if !node.types.is_empty() && node.type_mask & NULL == 0 {
            node.types.push(Type::Null);
            node.type_mask |= NULL;
        }
        Ok(())
    }
}

/// The first union of a node that is one branch, or one branch and null: its position, and which branch is null.
fn simple_union(nodes: &[Node], index: usize, steps: &mut usize) -> Option<(usize, Option<usize>)> {
    let more = nodes[index].more.as_ref()?;
    more.unions.iter().enumerate().find_map(|(position, union)| match &union.branches[..] {
        [_] => Some((position, None)),
        [_, _] => Some((position, Some(null_branch(nodes, union, steps)?))),
        _ => None,
    })
}

/// The branch of a union of two that accepts null alone, if the union means "the other branch, or null".
fn null_branch(nodes: &[Node], union: &Union, steps: &mut usize) -> Option<usize> {
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
    (!union.is_one_of || type_mask(nodes, other, 0, steps) & NULL == 0).then_some(null)
}

/// The node to which a node only passes the value on; `accepts_null` and texts aside, which the other node has, too.
fn only_target(node: &Node) -> Option<NodeIndex> {
    let More { multiple_of: None, unique_items: false, dependent_required, edges, unions } = node.more.as_deref()?
    else {
        return None;
    };
    let [edge] = &edges[..] else { return None };
    let says_nothing = edge.role == Role::All
        && dependent_required.is_empty()
        && unions.is_empty()
        && node.type_mask == u8::MAX
        && node.types.is_empty()
        && !node.is_false
        && node.options.is_empty()
        && node.bounds.iter().all(Option::is_none)
        && node.counts.iter().all(Option::is_none)
        && node.pattern.is_none()
        && node.format.is_none()
        && node.items.is_none()
        && node.properties.is_empty()
        && node.additional;
    says_nothing.then_some(edge.node)
}

/// Lets every edge skip the nodes that only pass the value on.
fn forward(nodes: &mut [Node]) {
    let mut targets: Vec<NodeIndex> = (0..).take(nodes.len()).collect();
    for at in &mut targets {
        while !nodes[*at as usize].accepts_null
            && let Some(next) = only_target(&nodes[*at as usize])
        {
            *at = next;
        }
    }
    // The root is the first node.
    let root = targets[0];
    nodes.swap(0, root as usize);
    for node in nodes {
        node.each_edge(&mut |target, _| {
            *target = targets[*target as usize];
            if *target == root {
                *target = 0;
            }
        });
    }
}
