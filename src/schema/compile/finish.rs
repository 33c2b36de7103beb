//! What can be done only when every schema is a node: see each step.

use alloc::vec::Vec;

use super::super::error::{Refused, SchemaWarning};
use super::super::node::Node;
use super::{Compiled, circle, plain, simplify, tags};

pub(super) fn finish(mut nodes: Vec<Node>, warnings: Vec<SchemaWarning>) -> Result<Compiled, Refused> {
    circle::refuse(&mut nodes)?;
    simplify::simplify(&mut nodes)?;
    tags::complete_unions(&mut nodes);
    let is_plain = match plain::expand(&nodes) {
        Some(tree) => {
            nodes = tree;
            true
        }
        None => false,
    };
    plain::number(&mut nodes);
    Ok(Compiled { nodes, is_plain, warnings })
}
