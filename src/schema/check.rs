//! A value against a compiled schema.

use serde_json::Value;

use super::node::{Node, Type};
use super::{Input, Kind, MAX_DEPTH};
use crate::path::{Path, Segment};
use crate::reason::{Code, Reason, number};
use crate::report::{Issue, MAX_ISSUES, Report};
use crate::rule::length;

pub(super) fn check<'v, V: Input<'v>>(root: &Node, value: V) -> Result<(), Report> {
    let mut checker = Checker { place: Vec::new(), issues: Vec::new(), hidden: 0 };
    if matches!(value.kind(), Kind::Missing) {
        checker.tell(Some(root), Reason::new(Code::Required));
    } else {
        checker.node(root, value);
    }
    checker.report()
}

/// A step to the place that is being checked, borrowed: nothing is allocated until there is an issue.
#[derive(Clone, Copy)]
enum Step<'s> {
    Key(&'s str),
    Index(u32),
}

struct Checker<'s> {
    place: Vec<Step<'s>>,
    issues: Vec<Issue>,
    hidden: u32,
}

impl<'s> Checker<'s> {
    /// The issue of this place, if it has one, then those below it.
    fn node<'v: 's, V: Input<'v>>(&mut self, node: &'s Node, value: V) {
        let kind = value.kind();
        if let Err(reason) = self.own(node, value, kind) {
            let stop = matches!(reason.code(), Code::InvalidType | Code::InvalidEnum | Code::TooDeep);
            self.tell(Some(node), reason);
            if stop {
                return;
            }
        }
        match kind {
            Kind::List => self.items(node, value),
            Kind::Object => self.properties(node, value),
            _ => {}
        }
    }

    /// What is wrong with the place itself: its type, else its value, else its size, else its format.
    fn own<'v, V: Input<'v>>(&self, node: &Node, value: V, kind: Kind<'v>) -> Result<(), Reason> {
        expect_type(node, kind)?;
        if let Some(options) = node.options.iter().find(|options| !options.0.iter().any(|one| value.equals(one))) {
            return Err(Reason::new(Code::InvalidEnum).with_param("options", Value::from(options.0.clone())));
        }
        match kind {
            Kind::String(text) => check_string(node, text),
            Kind::Number(value) => check_number(node, value),
            Kind::List | Kind::Object if self.place.len() >= MAX_DEPTH => Err(Reason::new(Code::TooDeep)),
            Kind::List => check_size(node, value.len()),
            _ => Ok(()),
        }
    }

    fn items<'v: 's, V: Input<'v>>(&mut self, node: &'s Node, value: V) {
        let levels = MAX_DEPTH - self.place.len() - 1;
        for (at, index) in (0..value.len()).zip(0_u32..) {
            self.place.push(Step::Index(index));
            match &node.items {
                Some(items) => {
                    let item = value.item(at);
                    if matches!(item.kind(), Kind::Missing) {
                        self.tell(Some(items), Reason::new(Code::Required));
                    } else {
                        self.node(items, item);
                    }
                }
                None if value.item_is_deeper(at, levels) => self.tell(None, Reason::new(Code::TooDeep)),
                None => {}
            }
            self.place.pop();
        }
    }

    fn properties<'v: 's, V: Input<'v>>(&mut self, node: &'s Node, value: V) {
        for (at, property) in node.properties.iter().enumerate() {
            self.place.push(Step::Key(&property.name));
            let found = value.property(at, &property.name).filter(|found| !matches!(found.kind(), Kind::Missing));
            match (found, &property.node) {
                (None, inner) if property.required => self.tell(inner.as_ref(), Reason::new(Code::Required)),
                (Some(found), Some(inner)) => self.node(inner, found),
                _ => {}
            }
            self.place.pop();
        }
        let levels = MAX_DEPTH - self.place.len() - 1;
        let mut undeclared = value.undeclared(&|name| node.declares(name), node.additional.then_some(levels));
        // UTF-8 sorts by code point.
        undeclared.sort_unstable();
        let code = if node.additional { Code::TooDeep } else { Code::UnrecognizedKey };
        for name in undeclared {
            self.place.push(Step::Key(name));
            self.tell(None, Reason::new(code));
            self.place.pop();
        }
    }

    /// Adds an issue at the present place, in the place's own words where it has some.
    fn tell(&mut self, node: Option<&Node>, reason: Reason) {
        if self.issues.len() == MAX_ISSUES {
            self.hidden += 1;
            return;
        }
        let reason = match node.and_then(|node| node.reason.as_ref()) {
            Some(text) => Reason::custom(text).with_detail(reason.code().as_str()),
            None => reason,
        };
        let segments = self.place.iter().map(|step| match *step {
            Step::Key(name) => Segment::from(name),
            Step::Index(index) => Segment::Index(index),
        });
        self.issues.push(Issue::new(Path(segments.collect()), reason));
    }

    fn report(mut self) -> Result<(), Report> {
        if self.hidden > 0 {
            let count = Reason::new(Code::MoreIssues).with_param("count", self.hidden);
            self.issues.push(Issue::new(Path::ROOT, count));
        }
        if self.issues.is_empty() { Ok(()) } else { Err(self.issues.into_iter().collect()) }
    }
}

fn expect_type(node: &Node, kind: Kind<'_>) -> Result<(), Reason> {
    let fits = |expected: Type| match kind {
        Kind::Missing | Kind::Other(_) => false,
        Kind::Null => expected == Type::Null,
        Kind::Boolean(_) => expected == Type::Boolean,
        Kind::Number(value) => expected == Type::Number || (expected == Type::Integer && value.fract() == 0.0),
        Kind::String(_) => expected == Type::String,
        Kind::List => expected == Type::Array,
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
        Kind::List => "array",
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
