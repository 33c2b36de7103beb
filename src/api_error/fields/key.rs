//! Paths as other servers write them: dotted, bracketed, JSON Pointer, JSON path.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use crate::api_error::Location;
use crate::api_error::text::is_code_like;
use crate::path::{Path, Segment, foreign};
use crate::strings;

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

/// What frameworks write before a path, and the location that it names: Coda, tsoa, Play, Nexus.
const BODY_PREFIXES: [(&str, Option<Location>); 5] =
    [("body.", Some(Location::Body)), ("requestBody.", None), ("obj.", None), ("FIELD ", None), ("PARAMETER ", None)];

/// The path behind a prefix of the body, and the location that the prefix names.
pub(super) fn without_body_prefix(path: &str) -> (&str, Option<Location>) {
    let found = BODY_PREFIXES.iter().find_map(|(prefix, location)| Some((path.strip_prefix(prefix)?, *location)));
    found.unwrap_or((path, None))
}

/// The segments of a path, which is a key of a map or a text. A text that is no path in any notation is one key.
pub(in crate::api_error) fn segments(key: &str, notation: Notation) -> Vec<Segment> {
    if key.len() > MAX_PATH {
        return vec![Segment::from(key)];
    }
    match (notation, key.parse()) {
        (Notation::Foreign, _) if ROOTS.contains(&key) => Vec::new(),
        (Notation::Foreign, read) => match bracketed(key).filter(|_| read.is_err()) {
            Some(path) => foreign::path(&path),
            None => foreign::path(without_body_prefix(key).0),
        },
        (Notation::Own, Ok(Path(segments))) => segments,
        (Notation::Own, Err(_)) => vec![Segment::from(key)],
    }
}

/// A path that begins in brackets, as Symfony writes those of an array, without the first pair: `[user][email]` is
/// `user[email]`.
fn bracketed(key: &str) -> Option<String> {
    let (first, rest) = strings::split_once(key.strip_prefix('[')?, "]")?;
    (is_code_like(first) && (rest.is_empty() || rest.starts_with('['))).then(|| strings::join(&[first, rest], ""))
}

/// The segments of a JSON Pointer (RFC 6901), written as a text or as a URI fragment. Any other text is one key.
pub(in crate::api_error) fn pointer(text: &str) -> Vec<Segment> {
    if text.len() > MAX_PATH { vec![Segment::from(text)] } else { foreign::pointer(text) }
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
            // Symfony.
            ("[email]", "email"),
            ("[contacts][1][email]", "contacts.1.email"),
            ("[not a name]", r#"["[not a name]"]"#),
            // Coda, tsoa, Play.
            ("body.a", "a"),
            ("requestBody.a.b", "a.b"),
            ("obj.a[0].b", "a.0.b"),
            ("FIELD a.b", "a.b"),
            ("a[", r#"["a["]"#),
            ("a[b]c", r#"["a[b]c"]"#),
            ("__proto__", "__proto__"),
        ];
        for (key, path) in cases {
            assert_eq!(printed(segments(key, Notation::Foreign)), path, "{key}");
        }
    }

    #[test]
    fn only_one_prefix_of_the_body_names_a_location() {
        let cases = [
            ("body.a", ("a", Some(Location::Body))),
            ("requestBody.a", ("a", None)),
            ("body", ("body", None)),
            ("a.body.b", ("a.body.b", None)),
        ];
        for (path, expected) in cases {
            assert_eq!(without_body_prefix(path), expected, "{path}");
        }
    }

    #[test]
    fn own_keys_have_one_meaning() {
        for key in ["base", "__all__", r#"["$"].age"#, r#"["/a"]"#, r#"a["b c"].0"#, r#"["0"]"#] {
            assert_eq!(printed(segments(key, Notation::Own)), key);
        }
        assert_eq!(printed(segments("$", Notation::Own)), "");
    }
}
