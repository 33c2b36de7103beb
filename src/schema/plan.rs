//! What a walker on the other side of a boundary must know of a schema: where to go, never what to think.

use serde::Serialize;

use super::{MAX_DEPTH, Node};

/// One place: which of a value's parts the checker will ask for.
#[derive(Serialize)]
pub(crate) struct Plan<'n> {
    /// The names of the properties, in order.
    names: Vec<&'n str>,
    /// The plan of each; null where only its presence is asked for.
    properties: Vec<Option<Plan<'n>>>,
    /// The plan of a list's items.
    items: Option<Box<Plan<'n>>>,
    /// Whether undeclared keys are fine.
    additional: bool,
    /// Whether the value is compared as a whole.
    whole: bool,
    /// How many lists and objects an undeclared part may hold inside one another.
    levels: usize,
    /// A string of so many UTF-16 units or more,
    least: u32,
    /// and of so many or fewer, is judged by their number alone; so is one of more than twice as many.
    most: u32,
    /// Whether that is so at all: else every string comes as a text.
    counts: bool,
}

impl<'n> Plan<'n> {
    /// The plan of a node that lies `depth` levels below the root.
    pub(crate) fn new(node: &'n Node, depth: usize) -> Self {
        let below = |node| Self::new(node, depth + 1);
        Self {
            names: node.properties.iter().map(|property| property.name.as_str()).collect(),
            properties: node.properties.iter().map(|property| property.node.as_ref().map(below)).collect(),
            items: node.items.as_deref().map(|items| Box::new(below(items))),
            additional: node.additional,
            whole: node.compares_whole,
            levels: MAX_DEPTH.saturating_sub(depth + 1),
            // A code point is one unit or two: so many units hold enough of them whatever they are.
            least: node.min_length.map_or(0, |min| if min <= 1 { min } else { min.saturating_mul(2) }),
            most: node.max_counted().unwrap_or(0),
            counts: node.max_counted().is_some(),
        }
    }
}
