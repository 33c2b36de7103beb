//! Why a text is not JSON.

use core::fmt;

/// Why a text is not JSON, and where.
///
/// ```
/// use unanimous::Json;
/// use unanimous::json::ParseError;
///
/// let error = "[1 2]".parse::<Json>().unwrap_err();
/// assert_eq!(error, ParseError::Unexpected { at: 3 });
/// assert_eq!(error.to_string(), "not JSON: unexpected character at byte 3");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseError {
    /// The text is not JSON at this byte.
    Unexpected {
        /// The byte offset in the text.
        at: usize,
    },
    /// The text ends inside a value.
    Incomplete,
    /// The text has too many lists and objects inside one another.
    TooDeep,
    /// The text has more than 5,000,000 values.
    TooLarge,
    /// The text begins with a byte order mark, U+FEFF: section 8.1 of RFC 8259 lets a reader refuse it, as `JSON.parse` does.
    ByteOrderMark,
}

impl ParseError {
    /// This error of the text, or [`ParseError::ByteOrderMark`] if the text begins with one.
    pub(super) fn or_byte_order_mark(self, text: &str) -> Self {
        if text.starts_with('\u{feff}') { Self::ByteOrderMark } else { self }
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unexpected { at } => write!(f, "not JSON: unexpected character at byte {at}"),
            Self::ByteOrderMark => f.write_str("not JSON: the text begins with a byte order mark (U+FEFF): remove it"),
            Self::Incomplete => f.write_str("not JSON: the text ends inside a value"),
            Self::TooDeep => f.write_str("nested too deeply"),
            Self::TooLarge => f.write_str("too many values"),
        }
    }
}

impl core::error::Error for ParseError {}
