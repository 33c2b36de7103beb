//! Where a value stands: in which document, and at which JSON pointer (RFC 6901).

use std::borrow::Cow;
use std::collections::HashMap;

use unanimous::Json;

/// The location of a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Location {
    /// The number of the document.
    pub(crate) document: usize,
    /// The JSON pointer, escaped.
    pub(crate) pointer: String,
}

impl Location {
    /// The OpenAPI document.
    pub(crate) const fn root() -> Self {
        Self { document: super::Documents::ROOT, pointer: String::new() }
    }

    /// The document that holds it.
    pub(crate) const fn document_root(&self) -> Self {
        Self { document: self.document, pointer: String::new() }
    }

    /// The location of a member or an item.
    pub(crate) fn join(&self, token: &str) -> Self {
        let mut joined = self.clone();
        push_token(&mut joined.pointer, token);
        joined
    }

    /// Whether it is a part of the value at another location.
    pub(crate) fn is_inside(&self, outer: &Self) -> bool {
        let rest = self.pointer.strip_prefix(&outer.pointer);
        self.document == outer.document && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// Appends `/` and the escaped token.
pub(crate) fn push_token(pointer: &mut String, token: &str) {
    pointer.push('/');
    pointer.push_str(&token.replace('~', "~0").replace('/', "~1"));
}

/// The unescaped tokens of a pointer.
pub(crate) fn tokens(pointer: &str) -> impl Iterator<Item = String> {
    pointer.split('/').skip(1).map(|token| unescaped(token).into_owned())
}

/// A token without escapes.
fn unescaped(token: &str) -> Cow<'_, str> {
    if token.contains('~') { Cow::Owned(token.replace("~1", "/").replace("~0", "~")) } else { Cow::Borrowed(token) }
}

/// The value at a pointer.
pub(super) fn find<'j>(json: &'j Json, pointer: &str) -> Option<&'j Json> {
    pointer.split('/').skip(1).map(unescaped).try_fold(json, |value, token| match value {
        Json::Array(items) => items.get(token.parse::<usize>().ok()?),
        value => value.get(&token),
    })
}

/// The pointers of the objects with an `$anchor` or `$dynamicAnchor`, by its name, in the document's order.
#[derive(Debug, Default)]
pub(super) struct Anchors(HashMap<String, Vec<String>>);

impl Anchors {
    /// The most objects of one name.
    const MAX_EQUAL: usize = 16;
    /// The longest pointer, in bytes. Many anchors may be below one long key.
    const MAX_POINTER: usize = 4_096;

    pub(super) fn new(json: &Json) -> Self {
        let mut anchors = Self::default();
        anchors.visit(json, &mut String::new());
        anchors
    }

    fn visit(&mut self, json: &Json, pointer: &mut String) {
        if pointer.len() > Self::MAX_POINTER {
            return;
        }
        for name in ["$anchor", "$dynamicAnchor"].iter().filter_map(|keyword| json[*keyword].as_str()) {
            let known = self.0.entry(name.to_owned()).or_default();
            if known.len() < Self::MAX_EQUAL {
                known.push(pointer.clone());
            }
        }
        let length = pointer.len();
        let mut below = |token: &str, value: &Json| {
            push_token(pointer, token);
            self.visit(value, pointer);
            pointer.truncate(length);
        };
        match json {
            Json::Array(items) => items.iter().enumerate().for_each(|(at, item)| below(&at.to_string(), item)),
            Json::Object(members) => members.iter().for_each(|(name, value)| below(name, value)),
            _ => {}
        }
    }

    /// The pointer of the first object of a name inside the value at a pointer.
    pub(super) fn find(&self, name: &str, outer: &str) -> Option<&str> {
        let is_inside = |pointer: &&String| {
            pointer.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.0.get(name)?.iter().find(is_inside).map(String::as_str)
    }
}

/// The pointers of the component schemas that have an `$id`, by that `$id` without an empty fragment.
pub(super) fn component_ids(document: &Json) -> HashMap<String, String> {
    let Some(schemas) = document["components"]["schemas"].as_object() else { return HashMap::new() };
    let with_id = schemas.iter().filter_map(|(name, schema)| {
        let mut pointer = "/components/schemas".to_owned();
        push_token(&mut pointer, name);
        Some((schema["$id"].as_str()?.trim_end_matches('#').to_owned(), pointer))
    });
    with_id.collect()
}

/// Whether a reference begins with a scheme (RFC 3986, section 3.1), such as `https:`.
pub(super) fn has_scheme(reference: &str) -> bool {
    let Some((scheme, _)) = reference.split_once(':') else { return false };
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

/// The text with its percent-encoded bytes decoded (RFC 3986, section 2.1); `None` if it is not UTF-8.
pub(super) fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = |digit: u8| char::from(digit).to_digit(16);
        rest = match (first, after) {
            (b'%', [high, low, after @ ..]) if hex(*high).is_some() && hex(*low).is_some() => {
                bytes.push(u8::try_from(hex(*high)? * 16 + hex(*low)?).ok()?);
                after
            }
            _ => {
                bytes.push(*first);
                after
            }
        };
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_find_values() {
        let json: Json = r#"{"a/b": [{"m~n": 1}], "": 2, "01": 3}"#.parse().unwrap();
        let cases = [
            ("/a~1b/0/m~0n", Some("1")),
            ("/", Some("2")),
            ("/01", Some("3")),
            ("/a~1b/1", None),
            ("/a~1b/x", None),
            ("/a~1b/0/m~0n/x", None),
        ];
        for (pointer, expected) in cases {
            assert_eq!(find(&json, pointer).map(Json::to_string).as_deref(), expected, "{pointer}");
        }
    }

    #[test]
    fn anchors_are_found_at_any_depth() {
        let json: Json = r#"{"a": [{"$anchor": "x"}], "b": {"$dynamicAnchor": "y/z"}}"#.parse().unwrap();
        let cases = [("x", Some("/a/0")), ("y/z", Some("/b")), ("w", None)];
        for (name, expected) in cases {
            assert_eq!(Anchors::new(&json).find(name, ""), expected, "{name}");
        }
        let twice: Json = r#"{"a": {"$anchor": "x"}, "ab": {"$anchor": "x"}}"#.parse().unwrap();
        assert_eq!(Anchors::new(&twice).find("x", "/ab"), Some("/ab"));
        assert_eq!(Anchors::new(&twice).find("x", "/b"), None);
    }

    #[test]
    fn schemes_are_told_from_paths() {
        let cases = [
            ("https://example.com/a.yaml", true),
            ("urn:example:a", true),
            ("C:\\a.yaml", true),
            ("./a.yaml", false),
            ("a.yaml", false),
            ("./a:b.yaml", false),
            (":", false),
        ];
        for (reference, expected) in cases {
            assert_eq!(has_scheme(reference), expected, "{reference}");
        }
    }

    #[test]
    fn percent_encoded_bytes_are_decoded() {
        let cases = [
            ("/paths/~1a%20b", Some("/paths/~1a b")),
            ("%C3%a9", Some("é")),
            ("100%", Some("100%")),
            ("%zz%+1", Some("%zz%+1")),
            ("%ff", None),
        ];
        for (text, expected) in cases {
            assert_eq!(percent_decoded(text).as_deref(), expected, "{text}");
        }
    }
}
