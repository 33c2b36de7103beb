//! A value against a compiled schema.

use crate::json::Value;

use super::node::{Node, Type};
use super::{Input, Kind, MAX_DEPTH};
use crate::path::{Path, Segment};
use crate::reason::{Code, Reason, number};
use crate::report::{Issue, MAX_ISSUES, Report};
use crate::rule::length;
use crate::sort;

pub(super) fn check<'v, V: Input<'v>>(root: &Node, value: V) -> Result<(), Report> {
    let mut checker = Checker { issues: Vec::new(), hidden: 0 };
    checker.place(Some(root), Some(value), true, &Trail::ROOT);
    checker.report()
}

/// The way to the place that is being checked, on the stack: nothing is allocated until there is an issue.
struct Trail<'t> {
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

    fn path(&self) -> Path {
        let mut segments = Vec::with_capacity(self.depth);
        let mut at = Some(self);
        while let Some(trail) = at {
            match trail.step {
                Step::Root => {}
                Step::Key(name) => segments.push(Segment::from(name)),
                Step::Index(index) => segments.push(Segment::Index(index)),
            }
            at = trail.parent;
        }
        segments.reverse();
        Path(segments)
    }
}

struct Checker {
    issues: Vec<Issue>,
    hidden: u32,
}

impl Checker {
    /// The issue of this place, if it has one, then those below it. Each value is asked for its kind exactly once.
    fn place<'v, V: Input<'v>>(&mut self, node: Option<&Node>, value: Option<V>, required: bool, trail: &Trail<'_>) {
        let kind = value.map_or(Kind::Missing, |value| value.kind(node));
        let (Some(value), false) = (value, matches!(kind, Kind::Missing)) else {
            if required {
                self.tell(node, Reason::new(Code::Required), trail);
            }
            return;
        };
        let Some(node) = node else { return };
        if let Err(reason) = own(node, value, kind, trail) {
            let stop = matches!(reason.code(), Code::InvalidType | Code::InvalidEnum | Code::TooDeep);
            self.tell(Some(node), reason, trail);
            if stop {
                value.skip(node, kind);
                return;
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
                self.place(Some(items), Some(value.item(at)), true, &trail.join(Step::Index(index)));
            }
            return;
        }
        for index in value.deep_items(trail.levels()) {
            self.tell(None, Reason::new(Code::TooDeep), &trail.join(Step::Index(index)));
        }
    }

    fn properties<'v, V: Input<'v>>(&mut self, node: &Node, value: V, trail: &Trail<'_>) {
        for property in &node.properties {
            let inner = trail.join(Step::Key(&property.name));
            self.place(property.node.as_ref(), value.property(&property.name), property.required, &inner);
        }
        let mut undeclared = value.undeclared(node, node.additional.then(|| trail.levels()));
        sort::texts(&mut undeclared);
        let code = if node.additional { Code::TooDeep } else { Code::UnrecognizedKey };
        for name in undeclared {
            self.tell(None, Reason::new(code), &trail.join(Step::Key(name)));
        }
    }

    /// Adds an issue at a place, in the place's own words where it has some.
    #[cold]
    fn tell(&mut self, node: Option<&Node>, reason: Reason, trail: &Trail<'_>) {
        if self.issues.len() == MAX_ISSUES {
            self.hidden += 1;
            return;
        }
        let reason = match node.and_then(|node| node.reason.as_ref()) {
            Some(text) => Reason::custom(text).with_detail(reason.code().as_str()),
            None => reason,
        };
        self.issues.push(Issue::new(trail.path(), reason));
    }

    fn report(mut self) -> Result<(), Report> {
        if self.hidden > 0 {
            let count = Reason::new(Code::MoreIssues).with_param("count", self.hidden);
            self.issues.push(Issue::new(Path::ROOT, count));
        }
        if self.issues.is_empty() { Ok(()) } else { Err(self.issues.into_iter().collect()) }
    }
}

/// What is wrong with the place itself: its type, else its value, else its size, else its format.
fn own<'v, V: Input<'v>>(node: &Node, value: V, kind: Kind<'v>, trail: &Trail<'_>) -> Result<(), Reason> {
    expect_type(node, kind)?;
    if let Some(options) = node.options.iter().find(|options| !options.0.iter().any(|one| value.equals(kind, one))) {
        return Err(Reason::new(Code::InvalidEnum).with_param("options", Value::from(options.0.clone())));
    }
    match kind {
        Kind::String(text) => check_string(node, text),
        Kind::Number(value) => check_number(node, value),
        Kind::List(_) | Kind::Object if trail.depth >= MAX_DEPTH => Err(Reason::new(Code::TooDeep)),
        Kind::List(count) => check_size(node, count),
        _ => Ok(()),
    }
}

fn expect_type(node: &Node, kind: Kind<'_>) -> Result<(), Reason> {
    let fits = |expected: Type| match kind {
        Kind::Missing | Kind::Other(_) => false,
        Kind::Null => expected == Type::Null,
        Kind::Boolean(_) => expected == Type::Boolean,
        Kind::Number(value) => expected == Type::Number || (expected == Type::Integer && value.fract() == 0.0),
        Kind::String(_) => expected == Type::String,
        Kind::List(_) => expected == Type::Array,
        Kind::Object => expected == Type::Object,
    };
    let expected = match &node.types {
        Some(types) if types.0.iter().any(|&expected| fits(expected)) => return Ok(()),
        Some(types) => types.expected(),
        // With no type any JSON value will do, but nothing that JSON cannot hold.
        None if !matches!(kind, Kind::Other(_)) => return Ok(()),
        None => "JSON value".to_owned(),
    };
    let received = match kind {
        Kind::Missing => "undefined",
        Kind::Null => "null",
        Kind::Boolean(_) => "boolean",
        Kind::Number(_) => "number",
        Kind::String(_) => "string",
        Kind::List(_) => "array",
        Kind::Object => "object",
        Kind::Other(name) => name,
    };
    Err(Reason::new(Code::InvalidType).with_param("expected", expected).with_param("received", received))
}

fn check_string(node: &Node, text: &str) -> Result<(), Reason> {
    if !node.format.as_ref().is_some_and(super::format::Format::counts_itself) {
        if let Some(min) = node.min_length {
            length::at_least(text, min)?;
        }
        if let Some(max) = node.max_length {
            length::at_most(text, max)?;
        }
    }
    node.format.as_ref().map_or(Ok(()), |format| format.check(text, node.max_length))
}

fn check_number(node: &Node, value: f64) -> Result<(), Reason> {
    let Some(broken) = node.number.iter().find(|bound| !bound.holds(value)) else { return Ok(()) };
    let (code, name) = if broken.upper { (Code::TooBig, "max") } else { (Code::TooSmall, "min") };
    let reason = Reason::new(code).with_param(name, number(broken.limit));
    Err(if broken.exclusive { reason.with_param("exclusive", true) } else { reason })
}

fn check_size(node: &Node, size: usize) -> Result<(), Reason> {
    if let Some(min) = node.min_items.filter(|&min| size < min as usize) {
        return Err(Reason::new(Code::TooFew).with_param("min", min));
    }
    if let Some(max) = node.max_items.filter(|&max| size > max as usize) {
        return Err(Reason::new(Code::TooMany).with_param("max", max));
    }
    Ok(())
}
