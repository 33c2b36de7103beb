//! Paths: the location of an issue in a value, such as `contacts.0.email` or `["like this"].x`.
//!
//! ```
//! use unanimous::{Path, Segment};
//!
//! let path: Path = "contacts.0.email".parse()?;
//! assert_eq!(path.0, [Segment::from("contacts"), Segment::from(0), Segment::from("email")]);
//! # Ok::<(), unanimous::path::PathError>(())
//! ```

mod bare;
pub(crate) mod foreign;
mod parse;
mod print;

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::json::ToJson;

pub(crate) use bare::{is_bare, is_bare_char};
pub use parse::PathError;
pub(crate) use parse::{control_name, index};
#[cfg(feature = "api-error")]
pub(crate) use print::printed;
pub(crate) use print::push;
#[doc(hidden)]
pub use print::{Indices, push_with};

/// One step of a [`Path`]: an object's key or a list's index. As JSON it is a string or a number.
///
/// ```
/// use unanimous::{Path, Segment};
///
/// let path = Path(vec![Segment::from("contacts"), Segment::Index(0)]);
/// assert_eq!(path.to_string(), "contacts.0");
/// // The key "0" is not the index 0.
/// assert_eq!(Path(vec![Segment::from("contacts"), Segment::from("0")]).to_string(), r#"contacts["0"]"#);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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

impl ToJson for Segment {
    fn push_json(&self, out: &mut String) {
        match self {
            Self::Index(index) => index.push_json(out),
            Self::Key(key) => key.push_json(out),
        }
    }
}

/// The segments from a value's root to one of its parts.
///
/// `Display` prints a path as text, and `FromStr` reads every printed path back to the same segments. Segments are
/// joined by `.`. A key that may stand without quotes is printed as it is; any other key is printed as `["…"]` with a
/// JSON string inside. The root is the empty string (a message prints it as `$`). A path that begins with the key `$` is
/// printed with that key in quotes: `$.a` is read as `a`.
///
/// A key may stand without quotes if it does not begin with an ASCII digit and consists of ASCII letters and digits,
/// `_`, `$`, `@`, `-` and non-ASCII characters, except a fixed list of spaces, controls, punctuation, symbols and
/// emoji. The list does not depend on a version of Unicode.
///
/// # Examples
/// ```
/// use unanimous::{Path, Segment};
///
/// let path: Path = [Segment::from("contacts"), Segment::from(0), Segment::from("first name")].into_iter().collect();
/// assert_eq!(path.to_string(), r#"contacts.0["first name"]"#);
/// assert_eq!(path.to_string().parse(), Ok(path));
///
/// let error = "contacts.first name".parse::<Path>().unwrap_err();
/// assert_eq!(error.offset(), 14);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Path(pub Vec<Segment>);

impl Path {
    /// The path of the value itself.
    pub const ROOT: Self = Self(Vec::new());
}

impl<S: Into<Segment>> FromIterator<S> for Path {
    fn from_iter<I: IntoIterator<Item = S>>(segments: I) -> Self {
        Self(segments.into_iter().map(Into::into).collect())
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(text: &str) -> Segment {
        Segment::from(text)
    }

    #[test]
    fn prints_and_reads_back() {
        let cases: [(&[Segment], &str); 6] = [
            (&[], ""),
            (&[key("contacts"), Segment::Index(0), key("email")], "contacts.0.email"),
            (&[Segment::Index(u32::MAX)], "4294967295"),
            (&[key("4294967295")], r#"["4294967295"]"#),
            (&[key("a"), key("b.c"), key("d")], r#"a["b.c"].d"#),
            (&[key("a; b: c")], r#"["a;\u0020b:\u0020c"]"#),
        ];
        for (segments, text) in cases {
            let path = Path(segments.to_vec());
            assert_eq!(path.to_string(), text);
            assert_eq!(text.parse(), Ok(path), "{text}");
        }
    }

    /// Any keys, many of them of characters at which the rules of paths differ.
    fn any_key() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            2 => prop::sample::select(vec![
                "; ", ": ", ";", ":", " ", "$", ".", "[", "]", "\"", "\\", "a", "0", "é", "e\u{301}", "\u{200c}", "💚", "\u{0}",
                "\u{2028}", "\u{7f}", "；", "ชื่อ",
            ]).prop_map(str::to_owned),
            1 => any::<String>(),
            1 => any::<char>().prop_map(String::from),
        ];
        prop::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat())
    }

    fn any_segment() -> impl Strategy<Value = Segment> {
        prop_oneof![
            4 => any_key().prop_map(Segment::Key),
            1 => any::<u32>().prop_map(Segment::Index),
            1 => prop::sample::select(vec![0, 1, u32::MAX - 1, u32::MAX]).prop_map(Segment::Index),
            1 => any::<u32>().prop_map(|index| Segment::Key(index.to_string())),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_path_reads_back(segments in prop::collection::vec(any_segment(), 0..5)) {
            let path = Path(segments);
            let text = path.to_string();
            prop_assert!(!text.contains("; ") && !text.contains(": ") && text != "$", "{}", text);
            prop_assert_eq!(text.parse(), Ok(path), "{}", text);
        }

        #[test]
        fn a_text_that_is_read_prints_as_the_same_path(text in any_key()) {
            match text.parse::<Path>() {
                Ok(path) => prop_assert_eq!(path.to_string().parse(), Ok(path)),
                Err(error) => prop_assert!(text.is_char_boundary(error.offset())),
            }
        }
    }
}
