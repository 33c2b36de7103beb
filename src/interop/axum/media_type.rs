//! Reads a `Content-Type`: whether the body is JSON or a form.

use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;

use crate::headers::trim_ows;
use crate::interop::http::field;

/// The bodies that the extractors read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MediaType {
    /// `application/json` or a type ending in `+json`.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    Other,
    /// There is no `Content-Type`.
    Missing,
}

impl MediaType {
    pub(super) fn of(headers: &HeaderMap) -> Self {
        field(headers, &CONTENT_TYPE).map_or(Self::Missing, |value| Self::read(&value))
    }

    /// In any case, with any parameters.
    fn read(content_type: &str) -> Self {
        let essence = trim_ows(content_type.split(';').next().unwrap_or_default()).to_ascii_lowercase();
        let Some((kind, subtype)) = essence.split_once('/') else { return Self::Other };
        if !is_token(kind) || !is_token(subtype) {
            return Self::Other;
        }
        let has_suffix = subtype.strip_suffix("+json").is_some_and(|name| !name.is_empty());
        match essence.as_str() {
            "application/json" => Self::Json,
            "application/x-www-form-urlencoded" => Self::Form,
            _ if has_suffix => Self::Json,
            _ => Self::Other,
        }
    }
}

/// A token of RFC 9110 section 5.6.2.
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}
