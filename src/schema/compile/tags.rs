//! What the checker must know of a union: the types of its branches, and the tag that tells them apart.

use alloc::string::String;
use alloc::vec::Vec;

use super::super::input::digest;
use super::super::int_map::IntMap;
use super::super::lookup::Lookup;
use super::super::node::{Branch, Node, NodeIndex, Tag, Type, Union};
use crate::json::Json;
use crate::reason::Code;

/// How many nodes are asked one through the other for a type or a tag. `circle` bounds real chains.
const MAX_DEPTH: usize = 40;

impl Union {
    pub(super) fn new(
        is_one_of: bool,
        branches: &[NodeIndex],
        discriminator: Option<(String, Vec<(String, usize)>)>,
    ) -> Self {
        let branches = branches.iter().map(|node| Branch { node: *node, type_mask: u8::MAX }).collect();
        Self { is_one_of, branches, discriminator, of_any_type: 0, tag: None }
    }
}

/// The types that a node can accept, one bit each: its own and those of all nodes that judge the same value.
pub(super) fn type_mask(nodes: &[Node], index: NodeIndex, depth: usize) -> u8 {
    let node = &nodes[index as usize];
    if node.is_false || depth > MAX_DEPTH {
        return if node.is_false { 0 } else { u8::MAX };
    }
    let mut mask = node.type_mask;
    if let Some(more) = &node.more {
        for inner in &more.all {
            mask &= type_mask(nodes, *inner, depth + 1);
        }
        for union in &more.unions {
            mask &= union.branches.iter().fold(0, |any, branch| any | type_mask(nodes, branch.node, depth + 1));
        }
    }
    // A number that is an integer has both bits.
    let integer = Type::Integer as u8;
    let mask = if mask & Type::Number as u8 != 0 { mask | integer } else { mask };
    if node.accepts_null { mask | Type::Null as u8 } else { mask }
}

/// The types that a node names in `type`, in order: its own, else those of the nodes that judge the same value.
fn named_types(nodes: &[Node], index: NodeIndex, depth: usize, types: &mut Vec<Type>) {
    let node = &nodes[index as usize];
    if depth > MAX_DEPTH {
        return;
    }
    let add = |one: Type, types: &mut Vec<Type>| {
        if !types.contains(&one) {
            types.push(one);
        }
    };
    if node.types.is_empty()
        && let Some(more) = &node.more
    {
        let branches = more.unions.iter().flat_map(|union| &union.branches).map(|branch| &branch.node);
        for inner in more.all.iter().chain(branches) {
            named_types(nodes, *inner, depth + 1, types);
        }
    }
    for one in &node.types {
        add(*one, types);
    }
    if node.accepts_null {
        add(Type::Null, types);
    }
}

/// Fills in what the checker must know of every union.
pub(super) fn complete_unions(nodes: &mut Vec<Node>) {
    for index in 0..nodes.len() {
        let count = nodes[index].more.as_ref().map_or(0, |more| more.unions.len());
        for at in 0..count {
            let Some(mut union) = nodes[index].more.as_mut().map(|more| more.unions[at].clone()) else { continue };
            let texts = (nodes[index].reason.clone(), nodes[index].reasons.clone());
            let accepts_null = nodes[index].accepts_null;
            complete(nodes, &mut union, texts, accepts_null);
            nodes[index].more().unions[at] = union;
        }
    }
}

/// `texts` are the node's own texts of reasons.
fn complete(
    nodes: &mut Vec<Node>,
    union: &mut Union,
    (reason, reasons): (Option<String>, Vec<(Code, String)>),
    accepts_null: bool,
) {
    let mut of_any_type = Node { reason, reasons, ..Node::ANY };
    for branch in &mut union.branches {
        branch.type_mask = type_mask(nodes, branch.node, 0);
        named_types(nodes, branch.node, 0, &mut of_any_type.types);
    }
    if accepts_null && !of_any_type.types.contains(&Type::Null) {
        of_any_type.types.push(Type::Null);
    }
    union.of_any_type = push(nodes, of_any_type);
    let mut tag = union.discriminator.take().and_then(|(name, mapping)| discriminated(nodes, union, name, mapping));
    if tag.is_none() {
        tag = first_tag(nodes, union);
    }
    if let Some((name, values)) = tag {
        let (options, branches): (Vec<Json>, Vec<usize>) = values.values.into_iter().unzip();
        let node = push(
            nodes,
            Node {
                lookups: alloc::vec![Lookup::new(&options)],
                options: alloc::vec![Json::Array(options)],
                ..Node::ANY
            },
        );
        union.tag = Some(Tag { name, node, branches, decides: values.decides });
    }
}

fn push(nodes: &mut Vec<Node>, node: Node) -> NodeIndex {
    nodes.push(node);
    NodeIndex::try_from(nodes.len() - 1).unwrap_or_default()
}

/// The values of a tag, each with the index of its branch.
struct TagValues {
    values: Vec<(Json, usize)>,
    /// Whether each branch accepts only its own values.
    decides: bool,
}

/// The tag that `discriminator` names: the values that the branches allow themselves, else those of the mapping.
fn discriminated(
    nodes: &[Node],
    union: &Union,
    name: String,
    mapping: Vec<(String, usize)>,
) -> Option<(String, TagValues)> {
    if let Some(values) = values_of(nodes, union, &name, true) {
        return Some((name, values));
    }
    let values: Vec<(Json, usize)> = mapping.into_iter().map(|(value, branch)| (Json::String(value), branch)).collect();
    (!values.is_empty()).then_some((name, TagValues { values, decides: false }))
}

/// The first property that each branch requires with values of its own, in the schema's order.
fn first_tag(nodes: &[Node], union: &Union) -> Option<(String, TagValues)> {
    let first = union.branches.iter().find(|branch| branch.type_mask & Type::Object as u8 != 0)?;
    let mut names = Vec::new();
    required_names(nodes, first.node, 0, &mut names);
    names.into_iter().find_map(|name| Some((name.clone(), values_of(nodes, union, &name, false)?)))
}

/// The names that an object must have, in the schema's order.
fn required_names(nodes: &[Node], index: NodeIndex, depth: usize, names: &mut Vec<String>) {
    if depth > MAX_DEPTH {
        return;
    }
    let node = &nodes[index as usize];
    names.extend(node.properties.iter().filter(|property| property.required).map(|property| property.name.clone()));
    for inner in node.more.iter().flat_map(|more| &more.all) {
        required_names(nodes, *inner, depth + 1, names);
    }
}

/// Whether an object must have a key.
fn requires(nodes: &[Node], index: NodeIndex, name: &str, depth: usize) -> bool {
    let node = &nodes[index as usize];
    depth <= MAX_DEPTH
        && (node.properties.iter().any(|property| property.required && property.name == name)
            || node.more.iter().flat_map(|more| &more.all).any(|inner| requires(nodes, *inner, name, depth + 1)))
}

/// The values that each branch which accepts objects allows for a property; `None` if a branch does not say which values,
/// shares one with another branch, or does not require the property (unless `discriminator` names it), or if there are not
/// two such branches.
fn values_of(nodes: &[Node], union: &Union, name: &str, is_named: bool) -> Option<TagValues> {
    let mut all: Vec<(Json, usize)> = Vec::new();
    let mut branch_of = IntMap::new();
    let mut count = 0;
    let mut decides = true;
    for (at, branch) in union.branches.iter().enumerate() {
        if branch.type_mask & Type::Object as u8 == 0 {
            continue;
        }
        if !requires(nodes, branch.node, name, 0) {
            decides = false;
            if !is_named {
                return None;
            }
        }
        let mut values = None;
        allowed_values(nodes, branch.node, name, 0, &mut values);
        let this = u32::try_from(at).unwrap_or_default();
        for value in values? {
            let digest = digest(&value);
            if !branch_of.insert(digest, this) && branch_of.get(digest) != Some(this) {
                return None;
            }
            all.push((value, at));
        }
        count += 1;
    }
    (count > 1).then_some(TagValues { values: all, decides })
}

/// The values that a node allows for a property; `None` if it does not say.
fn allowed_values(nodes: &[Node], index: NodeIndex, name: &str, depth: usize, values: &mut Option<Vec<Json>>) {
    if depth > MAX_DEPTH {
        return;
    }
    let node = &nodes[index as usize];
    for property in node.properties.iter().filter(|property| property.name == name) {
        if let Some(inner) = property.node {
            own_values(nodes, inner, depth + 1, values);
        }
    }
    for inner in node.more.iter().flat_map(|more| &more.all) {
        allowed_values(nodes, *inner, name, depth + 1, values);
    }
}

/// The values that a node allows: those of its first `enum` or `const`.
fn own_values(nodes: &[Node], index: NodeIndex, depth: usize, values: &mut Option<Vec<Json>>) {
    if depth > MAX_DEPTH || values.is_some() {
        return;
    }
    let node = &nodes[index as usize];
    if node.accepts_null {
        return;
    }
    if let Some(list) = node.options.first().and_then(Json::as_array) {
        *values = Some(list.clone());
    }
    for inner in node.more.iter().flat_map(|more| &more.all) {
        own_values(nodes, *inner, depth + 1, values);
    }
}
