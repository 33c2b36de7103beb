//! Django REST framework's serializer errors: the body itself is the map from field to reasons.

use crate::json::{Json, Object};

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
            // Lists of issues are no maps of fields: `{"errors": [{"path", "msg"}]}` of express-validator,
            // `{"error": {"details": [{"path", "message"}]}}` of Joi, `{"parameterViolations": [{"path", "message"}]}`.
            for value in object.values().chain(body.error().into_iter().flat_map(Object::values)) {
                if let Json::Array(items) = value {
                    builder.fields.list(items, false);
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
