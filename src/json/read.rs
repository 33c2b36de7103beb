//! The JSON reader (RFC 8259): strict for schemas and values, lenient for response bodies of other servers.
//!
//! Both accept a lone surrogate (`"\ud83d"`), which `JSON.parse` accepts and `serde_json` refuses. A JavaScript program
//! writes one when it cuts a text inside an emoji. The strict reader keeps such a string apart ([`Json::IllFormed`]), so
//! that a schema refuses it where it stands.
//!
//! The lenient reader accepts two texts that `JSON.parse` accepts and `serde_json` refuses:
//! - A lone surrogate becomes U+FFFD, because one broken character must not make the whole error unreadable.
//! - A number beyond the largest f64 (`1e400`) becomes `null`. It is Infinity in JavaScript, which `JSON.stringify` writes
//!   as `null`.

mod depth;
mod error;
mod number;
mod string;

use alloc::vec::Vec;

use super::{Json, Object};

pub(crate) use depth::is_deeper;
pub use error::ParseError;

/// The most lists and objects inside one another that `FromStr` of [`Json`] reads.
pub const MAX_DEPTH: usize = 127;
/// The most values that a strict text may hold.
const MAX_VALUES: u32 = 5_000_000;

/// The most lists and objects inside one another in a response body.
#[cfg(feature = "api-error")]
pub(crate) const MAX_BODY_DEPTH: usize = 64;
/// The most values of a body that are kept: 256 fields need far fewer. Later values of a list, and of an object below
/// [`OUTER_LEVELS`], are checked for their syntax and dropped; otherwise a body of `[[],[],…` would fill megabytes.
#[cfg(feature = "api-error")]
pub(crate) const MAX_BODY_VALUES: u32 = 8192;
/// The most members of all objects of a body that are kept, as names take longer to read than values.
#[cfg(feature = "api-error")]
pub(crate) const MAX_BODY_MEMBERS: u32 = 3072;
/// The levels whose members are kept even behind a large list: `error.details.fields` and its siblings.
const OUTER_LEVELS: usize = 3;
/// How many members more these levels may have.
const OUTER_MEMBERS: u32 = 256;

/// The value of a response body, and whether one of its objects has a name twice (the last value counts).
#[cfg(feature = "api-error")]
#[derive(Debug, PartialEq)]
pub(crate) struct Body {
    pub(crate) value: Json,
    pub(crate) duplicate_key: bool,
}

/// Reads a response body leniently, within the limits of a body.
///
/// # Errors
/// [`ParseError::TooDeep`], or another error if the text is not JSON.
#[cfg(feature = "api-error")]
pub(crate) fn body(text: &str) -> Result<Body, ParseError> {
    let mut reader = Reader::new(
        text,
        &Limits { depth: MAX_BODY_DEPTH, values: MAX_BODY_VALUES, members: MAX_BODY_MEMBERS, is_lenient: true },
    );
    match reader.whole() {
        Some(value) => Ok(Body { value, duplicate_key: reader.repeats }),
        // A text may be too deep and also end too early. Then it is too deep.
        None if is_deeper(text, MAX_BODY_DEPTH) => Err(ParseError::TooDeep),
        None => Err(reader.error()),
    }
}

/// Reads one JSON text strictly. The error for a byte order mark names it.
pub(crate) fn document(text: &str) -> Result<Json, ParseError> {
    strict(text).map_err(|error| error.or_byte_order_mark(text))
}

/// Reads one JSON text strictly. A byte order mark is an unexpected character: the WebAssembly of the npm package reads with
/// this function, and never shows the error.
pub(crate) fn strict(text: &str) -> Result<Json, ParseError> {
    Reader::new(text, &STRICT).strict()
}

/// Reads one JSON text in UTF-8 whose strings are Unicode text and whose numbers an f64 can hold, as Rust's own types can.
#[cfg(any(feature = "axum", feature = "serde_json"))]
pub(crate) fn exact(bytes: &[u8]) -> Result<Json, ParseError> {
    let text = core::str::from_utf8(bytes).map_err(|error| ParseError::Unexpected { at: error.valid_up_to() })?;
    let value = Reader { is_exact: true, ..Reader::new(text, &STRICT) }.strict();
    value.map_err(|error| error.or_byte_order_mark(text))
}

struct Limits {
    depth: usize,
    values: u32,
    members: u32,
    /// Whether a lone surrogate becomes U+FFFD, and a number beyond the largest f64 `null`.
    is_lenient: bool,
}

const STRICT: Limits = Limits { depth: MAX_DEPTH, values: MAX_VALUES, members: u32::MAX, is_lenient: false };

#[allow(clippy::struct_excessive_bools, reason = "what a reader has seen, and one option")]
struct Reader<'t> {
    text: &'t str,
    at: usize,
    limits: &'t Limits,
    /// The number of values kept so far.
    values: u32,
    /// The number of members kept so far.
    members: u32,
    /// Whether an object had a name twice.
    repeats: bool,
    is_too_deep: bool,
    /// Whether the last string holds a lone surrogate; always false in the lenient reader.
    is_ill_formed: bool,
    /// Whether a lone surrogate, or a number beyond the largest f64, is an error.
    #[cfg(any(feature = "axum", feature = "serde_json"))]
    is_exact: bool,
}

impl<'t> Reader<'t> {
    const fn new(text: &'t str, limits: &'t Limits) -> Self {
        Self {
            text,
            at: 0,
            limits,
            values: 0,
            members: 0,
            repeats: false,
            is_too_deep: false,
            is_ill_formed: false,
            #[cfg(any(feature = "axum", feature = "serde_json"))]
            is_exact: false,
        }
    }

    fn strict(mut self) -> Result<Json, ParseError> {
        match self.whole() {
            Some(_) if self.is_full() => Err(ParseError::TooLarge),
            Some(value) => Ok(value),
            None => Err(self.error()),
        }
    }

    /// Why the reader stopped.
    const fn error(&self) -> ParseError {
        if self.is_too_deep {
            ParseError::TooDeep
        } else if self.at >= self.text.len() {
            ParseError::Incomplete
        } else {
            ParseError::Unexpected { at: self.at }
        }
    }

    fn whole(&mut self) -> Option<Json> {
        let value = self.value(0, true)?;
        self.skip_space();
        (self.at == self.text.len()).then_some(value)
    }

    #[allow(clippy::inline_always, reason = "the compiler keeps it a call where it optimises for size")]
    #[inline(always)]
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        self.peek().inspect(|_| self.at += 1)
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    /// Skips white space, and this byte if it comes next. Returns whether it did.
    fn eat(&mut self, byte: u8) -> bool {
        let mut comes = self.peek() == Some(byte);
        if !comes {
            self.skip_space();
            comes = self.peek() == Some(byte);
        }
        self.at += usize::from(comes);
        comes
    }

    const fn is_full(&self) -> bool {
        self.values >= self.limits.values
    }

    /// Whether a member of an object inside `level` lists and objects can be kept.
    const fn has_room(&self, level: usize) -> bool {
        let most = self.limits.members;
        if level < OUTER_LEVELS {
            self.members < most.saturating_add(OUTER_MEMBERS)
        } else {
            self.members < most && !self.is_full()
        }
    }

    /// Reads a value inside `level` lists and objects. Without `keep` it only checks the syntax, and its result means
    /// nothing.
    fn value(&mut self, level: usize, keep: bool) -> Option<Json> {
        self.values = self.values.saturating_add(u32::from(keep));
        self.skip_space();
        match self.peek()? {
            b'{' | b'[' if level >= self.limits.depth => {
                self.is_too_deep = true;
                None
            }
            b'{' => self.object(level, keep),
            b'[' => self.list(level, keep),
            b'"' => {
                let text = self.string(keep)?;
                Some(if self.is_ill_formed { Json::IllFormed(text) } else { Json::String(text) })
            }
            b't' => self.word("true", Json::Bool(true)),
            b'f' => self.word("false", Json::Bool(false)),
            b'n' => self.word("null", Json::Null),
            _ => self.number(keep),
        }
    }

    fn word(&mut self, word: &str, value: Json) -> Option<Json> {
        let found = self.text.as_bytes().get(self.at..)?.starts_with(word.as_bytes());
        self.at += if found { word.len() } else { 0 };
        found.then_some(value)
    }

    fn list(&mut self, level: usize, keep: bool) -> Option<Json> {
        let mut items = Vec::new();
        self.at += 1;
        if self.eat(b']') {
            return Some(Json::Array(items));
        }
        loop {
            let keep = keep && !self.is_full();
            let item = self.value(level + 1, keep)?;
            if keep {
                items.push(item);
            }
            if self.eat(b']') {
                return Some(Json::Array(items));
            }
            if !self.eat(b',') {
                return None;
            }
        }
    }

    fn object(&mut self, level: usize, keep: bool) -> Option<Json> {
        let mut members = Vec::new();
        let mut ill_formed = Vec::new();
        self.at += 1;
        let mut is_done = self.eat(b'}');
        while !is_done {
            let keep = keep && self.has_room(level);
            self.skip_space();
            let name = self.string(keep)?;
            let is_ill_formed = self.is_ill_formed;
            if !self.eat(b':') {
                return None;
            }
            let value = self.value(level + 1, keep)?;
            if is_ill_formed {
                ill_formed.push(name);
            } else if keep {
                self.members += 1;
                members.push((name, value));
            }
            is_done = self.eat(b'}');
            if !is_done && !self.eat(b',') {
                return None;
            }
        }
        let (object, repeats) = Object::from_members(members);
        self.repeats |= repeats;
        Some(Json::Object(object.with_ill_formed_names(ill_formed)))
    }
}

#[cfg(all(test, feature = "api-error", feature = "serde_json", not(target_arch = "wasm32")))]
mod tests;
