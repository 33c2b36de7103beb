//! Paths as other servers write them: dotted, bracketed, JSON Pointer, JSON path.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use crate::path::{Path, Segment, index};
use crate::{json, strings};

/// Who wrote the keys of a map.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::api_error) enum Notation {
    /// This crate: a key is a path as [`Path`] prints it, and nothing else.
    Own,
    /// Any framework: names such as `base` and `non_field_errors` mean the whole value, `$.age` is a JSON path, `/age`
    /// a JSON Pointer, `a[b]` a form field.
    Foreign,
}

/// The longest text that is read as a path, in bytes. A longer text is one key.
const MAX_PATH: usize = 4096;

/// What frameworks call the value as a whole: Rails, Django REST framework, Django, marshmallow, zod, pydantic.
const ROOTS: &[&str] =
    &["base", "non_field_errors", "nonFieldErrors", "__all__", "_schema", "_errors", "_error", "__root__"];

/// The segments of a path, which is a key of a map or a text. A text that is no path in any notation is one key.
pub(in crate::api_error) fn segments(key: &str, notation: Notation) -> Vec<Segment> {
    if key.len() > MAX_PATH {
        return vec![Segment::from(key)];
    }
    if key.is_empty() || key == "$" || (notation == Notation::Foreign && ROOTS.contains(&key)) {
        return Vec::new();
    }
    if notation == Notation::Foreign {
        if let Some(rest) = key.strip_prefix("$.") {
            return segments(rest, Notation::Own);
        }
        if let Some(rest) = key.strip_prefix('$').filter(|rest| rest.starts_with('[')) {
            return segments(rest, Notation::Own);
        }
        if key.starts_with('/') || key.starts_with("#/") {
            return pointer(key);
        }
    }
    match key.parse::<Path>() {
        Ok(Path(segments)) => segments,
        Err(_) if notation == Notation::Foreign => bracketed(key),
        Err(_) => vec![Segment::from(key)],
    }
}

/// `items[0][price]`, as forms, PHP and Stripe write it; any other text is one key.
fn bracketed(key: &str) -> Vec<Segment> {
    fn read(key: &str) -> Option<Vec<Segment>> {
        let (name, mut rest) = strings::split_at(key, strings::find(key, "[")?);
        if name.is_empty() || strings::find(name, "]").is_some() {
            return None;
        }
        let mut out: Vec<_> = strings::split(name, ".").into_iter().map(piece).collect();
        while !rest.is_empty() {
            if let Some(dotted) = rest.strip_prefix('.') {
                let (one, after) = strings::split_at(dotted, strings::find_any(dotted, b"[.").unwrap_or(dotted.len()));
                out.push(piece(one));
                rest = after;
                continue;
            }
            let (inside, after) = strings::split_once(rest.strip_prefix('[')?, "]")?;
            // `tags[]` is the list itself.
            if !inside.is_empty() {
                out.push(piece(inside.trim_matches(['"', '\''])));
            }
            rest = after;
        }
        Some(out)
    }
    read(key).unwrap_or_else(|| vec![Segment::from(key)])
}

/// The segments of a JSON Pointer (RFC 6901), written as a text or as a URI fragment. Any other text is one key.
pub(in crate::api_error) fn pointer(text: &str) -> Vec<Segment> {
    if text.len() > MAX_PATH {
        return vec![Segment::from(text)];
    }
    let (text, decoded) = match text.strip_prefix('#') {
        Some(fragment) => (fragment, percent_decoded(fragment)),
        None => (text, text.to_owned()),
    };
    match json::pointer::tokens(&decoded) {
        Some(tokens) => tokens.iter().map(|token| piece(token)).collect(),
        None => vec![Segment::from(text)],
    }
}

fn piece(text: &str) -> Segment {
    index(text).map_or_else(|| Segment::from(text), Segment::Index)
}

/// The percent-decoded text; the text unchanged if the result is no UTF-8.
fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = |offset: usize| bytes.get(at + offset).and_then(|b| char::from(*b).to_digit(16));
        if let (b'%', Some(high), Some(low)) = (byte, hex(1), hex(2)) {
            out.push(u8::try_from(high * 16 + low).unwrap_or(byte));
            at += 3;
        } else {
            out.push(byte);
            at += 1;
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(segments: Vec<Segment>) -> String {
        Path(segments).to_string()
    }

    #[test]
    fn foreign_keys() {
        let cases = [
            ("email", "email"),
            ("", ""),
            ("$", ""),
            ("base", ""),
            ("$.age", "age"),
            ("$[0].age", "0.age"),
            ("$.contacts[1].email", "contacts.1.email"),
            ("items.0.name", "items.0.name"),
            ("Contacts[0].Email", "Contacts.0.Email"),
            ("items[0][price]", "items.0.price"),
            ("a[b][c]", "a.b.c"),
            ("tags[]", "tags"),
            ("a[b].c", "a.b.c"),
            ("/a/0/b", "a.0.b"),
            ("#/a~1b/%C3%A9", r#"["a/b"].é"#),
            ("First name", r#"["First name"]"#),
            ("a[", r#"["a["]"#),
            ("a[b]c", r#"["a[b]c"]"#),
            ("__proto__", "__proto__"),
        ];
        for (key, path) in cases {
            assert_eq!(printed(segments(key, Notation::Foreign)), path, "{key}");
        }
    }

    #[test]
    fn own_keys_have_one_meaning() {
        for key in ["base", "__all__", "$.age", r#"["/a"]"#, r#"a["b c"].0"#, r#"["0"]"#] {
            assert_eq!(printed(segments(key, Notation::Own)), key);
        }
        assert_eq!(printed(segments("$", Notation::Own)), "");
    }

    #[test]
    fn pointers() {
        for (text, path) in [
            ("", ""),
            ("#", ""),
            ("/", r#"[""]"#),
            ("#/a%20b", r#"["a b"]"#),
            ("#/%ff", r#"["%ff"]"#),
            ("/~01", r#"["~1"]"#),
            ("x", "x"),
        ] {
            assert_eq!(printed(pointer(text)), path, "{text}");
        }
    }
}
