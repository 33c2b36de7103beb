//! What a check keeps while it tries branches: the budget it has left, and what it remembers.

use super::super::MAX_DEPTH;
use super::super::budget::Budget;
use super::super::check::LazyLocation;
use super::super::input::kind_of;
use super::super::int_map::IntMap;
use super::super::kind::Kind;
use super::super::node::{Node, NodeIndex};
use super::super::subject::Subject;
use super::memory::Locations;

/// After this many steps, what was judged before is remembered. Most checks are done by then, and need no memory for it.
const REMEMBERS_AFTER: u32 = 4_096;
/// How much is remembered. More would not fit into the caches of a processor.
const MAX_REMEMBERED: usize = 1 << 17;
/// If a schema has more nodes than this, the depth of a value is measured once. Otherwise each node that ignores a part of
/// the value looks for parts of it that are too deep.
const FEW_NODES: usize = 64;

/// How much a check has done, with all branches that it tried.
pub(super) struct Work {
    pub(super) budget: Budget,
    pub(super) frames: u32,
    /// How many issues a branch has at a location: twice the count, and 1 more if the branch has at least as many.
    pub(super) counts: IntMap,
    pub(super) locations: Locations,
    /// The texts that have paid for a pattern.
    paid: IntMap,
    /// Whether the value is known to have no part that is too deep, and no key that is not Unicode text.
    pub(super) is_shallow: bool,
}

impl Work {
    pub(super) fn new<'v, V: Subject<'v>>(nodes: &[Node], value: V) -> Self {
        Self {
            budget: Budget::new(),
            frames: 0,
            counts: IntMap::new(),
            locations: Locations::default(),
            paid: IntMap::new(),
            is_shallow: nodes.len() > FEW_NODES && is_shallow(value, MAX_DEPTH),
        }
    }

    pub(super) const fn is_exhausted(&self) -> bool {
        self.budget.is_spent()
    }

    /// Pays for so many instructions of patterns on a text at a location. Returns whether the budget was large enough.
    #[inline(never)]
    pub(super) fn pay(&mut self, instructions: u64, length: usize, is_key: bool, location: &LazyLocation<'_>) -> bool {
        self.budget.take(instructions) || self.pay_last(instructions, length, is_key, location)
    }

    #[cold]
    fn pay_last(&mut self, instructions: u64, length: usize, is_key: bool, location: &LazyLocation<'_>) -> bool {
        // A key has the location of its value, and is another text.
        let number = self.locations.number(location).filter(|_| self.paid.len() < MAX_REMEMBERED);
        let is_first = number.is_some_and(|number| self.paid.insert(u64::from(number) << 1 | u64::from(is_key), 0));
        self.budget.take_last(instructions, length, is_first)
    }

    /// Whether what is judged from now on is remembered.
    pub(super) const fn remembers(&self) -> bool {
        self.budget.steps > REMEMBERS_AFTER
    }

    /// The key under which a node, a value and its location are remembered; `None` while nothing is remembered.
    pub(super) fn key<'v, V: Subject<'v>>(
        &mut self,
        index: NodeIndex,
        value: V,
        location: &LazyLocation<'_>,
    ) -> Option<u64> {
        if !self.remembers() {
            return None;
        }
        self.budget.steps += 1;
        let location = self.locations.number(location)?;
        // A key has the location of its value, and is another string.
        let is_name = value.is_key();
        Some(u64::from(location) << 33 | u64::from(index) << 1 | u64::from(is_name))
    }
}

/// Whether a value has at most `levels` lists and objects inside one another, and all its keys are Unicode text.
fn is_shallow<'v, V: Subject<'v>>(value: V, levels: usize) -> bool {
    match kind_of(value) {
        Kind::List(_) | Kind::Object if levels == 0 => false,
        Kind::List(count) => match value.known_deep_items() {
            Some(known) => known.is_empty(),
            None => (0..count).all(|at| is_shallow(value.item(at), levels - 1)),
        },
        Kind::Object => value.every_member(&mut |_, is_text, member| {
            is_text && member.is_none_or(|member| is_shallow(member, levels - 1))
        }),
        _ => true,
    }
}

/// Empties a table that has become too large: what it held is judged again.
pub(super) fn forget_if_full(map: &mut IntMap) {
    if map.len() > MAX_REMEMBERED {
        *map = IntMap::new();
    }
}
