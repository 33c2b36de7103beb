//! Codes and parameters, as `render` writes them beside the texts of a report.

use alloc::borrow::ToOwned;

use super::{Fields, Notation, from_message, segments};
use crate::api_error::FieldError;
use crate::json::{Json, Object};
use crate::reason::{Code, Params, Reason};
use crate::report::ParseOptions;
use crate::strings;

/// Gives a field without a code the code and parameters of its reason, if the reason is exactly a text of this crate.
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

/// The parameters beside a code of this crate that fit it, where `text` is beside them too. The others are not read, because
/// they may hold the input.
pub(in crate::api_error) fn params(object: &Object, text: &str, steps: &mut usize) -> Params {
    let code = object.get("code").and_then(Json::as_str).and_then(Code::from_name);
    let (Some(code), Some(Json::Object(given))) = (code, object.get("params")) else { return Params::default() };
    let mut given = Json::Object(given.clone());
    given.make_canonical();
    if let Json::Object(given) = given { Reason::fitting_params(code, given, text, steps) } else { Params::default() }
}

/// Whether a code is one of this crate.
fn is_own(code: &str) -> bool {
    Code::from_name(code).is_some()
}

/// The list `issues` that `render` writes beside a message: `[{"path", "code", "params"?}]`. `None` for the list of another
/// server: its items have texts, lists as paths, or other codes.
pub(in crate::api_error) fn rendered_issues(object: &Object) -> Option<&Json> {
    let issues = object.get("issues")?;
    let first = issues.as_array()?.first()?.as_object()?;
    let is_own = first.get("path").is_some_and(Json::is_string)
        && first.keys().all(|name| matches!(name, "path" | "code" | "params"))
        && first.get("code").and_then(Json::as_str).is_some_and(is_own);
    is_own.then_some(issues)
}

/// Sorts fields that are grouped by path into the order of the message.
pub(in crate::api_error) fn restore_order(fields: &mut Fields, message: &str, options: &ParseOptions<'_>) {
    if !fields.are_grouped {
        return;
    }
    let mut in_message = Fields::default();
    from_message(&mut in_message, message, options);
    for (at, one) in in_message.list.iter().enumerate() {
        let is_same = |field: &FieldError| field.path == one.path && field.reason == one.reason;
        let Some(offset) = fields.list.iter().skip(at).position(is_same) else { return };
        let field = fields.list.remove(at + offset);
        fields.list.insert(at, field);
    }
}

/// Gives the fields the codes and the parameters of these issues of a message, in order: an issue goes to the first field at its path
/// that has none yet. If there are no fields, because the message is in another language, the issues become the fields,
/// with English texts.
pub(in crate::api_error) fn add_codes(fields: &mut Fields, issues: &Json, message: &str) {
    let Some(issues) = issues.as_array() else { return };
    let has_fields = !fields.is_empty();
    let mut is_set = alloc::vec![false; fields.list.len()];
    // The message and a reason. One text is used for all fields, because the message may be long.
    let mut shown = strings::join(&[message, ""], "\n");
    let length = shown.len();
    for issue in issues.iter().filter_map(Json::as_object) {
        let text = |name: &str| issue.get(name).and_then(Json::as_str).unwrap_or_default();
        let (path, code) = (text("path"), text("code"));
        if has_fields {
            let mut open = fields.list.iter_mut().zip(&mut is_set);
            if let Some((field, is_set)) = open.find(|(field, is_set)| !**is_set && field.path == path) {
                *is_set = true;
                field.code = Some(code.to_owned());
                // The message escapes `"; "`. The reason that was read from it does not.
                shown.truncate(length);
                shown.push_str(&field.reason);
                field.params = params(issue, &shown, &mut fields.steps);
            }
        } else {
            let params = params(issue, message, &mut fields.steps);
            let text = Code::from_name(code).map(|code| Reason::new(code).with_params(params.clone()).to_text());
            let reason = text.unwrap_or_else(|| code.to_owned());
            fields.push_with(segments(path, Notation::Own), None, &reason, Some(code.to_owned()), params);
        }
    }
}
