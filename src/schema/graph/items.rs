//! The items of a list.

use alloc::vec;

use super::super::MAX_DEPTH;
use super::super::check::{LazyLocation, Step};
use super::super::input::{Input, are_equal, digest, is_deeper};
use super::super::node::{Contains, Node, NodeIndex};
use super::super::subject::Subject;
use super::Checker;
use crate::reason::Code;
use crate::sort;

impl Checker<'_, '_> {
    pub(super) fn items<'v, V: Input<'v>>(
        &mut self,
        index: NodeIndex,
        node: &Node,
        value: Subject<'v, V>,
        count: usize,
        location: &LazyLocation<'_>,
        has_issue: &mut bool,
    ) {
        let mut prefix: &[NodeIndex] = &[];
        let mut contains = None;
        if let Some(more) = &node.more {
            if more.unique_items {
                self.unique(index, value, count, location);
            }
            if let Some(rule) = &more.contains {
                self.contains(index, rule, value, count, location, has_issue);
            }
            prefix = &more.prefix_items;
            contains = more.contains.as_ref();
        }
        for (at, item_index) in (0..count).zip(0..) {
            let inner = location.join(Step::Index(item_index));
            if self.is_done() {
                return;
            }
            match prefix.get(at).copied().or(node.items) {
                Some(item) => self.value(item, value.item(at), true, &inner),
                None if contains.is_some() => {}
                None => {
                    self.undescribed(value, prefix.len(), location);
                    return;
                }
            }
        }
    }

    /// The items from `start` on, which no schema describes: none may be nested too deeply.
    fn undescribed<'v, V: Input<'v>>(&mut self, value: Subject<'v, V>, start: usize, location: &LazyLocation<'_>) {
        for index in value.deep_items(location.levels_left()) {
            if index as usize >= start {
                self.push(NodeIndex::MAX, Code::TooDeep.into(), &location.join(Step::Index(index)));
            }
        }
    }

    /// Every item that equals an earlier one is wrong. Items are sorted by digest, so that a long list takes no time that
    /// grows with its square.
    fn unique<'v, V: Input<'v>>(
        &mut self,
        index: NodeIndex,
        value: Subject<'v, V>,
        count: usize,
        location: &LazyLocation<'_>,
    ) {
        let mut digests = vec![0; count];
        for (at, slot) in digests.iter_mut().enumerate() {
            *slot = digest(value.item(at));
        }
        let order = sort::sorted_indices(count, &mut |one, other| (digests[one], one) < (digests[other], other));
        let mut repeated = vec![false; count];
        let mut start = 0;
        while start < count {
            let same = order[start..].iter().take_while(|at| digests[**at] == digests[order[start]]).count();
            let group = &order[start..start + same];
            for (at, later) in group.iter().enumerate() {
                if self.is_done() {
                    return;
                }
                repeated[*later] = group[..at].iter().any(|earlier| {
                    !repeated[*earlier] && {
                        // A list can be made so that its items have one digest.
                        self.work.step();
                        are_equal(value.item(*earlier), value.item(*later), MAX_DEPTH)
                    }
                });
            }
            start += same;
        }
        for (_, item_index) in repeated.iter().zip(0..).filter(|(is_repeated, _)| **is_repeated) {
            self.push(index, Code::NotUnique.into(), &location.join(Step::Index(item_index)));
        }
    }

    fn contains<'v, V: Input<'v>>(
        &mut self,
        index: NodeIndex,
        rule: &Contains,
        value: Subject<'v, V>,
        count: usize,
        location: &LazyLocation<'_>,
        has_issue: &mut bool,
    ) {
        let mut matching = 0_u32;
        for (at, item_index) in (0..count).zip(0..) {
            let inner = location.join(Step::Index(item_index));
            if is_deeper(value.item(at), location.levels_left()) {
                self.push(NodeIndex::MAX, Code::TooDeep.into(), &inner);
            }
            matching += u32::from(self.accepts(rule.node, value.item(at), &inner));
        }
        if matching < rule.min {
            self.push_first(index, Code::TooFewMatching, location, has_issue);
        } else if rule.max.is_some_and(|max| matching > max) {
            self.push_first(index, Code::TooManyMatching, location, has_issue);
        }
    }
}
