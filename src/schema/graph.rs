//! Checks a value against a schema whose nodes look at a value more than once, or at its keys.
//!
//! `check.rs` is the fast path for plain schemas, and reads each part of a value once. Here a value can be looked at in
//! any order. Both check a node's own rules by the same function.

mod digests;
mod items;
mod memory;
mod properties;
mod unions;
mod work;

use super::MAX_DEPTH;
use super::check::{Broken, LazyLocation, Sink, check_node};
use super::digest::mix;
use super::failure::Failure;
use super::input::{Foreign, size};
use super::int_map::IntMap;
use super::kind::Kind;
use super::multiple::{Decimal, divisions, is_multiple};
use super::node::{More, Node, NodeIndex, Role};
use super::subject::{Subject, has};
use crate::reason::Code;
use digests::Digests;
use work::{Work, forget_if_full};

/// How many issues are compared with one another. Whatever a value holds, that takes little time.
const MAX_COMPARED: usize = 4_096;
/// A value with fewer bytes or parts is free: reading it takes no time beside the step that reads it.
const LONG: usize = 16;
/// How many steps an issue counts for.
const ISSUE_STEPS: u32 = 4;
/// How many nodes may judge one another's values on the stack: wasm has one of 1 MiB.
const MAX_FRAMES: u32 = 1_000;

/// Checks a value, and pushes everything that is wrong into the sink.
pub(super) fn check<'v, V: Subject<'v>>(nodes: &[Node], value: V, sink: &mut dyn Sink) {
    let mut work = Work::new(nodes, value);
    let mut checker = Checker {
        nodes,
        sink: Some(sink),
        found: Digests::default(),
        judged: IntMap::new(),
        count: 0,
        most: u32::MAX,
        defers: false,
        work: &mut work,
    };
    checker.value(0, value, &LazyLocation::root());
    if work.is_exhausted() {
        sink.push(0, None, Code::TooDeep.into(), &LazyLocation::root());
    }
}

/// Whether a value is valid; stops at the first issue.
pub(super) fn accepts<'v, V: Subject<'v>>(nodes: &[Node], value: V) -> bool {
    let mut work = Work::new(nodes, value);
    let mut checker = Checker {
        nodes,
        sink: None,
        found: Digests::default(),
        judged: IntMap::new(),
        count: 0,
        most: 0,
        defers: false,
        work: &mut work,
    };
    checker.value(0, value, &LazyLocation::root());
    checker.count == 0 && !work.is_exhausted()
}

/// Whether it takes less time to judge a value by a node again than to remember that it was judged.
const fn is_quick(node: &Node, kind: Kind<'_>) -> bool {
    node.more.is_none() && node.text_cost == 0 && !matches!(kind, Kind::List(_) | Kind::Object)
}

/// Whether JSON does not have the value.
const fn is_no_json(kind: Kind<'_>) -> bool {
    matches!(kind, Kind::Other(_) | Kind::IllFormedString)
}

struct Checker<'s> {
    nodes: &'s [Node],
    /// Where the issues go; `None` if they are only counted, as those of a branch that may not be meant.
    sink: Option<&'s mut dyn Sink>,
    /// The digests of the issues so far: two schemas that judge the same value may find the same.
    found: Digests,
    /// The nodes and locations that were judged before: judging them again finds the same issues.
    judged: IntMap,
    /// How many issues there are.
    count: u32,
    /// With more issues than this the check may stop.
    most: u32,
    /// Whether a node that judges the same value, which JSON does not have, says so if no other node says more.
    defers: bool,
    work: &'s mut Work,
}

impl Checker<'_> {
    fn is_done(&self) -> bool {
        self.count > self.most || self.work.is_exhausted()
    }

    /// Notes an issue, unless an equal one was found at this location before.
    #[cold]
    fn push(&mut self, index: NodeIndex, failure: Failure<'_>, location: &LazyLocation<'_>) {
        // After the end of the budget the verdict is not known.
        if self.work.is_exhausted() || failure.code() == Code::TooDeep && self.is_in_deep_part(location) {
            return;
        }
        let node = self.nodes.get(index as usize);
        self.work.budget.steps += ISSUE_STEPS;
        if self.found.len() < MAX_COMPARED {
            // The digest reads all keys of the location.
            self.work.budget.steps += location.key_bytes() / 4;
            // A check that stops at the first issue compares none.
            if self.most > 0 && !self.found.insert(mix(location.digest(true), failure.digest(node))) {
                return;
            }
        }
        self.count = self.count.saturating_add(1);
        if let Some(sink) = &mut self.sink {
            // The id 0 says that the schema does not describe the location.
            sink.push(if location.is_declared() { index + 1 } else { 0 }, node, failure, location);
        }
    }

    /// Whether a part of the value above the location was found to be too deep: that says it of all parts in it.
    fn is_in_deep_part(&self, location: &LazyLocation<'_>) -> bool {
        let code = Failure::from(Code::TooDeep).digest(None);
        let mut above = location.last();
        while let Some((parent, _)) = above {
            if self.found.has(mix(parent.digest(true), code)) {
                return true;
            }
            above = parent.last();
        }
        false
    }

    /// Notes an issue of a node at the value's own location, unless the node has one there.
    fn push_first(&mut self, index: NodeIndex, code: Code, location: &LazyLocation<'_>, has_issue: &mut bool) {
        if !core::mem::replace(has_issue, true) {
            self.push(index, code.into(), location);
        }
    }

    /// How many issues a node finds, at most `most` and one more.
    fn count<'v, V: Subject<'v>>(&mut self, index: NodeIndex, value: V, most: u32, location: &LazyLocation<'_>) -> u32 {
        let is_quick = self.nodes.get(index as usize).is_some_and(|node| is_quick(node, value.kind()));
        let key = if is_quick { None } else { self.work.key(index, value, location) };
        if let Some(known) = key.and_then(|key| self.work.counts.get(key)) {
            let (count, is_at_least) = (known / 2, known % 2 != 0);
            if !is_at_least || count > most {
                return count;
            }
        }
        let mut counter = Checker {
            nodes: self.nodes,
            sink: None,
            found: Digests::default(),
            judged: IntMap::new(),
            count: 0,
            most,
            defers: false,
            work: &mut *self.work,
        };
        counter.judge(index, value, location, true);
        let count = counter.count.min(most.saturating_add(1));
        if let Some(key) = key {
            forget_if_full(&mut self.work.counts);
            self.work.counts.insert(key, count.min(u32::MAX / 4) * 2 + u32::from(count > most));
        }
        count
    }

    /// Whether a node accepts a value.
    fn accepts<'v, V: Subject<'v>>(&mut self, index: NodeIndex, value: V, location: &LazyLocation<'_>) -> bool {
        self.count(index, value, 0, location) == 0
    }

    /// Checks a value: first the node's own rules, then the parts of the value, then the other nodes that judge it.
    fn value<'v, V: Subject<'v>>(&mut self, index: NodeIndex, value: V, location: &LazyLocation<'_>) {
        self.judge(index, value, location, false);
    }

    /// Checks a value as [`value`](Self::value) does. `is_first` says that this checker has judged nothing yet, so nothing is
    /// looked up.
    fn judge<'v, V: Subject<'v>>(&mut self, index: NodeIndex, value: V, location: &LazyLocation<'_>, is_first: bool) {
        let Some(node) = self.nodes.get(index as usize) else { return };
        if self.count > self.most {
            return;
        }
        self.work.budget.steps += 1;
        let kind = value.kind();
        let is_quick = is_quick(node, kind);
        let may_judge = if is_quick {
            !self.work.is_exhausted()
        } else {
            self.may_judge(index, node, value, kind, location, is_first)
        };
        if !may_judge {
            return;
        }
        let broken = check_node(node, Foreign(value), kind, location).err();
        // Most values are strings and numbers that no other node judges.
        let has_parts = node.more.is_some() || matches!(kind, Kind::List(_) | Kind::Object);
        // The issues of a quick node must not be counted twice.
        let mut is_new = || !is_quick || is_first || !self.was_judged(index, value, location);
        if has_parts || broken.is_some() && is_new() {
            self.rest(index, node, value, kind, broken, location);
        }
    }

    /// Whether a node that is not quick judges a value: it has not judged it yet, and the budget is large enough.
    fn may_judge<'v, V: Subject<'v>>(
        &mut self,
        index: NodeIndex,
        node: &Node,
        value: V,
        kind: Kind<'v>,
        location: &LazyLocation<'_>,
        is_first: bool,
    ) -> bool {
        // The compiler refuses circles of references at one location, so the first node is not met again there.
        let is_known = if is_first { self.work.is_exhausted() } else { self.was_judged(index, value, location) };
        if is_known {
            return false;
        }
        if self.work.frames > MAX_FRAMES {
            self.work.budget.end();
            return false;
        }
        match kind {
            Kind::String(text) => {
                node.text_cost == 0
                    || self.work.pay(node.cost_of_text(text.len()), text.len(), value.is_key(), location)
            }
            Kind::List(_) | Kind::Object => !node.compares_whole || self.pays(node, value, kind),
            _ => true,
        }
    }

    /// Pays for the comparison of a list or an object. Returns whether the budget was large enough.
    #[inline(never)]
    fn pays<'v, V: Subject<'v>>(&mut self, node: &Node, value: V, kind: Kind<'v>) -> bool {
        let reads_digest = node.lookups.iter().any(|lookup| lookup.reads_digest(kind));
        !reads_digest || self.work.budget.take_parts(size(value))
    }

    #[inline]
    fn was_judged<'v, V: Subject<'v>>(&mut self, index: NodeIndex, value: V, location: &LazyLocation<'_>) -> bool {
        self.work.remembers() && self.judged_before(index, value, location)
    }

    /// Whether the value needs no further look: it was judged before, or the check has made too many steps.
    #[cold]
    fn judged_before<'v, V: Subject<'v>>(&mut self, index: NodeIndex, value: V, location: &LazyLocation<'_>) -> bool {
        if self.work.is_exhausted() {
            return true;
        }
        let Some(key) = self.work.key(index, value, location) else { return false };
        forget_if_full(&mut self.judged);
        !self.judged.insert(key, 0)
    }

    /// Notes which of its own rules the value breaks, and checks all else that the node says.
    #[inline(never)]
    fn rest<'v, V: Subject<'v>>(
        &mut self,
        index: NodeIndex,
        node: &Node,
        value: V,
        kind: Kind<'v>,
        broken: Option<Broken>,
        location: &LazyLocation<'_>,
    ) {
        let mut looks_inside = true;
        // One schema gives a location one issue.
        let mut has_issue = false;
        if let Some(Broken { rule, which }) = broken {
            let received = if rule.code == Code::InvalidType { kind } else { Kind::Missing };
            let failure = Failure { rule, which, received };
            if is_no_json(kind) {
                return self.no_json(index, node, value, kind, failure, location);
            }
            self.push(index, failure, location);
            has_issue = true;
            match rule.code {
                Code::Required | Code::TooDeep | Code::NotAllowed => return,
                Code::InvalidType | Code::InvalidEnum => looks_inside = false,
                _ => {}
            }
        }
        if node.accepts_null && matches!(kind, Kind::Null) {
            return;
        }
        // Each of them is looked at several times.
        let keys = |more: &More| 2 * more.edges.len() + more.dependent_required.len();
        let many = node.properties.len() + node.more.as_deref().map_or(0, keys);
        if many >= LONG && !self.work.budget.take_parts(4 * many) {
            return;
        }
        self.work.frames += 1;
        if looks_inside {
            match kind {
                Kind::List(count) => self.items(index, node, value, count, location, &mut has_issue),
                Kind::Object => self.properties(index, node, value, location, &mut has_issue),
                Kind::Number => self.multiple(index, node, value, location, &mut has_issue),
                _ => {}
            }
        }
        self.in_place(index, node, value, kind, location, &mut has_issue);
        self.work.frames -= 1;
    }

    /// Notes what is wrong with a value that JSON does not have. "Expected JSON value" and "Must be Unicode text" are said
    /// only where no node that judges the value says more.
    fn no_json<'v, V: Subject<'v>>(
        &mut self,
        index: NodeIndex,
        node: &Node,
        value: V,
        kind: Kind<'v>,
        failure: Failure<'_>,
        location: &LazyLocation<'_>,
    ) {
        let says_more = match failure.code() {
            Code::InvalidText => false,
            Code::InvalidType => !node.types.is_empty(),
            _ => true,
        };
        let count = self.count;
        if says_more {
            self.push(index, failure, location);
        }
        let is_first = !core::mem::replace(&mut self.defers, true);
        self.work.frames += 1;
        // A union may say which types it has.
        let mut has_issue = says_more || !matches!(kind, Kind::Other(_));
        self.in_place(index, node, value, kind, location, &mut has_issue);
        self.work.frames -= 1;
        if is_first {
            self.defers = false;
            if self.count == count {
                self.push(index, failure, location);
            }
        }
    }

    fn multiple<'v, V: Subject<'v>>(
        &mut self,
        index: NodeIndex,
        node: &Node,
        value: V,
        location: &LazyLocation<'_>,
        has_issue: &mut bool,
    ) {
        let Some((divisor, _)) = node.more.as_ref().and_then(|more| more.multiple_of.as_ref()) else { return };
        let (mut fits, budget) = (true, &mut self.work.budget);
        value.with_number_text(&mut |text| {
            let decimal = Decimal::of_text(text);
            fits = !budget.take_parts(4 * divisions(decimal, *divisor)) || is_multiple(decimal, *divisor);
        });
        if !fits {
            self.push_first(index, Code::NotMultiple, location, has_issue);
        }
    }

    /// Checks the value by the other nodes that judge it.
    fn in_place<'v, V: Subject<'v>>(
        &mut self,
        index: NodeIndex,
        node: &Node,
        value: V,
        kind: Kind<'v>,
        location: &LazyLocation<'_>,
        has_issue: &mut bool,
    ) {
        let Some(more) = &node.more else { return };
        for edge in more.of(Role::All) {
            self.value(edge.node, value, location);
        }
        for union in &more.unions {
            self.union(index, union, value, kind, location, has_issue);
        }
        if let Some(not) = more.node_of(Role::Not)
            && !*has_issue
            && self.accepts(not, value, location)
        {
            self.push(index, Code::NotAllowed.into(), location);
        }
        // Whether a value that JSON does not have meets the condition, nobody can say.
        if let Some(when) = more.node_of(Role::If)
            && !is_no_json(kind)
        {
            let role = if self.accepts(when, value, location) { Role::Then } else { Role::Else };
            if let Some(inner) = more.node_of(role) {
                self.value(inner, value, location);
            }
        }
        if matches!(kind, Kind::Object) {
            for edge in more.of(Role::Dependent).filter(|edge| has(value, &edge.name)) {
                self.value(edge.node, value, location);
            }
        }
    }
}

// A value of more levels would need more frames.
const _: () = assert!(MAX_DEPTH == 64, "MAX_FRAMES allows 64 levels, each judged by several nodes");
