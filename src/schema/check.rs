//! Checks a value against a compiled schema.

use alloc::vec::Vec;

use super::MAX_DEPTH;
use super::failure::Failure;
use super::kind::Kind;
use super::node::{Node, Property, Type};
use super::source::{Source, UndeclaredKey};
use crate::json::is_integral;
use crate::path::{Path, Segment};
use crate::reason::Code;
use crate::rule;
use crate::sort;

/// Receives what is wrong, in the schema's order: depth first, unknown keys last.
#[doc(hidden)]
pub trait Sink {
    /// Takes one failure. `id` is the id of the node; 0 stands for a location that the schema does not describe.
    fn push(&mut self, id: u32, node: Option<&Node>, failure: Failure<'_>, location: &LazyLocation<'_>);
}

/// The location that is being checked, as a linked list on the stack. It allocates nothing until there is an issue.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct LazyLocation<'t> {
    parent: Option<&'t LazyLocation<'t>>,
    step: Step<'t>,
    depth: usize,
}

#[derive(Clone, Copy)]
enum Step<'t> {
    Root,
    Key(&'t str),
    Index(u32),
}

impl<'t> LazyLocation<'t> {
    const ROOT: LazyLocation<'static> = LazyLocation { parent: None, step: Step::Root, depth: 0 };

    const fn join(&'t self, step: Step<'t>) -> Self {
        Self { parent: Some(self), step, depth: self.depth + 1 }
    }

    /// How many lists and objects may still stand inside one another below this list or object.
    const fn levels_left(&self) -> usize {
        MAX_DEPTH - self.depth - 1
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
                Step::Key(name) => Segment::from(name),
                Step::Root => return,
            });
        }
    }
}

/// Checks a value and pushes everything that is wrong into the sink.
#[doc(hidden)]
pub fn check<'v, V: Source<'v>>(root: &Node, value: V, sink: &mut dyn Sink) {
    Checker { sink }.value(ROOT_ID, root, value, true, &LazyLocation::ROOT);
}

/// The node id of the root.
pub(super) const ROOT_ID: u32 = 1;

struct Checker<'s> {
    sink: &'s mut dyn Sink,
}

impl Checker<'_> {
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
                Code::InvalidType | Code::InvalidEnum | Code::TooDeep => return value.skip(node, kind),
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
        if let Some(items) = &node.items {
            for (at, index) in (0..count).zip(0..) {
                let inner = location.join(Step::Index(index));
                self.value(node.items_id, items, value.item(at), true, &inner);
            }
            return;
        }
        for index in value.deep_items(location.levels_left()) {
            self.sink.push(0, None, Code::TooDeep.into(), &location.join(Step::Index(index)));
        }
    }

    fn properties<'v, V: Source<'v>>(&mut self, node: &Node, value: V, location: &LazyLocation<'_>) {
        let mut cursor = value.cursor();
        for property in &node.properties {
            self.property(property, value.property(&mut cursor, &property.name, property.node.is_some()), location);
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
        let order = sort::sorted_indices(keys.len(), &mut |one, other| {
            let of = |at: usize| keys.get(at).map(|key| (key.name, !key.is_text));
            of(one) < of(other)
        });
        let mut reported = None;
        for key in order.into_iter().filter_map(|at| keys.get(at)) {
            let code = match (key.is_text, node.additional) {
                (false, _) => Code::InvalidText,
                (true, true) => Code::TooDeep,
                (true, false) => Code::UnrecognizedKey,
            };
            // Keys that differ only in their lone surrogates have the same name here, so they give one issue.
            if key.is_text || reported != Some(key.name) {
                self.sink.push(0, None, code.into(), &location.join(Step::Key(key.name)));
            }
            reported = Some(key.name).filter(|_| !key.is_text);
        }
    }

    fn property<'v, V: Source<'v>>(&mut self, property: &Property, value: Option<V>, location: &LazyLocation<'_>) {
        let inner = location.join(Step::Key(&property.name));
        match (value, &property.node) {
            (Some(value), Some(node)) => self.value(property.id, node, value, property.required, &inner),
            (Some(value), None) if !matches!(value.kind(None), Kind::Missing) => {}
            (_, node) if property.required => {
                self.sink.push(property.id, node.as_ref(), Code::Required.into(), &inner);
            }
            _ => {}
        }
    }
}

/// A rule that a value breaks; `which` of the node's limits or value lists it is.
struct Broken {
    rule: rule::Fault,
    which: usize,
}

impl From<rule::Fault> for Broken {
    fn from(rule: rule::Fault) -> Self {
        Self { rule, which: 0 }
    }
}

/// Checks the node's own rules in their order: type, Unicode text, allowed values, size, format. The first broken one counts.
#[inline]
fn check_node<'v, V: Source<'v>>(
    node: &Node,
    value: V,
    kind: Kind<'v>,
    location: &LazyLocation<'_>,
) -> Result<(), Broken> {
    let broken = |code, which| Err(Broken { rule: rule::Fault::new(code), which });
    let types = match kind {
        Kind::Missing => return broken(Code::Required, 0),
        Kind::Other(_) => 0,
        Kind::Null => Type::Null as u8,
        Kind::Boolean(_) => Type::Boolean as u8,
        Kind::Number if is_integral(value.number()) => Type::Number as u8 | Type::Integer as u8,
        Kind::Number => Type::Number as u8,
        Kind::String(_) | Kind::IllFormedString | Kind::Utf16Length(_) => Type::String as u8,
        Kind::List(_) => Type::Array as u8,
        Kind::Object => Type::Object as u8,
    };
    if node.type_mask & types == 0 {
        return broken(Code::InvalidType, 0);
    }
    if !node.options.is_empty()
        && !matches!(kind, Kind::IllFormedString)
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
        Kind::List(count) if node.min_items.is_some_and(|min| count < min as usize) => broken(Code::TooFew, 0),
        Kind::List(count) if node.max_items.is_some_and(|max| count > max as usize) => broken(Code::TooMany, 0),
        _ => Ok(()),
    }
}

/// The index of the node's first list of allowed values that does not hold the value.
#[inline(never)]
fn broken_options<'v, V: Source<'v>>(node: &Node, value: V, kind: Kind<'v>) -> Option<usize> {
    let mut lists = node.options.iter().zip(&node.lookups);
    lists.position(|(options, lookup)| !options.as_array().is_some_and(|options| lookup.holds(options, value, kind)))
}
