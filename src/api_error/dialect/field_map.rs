//! Django REST framework's serializer errors: the body itself is the map from field to reasons.

use crate::json::Json;

use super::{Draft, Rules, Seen};
use crate::api_error::Dialect;
use crate::api_error::fields::Notation;

pub(super) struct BareFieldMap;

impl Rules for BareFieldMap {
    fn dialect(&self) -> Dialect {
        Dialect::BareFieldMap
    }

    fn detects(&self, seen: &Seen<'_>) -> bool {
        let is_field = |value: &Json| value.is_array() || value.is_object();
        matches!(seen.status, 400 | 422)
            && seen.top().is_some_and(|object| !object.is_empty() && object.values().all(is_field))
    }

    fn read(&self, seen: &Seen<'_>, draft: &mut Draft) {
        if let Some(object) = seen.top() {
            // `{"errors": [{"path", "msg"}]}` is no map of fields, though it looks like one (express-validator).
            let is_issue = |item: &Json| item.is_object();
            if matches!(object.get("errors"), Some(Json::Array(items)) if items.iter().any(is_issue)) {
                draft.fields.structured(object, seen.status);
            }
            if draft.fields.is_empty() {
                draft.fields.map(object, Notation::Foreign);
            }
            if draft.fields.is_empty() {
                draft.rest(object, &[]);
            }
        }
    }
}
