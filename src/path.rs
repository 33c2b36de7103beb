//! Where in a value an issue stands: `contacts.0.email`, `["like this"].x`, or the root.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::json::{self, Value, read::strict};
use crate::reason::quoted;
use crate::{cut, quoted_string};

/// One step of a [`Path`]: an object's key or a list's index.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Segment {
    /// An index into a list, from 0.
    Index(u32),
    /// A key of an object.
    Key(String),
}

impl From<&str> for Segment {
    fn from(key: &str) -> Self {
        Self::Key(key.to_owned())
    }
}

impl From<String> for Segment {
    fn from(key: String) -> Self {
        Self::Key(key)
    }
}

impl From<u32> for Segment {
    fn from(index: u32) -> Self {
        Self::Index(index)
    }
}

/// A place in a value. `Display` and `FromStr` are inverse to each other.
///
/// Segments are joined by `.`; a key that is not a plain name stands as `["…"]` with a JSON string inside. The root
/// is the empty string (a message prints it as `$`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Path(pub Vec<Segment>);

/// The text is no path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PathError;

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(r#"not a path: write it as `contacts.0.email`, other keys as `["like this"]`"#)
    }
}

impl std::error::Error for PathError {}

impl Path {
    /// The place of the value itself.
    pub const ROOT: Self = Self(Vec::new());
}

/// No list has this index. It stands for whatever index there is, and is written as U+0000, which no path holds.
#[cfg(all(target_arch = "wasm32", not(unanimous_part = "errors")))]
const ANY: u32 = u32::MAX;

#[cfg(all(target_arch = "wasm32", not(unanimous_part = "errors")))]
impl Path {
    pub(crate) fn forget_indices(&mut self) {
        for segment in &mut self.0 {
            if let Segment::Index(index) = segment {
                *index = ANY;
            }
        }
    }
}

impl<S: Into<Segment>> FromIterator<S> for Path {
    fn from_iter<I: IntoIterator<Item = S>>(segments: I) -> Self {
        Self(segments.into_iter().map(Into::into).collect())
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        push(&mut text, &self.0);
        f.write_str(&text)
    }
}

/// Writes segments as a path.
pub(crate) fn push(out: &mut String, segments: &[Segment]) {
    for (at, segment) in segments.iter().enumerate() {
        match segment {
            Segment::Index(index) => {
                push_dot(out, at);
                #[cfg(all(target_arch = "wasm32", not(unanimous_part = "errors")))]
                if *index == ANY {
                    out.push('\0');
                    continue;
                }
                out.push_str(&json::to_string(index));
            }
            Segment::Key(key) => push_key(out, key, at, segments.len()),
        }
    }
}

/// Writes what stands before a bare segment, the `at`-th of its path.
fn push_dot(out: &mut String, at: usize) {
    if at > 0 {
        out.push('.');
    }
}

/// Writes a key, the `at`-th of so many segments.
fn push_key(out: &mut String, key: &str, at: usize, of: usize) {
    // A lone `$` is how a message prints the root.
    if is_bare(key) && !(key == "$" && of == 1) {
        push_dot(out, at);
        return out.push_str(key);
    }
    out.push('[');
    let mut before = ' ';
    for c in quoted(key).chars() {
        // A path never holds the separators of a message.
        if c == ' ' && matches!(before, ';' | ':') {
            json::escape(out, c);
        } else {
            out.push(c);
        }
        before = c;
    }
    out.push(']');
}

/// Whether a key can stand without quotes: letters, digits, `_ $ @ -`, not starting with a digit.
fn is_bare(key: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    if key.bytes().all(plain) && key.bytes().next().is_some_and(|first| !first.is_ascii_digit()) {
        return true;
    }
    key.chars().all(is_bare_char) && key.chars().next().is_some_and(|first| !first.is_numeric())
}

fn is_bare_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$' | '@' | '-')
}

impl FromStr for Path {
    type Err = PathError;

    /// Reads a path: `contacts.0.email`, also `contacts[0].email`, `["like this"]`; the root is `""` or `$`.
    fn from_str(text: &str) -> Result<Self, PathError> {
        let mut segments = Vec::new();
        let mut rest = if text == "$" { "" } else { text };
        while !rest.is_empty() {
            if let Some(inside) = rest.strip_prefix('[') {
                let (segment, after) = bracketed(inside).ok_or(PathError)?;
                segments.push(segment);
                rest = after;
                continue;
            }
            if !segments.is_empty() {
                rest = rest.strip_prefix('.').ok_or(PathError)?;
            }
            let end = rest.find(|c| !is_bare_char(c)).unwrap_or(rest.len());
            let (bare, after) = cut::at(rest, end);
            segments.push(match index(bare) {
                Some(index) => Segment::Index(index),
                None if is_bare(bare) => Segment::from(bare),
                None => return Err(PathError),
            });
            rest = after;
        }
        Ok(Self(segments))
    }
}

/// The segment behind a `[`, and what follows its `]`.
fn bracketed(inside: &str) -> Option<(Segment, &str)> {
    if !inside.starts_with('"') {
        let (digits, after) = cut::once(inside, "]")?;
        return Some((Segment::Index(index(digits)?), after));
    }
    let (quoted, after) = cut::at(inside, quoted_string::len(inside.as_bytes())?);
    let Some(Value::String(key)) = strict(quoted) else { return None };
    Some((Segment::Key(key), after.strip_prefix(']')?))
}

/// An index as it is printed: digits without a leading zero, below 2^32 - 1 as in JavaScript's arrays.
pub(crate) fn index(text: &str) -> Option<u32> {
    let is_canonical = text == "0" || !text.starts_with('0');
    // As many digits as the largest index has.
    if !is_canonical || !(1..=10).contains(&text.len()) || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let value = text.bytes().fold(0, |value, digit| value * 10 + u64::from(digit - b'0'));
    u32::try_from(value).ok().filter(|&index| index < u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Segment {
        Segment::from(text)
    }

    #[test]
    fn prints_and_reads_back() {
        let cases: [(&[Segment], &str); 16] = [
            (&[], ""),
            (&[key("email")], "email"),
            (&[key("contacts"), Segment::Index(0), key("email")], "contacts.0.email"),
            (&[Segment::Index(12)], "12"),
            (&[key("weird key")], r#"["weird key"]"#),
            (&[key("a"), key("b.c"), key("d")], r#"a["b.c"].d"#),
            (&[key("m"), key("0")], r#"m["0"]"#),
            (&[key("007")], r#"["007"]"#),
            (&[key("$")], r#"["$"]"#),
            (&[key("$"), key("a")], "$.a"),
            (&[key("a"), key("$")], "a.$"),
            (&[key("")], r#"[""]"#),
            (&[key("имя"), key("電話")], "имя.電話"),
            (&[key("a; b: c")], r#"["a;\u0020b:\u0020c"]"#),
            (&[key("q\"\\\n")], r#"["q\"\\\n"]"#),
            (&[key("line\u{2028}")], r#"["line\u2028"]"#),
        ];
        for (segments, text) in cases {
            let path = Path(segments.to_vec());
            assert_eq!(path.to_string(), text);
            assert_eq!(text.parse(), Ok(path), "{text}");
        }
    }

    #[test]
    fn reads_other_notations() {
        assert_eq!("$".parse(), Ok(Path::ROOT));
        assert_eq!("a[0].b".parse::<Path>().unwrap().to_string(), "a.0.b");
        assert_eq!("[3]".parse(), Ok(Path(vec![Segment::Index(3)])));
    }

    #[test]
    fn refuses_what_is_no_path() {
        for text in
            ["First name", "a.", ".a", "a..b", "1a", "01", "a[", "a[01]", r#"["a"#, r#"["a"]b"#, "a b", "4294967295"]
        {
            assert_eq!(text.parse::<Path>(), Err(PathError), "{text}");
        }
    }
}
