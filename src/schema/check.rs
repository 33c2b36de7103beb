//! A value against a compiled schema.

use super::node::{Node, Property, Type};
use super::{Fault, Input, Kind, MAX_DEPTH};
use crate::path::{Path, Segment};
use crate::reason::Code;
use crate::rule;
use crate::sort;

/// Who is told what is wrong: in the schema's order, depth first, unknown keys last.
pub(crate) trait Sink {
    /// Takes a fault of a place. The schema knows the place by a number; 0 is one that it says nothing of.
    fn tell(&mut self, place: u32, node: Option<&Node>, fault: Fault<'_>, trail: &Trail<'_>);
}

/// The way to the place that is being checked, on the stack: nothing is allocated until there is an issue.
#[derive(Clone, Copy)]
pub(crate) struct Trail<'t> {
    parent: Option<&'t Trail<'t>>,
    step: Step<'t>,
    depth: usize,
}

#[derive(Clone, Copy)]
enum Step<'t> {
    Root,
    Key(&'t str),
    Index(u32),
}

impl<'t> Trail<'t> {
    const ROOT: Trail<'static> = Trail { parent: None, step: Step::Root, depth: 0 };

    const fn join(&'t self, step: Step<'t>) -> Self {
        Self { parent: Some(self), step, depth: self.depth + 1 }
    }

    /// How many lists and objects a value below this list or object may still hold inside one another.
    const fn levels(&self) -> usize {
        MAX_DEPTH - self.depth - 1
    }

    /// Adds the indices of lists on the way from here up to the root.
    #[cfg(target_arch = "wasm32")]
    pub(crate) fn push_indices(&self, indices: &mut Vec<u32>) {
        let mut next = Some(self);
        while let Some(trail) = next {
            if let Step::Index(index) = trail.step {
                indices.push(index);
            }
            next = trail.parent;
        }
    }

    pub(crate) fn path(&self) -> Path {
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

pub(super) fn check<'v, V: Input<'v>>(root: &Node, value: V, sink: &mut impl Sink) {
    Checker { sink }.present(ROOT_PLACE, root, value, true, &Trail::ROOT);
}

pub(super) const ROOT_PLACE: u32 = 1;

struct Checker<'s, S> {
    sink: &'s mut S,
}

impl<S: Sink> Checker<'_, S> {
    /// The issue of this place, if it has one, then those below it. Each value is asked for its kind exactly once.
    fn present<'v, V: Input<'v>>(&mut self, place: u32, node: &Node, value: V, required: bool, trail: &Trail<'_>) {
        let kind = value.kind(Some(node));
        if let Err(Broken { rule, which }) = own(node, value, kind, trail) {
            if rule.code != Code::Required || required {
                let received = if rule.code == Code::InvalidType { kind } else { Kind::Missing };
                self.sink.tell(place, Some(node), Fault { rule, which, received }, trail);
            }
            match rule.code {
                Code::Required => return,
                Code::InvalidType | Code::InvalidEnum | Code::TooDeep => return value.skip(node, kind),
                _ => {}
            }
        }
        match kind {
            Kind::List(count) => self.items(node, value, count, trail),
            Kind::Object => self.properties(node, value, trail),
            _ => {}
        }
    }

    fn items<'v, V: Input<'v>>(&mut self, node: &Node, value: V, count: usize, trail: &Trail<'_>) {
        if let Some(items) = &node.items {
            for (at, index) in (0..count).zip(0..) {
                let inner = trail.join(Step::Index(index));
                self.present(node.items_place, items, value.item(at), true, &inner);
            }
            return;
        }
        for index in value.deep_items(trail.levels()) {
            self.sink.tell(0, None, Code::TooDeep.into(), &trail.join(Step::Index(index)));
        }
    }

    fn properties<'v, V: Input<'v>>(&mut self, node: &Node, value: V, trail: &Trail<'_>) {
        let mut entries = value.entries();
        for property in &node.properties {
            self.property(property, value.property(&mut entries, &property.name, property.node.is_some()), trail);
        }
        if value.are_all_declared(&entries) {
            return;
        }
        let mut undeclared = value.undeclared(&entries, node, node.additional.then(|| trail.levels()));
        sort::texts(&mut undeclared);
        let code = if node.additional { Code::TooDeep } else { Code::UnrecognizedKey };
        for name in undeclared {
            self.sink.tell(0, None, code.into(), &trail.join(Step::Key(name)));
        }
    }

    fn property<'v, V: Input<'v>>(&mut self, property: &Property, value: Option<V>, trail: &Trail<'_>) {
        let inner = trail.join(Step::Key(&property.name));
        match (value, &property.node) {
            (Some(value), Some(node)) => self.present(property.place, node, value, property.required, &inner),
            (Some(value), None) if !matches!(value.kind(None), Kind::Missing) => {}
            (_, node) if property.required => {
                self.sink.tell(property.place, node.as_ref(), Code::Required.into(), &inner);
            }
            _ => {}
        }
    }
}

/// What a value breaks: a rule, and which of the place's limits or lists of values.
struct Broken {
    rule: rule::Fault,
    which: usize,
}

impl From<rule::Fault> for Broken {
    fn from(rule: rule::Fault) -> Self {
        Self { rule, which: 0 }
    }
}

/// What is wrong with the place itself: its type, else its value, else its size, else its format.
#[inline]
fn own<'v, V: Input<'v>>(node: &Node, value: V, kind: Kind<'v>, trail: &Trail<'_>) -> Result<(), Broken> {
    let broken = |code, which| Err(Broken { rule: rule::Fault::new(code), which });
    let fits = match kind {
        Kind::Missing => return broken(Code::Required, 0),
        Kind::Other(_) => 0,
        Kind::Null => Type::Null as u8,
        Kind::Boolean(_) => Type::Boolean as u8,
        Kind::Number if value.number().fract() == 0.0 => Type::Number as u8 | Type::Integer as u8,
        Kind::Number => Type::Number as u8,
        #[cfg(target_arch = "wasm32")]
        Kind::Units(_) => Type::String as u8,
        Kind::String(_) => Type::String as u8,
        Kind::List(_) => Type::Array as u8,
        Kind::Object => Type::Object as u8,
    };
    if node.fits & fits == 0 {
        return broken(Code::InvalidType, 0);
    }
    for (which, options) in node.options.iter().enumerate() {
        if !options.as_array().is_some_and(|options| options.iter().any(|one| value.equals(kind, one))) {
            return broken(Code::InvalidEnum, which);
        }
    }
    match kind {
        Kind::String(text) => node.judge_text(text).map_err(Broken::from),
        #[cfg(target_arch = "wasm32")]
        Kind::Units(units) => node.judge_units(units).map_err(Broken::from),
        Kind::Number => node.broken(value.number()).map_or(Ok(()), |limit| broken(limit.code(), limit as usize)),
        Kind::List(_) | Kind::Object if trail.depth >= MAX_DEPTH => broken(Code::TooDeep, 0),
        Kind::List(count) if node.min_items.is_some_and(|min| count < min as usize) => broken(Code::TooFew, 0),
        Kind::List(count) if node.max_items.is_some_and(|max| count > max as usize) => broken(Code::TooMany, 0),
        _ => Ok(()),
    }
}
