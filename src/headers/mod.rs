//! Header fields of any client: pairs of name and value, in order. Names may have any case, and may repeat.
//!
//! An absent header says nothing. A browser hides most headers of another origin's response (the Fetch standard,
//! "CORS-safelisted response-header name"), so absence never means "no".
//!
//! ```
//! use unanimous::headers::Headers;
//!
//! let headers = Headers::from([("Retry-After", "60"), ("X-Request-Id", "req_1")]);
//! assert_eq!(headers.get("retry-after"), Some("60"));
//! ```
//!
//! Each file reads one kind of value: `date` reads HTTP-dates, `list` lists, `structured` Structured Fields, `link` the
//! `Link` header, `challenge` the header `WWW-Authenticate`, and `delay` and `hints` what a server says about retrying. None of
//! them depends on `api_error`.

#[cfg(feature = "api-error")]
pub(crate) mod challenge;
#[cfg(feature = "api-error")]
pub(crate) mod date;
#[cfg(feature = "api-error")]
pub(crate) mod delay;
#[cfg(feature = "api-error")]
mod hints;
#[cfg(feature = "api-error")]
pub(crate) mod link;
pub(crate) mod list;
pub(crate) mod structured;

use crate::strings;
use alloc::string::String;
use alloc::vec::Vec;

#[cfg(feature = "api-error")]
pub use hints::Hints;

/// The header fields of one response, borrowed, without the spaces and tabs around names and values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headers<'a>(Vec<(&'a str, &'a str)>);

impl<'a> FromIterator<(&'a str, &'a str)> for Headers<'a> {
    fn from_iter<I: IntoIterator<Item = (&'a str, &'a str)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (trim_ows(name), trim_ows(value))).collect())
    }
}

impl<'a, const N: usize> From<[(&'a str, &'a str); N]> for Headers<'a> {
    fn from(pairs: [(&'a str, &'a str); N]) -> Self {
        pairs.into_iter().collect()
    }
}

impl<'a> From<&'a [(String, String)]> for Headers<'a> {
    fn from(pairs: &'a [(String, String)]) -> Self {
        pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }
}

impl<'a> Headers<'a> {
    /// Returns the names and the values in order.
    #[cfg(feature = "api-error")]
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'a str, &'a str)> + '_ {
        self.0.iter().copied()
    }

    /// Returns every value of the header `name`, in order.
    pub fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'a str> + 's {
        // The lengths first: where the compiler optimises for size, comparing two texts is a call.
        let is_it = move |found: &str| found.len() == name.len() && found.eq_ignore_ascii_case(name);
        self.0.iter().filter(move |(found, _)| is_it(found)).map(|(_, value)| *value)
    }

    /// Returns the first value of the header `name` that is not blank.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        self.all(name).find(|value| !value.is_empty())
    }

    /// Returns the first member of the header `name` that is not blank, where a comma ends a member unless it
    /// is part of a date.
    ///
    /// `fetch` joins the lines of a header by `", "`, which does not change its meaning (RFC 9110 section 5.3). So a header of
    /// one value that was sent twice says what its first line says, whether the client has joined the lines or not.
    pub(crate) fn first(&self, name: &str) -> Option<&'a str> {
        self.all(name).find_map(first_member)
    }

    /// Joins all values of a list header by `", "` (RFC 9110 section 5.3); `None` if all are blank.
    pub fn joined(&self, name: &str) -> Option<String> {
        let values: Vec<_> = self.all(name).filter(|value| !value.is_empty()).collect();
        (!values.is_empty()).then(|| strings::join(&values, ", "))
    }

    /// Returns whether the header says `true` or `false`, in any case; `None` if it has another value or is missing. Of several
    /// values, on lines of their own or separated by commas, the first counts.
    pub fn flag(&self, name: &str) -> Option<bool> {
        match self.first(name)? {
            value if value.eq_ignore_ascii_case("true") => Some(true),
            value if value.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        }
    }
}

/// Returns the first member of a list that is not blank.
pub(crate) fn first_member(list: &str) -> Option<&str> {
    list::members(list).first().copied()
}

/// Removes optional whitespace around a text: spaces and tabs (RFC 9110 section 5.6.3).
///
/// `str::trim` removes U+00A0 and more, which are a part of the value.
pub(crate) fn trim_ows(text: &str) -> &str {
    let is_ows = |byte: &u8| matches!(byte, b' ' | b'\t');
    let bytes = text.as_bytes();
    let start = bytes.iter().take_while(|byte| is_ows(byte)).count();
    let end = bytes.iter().rev().take_while(|byte| is_ows(byte)).count();
    text.get(start..bytes.len() - end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_no_case_and_values_may_repeat() {
        let headers = Headers::from([
            ("RETRY-After", " 60 "),
            ("retry-after", "120"),
            ("X", ""),
            ("x", "TRUE"),
            ("x-padded", "\u{a0}true"),
        ]);
        assert_eq!(headers.get("retry-after"), Some("60"));
        assert_eq!(headers.joined("retry-after").as_deref(), Some("60, 120"));
        assert_eq!(headers.get("x"), Some("TRUE"), "a blank value says nothing");
        assert_eq!(headers.flag("x"), Some(true));
        assert_eq!(headers.flag("X-Padded"), None, "a no-break space is no optional whitespace");
        assert_eq!(headers.first("retry-after"), Some("60"));
        let joined = Headers::from([("x", " , TRUE,true"), ("y", "no, true"), ("z", ","), ("Z", "\u{a0},1")]);
        assert_eq!((joined.first("x"), joined.flag("x"), joined.flag("y")), (Some("TRUE"), Some(true), None));
        assert_eq!((joined.first("z"), joined.flag("z")), (Some("\u{a0}"), None));
        assert_eq!((headers.get("date"), headers.joined("date"), headers.flag("date")), (None, None, None));
    }
}
