//! The parts of a schema that describe the parts of a form.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::{ptr, slice};

use super::super::node::{Node, NodeIndex, Role};
use super::convert::{convert, trimmed};
use super::kinds::{ARRAY, Kinds, NULL, OBJECT};
use super::tree::FormNode;
use crate::json::{Json, small_integer};

/// The schemas that judge one part of a value, all of them; empty if the schema does not describe the part.
pub(super) type Part = Vec<Piece>;

/// One of these schemas.
#[derive(Clone)]
pub(super) enum Piece {
    Node(NodeIndex),
    /// One of these parts, of several branches.
    Any(Vec<Part>),
}

/// The most schemas of branches that are kept for a part. Of a part with more of them, nothing is known.
const MAX_BRANCHES: usize = 256;

/// The nodes for a part of a value, after the form has chosen the branches of unions.
pub(super) struct Statements<'s> {
    /// All of these judge the part.
    pub(super) all: Vec<&'s Node>,
    /// Of each of these, one judges the part: it is not known which one.
    unions: Vec<Vec<Part>>,
}

/// The step from a part to a part inside it.
#[derive(Clone, Copy)]
pub(super) enum Step<'k> {
    Key(&'k str),
    Index(usize),
}

/// How a branch agrees with a form.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rating {
    /// The form has a text that the branch does not allow for a tag.
    Contradicted,
    Unknown,
    /// The form has a text that is one of the branch's values for a tag.
    Tagged,
}

/// The nodes of a schema.
#[derive(Clone, Copy)]
pub(super) struct Places<'s> {
    pub(super) nodes: &'s [Node],
}

impl<'s> Places<'s> {
    fn node(self, index: NodeIndex) -> Option<&'s Node> {
        self.nodes.get(index as usize)
    }

    /// Whether the schema refuses keys that it does not describe.
    pub(super) fn is_closed(self) -> bool {
        self.statements(&[Piece::Node(0)], None).all.iter().any(|node| !node.additional)
    }

    /// The names of the form's own properties, and those that it requires, that would be paths as names of entries.
    pub(super) fn names_like_paths(self) -> BTreeSet<&'s str> {
        let mut names = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut left = vec![0];
        while let Some(index) = left.pop() {
            let Some(node) = self.node(index).filter(|_| seen.insert(index)) else { continue };
            let own = node.properties.iter().map(|property| &*property.name);
            names.extend(own.filter(|name| name.contains(['.', '[', '$'])));
            let Some(more) = &node.more else { continue };
            left.extend(more.unions.iter().flat_map(|union| &union.branches).map(|branch| branch.node));
            for role in [Role::All, Role::Then, Role::Else] {
                left.extend(more.of(role).map(|edge| edge.node));
            }
        }
        names
    }

    /// Whether the schema mentions every name of a path, or describes the part of an object at it.
    pub(super) fn knows(self, path: &[String]) -> bool {
        let mentions = |node: &Node, name: &String| node.properties.iter().any(|property| property.name == *name);
        let mut names = path.iter().filter(|name| small_integer(name).is_none());
        names.all(|name| self.nodes.iter().any(|node| mentions(node, name))) || (path.len() > 1 && self.describes(path))
    }

    /// Whether the schema describes the part at a path, or says that an object is allowed around it.
    fn describes(self, path: &[String]) -> bool {
        let mut part = vec![Piece::Node(0)];
        let mut is_in_object = false;
        for segment in path {
            is_in_object = self.kinds_of(&part).names(OBJECT);
            let step = small_integer(segment).map_or(Step::Key(segment), |index| Step::Index(index as usize));
            part = self.child(&self.statements(&part, None), step, None);
        }
        is_in_object || !part.is_empty()
    }

    /// The values that a part allows.
    pub(super) fn kinds_of(self, part: &[Piece]) -> Kinds<'s> {
        part.iter().fold(Kinds::ANY, |kinds, piece| {
            kinds.both(&match piece {
                Piece::Node(index) => self.kinds(*index),
                Piece::Any(parts) => parts.iter().fold(Kinds::NONE, |any, part| any.either(self.kinds_of(part))),
            })
        })
    }

    fn kinds(self, index: NodeIndex) -> Kinds<'s> {
        self.node(index).map_or(Kinds::ANY, |node| self.kinds_of_node(node))
    }

    fn kinds_of_node(self, node: &'s Node) -> Kinds<'s> {
        let mut kinds = Kinds::of_node(node);
        if let Some(more) = &node.more {
            for edge in more.of(Role::All) {
                kinds = kinds.both(&self.kinds(edge.node));
            }
            for union in &more.unions {
                let branches = union.branches.iter();
                kinds = kinds.both(&branches.fold(Kinds::NONE, |any, branch| any.either(self.kinds(branch.node))));
            }
        }
        if node.accepts_null {
            kinds.open |= NULL;
        }
        kinds
    }

    /// The statements about a part, with the branches that a form chooses by its tags.
    pub(super) fn statements(self, part: &[Piece], form: Option<&FormNode>) -> Statements<'s> {
        let mut statements = Statements { all: Vec::new(), unions: Vec::new() };
        self.visit(part, form, &mut statements);
        statements
    }

    fn visit(self, part: &[Piece], form: Option<&FormNode>, to: &mut Statements<'s>) {
        for piece in part {
            match piece {
                Piece::Node(index) => {
                    if let Some(node) = self.node(*index) {
                        self.visit_node(node, form, to);
                    }
                }
                Piece::Any(parts) => self.visit_union(parts.clone(), form, to),
            }
        }
    }

    fn visit_node(self, node: &'s Node, form: Option<&FormNode>, to: &mut Statements<'s>) {
        if to.all.iter().any(|known| ptr::eq(*known, node)) {
            return;
        }
        // It means "the other keywords, or null". If those allow nothing but null, no branch of this union is meant.
        if node.accepts_null && !self.kinds_of_node(node).is_more_than_null() {
            return;
        }
        to.all.push(node);
        let Some(more) = &node.more else { return };
        for edge in more.of(Role::All) {
            self.visit(&[Piece::Node(edge.node)], form, to);
        }
        for union in &more.unions {
            let branches = union.branches.iter().map(|branch| vec![Piece::Node(branch.node)]);
            self.visit_union(branches.collect(), form, to);
        }
        if let Some(condition) = more.node_of(Role::If) {
            let part = |role| more.node_of(role).map(|index| vec![Piece::Node(index)]);
            let (then, otherwise) = (part(Role::Then), part(Role::Else));
            match self.rate(&[Piece::Node(condition)], form) {
                Rating::Tagged => self.visit(&then.unwrap_or_default(), form, to),
                Rating::Contradicted => self.visit(&otherwise.unwrap_or_default(), form, to),
                Rating::Unknown => to.unions.push(then.into_iter().chain(otherwise).collect()),
            }
        }
        for edge in more.of(Role::Dependent) {
            if form.is_some_and(|form| form.child(&edge.name).is_some()) {
                self.visit(&[Piece::Node(edge.node)], form, to);
            }
        }
    }

    /// Visits the branch that a form means, or keeps those that it can mean.
    fn visit_union(self, mut branches: Vec<Part>, form: Option<&FormNode>, to: &mut Statements<'s>) {
        let is_object = form.is_some_and(|form| form.has_keys);
        let shape = if is_object { OBJECT } else { OBJECT | ARRAY };
        if branches.len() > 1 {
            // A branch that lacks the type cannot be meant; and null is never meant where something is entered.
            let kinds: Vec<Kinds<'_>> = branches.iter().map(|branch| self.kinds_of(branch)).collect();
            let has_shape = |kinds: &Kinds<'_>| kinds.open & shape != 0;
            let is_any_of_shape = kinds.iter().any(has_shape);
            let mut of_branches = kinds.iter();
            branches.retain(|_| {
                let is_meant = |kinds| if is_any_of_shape { has_shape(kinds) } else { kinds.is_more_than_null() };
                of_branches.next().is_some_and(is_meant)
            });
        }
        if branches.len() > 1 {
            let ratings: Vec<Rating> = branches.iter().map(|branch| self.rate(branch, form)).collect();
            let best = ratings.iter().max();
            let mut of_branches = ratings.iter();
            branches.retain(|_| of_branches.next() == best);
        }
        if branches.len() > 1 {
            to.unions.push(branches);
        } else if let Some(branch) = branches.first() {
            self.visit(branch, form, to);
        }
    }

    fn rate(self, branch: &[Piece], form: Option<&FormNode>) -> Rating {
        let mut rating = Rating::Unknown;
        let Some(form) = form else { return rating };
        let statements = self.statements(branch, None);
        for property in statements.all.iter().flat_map(|node| &node.properties) {
            let Some([text]) = form.child(&property.name).map(|child| &child.texts[..]) else { continue };
            let kinds = self.kinds_of(&self.child(&statements, Step::Key(&property.name), None));
            let text = trimmed(text, &kinds);
            if property.node.is_none() || kinds.open != 0 || kinds.values.is_empty() || text.is_empty() {
                continue;
            }
            let value: Json = convert(text, &kinds);
            if !kinds.values.contains(&&value) {
                return Rating::Contradicted;
            }
            rating = Rating::Tagged;
        }
        rating
    }

    /// The part of a property of an object, or of an item of a list.
    pub(super) fn child(self, statements: &Statements<'s>, step: Step<'_>, form: Option<&FormNode>) -> Part {
        let mut part = Vec::new();
        for node in &statements.all {
            match step {
                Step::Key(name) => part.extend(property_of(node, name)),
                Step::Index(index) => part.extend(item_of(node, index).map(Piece::Node)),
            }
        }
        for branches in &statements.unions {
            // Without copies, and without unions in unions: each level of a schema that refers to itself would multiply them.
            let mut parts: Vec<Part> = Vec::new();
            for branch in branches {
                let inner = self.child(&self.statements(branch, form), step, form);
                match &inner[..] {
                    [] => {}
                    [Piece::Any(more)] => more.iter().for_each(|one| add_new(&mut parts, one.clone())),
                    _ if count(slice::from_ref(&inner)) > MAX_BRANCHES => add_new(&mut parts, Vec::new()),
                    _ => add_new(&mut parts, inner),
                }
            }
            if count(&parts) > MAX_BRANCHES {
                parts = vec![Vec::new()];
            }
            if !parts.is_empty() {
                part.push(Piece::Any(parts));
            }
        }
        part
    }
}

impl Statements<'_> {
    /// How many items of a list the schema describes one by one. The index of such an item is its position.
    pub(super) fn tuple_size(&self) -> usize {
        let size = |node: &&Node| node.more.as_ref().map_or(0, |more| more.of(Role::Prefix).count());
        self.all.iter().map(size).max().unwrap_or(0)
    }
}

/// Adds a part, unless it is one schema that is there already.
fn add_new(parts: &mut Vec<Part>, part: Part) {
    let is_known = match part[..] {
        [] => parts.iter().any(Vec::is_empty),
        [Piece::Node(index)] => parts.iter().any(|one| matches!(one[..], [Piece::Node(known)] if known == index)),
        _ => false,
    };
    if !is_known {
        parts.push(part);
    }
}

/// How many schemas are in some parts.
fn count(parts: &[Part]) -> usize {
    let of_piece = |piece: &Piece| if let Piece::Any(parts) = piece { count(parts) } else { 1 };
    parts.iter().map(|part| part.iter().map(of_piece).sum::<usize>().max(1)).sum()
}

/// The longest key that is tested with patterns, in UTF-16 units.
const MAX_KEY: usize = 256;

/// The schemas of a property. A key without a schema of its own is described by those of the patterns that it matches; else
/// by those of all other keys and of the patterns that could take long to test in JavaScript, one of them.
fn property_of(node: &Node, name: &str) -> Part {
    let own = node.properties.iter().find(|property| property.name == name).and_then(|property| property.node);
    if let Some(own) = own {
        return vec![Piece::Node(own)];
    }
    let Some(more) = &node.more else { return Vec::new() };
    let is_long = name.len() > MAX_KEY && name.encode_utf16().count() > MAX_KEY;
    let (mut matching, mut rest) = (Vec::new(), Vec::new());
    for edge in more.of(Role::Pattern) {
        let Some(pattern) = &edge.pattern else { continue };
        if is_long || is_slow(pattern.as_str()) {
            rest.push(Piece::Node(edge.node));
        } else if pattern.is_match(name) {
            matching.push(Piece::Node(edge.node));
        }
    }
    rest.extend(more.of(Role::Rest).map(|edge| Piece::Node(edge.node)));
    if !matching.is_empty() {
        return matching;
    }
    if rest.len() < 2 {
        return rest;
    }
    vec![Piece::Any(rest.into_iter().map(|piece| vec![piece]).collect())]
}

/// Whether a pattern could be slow in JavaScript on a hostile key, because a group repeats, or a second part; or whether
/// older browsers lack a part of it: a look behind. `pkg/src/read-form/places.ts` has the same.
fn is_slow(pattern: &str) -> bool {
    let repeats = |(at, byte): (usize, u8)| match byte {
        b'*' | b'+' => true,
        b',' => pattern
            .get(at + 1..)
            .is_some_and(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with('}')),
        _ => false,
    };
    pattern.bytes().enumerate().filter(|&one| repeats(one)).count() > 1
        || ["(?<", ")*", ")+", "){"].iter().any(|part| pattern.contains(part))
}

fn item_of(node: &Node, index: usize) -> Option<NodeIndex> {
    let prefix = node.more.as_ref().and_then(|more| more.of(Role::Prefix).nth(index));
    prefix.map(|edge| edge.node).or(node.items)
}
