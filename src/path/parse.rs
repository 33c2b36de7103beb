//! Reads a path.

use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use super::bare::{bare_len, starts_bare};
use super::{Path, Segment};
pub(crate) use crate::json::small_integer as index;
use crate::json::{Json, read::strict};
use crate::{quoted_string, strings};

/// Why a text is not a path, and where.
///
/// ```
/// use unanimous::Path;
///
/// let error = "first name".parse::<Path>().unwrap_err();
/// assert_eq!(error.offset(), 5);
/// assert!(error.to_string().starts_with("not a path: expected `.` or `[` at byte 5"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PathError {
    expected: Expected,
    offset: usize,
}

/// The syntax that is expected at the offset of a [`PathError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    /// A key without quotes, or an index.
    Segment,
    /// `.` or `[` after a segment.
    Separator,
    /// `[` with an index or a JSON string, and `]`.
    Brackets,
}

impl PathError {
    /// The byte offset at which the text stops being a path.
    pub const fn offset(&self) -> usize {
        self.offset
    }
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let expected = match self.expected {
            Expected::Segment => "a key or an index",
            Expected::Separator => "`.` or `[`",
            Expected::Brackets => r#"an index in brackets, as `[0]`, or a JSON string, as `["like this"]`"#,
        };
        write!(
            f,
            "not a path: expected {expected} at byte {}; other keys are written as `[\"like this\"]`",
            self.offset
        )
    }
}

impl core::error::Error for PathError {}

impl FromStr for Path {
    type Err = PathError;

    /// Reads a path: `contacts.0.email`, also `contacts[0].email`, `["like this"]`, `$.email`; the root is `""` or `$`.
    ///
    /// # Errors
    /// [`PathError`] if a key stands without quotes and must have them (`first name`, `1a`, `01`), if a segment is empty
    /// (`a..b`), or if brackets hold neither an index nor a JSON string (`a[b]`).
    fn from_str(text: &str) -> Result<Self, PathError> {
        read(text, false)
    }
}

/// Reads the name of a form's control as a path. Keys may also stand in brackets without quotes: `contacts[0][email]`, as PHP
/// and Rails write them.
///
/// # Errors
/// As [`Path`]'s `from_str`, but for such keys.
pub(crate) fn control_name(name: &str) -> Result<Path, PathError> {
    read(name, true)
}

/// Reads a path. `takes_keys` says whether brackets may hold keys without quotes.
fn read(text: &str, takes_keys: bool) -> Result<Path, PathError> {
    let mut segments = Vec::new();
    let mut rest = without_root(text);
    while !rest.is_empty() {
        let fail = |expected, rest: &str| PathError { expected, offset: text.len() - rest.len() };
        if let Some(inside) = rest.strip_prefix('[') {
            let (segment, after) = bracketed(inside, takes_keys).ok_or_else(|| fail(Expected::Brackets, rest))?;
            segments.push(segment);
            rest = after;
            continue;
        }
        if !segments.is_empty() {
            rest = rest.strip_prefix('.').ok_or_else(|| fail(Expected::Separator, rest))?;
        }
        let end = bare_len(rest);
        let (bare, after) = strings::split_at(rest, end);
        segments.push(match index(bare) {
            Some(index) => Segment::Index(index),
            None if starts_bare(bare) => Segment::from(bare),
            None => return Err(fail(Expected::Segment, rest)),
        });
        rest = after;
    }
    Ok(Path(segments))
}

/// The text after the `$` of the root: `$`, `$.email`, `$[0]`.
pub(super) fn without_root(text: &str) -> &str {
    match text.strip_prefix('$') {
        Some(rest) if rest.is_empty() || rest.starts_with('[') => rest,
        Some(rest) => rest.strip_prefix('.').filter(|rest| !rest.is_empty()).unwrap_or(text),
        None => text,
    }
}

/// Returns the segment that stands after a `[`, and the text after its `]`.
fn bracketed(inside: &str, takes_keys: bool) -> Option<(Segment, &str)> {
    if !inside.starts_with('"') {
        let (digits, after) = strings::split_once(inside, "]")?;
        return match index(digits) {
            Some(index) => Some((Segment::Index(index), after)),
            None if takes_keys && is_key_in_brackets(digits) => Some((Segment::from(digits), after)),
            None => None,
        };
    }
    let (quoted, after) = strings::split_at(inside, quoted_string::len(inside.as_bytes())?);
    let Ok(Json::String(key)) = strict(quoted) else { return None };
    Some((Segment::Key(key), after.strip_prefix(']')?))
}

/// Whether a text between brackets is a key without quotes. An index that is too large is not one.
fn is_key_in_brackets(text: &str) -> bool {
    let is_too_large = text.len() <= 10 && !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
    !text.is_empty() && strings::find_any(text, b"[\"'").is_none() && !is_too_large
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_control_may_have_keys_in_brackets() {
        let cases = [
            ("a[b]", Some("a.b")),
            ("a[0][b c].d", Some(r#"a.0["b c"].d"#)),
            (r#"a["b"][01]"#, Some(r#"a.b["01"]"#)),
            ("[a]", Some("a")),
            ("$[a]", Some("a")),
            ("a[2024-01]", Some(r#"a["2024-01"]"#)),
            ("a[99999999999]", Some(r#"a["99999999999"]"#)),
            ("a[4294967296]", None),
            ("a[]", None),
            ("a['b']", None),
            ("a[b[c]]", None),
            ("a[b]c", None),
            ("a b[c]", None),
        ];
        for (name, path) in cases {
            let found = control_name(name).ok().map(|path| alloc::string::ToString::to_string(&path));
            assert_eq!(found.as_deref(), path, "{name}");
        }
    }

    #[test]
    fn an_error_says_what_is_expected_and_where() {
        let cases = [
            ("First name", Expected::Separator, 5),
            ("é b", Expected::Separator, 2),
            (r#"["a"]b"#, Expected::Separator, 5),
            ("a.", Expected::Segment, 2),
            (".a", Expected::Segment, 0),
            ("a..b", Expected::Segment, 2),
            ("a.01", Expected::Segment, 2),
            ("4294967296", Expected::Segment, 0),
            ("💚", Expected::Segment, 0),
            ("a[", Expected::Brackets, 1),
            ("a[b]", Expected::Brackets, 1),
            ("a[01]", Expected::Brackets, 1),
            (r#"x.y["a""#, Expected::Brackets, 3),
            (r#"["\x"]"#, Expected::Brackets, 0),
        ];
        for (text, expected, offset) in cases {
            assert_eq!(text.parse::<Path>(), Err(PathError { expected, offset }), "{text}");
        }
    }

    #[test]
    fn an_error_prints_as_a_sentence() {
        let text = "a b".parse::<Path>().unwrap_err().to_string();
        assert_eq!(text, "not a path: expected `.` or `[` at byte 1; other keys are written as `[\"like this\"]`");
    }

    #[test]
    fn indices_are_canonical_and_have_32_bits() {
        let cases = [("0", Some(0)), ("10", Some(10)), ("4294967295", Some(u32::MAX))];
        for (text, expected) in cases {
            assert_eq!(index(text), expected, "{text}");
        }
        for text in ["", "00", "01", "-1", "+1", " 1", "1 ", "4294967296", "10000000000", "99999999999999999999", "１"]
        {
            assert_eq!(index(text), None, "{text}");
        }
    }
}
