//! The plan of a schema: what the walker in `pkg/src/packed/plan-walker.ts` must know to pack a value. It says which parts
//! of a value to pack, and never which values are right.

use alloc::string::String;

use unanimous::json::ToJson;
use unanimous::schema::{MAX_DEPTH, Node, NodeIndex};

/// Writes, as JSON, which parts of a value the checker asks for. The node lies `depth` levels below the root.
///
/// - `names`: the names of the properties, in order; `properties`: the plan of each, or null where only its presence
///   counts.
/// - `items`: the plan of a list's items.
/// - `lists`, `objects`: whether the type allows a list, an object. If not, its parts are not packed.
/// - `additional`: whether undeclared keys are allowed. `whole`: whether the whole value is compared.
/// - `levels`: how many lists and objects an undeclared part may hold inside one another.
/// - `least`, `most`, `over`: a string of `least` to `most` UTF-16 units, or of more than `over` code points, is judged
///   by its length alone, so only the length crosses. Any other string crosses as text.
pub(super) fn write(out: &mut String, nodes: &[Node], index: NodeIndex, depth: usize) {
    let Some(node) = nodes.get(index as usize) else { return };
    let below = |out: &mut String, node: Option<NodeIndex>| match node {
        Some(node) => write(out, nodes, node, depth + 1),
        None => out.push_str("null"),
    };
    out.push_str("{\"names\":[");
    for (at, property) in node.properties.iter().enumerate() {
        out.push_str(if at > 0 { "," } else { "" });
        property.name.push_json(out);
    }
    out.push_str("],\"properties\":[");
    for (at, property) in node.properties.iter().enumerate() {
        out.push_str(if at > 0 { "," } else { "" });
        below(out, property.node);
    }
    out.push_str("],\"items\":");
    below(out, node.items);
    let (least, most) = node.valid_lengths();
    let levels = u32::try_from(MAX_DEPTH.saturating_sub(depth + 1)).unwrap_or(u32::MAX);
    member(out, "lists", &node.allows_list());
    member(out, "objects", &node.allows_object());
    member(out, "additional", &node.additional);
    member(out, "whole", &node.compares_whole);
    member(out, "levels", &levels);
    member(out, "least", &least);
    member(out, "most", &most);
    member(out, "over", &node.too_long_above());
    out.push('}');
}

fn member(out: &mut String, name: &str, value: &dyn ToJson) {
    out.push_str(",\"");
    out.push_str(name);
    out.push_str("\":");
    value.push_json(out);
}
