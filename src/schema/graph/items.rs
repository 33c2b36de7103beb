//! The items of a list.

use alloc::vec;
use alloc::vec::Vec;
use core::cell::Cell;

use super::super::MAX_DEPTH;
use super::super::check::{LazyLocation, Step};
use super::super::input::{compare, digest, is_deeper, kind_of, size};
use super::super::kind::Kind;
use super::super::node::{Count, Edge, Node, NodeIndex, Role};
use super::super::subject::Subject;
use super::Checker;
use crate::reason::Code;
use crate::sort;

impl Checker<'_> {
    #[inline(never)]
    pub(super) fn items<'v, V: Subject<'v>>(
        &mut self,
        index: NodeIndex,
        node: &Node,
        value: V,
        count: usize,
        location: &LazyLocation<'_>,
        has_issue: &mut bool,
    ) {
        let mut prefix: &[Edge] = &[];
        let mut contains = None;
        if let Some(more) = &node.more {
            if more.unique_items {
                self.unique(index, value, count, location);
            }
            contains = more.node_of(Role::Contains);
            if let Some(inner) = contains {
                self.contains(index, node, inner, value, count, location, has_issue);
            }
            let start = more.edges.iter().take_while(|edge| edge.role != Role::Prefix).count();
            prefix = more.edges.get(start..start + more.of(Role::Prefix).count()).unwrap_or_default();
        }
        for (at, item_index) in (0..count).zip(0..) {
            let inner = location.join(Step::Index(item_index));
            if self.is_done() {
                return;
            }
            match prefix.get(at).map(|edge| edge.node).or(node.items) {
                Some(item) => self.value(item, value.item(at), &inner),
                None if contains.is_some() => {}
                None => {
                    self.undescribed(value, prefix.len(), count, location);
                    return;
                }
            }
        }
    }

    /// The items from `start` on, which no schema describes: none may be nested too deeply.
    fn undescribed<'v, V: Subject<'v>>(&mut self, value: V, start: usize, count: usize, location: &LazyLocation<'_>) {
        if self.work.is_shallow {
            return;
        }
        let levels = location.levels_left();
        let known = value.known_deep_items();
        let items = known.as_ref().map_or(count, Vec::len);
        for at in 0..items {
            // The indices, or an index.
            let index = match &known {
                Some(known) => known.get(at).copied(),
                None => u32::try_from(at).ok().filter(|_| at >= start && is_deeper(value.item(at), levels)),
            };
            if let Some(index) = index.filter(|index| *index as usize >= start) {
                self.push(NodeIndex::MAX, Code::TooDeep.into(), &location.join(Step::Index(index)));
            }
        }
    }

    /// Every item that equals an earlier one is wrong. Items are sorted by digest, so that a long list takes no time that
    /// grows with its square.
    fn unique<'v, V: Subject<'v>>(&mut self, index: NodeIndex, value: V, count: usize, location: &LazyLocation<'_>) {
        let size = size(value);
        // Sorting the digests takes more than making them.
        if !self.work.budget.take_parts(size + 128 * count) {
            return;
        }
        let mut digests = vec![0; count];
        for (at, slot) in digests.iter_mut().enumerate() {
            *slot = digest(value.item(at));
        }
        // Items with one digest can be made in any number, so they are compared, too.
        let compared = Cell::new(0);
        let order_of = |one: usize, other: usize| {
            digests[one].cmp(&digests[other]).then_with(|| {
                compared.set(compared.get() + 1);
                compare(value.item(one), value.item(other), MAX_DEPTH)
            })
        };
        let order = sort::sorted_indices(count, &mut |one, other| order_of(one, other).then(one.cmp(&other)).is_lt());
        let mut repeated = vec![false; count];
        for pair in order.windows(2) {
            if let [earlier, later] = *pair {
                repeated[later] = order_of(earlier, later).is_eq() && is_comparable(value.item(later));
            }
        }
        self.work.budget.take_parts((size / count.max(1)).saturating_mul(compared.get()));
        for (_, item_index) in repeated.iter().zip(0..).filter(|(is_repeated, _)| **is_repeated) {
            self.push(index, Code::NotUnique.into(), &location.join(Step::Index(item_index)));
        }
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one call")]
    fn contains<'v, V: Subject<'v>>(
        &mut self,
        index: NodeIndex,
        node: &Node,
        inner_node: NodeIndex,
        value: V,
        count: usize,
        location: &LazyLocation<'_>,
        has_issue: &mut bool,
    ) {
        let mut matching = 0_u32;
        for (at, item_index) in (0..count).zip(0..) {
            if self.work.is_exhausted() {
                return;
            }
            let inner = location.join(Step::Index(item_index));
            if !self.work.is_shallow && is_deeper(value.item(at), location.levels_left()) {
                self.push(NodeIndex::MAX, Code::TooDeep.into(), &inner);
            }
            self.work.budget.steps += 2;
            matching += u32::from(self.accepts(inner_node, value.item(at), &inner));
        }
        if node.count(Count::MinContains).is_some_and(|min| matching < min) {
            self.push_first(index, Code::TooFewMatching, location, has_issue);
        } else if node.count(Count::MaxContains).is_some_and(|max| matching > max) {
            self.push_first(index, Code::TooManyMatching, location, has_issue);
        }
    }
}

/// Whether a value is one of JSON, so that it can be equal to another one.
fn is_comparable<'v, V: Subject<'v>>(value: V) -> bool {
    !matches!(kind_of(value), Kind::Missing | Kind::Other(_) | Kind::IllFormedString)
}
