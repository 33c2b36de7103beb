//! Checks a value against a schema whose nodes look at a value more than once, or at its keys.
//!
//! `check.rs` is the fast path for plain schemas, and reads each part of a value once. Here a value can be looked at in
//! any order. Both check a node's own rules by the same function.

mod items;
mod properties;
mod unions;

use super::MAX_DEPTH;
use super::check::{Broken, LazyLocation, Sink, check_node};
use super::failure::Failure;
use super::input::{Foreign, Input, digest_of_text, mix};
use super::int_map::IntMap;
use super::kind::Kind;
use super::multiple::{Decimal, is_multiple};
use super::node::{Node, NodeIndex};
use super::subject::Subject;
use crate::reason::Code;

/// How many times a check may judge a value by a node, and as often again for each part of the value. Schemas that judge
/// a value by several branches, each of which judges its parts by several branches, would need more than any machine has.
const MIN_STEPS: u32 = 1 << 23;
const STEPS_A_PART: u32 = 256;
/// How many nodes may judge one another's values on the stack: wasm has one of 1 MiB.
const MAX_FRAMES: u32 = 1_000;

/// Checks a value, and pushes everything that is wrong into the sink.
pub(super) fn check<'v, V: Input<'v>>(nodes: &[Node], value: V, sink: &mut dyn Sink) {
    let measure = || count_parts(value, MAX_DEPTH).saturating_mul(STEPS_A_PART);
    let mut work = Work { steps: 0, most_steps: MIN_STEPS, is_measured: false, measure: &measure, frames: 0 };
    let mut checker =
        Checker { nodes, sink: Some(sink), found: IntMap::new(), count: 0, most: u32::MAX, work: &mut work };
    checker.value(0, Subject::Value(value), true, &LazyLocation::ROOT);
    if work.is_exhausted() {
        sink.push(0, None, Code::TooDeep.into(), &LazyLocation::ROOT);
    }
}

/// How much a check has done, with all branches that it tried.
struct Work<'m> {
    steps: u32,
    /// With more steps than this the check stops.
    most_steps: u32,
    is_measured: bool,
    /// How many more steps the value may take, by its size. It is not asked for before it is needed.
    measure: &'m dyn Fn() -> u32,
    frames: u32,
}

impl Work<'_> {
    const fn is_exhausted(&self) -> bool {
        self.steps > self.most_steps
    }

    /// Counts a step.
    fn step(&mut self) {
        self.steps += 1;
        if self.is_exhausted() && !self.is_measured {
            self.is_measured = true;
            self.most_steps = self.most_steps.saturating_add((self.measure)()).min(u32::MAX - 1);
        }
    }
}

/// How many values a value holds, itself included.
fn count_parts<'v, V: Input<'v>>(value: V, levels: usize) -> u32 {
    let parts = match value.kind() {
        _ if levels == 0 => 0,
        Kind::List(count) => {
            (0..count).fold(0_u32, |sum, at| sum.saturating_add(count_parts(value.item(at), levels - 1)))
        }
        Kind::Object => value.keys().fold(0_u32, |sum, name| {
            sum.saturating_add(value.property(name).map_or(0, |member| count_parts(member, levels - 1)))
        }),
        _ => 0,
    };
    parts.saturating_add(1)
}

struct Checker<'s, 'm> {
    nodes: &'s [Node],
    /// Where the issues go; `None` if they are only counted, as those of a branch that may not be meant.
    sink: Option<&'s mut dyn Sink>,
    /// The digests of the issues so far: two schemas that judge the same value may find the same.
    found: IntMap,
    /// How many there are.
    count: u32,
    /// With more issues than this the check may stop.
    most: u32,
    work: &'s mut Work<'m>,
}

impl Checker<'_, '_> {
    fn is_done(&self) -> bool {
        self.count > self.most || self.work.is_exhausted()
    }

    /// Notes an issue, unless an equal one was found at this location before.
    #[cold]
    fn push(&mut self, index: NodeIndex, failure: Failure<'_>, location: &LazyLocation<'_>) {
        let node = self.nodes.get(index as usize);
        let digest = mix(location.digest(true), failure.digest(node));
        if !self.found.insert(digest, 0) {
            return;
        }
        self.count = self.count.saturating_add(1);
        if let Some(sink) = &mut self.sink {
            // The id 0 says that the schema does not describe the location.
            sink.push(if location.is_declared() { index + 1 } else { 0 }, node, failure, location);
        }
    }

    /// Notes an issue of a node at the value's own place, unless the node has one there.
    fn push_first(&mut self, index: NodeIndex, code: Code, location: &LazyLocation<'_>, has_issue: &mut bool) {
        if !core::mem::replace(has_issue, true) {
            self.push(index, code.into(), location);
        }
    }

    /// How many issues a node finds, at most `most` and one more.
    fn count<'v, V: Input<'v>>(
        &mut self,
        index: NodeIndex,
        value: Subject<'v, V>,
        most: u32,
        location: &LazyLocation<'_>,
    ) -> u32 {
        let mut counter =
            Checker { nodes: self.nodes, sink: None, found: IntMap::new(), count: 0, most, work: &mut *self.work };
        counter.value(index, value, true, location);
        counter.count
    }

    /// Whether a node accepts a value.
    fn accepts<'v, V: Input<'v>>(
        &mut self,
        index: NodeIndex,
        value: Subject<'v, V>,
        location: &LazyLocation<'_>,
    ) -> bool {
        self.count(index, value, 0, location) == 0
    }

    /// Checks a value: first the node's own rules, then the parts of the value, then the other nodes that judge it.
    fn value<'v, V: Input<'v>>(
        &mut self,
        index: NodeIndex,
        value: Subject<'v, V>,
        is_required: bool,
        location: &LazyLocation<'_>,
    ) {
        let Some(node) = self.nodes.get(index as usize) else { return };
        if self.is_done() {
            return;
        }
        self.work.step();
        if self.work.frames > MAX_FRAMES {
            self.work.most_steps = 0;
            self.work.is_measured = true;
            return;
        }
        let kind = value.kind();
        let mut looks_inside = true;
        // One schema gives one issue a place.
        let mut has_issue = false;
        if let Err(Broken { rule, which }) = check_node(node, Foreign(value), kind, location) {
            if rule.code == Code::Required && !is_required {
                return;
            }
            let received = if rule.code == Code::InvalidType { kind } else { Kind::Missing };
            self.push(index, Failure { rule, which, received }, location);
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

    fn multiple<'v, V: Input<'v>>(
        &mut self,
        index: NodeIndex,
        node: &Node,
        value: Subject<'v, V>,
        location: &LazyLocation<'_>,
        has_issue: &mut bool,
    ) {
        let Some((divisor, _)) = node.more.as_ref().and_then(|more| more.multiple_of.as_ref()) else { return };
        let mut fits = true;
        value.with_number_text(&mut |text| fits = is_multiple(Decimal::of_text(text), *divisor));
        if !fits {
            self.push_first(index, Code::NotMultiple, location, has_issue);
        }
    }

    /// Checks the value by the other nodes that judge it.
    fn in_place<'v, V: Input<'v>>(
        &mut self,
        index: NodeIndex,
        node: &Node,
        value: Subject<'v, V>,
        kind: Kind<'v>,
        location: &LazyLocation<'_>,
        has_issue: &mut bool,
    ) {
        let Some(more) = &node.more else { return };
        for inner in &more.all {
            self.value(*inner, value, true, location);
        }
        for union in &more.unions {
            self.union(index, union, value, kind, location, has_issue);
        }
        if let Some(not) = more.not
            && !*has_issue
            && self.accepts(not, value, location)
        {
            self.push(index, Code::NotAllowed.into(), location);
        }
        if let Some(condition) = &more.condition {
            let holds = self.accepts(condition.when, value, location);
            if let Some(inner) = if holds { condition.then } else { condition.otherwise } {
                self.value(inner, value, true, location);
            }
        }
        if matches!(kind, Kind::Object) {
            for (key, inner) in &more.dependent_schemas {
                if value.has(key) {
                    self.value(*inner, value, true, location);
                }
            }
        }
    }
}

impl Failure<'_> {
    /// A digest of the code and the parameters: equal for failures whose reasons are equal.
    fn digest(&self, node: Option<&Node>) -> u64 {
        let code = mix(digest_of_text(self.detail().as_bytes()), self.code() as u64);
        let Some(node) = node else { return code };
        let limit = |limit: Option<u32>| u64::from(limit.unwrap_or(u32::MAX));
        let more = node.more.as_ref();
        let contains = more.and_then(|more| more.contains.as_ref());
        let params = match self.code() {
            Code::InvalidType => {
                let types = node.types.iter().fold(0, |sum, one| mix(sum, *one as u64));
                mix(types, digest_of_text(self.received.name().as_bytes()))
            }
            Code::InvalidEnum => node.options.get(self.which).map_or(0, super::input::digest),
            Code::TooSmall | Code::TooBig => {
                let bound = node.bounds.get(self.which).copied().flatten().unwrap_or_default();
                mix((bound + 0.0).to_bits(), self.which as u64 & 1)
            }
            Code::TooFew => limit(node.min_items),
            Code::TooMany => limit(node.max_items),
            Code::TooShort => limit(node.min_length),
            Code::TooLong => limit(node.max_length),
            Code::InvalidPattern => {
                digest_of_text(node.pattern.as_ref().map_or("", |pattern| pattern.as_str()).as_bytes())
            }
            Code::NotMultiple => digest_of_divisor(node),
            Code::TooFewKeys => limit(more.and_then(|more| more.min_keys)),
            Code::TooManyKeys => limit(more.and_then(|more| more.max_keys)),
            Code::TooFewMatching => limit(contains.map(|contains| contains.min)),
            Code::TooManyMatching => limit(contains.and_then(|contains| contains.max)),
            Code::RequiredWith => {
                let keys = more.and_then(|more| more.dependent_required.get(self.which));
                keys.map_or(0, |(key, _)| digest_of_text(key.as_bytes()))
            }
            _ => 0,
        };
        mix(code, params)
    }
}

fn digest_of_divisor(node: &Node) -> u64 {
    let divisor = node.more.as_ref().and_then(|more| more.multiple_of.as_ref());
    divisor.map_or(0, |(_, divisor)| super::input::digest(divisor))
}

/// How many levels the parts of a value may have that no schema describes.
const _: () = assert!(MAX_DEPTH == 64, "MAX_FRAMES allows 64 levels, each judged by several nodes");
