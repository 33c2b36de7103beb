//! The properties of an object, and the names that a node declares.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Node, NodeIndex};
use crate::sort;

/// A named property of an object.
#[doc(hidden)]
#[derive(Debug)]
pub struct Property {
    /// The key.
    pub name: String,
    /// In a plain schema, the id of the property, unique in the schema; from 2. In any other schema, the number of the
    /// key: its index in the schema's list of keys.
    pub(in crate::schema) id: u32,
    pub(in crate::schema) required: bool,
    /// The node of the value; `None` if the name is in `required` alone.
    pub node: Option<NodeIndex>,
}

impl Property {
    /// The number of the key in a schema that is not plain: its index in the schema's list of keys.
    pub const fn key(&self) -> u32 {
        self.id
    }
}

/// Up to this many properties, looking at each is faster than a search in a sorted list.
const FEW: usize = 16;

/// The names that a node declares.
pub(in crate::schema) struct Declared<'n> {
    properties: &'n [Property],
    /// The names of more than [`FEW`] properties, by code point.
    sorted: Vec<&'n str>,
}

impl Declared<'_> {
    /// Whether the key is one of the names.
    pub(in crate::schema) fn has(&self, key: &str) -> bool {
        if self.properties.len() > FEW {
            return self.sorted.binary_search(&key).is_ok();
        }
        declared_names(self.properties).any(|name| name == key)
    }
}

fn declared_names(properties: &[Property]) -> impl Iterator<Item = &str> {
    properties.iter().filter(|property| property.node.is_some()).map(|property| &*property.name)
}

impl Node {
    /// The names that `properties` declares, to ask about several keys. Those in `required` alone are not among them.
    pub(in crate::schema) fn declared(&self) -> Declared<'_> {
        let mut sorted = Vec::new();
        if self.properties.len() > FEW {
            sorted.extend(declared_names(&self.properties));
            sort::texts(&mut sorted);
        }
        Declared { properties: &self.properties, sorted }
    }
}
