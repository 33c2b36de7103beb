//! The keys of an object.

use alloc::vec::Vec;

use super::super::check::{LazyLocation, Step};
use super::super::digest::digest_of_text;
use super::super::failure::Failure;
use super::super::input::is_deeper;
use super::super::int_map::IntMap;
use super::super::node::{Count, More, Node, NodeIndex, Role};
use super::super::source::UndeclaredKey;
use super::super::subject::{Subject, has};
use super::{Checker, LONG};
use crate::reason::Code;
use crate::sort;

/// Up to this many keys, insertion sort is used: it needs no list of indices.
const FEW: usize = 16;

impl Checker<'_> {
    #[inline(never)]
    pub(super) fn properties<'v, V: Subject<'v>>(
        &mut self,
        index: NodeIndex,
        node: &Node,
        value: V,
        location: &LazyLocation<'_>,
        has_issue: &mut bool,
    ) {
        let more = node.more.as_deref();
        let mut names = None;
        if let Some(more) = more {
            self.count_keys(index, node, value, location, has_issue);
            self.dependent_required(index, more, value, location);
            names = more.node_of(Role::Names).map(|names| (names, sorted_keys(value)));
        }
        let mut next = 0;
        let mut found = 0;
        for property in &node.properties {
            if self.is_done() {
                return;
            }
            let name = &*property.name;
            let inner = location.join(Step::Key(name));
            let member = value.property_after(&mut next, property).filter(|member| !member.is_missing());
            let Some(member) = member else {
                if property.required {
                    match property.node {
                        Some(node) => self.push(node, Code::Required.into(), &inner),
                        None => self.push(index, Failure::of_required_part(), &inner),
                    }
                }
                continue;
            };
            // A name that is in `required` alone is judged as a key that is not declared.
            if let Some(node) = property.node {
                found += 1;
                if let Some((names, keys)) = &names
                    // The name as the value has it.
                    && let Ok(at) = keys.binary_search(&name)
                    && let Some(key) = keys.get(at)
                {
                    self.key(index, *names, member.key(key), &inner);
                }
                self.value(node, member, &inner);
                if let Some(more) = more {
                    self.patterns(more, name, member, &inner);
                }
            }
        }
        // Of keys that the node ignores, only that they are Unicode text and not too deep is checked.
        if found < value.key_count()
            && !(node.ignores_other_keys()
                && (self.work.is_shallow || value.has_shallow_members(location.levels_left())))
        {
            self.other_keys(index, node, value, location);
        }
    }

    fn count_keys<'v, V: Subject<'v>>(
        &mut self,
        index: NodeIndex,
        node: &Node,
        value: V,
        location: &LazyLocation<'_>,
        has_issue: &mut bool,
    ) {
        let (min, max) = (node.count(Count::MinProperties), node.count(Count::MaxProperties));
        if min.is_none() && max.is_none() {
            return;
        }
        let count = value.key_count();
        if min.is_some_and(|min| count < min as usize) {
            self.push_first(index, Code::TooFewKeys, location, has_issue);
        } else if max.is_some_and(|max| count > max as usize) {
            self.push_first(index, Code::TooManyKeys, location, has_issue);
        }
    }

    fn dependent_required<'v, V: Subject<'v>>(
        &mut self,
        index: NodeIndex,
        more: &More,
        value: V,
        location: &LazyLocation<'_>,
    ) {
        let mut reported = IntMap::new();
        for (which, (key, required)) in more.dependent_required.iter().enumerate() {
            if !has(value, key) {
                continue;
            }
            if !self.work.budget.take_parts(8 * required.len()) {
                return;
            }
            for name in required {
                // One schema gives a location one issue.
                if !has(value, name) && reported.insert(digest_of_text(name.as_bytes()), 0) {
                    let failure = Failure { which, ..Code::RequiredWith.into() };
                    self.push(index, failure, &location.join(Step::Key(name)));
                }
            }
        }
    }

    /// Judges a key itself: `propertyNames`. Returns whether it is valid.
    fn key<'v, V: Subject<'v>>(
        &mut self,
        index: NodeIndex,
        names: NodeIndex,
        key: V,
        location: &LazyLocation<'_>,
    ) -> bool {
        let is_valid = self.accepts(names, key, location);
        if !is_valid {
            self.push(index, Code::InvalidKey.into(), location);
        }
        is_valid
    }

    /// Judges a value by each pattern that matches its key, and returns whether there is one.
    fn patterns<'v, V: Subject<'v>>(&mut self, more: &More, name: &str, value: V, location: &LazyLocation<'_>) -> bool {
        let mut is_matched = false;
        for edge in &more.edges {
            let Some(pattern) = &edge.pattern else { continue };
            if !self.work.pay(pattern.cost(name.len()), name.len(), true, location) {
                break;
            }
            if pattern.is_match(name) {
                is_matched = true;
                self.value(edge.node, value, location);
            }
        }
        is_matched
    }

    /// Judges the keys that `properties` does not declare, sorted by code point.
    #[inline(never)]
    fn other_keys<'v, V: Subject<'v>>(&mut self, index: NodeIndex, node: &Node, value: V, location: &LazyLocation<'_>) {
        let count = value.key_count();
        if count >= LONG && !self.work.budget.take_parts(8 * count) {
            return;
        }
        let mut reported = None;
        for OtherKey { key: UndeclaredKey { name, is_text }, member } in other_keys(node, value) {
            if self.is_done() {
                return;
            }
            let inner = location.join(Step::OtherKey(name));
            if !is_text {
                // Keys that differ only in their lone surrogates have the same name here, so they give one issue.
                if reported != Some(name) {
                    self.push(NodeIndex::MAX, Code::InvalidText.into(), &inner);
                }
                reported = Some(name);
                continue;
            }
            reported = None;
            let Some(member) = member else { continue };
            let mut is_judged = false;
            let mut is_valid = true;
            if let Some(more) = node.more.as_deref() {
                if let Some(names) = more.node_of(Role::Names) {
                    is_valid = self.key(index, names, member.key(name), &inner);
                }
                is_judged = self.patterns(more, name, member, &inner);
                if !is_judged && let Some(rest) = more.node_of(Role::Rest) {
                    self.value(rest, member, &inner);
                    is_judged = true;
                }
            }
            if is_judged {
                continue;
            }
            if !node.additional {
                // One schema gives a location one issue.
                if is_valid {
                    self.push(index, Code::UnrecognizedKey.into(), &inner);
                }
            } else if is_deeper(member, location.levels_left()) {
                self.push(NodeIndex::MAX, Code::TooDeep.into(), &inner);
            }
        }
    }
}

/// The keys of an object that are Unicode text, sorted.
fn sorted_keys<'v, V: Subject<'v>>(value: V) -> Vec<&'v str> {
    let mut keys = Vec::new();
    value.every_member(&mut |key, is_text, _| {
        if is_text {
            keys.push(key);
        }
        true
    });
    sort::texts(&mut keys);
    keys
}

/// A key that a node does not declare, and its value.
#[derive(Clone, Copy)]
struct OtherKey<'v, V> {
    key: UndeclaredKey<'v>,
    member: Option<V>,
}

/// The keys that a node does not declare, sorted by code point.
fn other_keys<'v, V: Subject<'v>>(node: &Node, value: V) -> Vec<OtherKey<'v, V>> {
    let declared = node.declared();
    let mut keys = Vec::with_capacity(value.key_count());
    value.every_member(&mut |name, is_text, member| {
        if !is_text || !declared.has(name) {
            keys.push(OtherKey { key: UndeclaredKey { name, is_text }, member });
        }
        true
    });
    let is_less = |one: &OtherKey<'v, V>, other: &OtherKey<'v, V>| one.key.is_before(&other.key);
    if keys.len() > FEW {
        let order = sort::sorted_indices(keys.len(), &mut |one, other| is_less(&keys[one], &keys[other]));
        return order.into_iter().map(|at| keys[at]).collect();
    }
    for at in 1..keys.len() {
        let mut at = at;
        while at > 0 && is_less(&keys[at], &keys[at - 1]) {
            keys.swap(at, at - 1);
            at -= 1;
        }
    }
    keys
}
