//! What a walker on the other side of a boundary must know of a schema: where to go, never what to think.

use super::{MAX_DEPTH, Node};
use crate::cut;
use crate::json::{self, Value};

/// Writes, as JSON, which parts of a value the checker will ask for: of a node that lies `depth` levels below the root.
///
/// - `names` of the properties, in order, and `properties`, the plan of each: null where only its presence is asked for.
/// - `items`: the plan of a list's items.
/// - `additional`: whether undeclared keys are fine. `whole`: whether the value is compared as a whole.
/// - `levels`: how many lists and objects an undeclared part may hold inside one another.
/// - `least`, `most` and `over`: a string of `least` to `most` UTF-16 units is judged by their number alone, and so is one of
///   more than `over` code points; any other comes as a text.
pub(crate) fn write(out: &mut String, node: &Node, depth: usize) {
    let below = |out: &mut String, node: Option<&Node>| match node {
        Some(node) => write(out, node, depth + 1),
        None => out.push_str("null"),
    };
    out.push_str("{\"names\":[");
    for (at, property) in node.properties.iter().enumerate() {
        out.push_str(if at > 0 { "," } else { "" });
        out.push_str(&json::to_string(&property.name));
    }
    out.push_str("],\"properties\":[");
    for (at, property) in node.properties.iter().enumerate() {
        out.push_str(if at > 0 { "," } else { "" });
        below(out, property.node.as_ref());
    }
    out.push_str("],\"items\":");
    below(out, node.items.as_deref());
    let (least, most) = node.counted();
    let levels = u32::try_from(MAX_DEPTH.saturating_sub(depth + 1)).unwrap_or(u32::MAX);
    member(out, "additional", node.additional);
    member(out, "whole", node.compares_whole);
    member(out, "levels", levels);
    member(out, "least", least);
    member(out, "most", most);
    member(out, "over", node.over());
    out.push('}');
}

fn member(out: &mut String, name: &str, value: impl Into<Value>) {
    out.push_str(&cut::join(&[",\"", name, "\":", &json::to_string(&value.into())], ""));
}
