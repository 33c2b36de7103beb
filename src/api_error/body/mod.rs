//! What a body is, by its first characters: JSON, markup, text or nothing. The content type is often wrong, so it only
//! decides doubtful cases.

mod charset;
mod content_type;
pub(super) mod markup;

use alloc::borrow::{Cow, ToOwned};
use alloc::vec::Vec;

pub(super) use self::content_type::ContentType;
use self::markup::is_html;
use super::text::is_code_like;
use super::{MAX_BODY, MAX_MEMBERS, Warning};
use crate::json::read::{self, Body as JsonBody};
use crate::json::{Json, Object, ParseError};
use crate::path::foreign;
use crate::strings;

/// A body, by its kind.
pub(super) enum Body<'a> {
    Empty,
    Json(JsonBody),
    /// An object in another form: a form, or JSON behind a guard against scripts.
    Wrapped(JsonBody),
    /// Plain text, or the content of a body that is one JSON string.
    Text(Cow<'a, str>),
    Html(Cow<'a, str>),
    Xml(Cow<'a, str>),
    /// Too large, too deep, or invalid JSON. A warning says which.
    Unreadable,
}

/// Finds the kind of a body, and parses JSON.
pub(super) fn sniff<'a>(bytes: &'a [u8], content_type: &ContentType<'_>, warnings: &mut Vec<Warning>) -> Body<'a> {
    if bytes.len() > MAX_BODY {
        warnings.push(Warning::TooLarge);
        return Body::Unreadable;
    }
    let text = charset::text(bytes, content_type.charset, warnings);
    let trimmed = strings::trim(&text);
    let Some(first) = trimmed.chars().next() else { return Body::Empty };
    match first {
        // `[ERROR 400] Invalid key`.
        '[' if !content_type.is_json && trimmed.as_bytes().get(1).is_some_and(u8::is_ascii_uppercase) => {
            Body::Text(text)
        }
        '{' | '[' => json_body(trimmed, warnings),
        '<' if is_html(trimmed) => match behind_warnings(trimmed) {
            Some(parsed) => Body::Json(parsed),
            None => Body::Html(text),
        },
        '<' => Body::Xml(text),
        // Plain text may begin with these characters too, so the whole body must be valid JSON.
        '"' | '-' | '0'..='9' | 't' | 'f' | 'n' => match read::body(trimmed) {
            // Servers that write JSON twice send an object as a string.
            Ok(JsonBody { value: Json::String(inner), .. }) => {
                json_in(&inner).map_or(Body::Text(Cow::Owned(inner)), Body::Json)
            }
            Ok(parsed) if content_type.is_json => Body::Json(parsed),
            Err(_) if content_type.is_json && first == '"' => json_body(trimmed, warnings),
            _ => wrapped(trimmed).unwrap_or(Body::Text(text)),
        },
        _ => wrapped(trimmed).unwrap_or(Body::Text(text)),
    }
}

/// The object or list that a text is as JSON.
pub(super) fn json_in(text: &str) -> Option<JsonBody> {
    let text = strings::trim(text);
    if matches!(text.bytes().next(), Some(b'{' | b'[')) { read::body(text).ok() } else { None }
}

fn json_body<'a>(text: &str, warnings: &mut Vec<Warning>) -> Body<'a> {
    match read::body(text) {
        Ok(parsed) => {
            if parsed.duplicate_key {
                warnings.push(Warning::DuplicateKey);
            }
            Body::Json(parsed)
        }
        Err(fault) => {
            warnings.push(if fault == ParseError::TooDeep { Warning::TooDeep } else { Warning::InvalidJson });
            Body::Unreadable
        }
    }
}

/// An object in another form: JSON behind a guard, or a form.
fn wrapped<'a>(text: &str) -> Option<Body<'a>> {
    guarded(text).or_else(|| form(text)).map(Body::Wrapped)
}

/// The JSON behind what keeps a script from reading it, or in an event: `)]}'`, `for (;;);`, `callback(`, `data: `.
fn guarded(text: &str) -> Option<JsonBody> {
    let (before, _) = strings::split_once(text, "{")?;
    let (inside, _) = strings::rsplit_once(text, "}")?;
    let guard = strings::trim(before).bytes().next_back()?;
    if !matches!(guard, b'\'' | b';' | b'(' | b':') || before.len() > 64 {
        return None;
    }
    let (_, json) = strings::split_at(text, before.len());
    read::body(strings::split_at(json, (inside.len() + 1).checked_sub(before.len())?).0).ok()
}

/// A form as an object of texts: OAuth's `error=access_denied&error_description=…`.
fn form(text: &str) -> Option<JsonBody> {
    let mut members = Vec::new();
    let mut rest = text;
    while !rest.is_empty() && members.len() < MAX_MEMBERS as usize {
        let (pair, after) = strings::split_once(rest, "&").unwrap_or((rest, ""));
        let (name, text) = strings::split_once(pair, "=").filter(|(name, _)| is_code_like(name))?;
        let text = foreign::percent_decoded(&strings::replace(text, "+", " "));
        members.push((name.to_owned(), Json::String(text)));
        rest = after;
    }
    let (value, _) = Object::from_members(members);
    (value.len() > 1).then_some(JsonBody { value: Json::Object(value), duplicate_key: false })
}

/// The JSON behind what PHP prints before it: `<br />\n<b>Warning</b>: …<br />\n{"error": …}`.
fn behind_warnings(text: &str) -> Option<JsonBody> {
    if !text.ends_with('}') {
        return None;
    }
    let (before, _) = strings::rsplit_once(text, "\n{")?;
    read::body(strings::split_at(text, before.len() + 1).1).ok()
}
