//! The keys that a schema which is not plain names: each gets a number, so that a checker compares numbers, not texts.

use alloc::string::String;
use alloc::vec::Vec;

use super::super::node::{Node, Property};
use crate::sort;

/// Numbers the keys that properties and tags name, and returns their names by number. They are sorted by code point.
pub(super) fn number(nodes: &mut [Node]) -> Vec<String> {
    let mut names = Vec::new();
    each(nodes, &mut |property| names.push(core::mem::take(&mut property.name)));
    let mut sorted: Vec<&str> = Vec::new();
    for name in &names {
        sorted.push(name);
    }
    sort::texts(&mut sorted);
    let mut keys: Vec<String> = Vec::new();
    for name in sorted {
        if keys.last().is_none_or(|last| last != name) {
            keys.push(String::from(name));
        }
    }
    let mut names = names.into_iter();
    each(nodes, &mut |property| {
        property.name = names.next().unwrap_or_default();
        let number = keys.partition_point(|key| *key < property.name);
        property.id = u32::try_from(number).unwrap_or(u32::MAX);
    });
    keys
}

/// Visits all properties and tags, always in the same order.
fn each(nodes: &mut [Node], visit: &mut dyn FnMut(&mut Property)) {
    for node in nodes {
        for property in &mut node.properties {
            visit(property);
        }
        for union in node.more.iter_mut().flat_map(|more| &mut more.unions) {
            if let Some(tag) = &mut union.tag {
                visit(&mut tag.property);
            }
        }
    }
}
