//! An input of a form, as Ory shows it among its errors: `{"attributes": {"name", "type", "node_type"}, "messages": […]}`.

use crate::api_error::spelling::Members as _;
use crate::json::{Json, Object};

/// The member of an item that has the input's name: it is the item's place.
pub(in crate::api_error) const ATTRIBUTES: &str = "attributes";

/// Whether an item of a list is an input, or another node of a form.
pub(in crate::api_error) fn is_form_node(item: &Json) -> bool {
    item.named(ATTRIBUTES).and_then(Json::as_object).is_some_and(are_of_node)
}

/// Whether an object has the attributes of a node.
pub(super) fn are_of_node(attributes: &Object) -> bool {
    attributes.has("nodetype")
}
