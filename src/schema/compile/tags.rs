//! What the checker must know of a union: the types of its branches, and the tag that tells them apart.

use alloc::string::String;
use alloc::vec::Vec;

use super::super::input::digest;
use super::super::int_map::IntMap;
use super::super::node::{Branch, Node, NodeIndex, Property, Role, Tag, Type, Union};
use super::lookup::lookup_of;
use crate::json::{Json, ToJson as _};
use crate::reason::Code;

/// How many nodes are asked one through the other for a type or a tag. `circle` bounds real chains.
const MAX_DEPTH: usize = 40;

/// How much all unions of a schema may copy, in values and parts of about their size. Many unions may name the same long
/// `enum`.
const MAX_COPIES: usize = 1 << 20;
/// How many nodes, names and values may be looked at for the types and tags of all unions. Many unions may name the same
/// large schemas.
pub(super) const MAX_STEPS: usize = 1 << 24;

/// The types that a node can accept, one bit each: its own and those of all nodes that judge the same value. `steps` are
/// those that are left; without any, the node may accept every type.
pub(super) fn type_mask(nodes: &[Node], index: NodeIndex, depth: usize, steps: &mut usize) -> u8 {
    let node = &nodes[index as usize];
    if depth > MAX_DEPTH || !take(steps, 1) {
        return u8::MAX;
    }
    let mut mask = if node.is_false { 0 } else { node.type_mask & node.option_types };
    // A number that is an integer has both bits.
    if mask & Type::Number as u8 != 0 {
        mask |= Type::Integer as u8;
    }
    if let Some(more) = &node.more {
        for edge in more.of(Role::All) {
            mask &= type_mask(nodes, edge.node, depth + 1, steps);
        }
        for union in &more.unions {
            let any = |any, branch: &Branch| any | type_mask(nodes, branch.node, depth + 1, steps);
            mask &= union.branches.iter().fold(0, any);
        }
    }
    if node.accepts_null { mask | Type::Null as u8 } else { mask }
}

/// The types that a node names in `type`, in order: its own, else those of its `enum` or `const` and of the nodes that judge
/// the same value.
fn named_types(nodes: &[Node], index: NodeIndex, depth: usize, types: &mut Vec<Type>, steps: &mut usize) {
    let node = &nodes[index as usize];
    if depth > MAX_DEPTH || !take(steps, 1) {
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
        for edge in more.of(Role::All) {
            named_types(nodes, edge.node, depth + 1, types, steps);
        }
        for branch in more.unions.iter().flat_map(|union| &union.branches) {
            named_types(nodes, branch.node, depth + 1, types, steps);
        }
    }
    for one in &node.types {
        add(*one, types);
    }
    if node.types.is_empty() && !node.options.is_empty() {
        Type::of_values(node.option_types).for_each(|one| add(one, types));
    }
    if node.accepts_null {
        add(Type::Null, types);
    }
}

/// Fills in what the checker must know of every union.
pub(super) fn complete_unions(nodes: &mut Vec<Node>) {
    let mut left = Left { copies: MAX_COPIES, steps: MAX_STEPS };
    for index in 0..nodes.len() {
        let Some(more) = &mut nodes[index].more else { continue };
        // No branch leads back to its own union: circles were refused before.
        let mut unions = core::mem::take(&mut more.unions);
        for union in &mut unions {
            complete(nodes, index, union, &mut left);
        }
        nodes[index].more().unions = unions;
    }
}

/// What unions may still copy, and look at.
struct Left {
    copies: usize,
    steps: usize,
}

/// A union for which too little is left has no tag and no list of constants, so its branch with the fewest issues speaks.
fn complete(nodes: &mut Vec<Node>, index: usize, union: &mut Union, left: &mut Left) {
    // It has the node's own texts of reasons.
    let mut of_any_type = Node::any();
    of_any_type.reasons.clone_from(&nodes[index].reasons);
    for branch in &mut union.branches {
        branch.type_mask = type_mask(nodes, branch.node, 0, &mut left.steps);
        let mut types = Vec::new();
        named_types(nodes, branch.node, 0, &mut types, &mut left.steps);
        if left.steps == 0 {
            types.extend(Type::of_values(branch.type_mask));
        }
        for mut one in types {
            // One schema of the branch may allow all numbers, and another one integers alone.
            if one == Type::Number && branch.type_mask & Type::Number as u8 == 0 {
                one = Type::Integer;
            }
            if branch.type_mask & one as u8 != 0 && !of_any_type.types.contains(&one) {
                of_any_type.types.push(one);
            }
        }
    }
    if nodes[index].accepts_null && !of_any_type.types.contains(&Type::Null) {
        of_any_type.types.push(Type::Null);
    }
    union.of_any_type = push(nodes, of_any_type);
    if left.copies == 0 || left.steps == 0 {
        return;
    }
    let tag = match union.discriminator.take() {
        Some((name, mapping)) => discriminated(nodes, union, name, mapping, &mut left.steps),
        None => None,
    };
    if let Some(values) = tag.or_else(|| first_tag(nodes, union, &mut left.steps))
        && take(&mut left.copies, values.values.iter().map(parts).sum())
    {
        let TagValues { name, values, branches, decides } = values;
        let mut of_values = of_options(values);
        of_values.reasons = texts_of_tag(nodes, union, &name, &mut left.steps);
        let property = Property { name, id: 0, required: true, node: None };
        union.tag = Some(Tag { property, node: push(nodes, of_values), branches, decides });
    }
    if let Some((types, values)) = constants(nodes, union, left) {
        let mut of_constants = of_options(values);
        of_constants.reasons.clone_from(&nodes[index].reasons);
        union.constants = Some((types, push(nodes, of_constants)));
    }
}

/// Takes so many values from those that are left, or all. Returns whether there were enough.
#[inline(never)]
fn take(left: &mut usize, count: usize) -> bool {
    let rest = left.checked_sub(count);
    *left = rest.unwrap_or(0);
    rest.is_some()
}

/// How large a value is, in parts of 8 bytes of its text.
fn parts(value: &Json) -> usize {
    1 + value.to_json_string().len() / 8
}

/// A node that allows these values. A value that is not one of them gets its reason from this node.
fn of_options(values: Vec<Json>) -> Node {
    let mut node = Node::any();
    node.lookups.push(lookup_of(&values));
    node.options.push(Json::Array(values));
    node
}

/// The types and the values of the branches that are an `enum`, a `const` or null; `None` unless there are two such branches,
/// and the other branches have other types. A value that two branches of `oneOf` have is not allowed, so then it is `None`, too.
fn constants(nodes: &[Node], union: &Union, left: &mut Left) -> Option<(u8, Vec<Json>)> {
    let (mut types, mut other_types) = (0, 0);
    let mut lists = Vec::new();
    for branch in &union.branches {
        let mut values = None;
        own_values(nodes, branch.node, 0, &mut values, &mut left.steps);
        let null = (branch.type_mask == Type::Null as u8).then_some(&[Json::Null][..]);
        match values.map(Vec::as_slice).or(null) {
            Some(values) => {
                types |= branch.type_mask;
                lists.push(values);
            }
            None => other_types |= branch.type_mask,
        }
    }
    if lists.len() < 2 || types & other_types != 0 {
        return None;
    }
    for list in &lists {
        if !take(&mut left.copies, list.iter().map(parts).sum()) {
            return None;
        }
    }
    let (mut all, mut known) = (Vec::new(), IntMap::new());
    for value in lists.into_iter().flatten() {
        if known.insert(digest(value), 0) {
            all.push(value.clone());
        } else if union.is_one_of {
            return None;
        }
    }
    Some((types, all))
}

fn push(nodes: &mut Vec<Node>, node: Node) -> NodeIndex {
    nodes.push(node);
    NodeIndex::try_from(nodes.len() - 1).unwrap_or_default()
}

/// The values of a tag, each with the index of its branch.
struct TagValues {
    name: String,
    values: Vec<Json>,
    branches: Vec<usize>,
    /// Whether each branch accepts only its own values.
    decides: bool,
}

impl TagValues {
    const fn new(name: String, decides: bool) -> Self {
        Self { name, values: Vec::new(), branches: Vec::new(), decides }
    }

    fn push(&mut self, value: Json, branch: usize) {
        self.values.push(value);
        self.branches.push(branch);
    }
}

/// The tag that `discriminator` names: the values that the branches allow themselves, else those of the mapping.
fn discriminated(
    nodes: &[Node],
    union: &Union,
    name: String,
    mapping: Vec<(String, usize)>,
    steps: &mut usize,
) -> Option<TagValues> {
    if let Some(values) = values_of(nodes, union, &name, true, steps) {
        return Some(values);
    }
    let mut values = TagValues::new(name, false);
    for (value, branch) in mapping {
        values.push(Json::String(value), branch);
    }
    (!values.values.is_empty()).then_some(values)
}

/// The first property that each branch requires with values of its own, in the schema's order.
fn first_tag(nodes: &[Node], union: &Union, steps: &mut usize) -> Option<TagValues> {
    let first = union.branches.iter().find(|branch| branch.type_mask & Type::Object as u8 != 0)?;
    let mut names = Vec::new();
    required_names(nodes, first.node, 0, &mut names, steps);
    names.into_iter().find_map(|name| values_of(nodes, union, name, false, steps))
}

/// The names that an object must have, in the schema's order.
fn required_names<'n>(nodes: &'n [Node], index: NodeIndex, depth: usize, names: &mut Vec<&'n str>, steps: &mut usize) {
    let node = &nodes[index as usize];
    if !take(steps, 1 + node.properties.len()) {
        return;
    }
    for property in node.properties.iter().filter(|property| property.required) {
        names.push(&property.name);
    }
    for_all(node, depth, &mut |inner| required_names(nodes, inner, depth + 1, names, steps));
}

/// The values that each branch which accepts objects allows for a property; `None` if a branch does not require it (unless
/// `discriminator` names it), does not say which values, or shares one with another branch, or if there are not two such
/// branches.
fn values_of(nodes: &[Node], union: &Union, name: &str, is_named: bool, steps: &mut usize) -> Option<TagValues> {
    // A branch by the digest of its value.
    let mut branches = IntMap::new();
    let mut all = TagValues::new(String::from(name), true);
    let mut count = 0;
    for (at, branch) in union.branches.iter().enumerate() {
        if branch.type_mask & Type::Object as u8 == 0 {
            continue;
        }
        let mut names = Vec::new();
        required_names(nodes, branch.node, 0, &mut names, steps);
        let mut values = None;
        allowed_values(nodes, branch.node, name, 0, &mut values, steps);
        if !take(steps, names.len()) || !names.contains(&name) {
            all.decides = false;
            if !is_named {
                return None;
            }
        }
        let this = u32::try_from(at).unwrap_or_default();
        for value in values? {
            if !take(steps, parts(value)) {
                return None;
            }
            let digest = digest(value);
            if branches.get(digest).is_some_and(|other| other != this) {
                return None;
            }
            branches.insert(digest, this);
            all.push(value.clone(), at);
        }
        count += 1;
    }
    (count > 1).then_some(all)
}

/// The values that a node allows for a property; `None` if it does not say.
fn allowed_values<'n>(
    nodes: &'n [Node],
    index: NodeIndex,
    name: &str,
    depth: usize,
    values: &mut Option<&'n Vec<Json>>,
    steps: &mut usize,
) {
    let node = &nodes[index as usize];
    if !take(steps, 1 + node.properties.len()) {
        return;
    }
    for property in node.properties.iter().filter(|property| property.name == name) {
        if let Some(inner) = property.node {
            own_values(nodes, inner, depth + 1, values, steps);
        }
    }
    for_all(node, depth, &mut |inner| allowed_values(nodes, inner, name, depth + 1, values, steps));
}

/// The texts that the branches have for the reasons of their tag; none if two branches have different ones.
fn texts_of_tag(nodes: &[Node], union: &Union, name: &str, steps: &mut usize) -> Vec<(Option<Code>, String)> {
    let mut shared = None;
    for branch in union.branches.iter().filter(|branch| branch.type_mask & Type::Object as u8 != 0) {
        let mut texts = &[][..];
        texts_of(nodes, branch.node, name, 0, &mut texts, steps);
        if **shared.get_or_insert(texts) != *texts {
            return Vec::new();
        }
    }
    shared.unwrap_or_default().to_vec()
}

/// The texts that a node has for the reasons of a property.
fn texts_of<'n>(
    nodes: &'n [Node],
    index: NodeIndex,
    name: &str,
    depth: usize,
    texts: &mut &'n [(Option<Code>, String)],
    steps: &mut usize,
) {
    let node = &nodes[index as usize];
    if !texts.is_empty() || !take(steps, 1 + node.properties.len()) {
        return;
    }
    for property in node.properties.iter().filter(|property| property.name == name) {
        if let Some(inner) = property.node {
            *texts = &nodes[inner as usize].reasons;
        }
    }
    for_all(node, depth, &mut |inner| texts_of(nodes, inner, name, depth + 1, texts, steps));
}

/// The values that a node allows: those of its first `enum` or `const`.
fn own_values<'n>(
    nodes: &'n [Node],
    index: NodeIndex,
    depth: usize,
    values: &mut Option<&'n Vec<Json>>,
    steps: &mut usize,
) {
    let node = &nodes[index as usize];
    if values.is_some() || node.accepts_null || !take(steps, 1) {
        return;
    }
    *values = node.options.first().and_then(Json::as_array);
    for_all(node, depth, &mut |inner| own_values(nodes, inner, depth + 1, values, steps));
}

/// Visits the nodes that must accept the same value.
fn for_all(node: &Node, depth: usize, visit: &mut dyn FnMut(NodeIndex)) {
    if depth <= MAX_DEPTH
        && let Some(more) = &node.more
    {
        for edge in more.of(Role::All) {
            visit(edge.node);
        }
    }
}
