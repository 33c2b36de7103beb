//! The names of a form's entries: what they say, and which are not part of the value.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString as _};
use alloc::vec;
use alloc::vec::Vec;

use super::super::MAX_DEPTH;
use crate::path::{Path, Segment, control_name};

/// The name of an entry, as a path.
pub(super) struct Name {
    pub(super) segments: Vec<String>,
    /// Whether it ends with `[]`, which says that it is a list.
    pub(super) is_list: bool,
}

impl Name {
    /// Reads a name such as `contacts[0][email]`, `contacts.0.email` or `tags[]`.
    ///
    /// A name that is not a path, or has more than 64 segments, is one key.
    pub(super) fn read(name: &str) -> Self {
        let list = name.strip_suffix("[]");
        match control_name(list.unwrap_or(name)) {
            Ok(Path(segments)) if segments.len() <= MAX_DEPTH => {
                let text = |segment| match segment {
                    Segment::Key(key) => key,
                    Segment::Index(index) => index.to_string(),
                };
                Self { segments: segments.into_iter().map(text).collect(), is_list: list.is_some() }
            }
            _ => Self::key(name),
        }
    }

    /// A name that is one key, whatever its characters.
    pub(super) fn key(name: &str) -> Self {
        Self { segments: vec![name.to_owned()], is_list: false }
    }
}

/// Whether a name is that of a hidden input that frameworks add: React's and Next's `$ACTION_…`, tokens against request
/// forgery (Rails, Django, Laravel, Symfony, Phoenix, Spring, ASP.NET), the method that is meant, Rails' mark of UTF-8, and
/// HTML's own `_charset_`.
/// `pkg/src/read-form/ignored-names.ts` has the same.
pub(super) fn is_of_framework(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let is_word = || name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    ["_method", "_charset_", "utf8", "authenticity_token", "_token", "__requestverificationtoken"].contains(&&*name)
        || ["$action_", "__viewstate", "__event"].iter().any(|prefix| name.starts_with(prefix))
        || (name.contains("csrf") && is_word())
}

/// Whether a browser has added an entry by itself: the position of a click on an image button (`go.x` and `go.y`), or the
/// direction of a text (`dirname="note.dir"`). `pkg/src/read-form/browser-names.ts` has the same.
///
/// The names alone do not say it, so this is for closed schemas, which would refuse the entries.
pub(super) fn is_of_browser(name: &str, values: &BTreeMap<&str, &str>) -> bool {
    let (before, last) = name.rfind('.').map_or(("", name), |at| name.split_at(at + 1));
    let is_number = |axis: &str| {
        let value = values.get(&*[before, axis].concat());
        value.is_some_and(|text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))
    };
    match last {
        "x" | "y" => is_number("x") && is_number("y"),
        "dir" => {
            let of = before.strip_suffix('.').unwrap_or_default();
            matches!(values.get(name), Some(&"ltr" | &"rtl")) && values.contains_key(of)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_frameworks() {
        let names = ["$ACTION_REF_1", "_method", "UTF8", "csrfmiddlewaretoken", "_csrf-token", "__VIEWSTATE", "_token"];
        for name in names {
            assert!(is_of_framework(name), "{name}");
        }
        for name in ["method", "token", "csrf token", "x_method", "$action", ""] {
            assert!(!is_of_framework(name), "{name}");
        }
    }
}
