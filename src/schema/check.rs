//! Checks a value against a compiled schema.

use alloc::vec::Vec;
use core::cell::Cell;

use super::MAX_DEPTH;
use super::digest::{digest_of_text, mix};
use super::failure::Failure;
use super::kind::Kind;
use super::node::{Count, Node, Property, Type};
use super::source::{Source, UndeclaredKey};
use crate::path::{Path, Segment};
use crate::reason::Code;
use crate::report::MAX_ISSUES;
use crate::rule;
use crate::sort;

/// Receives what is wrong, in the schema's order: depth first, unknown keys last.
#[doc(hidden)]
pub trait Sink {
    /// Takes one failure. `id` is the id of the node; 0 stands for a location that the schema does not describe.
    fn push(&mut self, id: u32, node: Option<&Node>, failure: Failure<'_>, location: &LazyLocation<'_>);
}

/// The issues that a report shows. The others are counted.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Shown {
    count: usize,
    key_bytes: usize,
}

impl Shown {
    /// No issues.
    pub const NONE: Self = Self { count: 0, key_bytes: 0 };
    /// How many bytes the keys of all paths have, before the last one. Many issues may be below one long key.
    const MAX_KEY_BYTES: usize = 1 << 20;

    /// Whether one more issue is shown, which is at this location.
    pub fn takes(&mut self, location: &LazyLocation<'_>) -> bool {
        if self.count == MAX_ISSUES || self.key_bytes > Self::MAX_KEY_BYTES {
            return false;
        }
        self.count += 1;
        self.key_bytes = self.key_bytes.saturating_add(location.key_bytes() as usize);
        true
    }
}

/// The location that is being checked, as a linked list on the stack. It allocates nothing until there is an issue.
#[doc(hidden)]
pub struct LazyLocation<'t> {
    parent: Option<&'t LazyLocation<'t>>,
    step: Step<'t>,
    depth: usize,
    /// Whether all its keys are names of the schema.
    is_declared: bool,
    /// Its number, once a long check has looked it up: a location is asked for its number by each node and each item below it.
    pub(super) number: Cell<LocationNumber>,
}

/// The number of a location in the memory of a long check.
#[derive(Clone, Copy)]
pub(super) enum LocationNumber {
    NotAsked,
    None,
    Some(u32),
}

#[derive(Clone, Copy)]
pub(super) enum Step<'t> {
    Root,
    /// A key that the schema names.
    Key(&'t str),
    /// Any other key.
    OtherKey(&'t str),
    Index(u32),
}

impl<'t> LazyLocation<'t> {
    pub(super) const fn root() -> Self {
        Self { parent: None, step: Step::Root, depth: 0, is_declared: true, number: Cell::new(LocationNumber::Some(0)) }
    }

    pub(super) const fn join(&'t self, step: Step<'t>) -> Self {
        let is_declared = self.is_declared && !matches!(step, Step::OtherKey(_));
        Self {
            parent: Some(self),
            step,
            depth: self.depth + 1,
            is_declared,
            number: Cell::new(LocationNumber::NotAsked),
        }
    }

    /// How many lists and objects may still stand inside one another below this list or object.
    pub(super) const fn levels_left(&self) -> usize {
        MAX_DEPTH - self.depth - 1
    }

    /// The location above it, and its last step; `None` for the root.
    pub(super) const fn last(&self) -> Option<(&'t LazyLocation<'t>, Step<'t>)> {
        match self.parent {
            Some(parent) => Some((parent, self.step)),
            None => None,
        }
    }

    /// Whether it has no key but names of the schema.
    pub const fn is_declared(&self) -> bool {
        self.is_declared
    }

    /// A digest of the location. With `indices`, locations that differ in list indices have different digests.
    pub fn digest(&self, indices: bool) -> u64 {
        let step = match self.step {
            // `mix(1, 1)` is 1: with 1 here, lists in lists would have the digest of the root.
            Step::Root => return 0,
            Step::Key(name) | Step::OtherKey(name) => digest_of_text(name.as_bytes()),
            Step::Index(index) if indices => u64::from(index) + 2,
            Step::Index(_) => 1,
        };
        mix(self.parent.map_or(0, |parent| parent.digest(indices)), step)
    }

    /// How many bytes its keys have.
    pub(super) fn key_bytes(&self) -> u32 {
        let mut bytes = 0_usize;
        let mut next = Some(self);
        while let Some(location) = next {
            if let Step::Key(name) | Step::OtherKey(name) = location.step {
                bytes = bytes.saturating_add(name.len());
            }
            next = location.parent;
        }
        u32::try_from(bytes).unwrap_or(u32::MAX)
    }

    /// Appends the list indices of the location, from here up to the root.
    pub fn push_indices(&self, indices: &mut Vec<u32>) {
        let mut next = Some(self);
        while let Some(location) = next {
            if let Step::Index(index) = location.step {
                indices.push(index);
            }
            next = location.parent;
        }
    }

    /// The location as a path.
    pub fn path(&self) -> Path {
        let mut segments = Vec::with_capacity(self.depth);
        self.push_to(&mut segments);
        Path(segments)
    }

    fn push_to(&self, segments: &mut Vec<Segment>) {
        if let Some(parent) = self.parent {
            parent.push_to(segments);
            segments.push(match self.step {
                Step::Index(index) => Segment::Index(index),
                Step::Key(name) | Step::OtherKey(name) => Segment::from(name),
                Step::Root => return,
            });
        }
    }
}

/// Checks a value against a plain schema, and pushes everything that is wrong into the sink.
#[doc(hidden)]
pub fn check<'v, V: Source<'v>>(nodes: &[Node], value: V, sink: &mut dyn Sink) {
    if let Some(root) = nodes.first() {
        let mut checker = Checker { nodes, sink, left: MAX_MISSING };
        checker.value(ROOT_ID, root, value, true, &LazyLocation::root());
        if checker.is_spent() {
            sink.push(0, None, Code::TooDeep.into(), &LazyLocation::root());
        }
    }
}

/// This many properties of an object are looked for freely.
const FREE_PROPERTIES: usize = 256;
/// How many more may be looked for in all objects. A short list can hold many objects that lack all properties.
const MAX_MISSING: usize = 1 << 26;

/// The node id of the root.
pub(super) const ROOT_ID: u32 = 1;

struct Checker<'s> {
    nodes: &'s [Node],
    sink: &'s mut dyn Sink,
    /// How many properties may still be looked for; 0 ends the check.
    left: usize,
}

impl Checker<'_> {
    const fn is_spent(&self) -> bool {
        self.left == 0
    }

    /// Checks a value that is there: first the node's own rules, then what is below it. The kind is read once.
    fn value<'v, V: Source<'v>>(
        &mut self,
        id: u32,
        node: &Node,
        value: V,
        is_required: bool,
        location: &LazyLocation<'_>,
    ) {
        let kind = value.kind(Some(node));
        if let Err(Broken { rule, which }) = check_node(node, value, kind, location) {
            if rule.code != Code::Required || is_required {
                let received = if rule.code == Code::InvalidType { kind } else { Kind::Missing };
                self.sink.push(id, Some(node), Failure { rule, which, received }, location);
            }
            match rule.code {
                Code::Required => return,
                Code::InvalidType | Code::NotAllowed | Code::InvalidEnum | Code::TooDeep => {
                    return value.skip(node, kind);
                }
                _ => {}
            }
        }
        match kind {
            Kind::List(count) => self.items(node, value, count, location),
            Kind::Object => self.properties(node, value, location),
            _ => {}
        }
    }

    fn items<'v, V: Source<'v>>(&mut self, node: &Node, value: V, count: usize, location: &LazyLocation<'_>) {
        if let Some(items) = node.items.and_then(|items| self.nodes.get(items as usize)) {
            for (at, index) in (0..count).zip(0..) {
                let inner = location.join(Step::Index(index));
                self.value(node.items_id, items, value.item(at), true, &inner);
                if self.is_spent() {
                    return;
                }
            }
            return;
        }
        for index in value.deep_items(location.levels_left()) {
            self.sink.push(0, None, Code::TooDeep.into(), &location.join(Step::Index(index)));
        }
    }

    fn properties<'v, V: Source<'v>>(&mut self, node: &Node, value: V, location: &LazyLocation<'_>) {
        if node.properties.len() > FREE_PROPERTIES {
            self.left = self.left.saturating_sub(node.properties.len() - FREE_PROPERTIES);
        }
        let mut cursor = value.cursor();
        for property in &node.properties {
            // Nothing of the value may be read after the check has ended in a part of it.
            if self.is_spent() {
                return;
            }
            self.property(property, value.property(&mut cursor, &property.name, property.node.is_some()), location);
        }
        if self.is_spent() {
            return;
        }
        if value.has_only_declared(&cursor) {
            return;
        }
        let deeper_than = node.additional.then(|| location.levels_left());
        self.undeclared(node, &value.undeclared(&cursor, node, deeper_than), location);
    }

    /// Reports keys that the schema does not declare, sorted by code point.
    #[inline(never)]
    fn undeclared(&mut self, node: &Node, keys: &[UndeclaredKey<'_>], location: &LazyLocation<'_>) {
        let order = sort::sorted_indices(keys.len(), &mut |one, other| keys[one].is_before(&keys[other]));
        let mut reported = None;
        for key in order.into_iter().filter_map(|at| keys.get(at)) {
            let (code, node) = match (key.is_text, node.additional) {
                (false, _) => (Code::InvalidText, None),
                (true, true) => (Code::TooDeep, None),
                (true, false) => (Code::UnrecognizedKey, Some(node)),
            };
            // Keys that differ only in their lone surrogates have the same name here, so they give one issue.
            if key.is_text || reported != Some(key.name) {
                self.sink.push(0, node, code.into(), &location.join(Step::OtherKey(key.name)));
            }
            reported = Some(key.name).filter(|_| !key.is_text);
        }
    }

    fn property<'v, V: Source<'v>>(&mut self, property: &Property, value: Option<V>, location: &LazyLocation<'_>) {
        let inner = location.join(Step::Key(&property.name));
        let node = property.node.and_then(|node| self.nodes.get(node as usize));
        match (value, node) {
            (Some(value), Some(node)) => self.value(property.id, node, value, property.required, &inner),
            (Some(value), None) if !matches!(value.kind(None), Kind::Missing) => {}
            (_, node) if property.required => {
                self.sink.push(property.id, node, Code::Required.into(), &inner);
            }
            _ => {}
        }
    }
}

/// A rule that a value breaks; `which` of the node's limits or value lists it is.
#[derive(Clone, Copy)]
pub(super) struct Broken {
    pub(super) rule: rule::Fault,
    pub(super) which: usize,
}

impl From<rule::Fault> for Broken {
    fn from(rule: rule::Fault) -> Self {
        Self { rule, which: 0 }
    }
}

/// The bits of the types that a value of this kind has; none for a value that JSON does not have.
#[inline]
pub(super) fn type_bits<'v, V: Source<'v>>(value: V, kind: Kind<'v>) -> u8 {
    match kind {
        Kind::Missing | Kind::Other(_) => 0,
        Kind::Null => Type::Null as u8,
        Kind::Boolean(_) => Type::Boolean as u8,
        Kind::Number => Type::mask_of_number(value.number()),
        Kind::String(_) | Kind::IllFormedString | Kind::Utf16Length(_) => Type::String as u8,
        Kind::List(_) => Type::Array as u8,
        Kind::Object => Type::Object as u8,
    }
}

/// Checks the node's own rules in their order: type, Unicode text, allowed values, size, format. The first broken one counts.
#[inline]
pub(super) fn check_node<'v, V: Source<'v>>(
    node: &Node,
    value: V,
    kind: Kind<'v>,
    location: &LazyLocation<'_>,
) -> Result<(), Broken> {
    let broken = |code, which| Err(Broken { rule: rule::Fault::new(code), which });
    // A missing value has no type bit, so one comparison is enough for all values of the right type.
    if node.type_mask & type_bits(value, kind) == 0 {
        return match kind {
            Kind::Missing => broken(Code::Required, 0),
            Kind::Null if node.accepts_null => Ok(()),
            _ if node.is_false => broken(Code::NotAllowed, 0),
            _ => broken(Code::InvalidType, 0),
        };
    }
    let is_compared = !matches!(kind, Kind::IllFormedString) && (!matches!(kind, Kind::Null) || !node.accepts_null);
    if is_compared
        && !node.options.is_empty()
        && let Some(which) = broken_options(node, value, kind)
    {
        return broken(Code::InvalidEnum, which);
    }
    match kind {
        Kind::String(text) => node.check_text(text).map_err(Broken::from),
        Kind::IllFormedString => broken(Code::InvalidText, 0),
        Kind::Utf16Length(units) => node.check_utf16_length(units).map_err(Broken::from),
        Kind::Number => node.broken_limit(value.number()).map_or(Ok(()), |limit| broken(limit.code(), limit as usize)),
        Kind::List(_) | Kind::Object if location.depth >= MAX_DEPTH => broken(Code::TooDeep, 0),
        Kind::List(count) if node.count(Count::MinItems).is_some_and(|min| count < min as usize) => {
            broken(Code::TooFew, 0)
        }
        Kind::List(count) if node.count(Count::MaxItems).is_some_and(|max| count > max as usize) => {
            broken(Code::TooMany, 0)
        }
        _ => Ok(()),
    }
}

/// The index of the node's first list of allowed values that does not hold the value.
#[inline(never)]
fn broken_options<'v, V: Source<'v>>(node: &Node, value: V, kind: Kind<'v>) -> Option<usize> {
    let mut lists = node.options.iter().zip(&node.lookups);
    lists.position(|(options, lookup)| !options.as_array().is_some_and(|options| lookup.holds(options, value, kind)))
}
