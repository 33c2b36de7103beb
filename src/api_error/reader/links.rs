//! Links to documentation.

use alloc::borrow::ToOwned;
use alloc::string::String;

use super::super::spelling::{Members as _, is};
use super::super::text::http_url;
use super::Reader;
use crate::json::Json;
use crate::strings;

impl Reader<'_> {
    /// Reads the links of `PayPal`, JSON:API and google.rpc.Help.
    pub(super) fn read_links(&mut self, value: &Json, row: u8) -> bool {
        let url = |link: &Json| -> Option<String> {
            let link =
                link.as_str().or_else(|| ["href", "url", "link"].iter().find_map(|name| link.named(name)?.as_str()))?;
            http_url(link).map(str::to_owned)
        };
        match value {
            Json::Array(items) => {
                for link in items {
                    let rel = link.named("rel").and_then(Json::as_str);
                    if !matches!(rel, Some("self" | "edit" | "related" | "up" | "next" | "prev"))
                        && let Some(url) = url(link)
                    {
                        return self.found.offer_docs(row, &url);
                    }
                }
            }
            Json::Object(links) => {
                for name in ["about", "help", "type", "documentation", "docs", "describedby", "info", "self"] {
                    if let Some(url) = links.named(name).and_then(url)
                        && (!is(name, "self") || looks_like_docs(&url))
                    {
                        return self.found.offer_docs(row, &url);
                    }
                }
            }
            _ => {}
        }
        false
    }
}

/// Whether a link leads to documentation, and not to the resource.
pub(super) fn looks_like_docs(url: &str) -> bool {
    ["doc", "help", "developer", "devcenter", "error", "support", "learn", "guide"]
        .iter()
        .any(|word| strings::find(url, word).is_some())
}
