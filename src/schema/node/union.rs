//! Unions of a node.

use alloc::string::String;
use alloc::vec::Vec;

use super::{NodeIndex, Property};

/// `anyOf` or `oneOf`.
#[derive(Debug)]
pub(in crate::schema) struct Union {
    /// Whether it is `oneOf`, so that only one branch may accept the value.
    pub(in crate::schema) is_one_of: bool,
    pub(in crate::schema) branches: Vec<Branch>,
    /// The name in `discriminator`, and its mapping: a value of the tag, and the index of its branch.
    pub(in crate::schema) discriminator: Option<(String, Vec<(String, usize)>)>,
    /// A node that has the types of all branches, for the reason of a value that has none of them.
    pub(in crate::schema) of_any_type: NodeIndex,
    /// How an object's branch is found.
    pub(in crate::schema) tag: Option<Tag>,
    /// The types of the branches that allow only the values of a list, and a node with all these values; `None` unless
    /// there are two such branches, and the other branches have other types.
    pub(in crate::schema) constants: Option<(u8, NodeIndex)>,
}

/// One branch of a union.
#[derive(Debug)]
pub(in crate::schema) struct Branch {
    pub(in crate::schema) node: NodeIndex,
    /// The types that the branch can accept, one bit each.
    pub(in crate::schema) type_mask: u8,
}

/// A property whose value says which branch of a union is meant.
#[derive(Debug)]
pub(in crate::schema) struct Tag {
    pub(in crate::schema) property: Property,
    /// The values, as `enum` of one node: for the reason of a value that no branch has.
    pub(in crate::schema) node: NodeIndex,
    /// The branch of each of these values, as an index into the union's branches.
    pub(in crate::schema) branches: Vec<usize>,
    /// Whether each branch accepts only its own values, so that no other branch can accept the object.
    pub(in crate::schema) decides: bool,
}
