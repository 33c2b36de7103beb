//! Django REST framework's serializer errors: the body itself is the map from field to reasons.

use crate::json::Json;

use super::{BodyContext, DialectReader, ErrorBuilder};
use crate::api_error::Dialect;
use crate::api_error::fields::Notation;

pub(super) struct BareFieldMap;

impl DialectReader for BareFieldMap {
    fn dialect(&self) -> Dialect {
        Dialect::BareFieldMap
    }

    fn detects(&self, body: &BodyContext<'_>) -> bool {
        let is_field = |value: &Json| value.is_array() || value.is_object();
        matches!(body.status, 400 | 422)
            && body.top().is_some_and(|object| !object.is_empty() && object.values().all(is_field))
    }

    fn read(&self, body: &BodyContext<'_>, builder: &mut ErrorBuilder) {
        if let Some(object) = body.top() {
            // express-validator sends `{"errors": [{"path", "msg"}]}`, Joi's error is `{"error": {"details": [{"path",
            // "message"}]}}`: lists of issues, and no maps of fields.
            let is_issue = |item: &Json| item.is_object();
            for object in body.error().into_iter().chain([object]) {
                let lists = ["errors", "details"].iter().filter_map(|&name| object.get(name)?.as_array());
                if builder.fields.is_empty() && lists.flatten().any(is_issue) {
                    builder.fields.structured(object, body.status);
                }
            }
            if builder.fields.is_empty() {
                builder.fields.map(object, Notation::Foreign);
            }
            if builder.fields.is_empty() {
                builder.rest(object, &[]);
            }
        }
    }
}
