//! Reads paths as other programs write them.
//!
//! Our own notation always comes first: a text that [`Path`](super::Path) reads has that meaning. The rest is:
//!
//! | notation | who writes it | path |
//! |---|---|---|
//! | `/contacts/0/email`, `#/a~1b` | JSON Pointer, RFC 6901: ajv, problem details | `contacts.0.email`, `["a/b"]` |
//! | `contacts/0/email` | the same without the first `/`, if there is an index | `contacts.0.email` |
//! | `body -> contacts -> 0` | pydantic 1, `FastAPI` | `contacts.0`, in the body |
//! | `contacts[0].first name`, `a["b\"c"]` | zod-validation-error, without an escape for anything but `"` | |
//! | `a['b']` | JSONPath, Python | `a.b` |
//! | `.contacts[0].email` | ajv 6, Konform | `contacts.0.email` |
//! | `items[0][price]`, `tags[]` | forms, PHP, Rails, Stripe | `items.0.price`, `tags` |
//! | `` `a.b`.c `` | pydantic 2 | `["a.b"].c` |
//! | `["a",0]`, `['a', 0]` | a path that was printed as a list | `a.0` |

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::bare::is_bare;
use super::parse::without_root;
use super::{Path, Segment, index};
use crate::json::{self, Json, ToJson as _, read::strict};
use crate::strings;

/// The parts of a request, as `FastAPI` names them at the start of a path with arrows.
const REQUEST_PARTS: [&str; 5] = ["body", "query", "path", "header", "cookie"];

const ARROW: &str = " -> ";

/// What pydantic 1 calls the model itself.
const ROOT: &str = "__root__";

/// Reads a text that is known to be a path, in any notation. A text that no notation fits is one key.
pub(crate) fn path(text: &str) -> Vec<Segment> {
    let is_pointer = text.starts_with('/') || text.starts_with("#/") || has_slashes(text);
    if is_pointer { pointer(text) } else { dotted(text) }
}

/// Whether a text is a JSON Pointer without its first `/`: keys, and an index among them, as in `items/0/sku`.
fn has_slashes(text: &str) -> bool {
    let Some((first, rest)) = strings::split_once(text, "/") else { return false };
    let rest = strings::split(rest, "/");
    is_bare(first) && rest.iter().all(|token| is_plain(token)) && rest.iter().any(|token| index(token).is_some())
}

/// Reads a path as [`path`] does, but not as a JSON Pointer.
pub(crate) fn dotted(text: &str) -> Vec<Segment> {
    match text.parse() {
        Ok(Path(segments)) => segments,
        Err(_) if text.starts_with('.') && text.len() > 1 && !text.starts_with("..") => {
            dotted(strings::split_at(text, 1).1)
        }
        Err(_) => pieces(text, false).unwrap_or_else(|| vec![Segment::from(text)]),
    }
}

/// Reads the text before the colon of a message as a path. Returns `None` if it could be ordinary words instead.
///
/// A key with a space is a path only in quotes or brackets, or after an arrow that follows a part of the request.
pub(crate) fn head(text: &str) -> Option<Vec<Segment>> {
    let text = strings::trim(text);
    if let Ok(Path(segments)) = text.parse() {
        return Some(segments);
    }
    if let Some(inside) = quoted(text) {
        // A name in quotes is one key, but brackets show a path.
        return Some(if strings::find(inside, "[").is_some() { path(inside) } else { vec![Segment::from(inside)] });
    }
    if strings::find(text, ARROW).is_some() {
        let located = begins_with_request_part(text);
        let can_be_key = |key: &str| if located { !key.is_empty() } else { is_plain(key) };
        return strings::split(text, ARROW).into_iter().all(can_be_key).then(|| arrows(text));
    }
    if text.starts_with('/') || text.starts_with("#/") {
        return strings::find_char(text, &char::is_whitespace).is_none().then(|| pointer(text));
    }
    pieces(text, true)
}

/// The text inside quotes of one kind, if they hold the whole text.
pub(crate) fn quoted(text: &str) -> Option<&str> {
    let quote = text.get(..1).filter(|quote| matches!(*quote, "\"" | "'" | "`"))?;
    let inside = text.strip_prefix(quote)?.strip_suffix(quote)?;
    (!inside.is_empty() && strings::find(inside, quote).is_none()).then_some(inside)
}

/// Whether a text begins with a part of the request and an arrow: `body -> email`.
pub(crate) fn begins_with_request_part(text: &str) -> bool {
    REQUEST_PARTS.iter().any(|part| text.strip_prefix(part).is_some_and(|rest| rest.starts_with(ARROW)))
}

/// The path in a line of a pydantic error: with arrows in version 1, with dots in version 2.
pub(crate) fn pydantic(text: &str) -> Vec<Segment> {
    if strings::find(text, ARROW).is_some() || text == ROOT { arrows(text) } else { dotted(text) }
}

/// The keys between arrows, without the part of the request at the start.
fn arrows(text: &str) -> Vec<Segment> {
    let keys = strings::split(text, ARROW).into_iter().skip(begins_with_request_part(text).into());
    keys.filter(|key| *key != ROOT).map(piece).collect()
}

/// Whether a text is an index or a bare key.
fn is_plain(text: &str) -> bool {
    is_bare(text) || index(text).is_some()
}

/// Reads a path with dots and brackets. If `plain`, a piece without brackets must be an index or a bare key.
fn pieces(text: &str, plain: bool) -> Option<Vec<Segment>> {
    if let Some(segments) = array(text) {
        return Some(segments);
    }
    let mut out = Vec::new();
    let mut rest = without_root(text);
    loop {
        if let Some(inside) = rest.strip_prefix('[') {
            let (segment, after) = bracket(inside)?;
            // A path may begin with an index or a quoted key in brackets, but `[debug]` and `[]` are words.
            let is_word = !inside.starts_with(['"', '\'']) && !matches!(segment, Some(Segment::Index(_)));
            if out.is_empty() && is_word {
                return None;
            }
            // `tags[]` is the list itself.
            out.extend(segment);
            rest = after;
        } else if let Some((key, after)) = rest.strip_prefix('`').and_then(|inside| strings::split_once(inside, "`")) {
            out.push(Segment::from(key));
            rest = after;
        } else {
            let (key, after) = strings::split_at(rest, strings::find_any(rest, b"[].").unwrap_or(rest.len()));
            if key.is_empty() || strings::trim(key).len() < key.len() || (plain && !is_plain(key)) {
                return None;
            }
            out.push(piece(key));
            rest = after;
        }
        match rest.bytes().next() {
            None => return Some(out),
            Some(b'.') => rest = strings::split_at(rest, 1).1,
            Some(b'[') => {}
            Some(_) => return None,
        }
    }
}

/// The items of a JSON array of keys and indices, also with single quotes, as Python prints a list: `['a', 0]`.
#[inline(never)]
fn array(text: &str) -> Option<Vec<Segment>> {
    // An array of one key has no comma, and is our own notation.
    if !text.starts_with('[') || strings::find(text, ",").is_none() {
        return None;
    }
    let Ok(Json::Array(items)) = strict(text).or_else(|_| strict(&strings::replace(text, "'", "\""))) else {
        return None;
    };
    let segment = |item: &Json| match item {
        Json::String(key) => Some(Segment::from(key.as_str())),
        Json::Number(_) => index(&item.to_json_string()).map(Segment::Index),
        _ => None,
    };
    items.iter().map(segment).collect()
}

/// The segment after a `[`, and the text after its `]`. The segment of `[]` is `None`.
fn bracket(inside: &str) -> Option<(Option<Segment>, &str)> {
    let Some(quote @ (b'"' | b'\'')) = inside.bytes().next() else {
        let (key, after) = strings::split_once(inside, "]")?;
        return Some(((!key.is_empty()).then(|| piece(key)), after));
    };
    let bytes = inside.as_bytes();
    let closes = |at: &usize| bytes.get(*at) == Some(&quote) && bytes.get(at - 1) != Some(&b'\\');
    let end = (1..bytes.len()).find(closes).filter(|end| bytes.get(end + 1) == Some(&b']'))?;
    let key = inside.get(1..end)?;
    let escaped = if quote == b'"' { "\\\"" } else { "\\'" };
    let key = strings::replace(key, escaped, strings::split_at(escaped, 1).1);
    Some((Some(Segment::Key(key)), strings::split_at(inside, end + 2).1))
}

/// The segments of a JSON Pointer (RFC 6901), written as a text or as a URI fragment. Without the `/` at its start, a text with a
/// `/` is a pointer too, and any other text is read by [`dotted`].
pub(crate) fn pointer(text: &str) -> Vec<Segment> {
    let (text, decoded) = match text.strip_prefix('#') {
        Some(fragment) => (fragment, percent_decoded(fragment)),
        None => (text, text.to_owned()),
    };
    match json::pointer::tokens(&decoded) {
        Some(tokens) => tokens.iter().map(|token| piece(token)).collect(),
        // `data/attributes/email`, as many servers of JSON:API write it.
        None if strings::find(text, "/").is_some() => pointer(&strings::join(&["", text], "/")),
        None => dotted(text),
    }
}

fn piece(text: &str) -> Segment {
    index(text).map_or_else(|| Segment::from(text), Segment::Index)
}

/// The percent-decoded text; the text unchanged if the result is not UTF-8.
pub(crate) fn percent_decoded(text: &str) -> String {
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
    use alloc::string::ToString as _;

    fn printed(segments: Vec<Segment>) -> String {
        Path(segments).to_string()
    }

    #[test]
    fn texts_that_are_known_to_be_paths() {
        let cases = [
            ("items[0][price]", "items.0.price"),
            ("a[b][c]", "a.b.c"),
            ("tags[]", "tags"),
            ("a[b].c", "a.b.c"),
            ("/a/0/b", "a.0.b"),
            ("a/0/b", "a.0.b"),
            ("a/b", r#"["a/b"]"#),
            ("1/2", r#"["1/2"]"#),
            ("#/a~1b/%C3%A9", r#"["a/b"].é"#),
            ("First name", r#"["First name"]"#),
            ("contacts[0].first name", r#"contacts.0["first name"]"#),
            ("contacts.first name.x", r#"contacts["first name"].x"#),
            (r#"a["b\"c"].d"#, r#"a["b\"c"].d"#),
            ("['b c'].d", r#"["b c"].d"#),
            ("a['it\\'s']", r#"a["it's"]"#),
            ("`a.b`.c", r#"["a.b"].c"#),
            ("$.age", "age"),
            ("$['a b']", r#"["a b"]"#),
            ("a.01", r#"a["01"]"#),
            // Not a path, so it is one key.
            ("a[", r#"["a["]"#),
            ("a[b]c", r#"["a[b]c"]"#),
            ("[b]", r#"["[b]"]"#),
            ("[]", r#"["[]"]"#),
            ("a..b", r#"["a..b"]"#),
            ("a. b", r#"["a. b"]"#),
            ("a]b", r#"["a]b"]"#),
            (".", r#"["."]"#),
            (".password", "password"),
            (".contacts[1].email", "contacts.1.email"),
        ];
        for (text, expected) in cases {
            assert_eq!(printed(path(text)), expected, "{text}");
        }
        assert_eq!(printed(dotted("/a/b")), r#"["/a/b"]"#);
    }

    #[test]
    fn heads_of_sentences() {
        let cases = [
            ("email", Some("email")),
            ("email ", Some("email")),
            ("/contacts/0/email", Some("contacts.0.email")),
            ("#/a~1b", Some(r#"["a/b"]"#)),
            ("body -> email", Some("email")),
            ("body -> contacts -> 0 -> first name", Some(r#"contacts.0["first name"]"#)),
            ("contacts -> 0", Some("contacts.0")),
            ("['b']", Some("b")),
            ("\"first name\"", Some(r#"["first name"]"#)),
            ("'contacts[0].first name'", Some(r#"contacts.0["first name"]"#)),
            ("`a`", Some("a")),
            ("'a.b'", Some(r#"["a.b"]"#)),
            ("'0'", Some(r#"["0"]"#)),
            (r#"["a","b"]"#, Some("a.b")),
            (r#"["a", 0, "b.c"]"#, Some(r#"a.0["b.c"]"#)),
            ("['a', 'b']", Some("a.b")),
            (r#"["it's", 0]"#, Some(r#"["it's"].0"#)),
            (r#"["a,b"]"#, Some(r#"["a,b"]"#)),
            (r#"["a", null]"#, None),
            (r#"["a", -1]"#, None),
            (r#"["a" "b"]"#, None),
            ("['a' or 'b']", None),
            ("[a, b]", None),
            ("items[0][price]", Some("items.0.price")),
            ("first name", None),
            ("/a b", None),
            ("a -> b c", None),
            ("body -> ", None),
            ("a, b", None),
            ("\"a\" or \"b\"", None),
            ("\"\"", None),
            ("(x)", None),
            ("007", None),
            ("*", None),
        ];
        for (text, expected) in cases {
            assert_eq!(head(text).map(printed).as_deref(), expected, "{text}");
        }
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
            ("data/attributes/a", "data.attributes.a"),
            ("data.attributes.a", "data.attributes.a"),
            ("a[0].b", "a.0.b"),
        ] {
            assert_eq!(printed(pointer(text)), path, "{text}");
        }
    }
}
