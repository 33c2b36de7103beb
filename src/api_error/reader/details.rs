//! The member `details`: field errors, google.rpc's details, or more about the error.

use alloc::vec::Vec;

use super::super::code;
use super::super::fields::rendered_issues;
use super::super::rank;
use super::super::spelling::{Members as _, is};
use super::summary::Summary;
use super::{Reader, Scope};
use crate::json::{Json, Object};
use crate::strings;

impl Reader<'_> {
    /// Reads `details`: items, a map of fields, or more about the error. Its other members become details.
    pub(super) fn read_details(&mut self, name: &str, value: &Json, summary: &Summary<'_>, scope: Scope) -> bool {
        let before = self.progress();
        match value {
            Json::Array(items) => {
                let left = self.read_google_details(items, scope);
                self.read_list(items, false, Scope { rank: rank::LISTED, ..scope });
                // Front: `["body.handle: missing"]`. Other texts stay in the details.
                if self.may_have_fields() && items.iter().all(Json::is_string) {
                    let mut all = true;
                    for text in items.iter().filter_map(Json::as_str) {
                        all &= self.add_named_text(text);
                    }
                    return all;
                }
                if !left.is_empty() && scope.keeps {
                    self.found.keep(name, &Json::Array(left));
                }
                items.is_empty() || self.progress() > before
            }
            Json::Object(object) => {
                if self.read_rendered_fields(object) {
                    for (name, value) in object {
                        let is_read = is(name, "fields") || is(name, "issues") && !self.found.issues.is_null();
                        if !is_read && scope.keeps {
                            self.found.keep(name, value);
                        }
                    }
                    return true;
                }
                let item = self.summary(object);
                // Alloy, after Joi: `{"message", "path", "type"}`. The `path` of another API is that of a URL.
                let is_path = |(_, name, place): (u16, &str, &Json)| {
                    is(name, "path") && place.as_str().is_none_or(|text| strings::find_any(text, b" /").is_none())
                };
                if self.may_have_fields()
                    && item.place.is_some_and(is_path)
                    && item.has_strong_message()
                    && !item.has_timestamp
                    && self.read_item(object, &item, false, scope)
                {
                    return true;
                }
                if self.is_reason_map(object, summary) {
                    self.read_map(object);
                    if self.progress() > before {
                        return true;
                    }
                }
                let inner = Scope { rank: rank::FAR, ..scope };
                self.read_object(object, inner);
                true
            }
            Json::String(text) => {
                self.offer_message(scope.rank.saturating_add(rank::DETAILS), text);
                false
            }
            _ => false,
        }
    }

    /// Reads the details of google.rpc.Status: what each says depends on its type. Returns those that are kept.
    pub(super) fn read_google_details(&mut self, items: &[Json], scope: Scope) -> Vec<Json> {
        let mut left = Vec::new();
        for item in items {
            let Some(detail) = item.as_object() else { continue };
            let Some(kind) = detail.get("@type").and_then(Json::as_str) else { continue };
            let name = strings::rsplit_once(kind, ".").map_or(kind, |(_, name)| name);
            let scope = Scope { rank: rank::ASIDE, keeps: false, ..scope };
            match name {
                "BadRequest" | "RetryInfo" | "RequestInfo" | "Help" => self.read_object(detail, scope),
                "DebugInfo" => {}
                _ => {
                    if name == "ErrorInfo"
                        && let Some(reason) = detail.named("reason").and_then(Json::as_str)
                    {
                        self.found.offer_code(code::ERROR_INFO, reason);
                    }
                    // Google Ads.
                    if self.holds_errors(detail) {
                        self.read_object(detail, scope);
                    }
                    left.push(item.clone());
                }
            }
        }
        left
    }

    /// Reads `details.fields` as `render` writes them. Returns whether there are any.
    pub(super) fn read_rendered_fields(&mut self, details: &Object) -> bool {
        let Some(Json::Object(map)) = details.named("fields") else { return false };
        if !self.found.fields.is_empty() {
            return false;
        }
        self.found.fields.push_rendered(map);
        if self.found.issues.is_null() {
            self.keep_rendered_issues(details);
        }
        !self.found.fields.is_empty()
    }

    /// Keeps the codes that `render` has written into an object.
    pub(super) fn keep_rendered_issues(&mut self, object: &Object) -> bool {
        self.found.issues = rendered_issues(object).cloned().unwrap_or_default();
        !self.found.issues.is_null()
    }
}
