//! Field errors in sentences, as Fastify (ajv) and Nest (class-validator) write them.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Fields, Notation, pointer, segments};
use crate::api_error::text::ends_with;
use crate::api_error::{Location, code};
use crate::path::{Path, Segment};
use crate::strings;

/// The parts of a request as Fastify names them, and express-openapi-validator behind `request/`.
const PARTS: &[(&str, Location)] = &[
    ("body", Location::Body),
    ("querystring", Location::Query),
    ("query", Location::Query),
    ("params", Location::Path),
    ("headers", Location::Header),
];

/// Adds the errors of a Fastify message: `body/email must match format "email", body must have required property 'a'`.
pub(in crate::api_error) fn fastify(fields: &mut Fields, message: &str) {
    let Some(mut rest) = Some(message).filter(|text| part(text).is_some()) else { return };
    while let Some((location, after)) = part(rest) {
        let (one, next) = strings::split_at(after, end_of_error(after));
        let (path, reason) = strings::split_once(one, " ").unwrap_or((one, ""));
        let mut at = pointer(path);
        let missing = reason.strip_prefix("must have required property '").and_then(|rest| rest.strip_suffix('\''));
        at.extend(missing.map(Segment::from));
        fields.push(at, Some(location), reason, None);
        if fields.is_full() {
            return;
        }
        rest = next.strip_prefix(", ").unwrap_or_default();
    }
}

/// The index of the comma after which another error begins; the length of the text if no other error follows.
fn end_of_error(text: &str) -> usize {
    let mut at = 0;
    while let Some((before, after)) = text.get(at..).and_then(|rest| strings::split_once(rest, ", ")) {
        at += before.len();
        if part(after).is_some() {
            return at;
        }
        at += ", ".len();
    }
    text.len()
}

/// The part of the request with which a Fastify error begins, and the text after it: pointer, space, reason.
fn part(text: &str) -> Option<(Location, &str)> {
    let text = text.strip_prefix("request/").unwrap_or(text);
    let (name, location) = PARTS.iter().find(|(name, _)| text.starts_with(name))?;
    let (_, after) = strings::split_at(text, name.len());
    let (path, reason) = strings::split_once(after, " ")?;
    let fits = (path.is_empty() || path.starts_with('/')) && reason.starts_with("must ");
    fits.then_some((*location, after))
}

/// Adds the errors of a text as zod 4 (`✖`) and valibot (`×`) print them for people: a line for the reason, and below it
/// `→ at contacts[0].email`.
pub(in crate::api_error) fn prettified(fields: &mut Fields, message: &str) {
    // Fast path: neither sign is ASCII.
    if message.is_ascii() {
        return;
    }
    let mut reason = None;
    for line in strings::split(message, "\n") {
        let line = strings::trim(line);
        let path = line.strip_prefix("→ at ");
        if let Some(reason) = reason.take() {
            fields.push(segments(path.unwrap_or_default(), Notation::Foreign), None, reason, None);
        }
        reason = line.strip_prefix("✖ ").or_else(|| line.strip_prefix("× "));
        if reason.is_none() && path.is_none() && !line.is_empty() {
            return;
        }
    }
    if let Some(reason) = reason {
        fields.push(Vec::new(), None, reason, None);
    }
}

/// Adds the fields of a text of lines, as Drupal writes it: `Unprocessable Entity: validation failed.`, then `mail: This value is not
/// a valid email address.` for each.
pub(in crate::api_error) fn drupal(fields: &mut Fields, message: &str) {
    let Some((_, mut rest)) = strings::split_once(message, "validation failed.\n") else { return };
    while !rest.is_empty() && !fields.is_full() {
        let (line, after) = strings::split_once(rest, "\n").unwrap_or((rest, ""));
        if let Some((path, reason)) = strings::split_once(line, ": ") {
            fields.push(segments(path, Notation::Foreign), None, reason, None);
        }
        rest = after;
    }
}

/// How an error of Go's validator begins.
const GO_START: &str = "Key: '";

/// Adds the errors of Go's validator, one a line: `Key: 'Lead.Email' Error:Field validation for 'Email' failed on the 'email'
/// tag`. The path begins with the name of the type.
pub(in crate::api_error) fn go_validator(fields: &mut Fields, message: &str) {
    if strings::find(message, GO_START).is_none() {
        // Without this look, a text of many lines would be split for nothing.
        return;
    }
    for line in strings::split(message, "\n") {
        if let Some((path, reason)) = line.strip_prefix(GO_START).and_then(|rest| strings::split_once(rest, "' Error:"))
        {
            let path = strings::split_once(path, ".").map_or(path, |(_, path)| path);
            fields.push(segments(path, Notation::Foreign), None, reason, None);
        }
    }
}

/// Adds the field of a sentence of Haskell's aeson: `Error in $.age: expected Number`.
pub(in crate::api_error) fn aeson(fields: &mut Fields, message: &str) {
    if let Some((path, _)) = message.strip_prefix("Error in $.").and_then(|rest| strings::split_once(rest, ": ")) {
        fields.push(segments(path, Notation::Foreign), None, message, None);
    }
}

/// The path and the reason of a class-validator sentence: `contacts.0.email must be an email`.
///
/// Only class-validator's own wordings count: any other sentence names no field.
pub(in crate::api_error) fn sentence(text: &str) -> Option<(Vec<Segment>, String)> {
    let (each, rest) = match text.strip_prefix("each value in ") {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let rest = rest.strip_prefix("nested property ").or_else(|| rest.strip_prefix("property ")).unwrap_or(rest);
    let (path, reason) = strings::split_once(rest, " ")?;
    let own = ["must ", "should ", "has "].iter().any(|verb| reason.starts_with(verb));
    let Path(at) = path.parse().ok().filter(|_| own && !path.is_empty())?;
    Some((at, if each { strings::join(&["each value", reason], " ") } else { reason.to_owned() }))
}

/// The name and the reason of a text such as `lead.email: must not be blank` (Okta, Micronaut).
pub(in crate::api_error) fn named(text: &str) -> Option<(&str, &str)> {
    let (name, reason) = strings::split_once(text, ": ")?;
    let is_name = code::is_word(strings::prefix_before(name, "["))
        && strings::find(name, " ").is_none()
        && !code::is_noise(name)
        // `INVALID_EMAIL: …`, `ValidationError: …`, `json: cannot unmarshal …` of Go.
        && name.bytes().any(|byte| byte.is_ascii_lowercase())
        && !["error", "exception"].iter().any(|end| ends_with(name, end))
        && Location::of_framework(name).is_none();
    is_name.then_some((name, reason))
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::ToString as _;

    use super::*;

    #[test]
    fn class_validator() {
        let cases = [
            ("email must be an email", Some(("email", "must be an email"))),
            ("contacts.0.email should not be empty", Some(("contacts.0.email", "should not be empty"))),
            ("each value in tags must be a string", Some(("tags", "each value must be a string"))),
            ("property role should not exist", Some(("role", "should not exist"))),
            (
                "nested property address must be either object or array",
                Some(("address", "must be either object or array")),
            ),
            ("Please give an email", None),
            ("must", None),
            ("", None),
        ];
        for (text, expected) in cases {
            let found = sentence(text).map(|(at, reason)| (Path(at).to_string(), reason));
            assert_eq!(found.as_ref().map(|(path, reason)| (path.as_str(), reason.as_str())), expected, "{text}");
        }
    }

    #[test]
    fn fastify_messages() {
        let told = |message: &str| {
            let mut fields = Fields::default();
            fastify(&mut fields, message);
            fields
                .into_vec()
                .into_iter()
                .map(|f| format!("{:?} {} {}", f.location, f.path, f.reason))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            told("body/email must match format \"email\", body must have required property 'a.b', body/x must be a, b"),
            [
                "Some(Body) email must match format \"email\"",
                "Some(Body) [\"a.b\"] must have required property 'a.b'",
                "Some(Body) x must be a, b",
            ]
        );
        assert_eq!(told("querystring/limit must be integer"), ["Some(Query) limit must be integer"]);
        assert_eq!(told("params must be object"), ["Some(Path)  must be object"]);
        assert!(told("somebody must go").is_empty());
        assert!(told("body is too large").is_empty());
    }
}
