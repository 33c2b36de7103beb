//! The member `details`: field errors, google.rpc's details, or more about the error.

use alloc::vec::Vec;

use super::super::category;
use super::super::code;
use super::super::fields::rendered_issues;
use super::super::leaks;
use super::super::names::Category;
use super::said::Said;
use super::{ASIDE, DETAILS, FAR, LISTED, Reader, Stand};
use crate::json::{Json, Object};
use crate::strings;

impl Reader<'_> {
    /// Reads `details`: items, a map of fields, or more about the error. Its other members become details.
    pub(super) fn details(&mut self, name: &str, value: &Json, said: &Said<'_>, stand: Stand) -> bool {
        let before = self.progress();
        match value {
            Json::Array(items) => {
                let left = self.google(items, stand);
                self.list(items, false, Stand { weight: LISTED, ..stand });
                // Front: `["body.handle: missing"]`. Other texts stay in the details.
                if self.may_have_fields() && items.iter().all(Json::is_string) {
                    let mut all = true;
                    for text in items.iter().filter_map(Json::as_str) {
                        all &= self.named(text);
                    }
                    return all;
                }
                if !left.is_empty() && stand.keeps {
                    self.found.keep(name, &Json::Array(left));
                }
                items.is_empty() || self.progress() > before
            }
            Json::Object(object) => {
                if self.own_fields(object) {
                    for (name, value) in object {
                        let is_read = name == "fields" || name == "issues" && !self.found.issues.is_null();
                        if !is_read && stand.keeps {
                            self.found.keep(name, value);
                        }
                    }
                    return true;
                }
                if self.is_reason_map(object, said) {
                    self.map(object);
                    if self.progress() > before {
                        return true;
                    }
                }
                let inner = Stand { weight: FAR, ..stand };
                self.node(object, inner);
                true
            }
            Json::String(text) => {
                self.message(stand.weight.saturating_add(DETAILS), text);
                false
            }
            _ => false,
        }
    }

    /// Whether `details` is a map from paths to reasons. A map of texts is one only if the error is about validation.
    pub(super) fn is_reason_map(&self, details: &Object, said: &Said<'_>) -> bool {
        let is_reasons = |value: &Json| match value {
            Json::Array(items) => {
                !items.is_empty()
                    && items.iter().all(|item| match item {
                        Json::String(_) => true,
                        Json::Object(object) => {
                            self.said(object).message.is_some() || object.values().all(leaks::holds_reasons)
                        }
                        _ => false,
                    })
            }
            Json::Object(object) => {
                let inner = self.said(object);
                inner.message.is_some() && !inner.has_inner
            }
            _ => false,
        };
        if details.is_empty() || !self.may_have_fields() || details.len() == 1 && details.contains_key("text") {
            return false;
        }
        let is_validation = || {
            self.status == 422
                || said.code.is_some_and(|(weight, code)| {
                    category::of_word(&code::text(weight, code)) == Some(Category::Validation)
                })
                || said.reason().is_some_and(|text| strings::find(text, "alid").is_some())
        };
        details.values().all(is_reasons)
            || details.values().all(|value| value.as_str().is_some_and(|text| strings::find(text, " ").is_some()))
                && is_validation()
    }

    /// Reads the details of google.rpc.Status: what each says depends on its type. Returns those that are kept.
    pub(super) fn google(&mut self, items: &[Json], stand: Stand) -> Vec<Json> {
        let mut left = Vec::new();
        for item in items {
            let Some(detail) = item.as_object() else { continue };
            let Some(kind) = detail.get("@type").and_then(Json::as_str) else { continue };
            let name = strings::rsplit_once(kind, ".").map_or(kind, |(_, name)| name);
            let stand = Stand { weight: ASIDE, keeps: false, ..stand };
            match name {
                "BadRequest" | "RetryInfo" | "RequestInfo" | "Help" => self.node(detail, stand),
                "DebugInfo" => {}
                _ => {
                    if name == "ErrorInfo"
                        && let Some(reason) = detail.get("reason").and_then(Json::as_str)
                    {
                        self.found.code(code::ERROR_INFO, reason);
                    }
                    // Google Ads.
                    if self.holds_errors(detail) {
                        self.node(detail, stand);
                    }
                    left.push(item.clone());
                }
            }
        }
        left
    }

    /// Reads `details.fields` as `render` writes them. Returns whether there are any.
    pub(super) fn own_fields(&mut self, details: &Object) -> bool {
        let Some(Json::Object(map)) = details.get("fields") else { return false };
        if !self.found.fields.is_empty() {
            return false;
        }
        self.found.fields.own(map);
        if self.found.issues.is_null() {
            self.rendered(details);
        }
        !self.found.fields.is_empty()
    }

    /// Keeps the codes that `render` has written into an object.
    pub(super) fn rendered(&mut self, object: &Object) -> bool {
        self.found.issues = rendered_issues(object).cloned().unwrap_or_default();
        !self.found.issues.is_null()
    }
}
