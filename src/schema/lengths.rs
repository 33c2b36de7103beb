//! Of which keys a string is judged by its length alone, so that its text need not cross into wasm.

use alloc::vec;
use alloc::vec::Vec;

use super::node::{MAX_UTF16_LENGTH, Node, NodeIndex, Role};

/// How many nodes are asked one through the other.
const MAX_DEPTH: usize = 40;

/// The least and the most UTF-16 units of a string that is valid by its length alone. There is none if `least` is more
/// than `most`.
pub(super) type Range = (u32, u32);

const NONE: Range = (1, 0);

fn both(one: Range, other: Range) -> Range {
    if one.0 > one.1 || other.0 > other.1 { NONE } else { (one.0.max(other.0), one.1.min(other.1)) }
}

/// For each number of a key, the lengths of a string that every node which may judge it accepts by its length alone. The
/// last range is that of keys without a number.
pub(super) fn of_keys(nodes: &[Node], keys: usize) -> Vec<Range> {
    // Whatever is compared as a whole needs its texts.
    let compares = |node: &Node| node.compares_whole || node.more.as_ref().is_some_and(|more| more.unique_items);
    if nodes.iter().any(compares) {
        return vec![NONE; keys + 1];
    }
    let mut known = vec![None; nodes.len()];
    let mut of_any_key = (0, MAX_UTF16_LENGTH);
    for edge in nodes.iter().filter_map(|node| node.more.as_ref()).flat_map(|more| &more.edges) {
        if matches!(edge.role, Role::Pattern | Role::Rest) {
            of_any_key = both(of_any_key, of_node(nodes, edge.node, 0, &mut known));
        }
    }
    let mut ranges = vec![of_any_key; keys + 1];
    let mut limit = |key: u32, range: Range| {
        if let Some(slot) = ranges.get_mut(key as usize) {
            *slot = both(*slot, range);
        }
    };
    for node in nodes {
        for property in &node.properties {
            if let Some(inner) = property.node {
                limit(property.key(), of_node(nodes, inner, 0, &mut known));
            }
        }
        for union in node.more.iter().flat_map(|more| &more.unions) {
            if let Some(tag) = &union.tag {
                limit(tag.property.key(), NONE);
            }
        }
    }
    ranges
}

/// The lengths that a node accepts, with all nodes that judge the same value.
fn of_node(nodes: &[Node], index: NodeIndex, depth: usize, known: &mut [Option<Range>]) -> Range {
    if let Some(Some(range)) = known.get(index as usize) {
        return *range;
    }
    let Some(node) = nodes.get(index as usize).filter(|_| depth <= MAX_DEPTH) else { return NONE };
    let mut range = node.valid_lengths();
    if let Some(more) = &node.more {
        for edge in more.edges.iter().filter(|edge| edge.role.is_in_place()) {
            range = both(range, of_node(nodes, edge.node, depth + 1, known));
        }
        for branch in more.unions.iter().flat_map(|union| &union.branches) {
            range = both(range, of_node(nodes, branch.node, depth + 1, known));
        }
    }
    known[index as usize] = Some(range);
    range
}

#[cfg(test)]
mod tests {
    use super::super::Schema;

    #[test]
    fn of_keys_that_a_schema_names() -> Result<(), super::super::SchemaError> {
        // Each with the ranges of "a", of "b" and of all other keys.
        let text = (1, 0);
        let any = (0, super::MAX_UTF16_LENGTH);
        let cases = [
            (r#""properties": {"a": {"minLength": 1, "maxLength": 9}, "b": {"pattern": "x"}}"#, [(1, 9), text, any]),
            (r#""properties": {"a": {"maxLength": 9, "allOf": [{"maxLength": 5}]}, "b": {}}"#, [(0, 5), any, any]),
            (
                r#""properties": {"a": {"anyOf": [{"minLength": 3}, {"format": "email"}]}, "b": {"const": "x"}}"#,
                [text, text, any],
            ),
            (r#""properties": {"a": {}, "b": {"properties": {"a": {"maxLength": 4}}}}"#, [(0, 4), any, any]),
            (
                r#""properties": {"a": {"not": {"pattern": "x"}}, "b": {"maxLength": 2}}, "additionalProperties": {"maxLength": 7}"#,
                [text, (0, 2), (0, 7)],
            ),
            (r#""properties": {"a": {}, "b": {}}, "patternProperties": {"^a": {"enum": ["x"]}}"#, [text, text, text]),
            (r#""properties": {"a": {"uniqueItems": true}, "b": {}}"#, [text, text, text]),
        ];
        for (keywords, expected) in cases {
            let schema = Schema::from_json(&alloc::format!(r#"{{"maxProperties": 9, {keywords}}}"#))?;
            assert_eq!(schema.keys(), ["a", "b"], "{keywords}");
            assert_eq!(schema.key_lengths(), expected, "{keywords}");
        }
        Ok(())
    }
}
