//! The entries of a form, as a tree.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use super::name::Name;
use crate::json::small_integer;

/// The entries of a form under one name: the texts with this name, and the names below it.
#[derive(Default)]
pub(super) struct FormNode {
    /// In the form's order.
    pub(super) children: Vec<(String, FormNode)>,
    by_name: BTreeMap<String, usize>,
    pub(super) texts: Vec<String>,
    /// Whether the name ends with `[]`, so that it is a list whatever the schema says.
    pub(super) is_list: bool,
    /// Whether a child is not the item of a list.
    pub(super) has_keys: bool,
}

impl FormNode {
    /// Adds a text at a name below this node.
    pub(super) fn add(&mut self, name: Name, text: String) {
        let mut node = self;
        for segment in name.segments {
            node = node.child_mut(segment);
        }
        node.is_list |= name.is_list;
        node.texts.push(text);
    }

    fn child_mut(&mut self, name: String) -> &mut Self {
        let at = *self.by_name.entry(name).or_insert_with_key(|name| {
            self.children.push((name.clone(), Self::default()));
            self.has_keys |= small_integer(name).is_none();
            self.children.len() - 1
        });
        &mut self.children[at].1
    }

    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.get(*self.by_name.get(name)?).map(|(_, child)| child)
    }

    /// Whether any text is entered at this node or below it.
    pub(super) fn is_filled(&self) -> bool {
        self.texts.iter().any(|text| text.bytes().any(|byte| !matches!(byte, b'\t'..=b'\r' | b' ')))
            || self.children.iter().any(|(_, child)| child.is_filled())
    }
}
