//! What `render` writes beside the texts of a report: codes and parameters.

use alloc::borrow::ToOwned;
use alloc::string::ToString as _;
use alloc::vec::Vec;

use super::{Fields, Notation, segments};
use crate::api_error::FieldError;
use crate::api_error::builder::without_echoes;
use crate::json::{Json, Object};
use crate::reason::{Code, Params, Reason};

/// Sets the code and the parameters of a field without a code, if its reason is a text of this crate, to the byte.
pub(super) fn read_code(field: &mut FieldError) {
    if field.code.is_none() {
        set(field, &Reason::from_text(&field.reason));
    }
}

fn set(field: &mut FieldError, reason: &Reason) {
    if reason.code() != Code::Custom {
        field.code = Some(reason.code().as_str().to_owned());
        field.params = reason.params().clone();
    }
}

/// The parameters beside a code of this crate. Another server's `params` may hold anything, and are not read.
pub(super) fn params(object: &Object, code: Option<&str>) -> Params {
    match (code.and_then(Code::from_name), object.get("params")) {
        (Some(_), Some(Json::Object(_))) => {
            let mut params = object.get("params").cloned().unwrap_or_default();
            without_echoes(&mut params);
            params.make_canonical();
            if let Json::Object(params) = params { params.into() } else { Params::default() }
        }
        _ => Params::default(),
    }
}

/// The list `issues` that `render` writes beside a message: each item is `{"path", "code", "params"?}`, and codes of this
/// crate are among them. `None` for the list of another server.
pub(in crate::api_error) fn own_issues(object: &Object) -> Option<&Vec<Json>> {
    let is_own = |item: &Json| {
        item.as_object().is_some_and(|item| {
            ["path", "code"].iter().all(|name| item.get(name).is_some_and(Json::is_string))
                && item.keys().all(|name| matches!(name, "path" | "code" | "params"))
        })
    };
    let is_known = |item: &Json| item["code"].as_str().and_then(Code::from_name).is_some();
    object.get("issues")?.as_array().filter(|items| items.iter().all(is_own) && items.iter().any(is_known))
}

/// Gives each field the code and the parameters of the first issue at its path that no field before it has. If there are
/// no fields, because the message is in another language, the issues become the fields, with English texts.
pub(in crate::api_error) fn add_codes(fields: &mut Fields, issues: &[Json]) {
    let has_fields = !fields.is_empty();
    let mut is_set = alloc::vec![false; fields.0.len()];
    for issue in issues.iter().filter_map(Json::as_object) {
        let text = |name: &str| issue.get(name).and_then(Json::as_str).unwrap_or_default();
        let (path, code) = (text("path"), text("code"));
        let params = params(issue, Some(code));
        if has_fields {
            let mut open = fields.0.iter_mut().zip(&mut is_set);
            if let Some((field, is_set)) = open.find(|(field, is_set)| !**is_set && field.path == path) {
                *is_set = true;
                field.code = Some(code.to_owned());
                field.params = params;
            }
        } else {
            let text = Code::from_name(code).map(|code| Reason::new(code).with_params(params.clone()).to_string());
            let reason = text.unwrap_or_else(|| code.to_owned());
            fields.push_with(segments(path, Notation::Own), None, &reason, Some(code.to_owned()), params);
        }
    }
}
