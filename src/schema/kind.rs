//! The kind of a value, without its items or properties.

/// The type of a value, or of a value that JSON does not have.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Kind<'v> {
    /// No value at all: JavaScript's `undefined`.
    Missing,
    /// `null`
    Null,
    /// `true` or `false`
    Boolean(bool),
    /// A number, whose value [`Input::number`](super::Input::number) gives. (A kind without 64-bit fields is passed in registers.)
    Number,
    /// A string, as its UTF-8 bytes.
    String(&'v [u8]),
    /// A string that is not Unicode text, because it holds a lone surrogate (U+D800 to U+DFFF).
    IllFormedString,
    /// A string of which only the number of its UTF-16 units is known.
    #[doc(hidden)]
    Utf16Length(u32),
    /// A list of this many items.
    List(usize),
    /// An object.
    Object,
    /// Something that JSON cannot hold, by the name that an issue calls it: `bigint`, `Date`, `Infinity`.
    Other(&'v str),
}

impl<'v> Kind<'v> {
    /// The name by which an issue calls the kind: `Expected string, received number`.
    pub const fn name(self) -> &'v str {
        if let Self::Other(name) = self { name } else { self.static_name() }
    }

    /// The same name; empty for [`Kind::Other`], whose name is not static.
    #[doc(hidden)]
    pub const fn static_name(self) -> &'static str {
        match self {
            Self::Missing => "undefined",
            Self::Null => "null",
            Self::Boolean(_) => "boolean",
            Self::Number => "number",
            Self::String(_) | Self::IllFormedString | Self::Utf16Length(_) => "string",
            Self::List(_) => "array",
            Self::Object => "object",
            Self::Other(_) => "",
        }
    }
}
